"""What a job needs only once the function has returned, loaded when it is wanted: parts of this worker, and the
display, which travels by itself and may not be there.

The bundle may have modules of the same names by then, a ``farcall`` of its own among them: ours step aside for those.
"""

from __future__ import annotations

import importlib
import os
import sys

from farcall.worker import surroundings
from farcall.worker.background import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Parts:
    LATE = ("cells", "results", "traces")

    def __init__(self, cache: str = "", display: str | None = None) -> None:
        """``display`` is the sha256 of the display as it travels."""
        self._cache = cache
        self._display = display
        self._finder: Any = None
        self._loaded: dict[str, Any] = {}
        # Top-level names that the bundle has too, and what bore them before.
        self._names: set[str] = set()
        self._aside: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = load("farcall.worker." + name)
        return self._loaded[name]

    def step_aside(self, names: set[str]) -> None:
        """What the worker needs is loaded now, and then forgotten under those names."""
        for name in self.LATE:
            self.get(name)
        self._names = names
        self._aside = self._take()

    def ask(self, module: str, function: str, *args: Any) -> Any:
        """What a function of the display says. None where it cannot be had or fails: a job's end never hangs on it."""
        try:
            if module not in self._loaded:
                self._loaded[module] = self._load_display(module)
            return getattr(self._loaded[module], function)(*args)
        except BaseException:
            complain()
            return None

    def _load_display(self, module: str) -> Any:
        if self._display is None:
            return None
        theirs, path = self._take(), sys.path
        # As if the bundle were not there.
        sys.modules.update(self._aside)
        if self._names:
            sys.path = [place for place in path if not (place + os.sep).startswith(surroundings.WORK + os.sep)]
        try:
            blob = os.path.join(self._cache, "blobs", self._display[:2], self._display)
            self._finder = self._finder or Finder(blob)
            sys.meta_path.insert(0, self._finder)
            return load("farcall.display." + module)
        finally:
            if self._finder in sys.meta_path:
                sys.meta_path.remove(self._finder)
            sys.path = path
            self._aside = self._take()
            sys.modules.update(theirs)

    def _take(self) -> dict[str, Any]:
        return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in self._names}


def load(name: str) -> Any:
    # Their byte code belongs to their own folders, whatever holds for the bundle's.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        return importlib.import_module(name)
    finally:
        sys.dont_write_bytecode = before


class Finder:
    """Finds the display's modules in the file as it came: what is never unpacked is never unpacked by half."""

    def __init__(self, blob: str) -> None:
        import hashlib
        import json
        import zlib
        from importlib.machinery import ModuleSpec

        # Loaded before this finder is asked for anything, itself among it.
        self._spec: Any = ModuleSpec
        with open(blob, "rb") as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != os.path.basename(blob):
            os.unlink(blob)
            raise OSError("it was changed")
        index, _, data = zlib.decompress(data, 31).partition(b"\n")
        self._sources: dict[str, bytes] = {}
        for path, size in json.loads(index):
            name = path[: -len(".py")].replace("/", ".")
            self._sources[name[: -len(".__init__")] if name.endswith(".__init__") else name] = data[:size]
            data = data[size:]

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        return self._spec(name, self, is_package=name.count(".") == 1) if name in self._sources else None

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        # Its byte code is not kept: a job is killed more often than the milliseconds would be saved.
        exec(compile(self._sources[module.__name__], "<%s>" % module.__name__, "exec"), module.__dict__)
