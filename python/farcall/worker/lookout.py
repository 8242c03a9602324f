"""Looks out for pyplot, whose ``show`` is then the display's."""

from __future__ import annotations

import importlib.util
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

    from farcall.worker.loading import Parts
    from farcall.worker.telling import Teller

PYPLOT = "matplotlib.pyplot"


class Lookout:
    """One of the finders of modules, who finds none."""

    def __init__(self, parts: Parts, tell: Teller) -> None:
        self._parts = parts
        self._tell = tell
        self._asking = False
        # Holds the figures, once pyplot is loaded.
        self.gallery: Any = None
        if PYPLOT in sys.modules:
            self._found(sys.modules[PYPLOT])
        else:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != PYPLOT or self._asking:
            return None
        self._asking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._asking = False
        loader: Any = spec and spec.loader
        if loader:
            run = loader.exec_module

            def execute(module: ModuleType) -> None:
                run(module)
                self._found(module)

            loader.exec_module = execute
        return spec

    def _found(self, pyplot: ModuleType) -> None:
        self.gallery = self._parts.ask("figures", "gallery", pyplot, self._tell.say)
