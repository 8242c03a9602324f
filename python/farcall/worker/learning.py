"""What a job tells of its imports, in ``loaded.json``: the next jobs of the same call may find them loaded."""

from __future__ import annotations

import builtins
import itertools
import json
import os
import sys

from farcall.worker.folders import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
INSTALLED = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


class Learner:
    def __init__(self, folder: str, asked: bool, already: dict[str, str | None]) -> None:
        self._path = os.path.join(folder, "loaded.json")
        self._asked = asked
        self._environ = dict(os.environ)
        # What libraries that were loaded ahead made of the environment, and what came to it since.
        self._set = already
        self._import = builtins.__import__
        self._known = len(sys.modules)
        self._looked = False
        self._fresh = "farcall.worker.forkserver" not in sys.modules

    def look(self) -> None:
        """Before the call and after it. Nothing is written where there is nothing new to tell."""
        if not self._asked:
            return
        first, self._looked = not self._looked, True
        if first:
            self._set.update(changes(self._environ))
            self._environ = dict(os.environ)
        calm = self._asked = self._is_calm()
        # The youngest come last. Those that were there before are not even touched: in a forked process that would copy
        # the memory they lie in.
        new = list(itertools.islice(reversed(sys.modules), max(0, len(sys.modules) - self._known)))
        self._known = len(sys.modules)
        if calm:
            worth_telling = any(is_library(name) for name in new) or (first and self._fresh)
        else:
            # What the call itself changed says nothing against what was loaded before it.
            worth_telling = first
        if not worth_telling:
            return
        # In the order in which they came to be loaded.
        modules = [name for name in list(sys.modules) if is_library(name)]
        learned = {"fresh": self._fresh, "calm": calm, "modules": modules, "set": self._set, "sites": sorted(sites())}
        try:
            write_whole(self._path, json.dumps(learned).encode())
        except OSError:
            pass  # The next job begins as this one did.

    def _is_calm(self) -> bool:
        """False where libraries that are loaded from now on would not be what they are when they are loaded ahead."""
        multiprocessing: Any = sys.modules.get("multiprocessing")
        monkey: Any = sys.modules.get("gevent.monkey")
        patcher: Any = sys.modules.get("eventlet.patcher")
        return (
            dict(os.environ) == self._environ
            and builtins.__import__ is self._import
            and not (multiprocessing and multiprocessing.get_start_method(allow_none=True))
            and not getattr(monkey, "saved", None)
            and not getattr(patcher, "already_patched", None)
        )


def changes(before: dict[str, str]) -> dict[str, str | None]:
    """The variables that differ now; None for those that are gone."""
    names = {*before, *os.environ}
    return {name: os.environ.get(name) for name in names if before.get(name) != os.environ.get(name)}


def is_library(name: str) -> bool:
    if name.partition(".")[0] == "farcall":
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    return isinstance(file, str) and (file.startswith(STANDARD) or any(part in file for part in INSTALLED))


def sites() -> Iterator[str]:
    """The folders that installed packages lie in: what is installed, upgraded or removed changes them."""
    for folder in sys.path:
        if (folder + os.sep).endswith(INSTALLED) and os.path.isdir(folder):
            yield folder
