"""Where and with what a job ran: the machine, and the versions of what it imported."""

from __future__ import annotations

import os
import socket
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

INSTALLED = ("site-packages", "dist-packages")
SECONDS = 0.3
MAX_DISTRIBUTIONS = 300


def event() -> dict[str, Any]:
    system = os.uname()
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "type": "about",
        "system": "%s %s %s" % (system.sysname, system.release, system.machine),
        "hostname": socket.gethostname(),
        "cpus": cpus,
        "distributions": distributions(),
    }


def distributions() -> dict[str, str]:
    """Versions by name. Read from the names of folders: to ask each for its contents would take too long."""
    until = time.monotonic() + SECONDS
    found: dict[str, str] = {}
    for folder, modules in imported().items():
        known = metadata_in(folder)
        unnamed = {module for module in modules if plain(module) not in known}
        for module in modules - unnamed:
            found.update(named(folder, *known[plain(module)]))
        # The others' distributions bear another name: `sklearn` is scikit-learn's.
        for entry in known.values() if unnamed else ():
            if time.monotonic() > until:
                break
            if unnamed & provided_by(folder, entry[0]):
                found.update(named(folder, *entry))
    return dict(sorted(found.items(), key=lambda item: item[0].lower())[:MAX_DISTRIBUTIONS])


def imported() -> dict[str, set[str]]:
    """Top-level names of loaded modules by the folder of installed packages that they lie in."""
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        if "." in name:
            continue
        path = getattr(module, "__file__", None)
        if not isinstance(path, str):
            continue
        folder = os.path.dirname(os.path.dirname(path) if os.path.basename(path).startswith("__init__.") else path)
        if os.path.basename(folder) in INSTALLED:
            found.setdefault(folder, set()).add(name)
    return found


def metadata_in(folder: str) -> dict[str, tuple[str, str, str]]:
    """By plain name: the metadata's folder, the name and the version that it bears."""
    found = {}
    for entry in os.listdir(folder):
        stem, dot, kind = entry.rpartition(".")
        if dot and kind in ("dist-info", "egg-info") and "-" in stem:
            name, version = stem.split("-")[:2]
            found[plain(name)] = (entry, name, version)
    return found


def named(folder: str, entry: str, name: str, version: str) -> Iterator[tuple[str, str]]:
    """The name as its author writes it."""
    for file in ("METADATA", "PKG-INFO"):
        for line in lines_of(os.path.join(folder, entry, file)):
            if line.startswith("Name:"):
                yield line[5:].strip(), version
                return
            if not line.strip():
                break
    yield name, version


def provided_by(folder: str, entry: str) -> set[str]:
    listed = os.path.join(folder, entry, "top_level.txt")
    if os.path.exists(listed):
        return {line.strip() for line in lines_of(listed)}
    names = set()
    for line in lines_of(os.path.join(folder, entry, "RECORD")):
        top, slash, _ = line.partition("/")
        names.add(top if slash else top.partition(".")[0])
    return names


def lines_of(path: str) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError:
        return


def plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")
