"""What surrounds the entry: the import path, ``__main__``, ``sys.argv``, the streams, ``input`` and ``breakpoint``."""

from __future__ import annotations

import builtins
import os
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from farcall.worker.loading import Parts


# The working folder, where the process begins its job: the function may change the current one later.
WORK = ""

# What an interpreter has loaded before it looks at anybody's code; a host's site-packages may have it load more.
STARTED_WITH = frozenset(
    ["abc", "codecs", "encodings", "genericpath", "io", "os", "posixpath", "site", "stat", "zipimport"]
    + ["_collections_abc", "_sitebuiltins"]
)


class NoInputError(EOFError):
    """``input()`` in a job."""

    # Its name is shown to people, who know nothing of this module.
    __module__ = "builtins"


def prepare(spec: dict[str, Any], parts: Parts) -> None:
    global WORK
    WORK = os.getcwd()
    header = spec["header"]
    entry = header["entry"]
    sys.dont_write_bytecode = True
    os.environ["PYTHONUNBUFFERED"] = "1"
    prepare_streams()
    builtins.input = refuse_input
    sys.breakpointhook = pass_by
    sys.argv = [entry["file"]] + (spec["argv"] if entry["kind"] == "file" else [])
    roots = [os.path.normpath(os.path.join(WORK, root)) for root in header["roots"]]
    last = [os.path.normpath(os.path.join(WORK, root)) for root in header["lastRoots"]]
    make_way(roots, parts)
    sys.path[:0] = roots
    sys.path += last


def prepare_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(  # type: ignore[union-attr]
            encoding="utf-8", errors="backslashreplace", line_buffering=True
        )


def refuse_input(prompt: object = "") -> str:
    raise NoInputError("a job has no keyboard: input() cannot be answered. Pass the value as an argument instead.")


def pass_by(*args: object, **kwargs: object) -> None:
    frame = sys._getframe(1)
    place = "%s:%d" % (frame.f_code.co_filename, frame.f_lineno)
    sys.stderr.write("farcall: breakpoint() at %s was passed by: a job has no debugger attached.\n" % place)


def make_way(roots: list[str], parts: Parts) -> None:
    """Lets the bundle's modules bear the names of standard ones (and of this worker's own): what the worker needs is
    loaded now, and then forgotten under those names. What every interpreter starts with stays, as it would anywhere.
    """
    names = names_in(roots)
    # Where libraries are loaded ahead, it was seen to before that none of these names is among what is loaded.
    if names & (standard_names() | {"farcall"}):
        parts.step_aside(names - STARTED_WITH.union(sys.builtin_module_names))


def standard_names() -> set[str]:
    known = getattr(sys, "stdlib_module_names", None)
    return set(known or (name.partition(".")[0] for name in os.listdir(os.path.dirname(os.__file__))))


def names_in(roots: list[str]) -> set[str]:
    """The top-level names that modules in these roots may have."""
    names: set[str] = set()
    for root in roots:
        try:
            names.update(name.partition(".")[0] for name in os.listdir(root))
        except OSError:
            continue
    return names


def stand_in(name: str) -> types.ModuleType:
    """A ``__main__`` that forwards to the entry's module: pickles and pools that say ``__main__`` find what they mean.

    It has no ``__file__``, so that a pool's children do not run the entry's top level again as theirs.
    """
    main = types.ModuleType("__main__")

    def forward(attribute: str) -> Any:
        module = sys.modules.get(name)
        if (attribute.startswith("__") and attribute.endswith("__")) or module is None:
            raise AttributeError("module '__main__' has no attribute %r" % attribute)
        return getattr(module, attribute)

    main.__dict__.update(__getattr__=forward, __builtins__=builtins)
    main.__dict__["__dir__"] = lambda: dir(sys.modules.get(name, main))
    return main
