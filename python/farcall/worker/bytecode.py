"""Byte code of the bundle's modules, kept by content: each is compiled once for each Python, not once per job."""

from __future__ import annotations

import _imp
import importlib.machinery as machinery
import importlib.util
import marshal
import os
import sys

from farcall.worker import surroundings
from farcall.worker.folders import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

TAG = "%s.%d" % (sys.implementation.cache_tag, sys.flags.optimize)


def install(folder: str) -> None:
    """For what is imported from the working folder; byte code is kept in ``folder``."""

    def load(fullname: str, path: str) -> machinery.SourceFileLoader:
        loader = machinery.SourceFileLoader(fullname, path)

        def get_code(fullname: str) -> CodeType | None:
            return code_of(loader.get_data(path), path, folder)

        # No class of its own: registries of resources go by the loader's exact type.
        loader.get_code = get_code  # type: ignore[method-assign]
        return loader

    find = machinery.FileFinder.path_hook(
        (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
        (load, machinery.SOURCE_SUFFIXES),  # type: ignore[arg-type]
        (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
    )
    work = surroundings.WORK

    def hook(path: str) -> Any:
        if path != work and not path.startswith(work + os.sep):
            raise ImportError
        return find(path)

    sys.path_hooks.insert(0, hook)
    for path in list(sys.path_importer_cache):
        if path.startswith(work):
            del sys.path_importer_cache[path]


def code_of(source: bytes, path: str, folder: str) -> CodeType:
    """As it was compiled before and kept in ``folder``, or compiled now."""
    kept = os.path.join(folder, TAG, "%s-%d" % (importlib.util.source_hash(source).hex(), len(source)))
    try:
        with open(kept, "rb") as file:
            code: CodeType = marshal.loads(file.read())
        _imp._fix_co_filename(code, path)  # type: ignore[attr-defined]
    except (OSError, EOFError, TypeError, ValueError):
        code = compile(source, path, "exec", dont_inherit=True)
        keep(kept, code)
    return code


def keep(path: str, code: CodeType) -> None:
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        write_whole(path, marshal.dumps(code))
    except OSError:
        pass  # It is compiled again.
