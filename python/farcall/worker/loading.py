"""The parts of this worker that a job needs only once the function has returned, loaded when they are wanted.

They are kept here, since the bundle may have a ``farcall`` of its own by then.
"""

from __future__ import annotations

import importlib
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Parts:
    LATE = ("artifacts", "cells", "results", "traces")

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        if name not in self._loaded:
            # Their byte code belongs to the runtime's folder, whatever holds for the bundle's.
            before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
            try:
                self._loaded[name] = importlib.import_module("farcall.worker." + name)
            finally:
                sys.dont_write_bytecode = before
        return self._loaded[name]

    def load_all(self) -> None:
        for name in self.LATE:
            self.get(name)
