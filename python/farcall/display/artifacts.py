"""The files a job wrote into its working folder: those that are new, and those whose content changed."""

from __future__ import annotations

import hashlib
import json
import os
import stat

from farcall.worker.folders import COPIED_AT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_LISTED = 10_000


def find(folder: str, spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Sorted by path. Links that lead out of the folder are none of the job's files."""
    work = os.path.realpath(os.path.join(folder, "work"))
    sent = files_sent(folder, spec["bundle"])
    found = []
    for path in walk(work, ""):
        full = os.path.join(work, path)
        try:
            info = os.lstat(full)
            if stat.S_ISLNK(info.st_mode):
                if not os.path.realpath(full).startswith(work + os.sep):
                    continue
                info = os.stat(full)
            if not stat.S_ISREG(info.st_mode) or is_unchanged(full, info, sent.get(path)):
                continue
            path.encode()
        except (OSError, UnicodeEncodeError):
            continue
        found.append({"path": path, "size": info.st_size})
        if len(found) == MAX_LISTED:
            break
    return sorted(found, key=lambda artifact: str(artifact["path"]))


def walk(top: str, prefix: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(os.path.join(top, prefix)), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from walk(top, path + "/")
        else:
            yield path


def files_sent(folder: str, bundle: str) -> dict[str, tuple[int, str]]:
    """Size and sha256 by path; empty where the cache has lost the manifest, so that all files count as the job's."""
    home = os.path.dirname(os.path.dirname(folder))
    sent = {}
    try:
        with open(os.path.join(home, "cache", "bundles", bundle), "rb") as file:
            next(file)
            for line in file:
                entry = json.loads(line)
                sent[entry["path"]] = (entry["size"], entry["sha256"])
    except (OSError, ValueError, StopIteration):
        pass
    return sent


def is_unchanged(path: str, info: os.stat_result, sent: tuple[int, str] | None) -> bool:
    if sent is None or info.st_size != sent[0]:
        return False
    if info.st_mtime_ns == COPIED_AT:
        return True
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1024 * 1024), b""):
            hashed.update(piece)
    return hashed.hexdigest() == sent[1]
