"""What may go from the host's Farcall folder, by age and use: caches, and what was copied for jobs that have ended.

Results, artifacts and output never go, nor what a client was told is there within the last hour: being told of a blob
makes it young again (see ``Store.put``). What goes all the same is sent again when it is wanted.
"""

from __future__ import annotations

import json
import os
import time

from farcall.worker.folders import COPIED_AT, Home, read_json, remove, remove_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

HOUR = 3600.0
DAY = 24 * HOUR
# The budget of the caches: of the room that the disk would have without them.
SHARE = 0.1
BYTECODE_SHARE = 0.1
# How long what is of no more use stays: unasked, and when a person asks.
PARTIAL_KEPT_FOR = (7 * DAY, HOUR)
ENVIRONMENT_KEPT_FOR = (12 * HOUR, 0.0)
COPIES_KEPT_FOR = (7 * DAY, HOUR)
RUNTIME_KEPT_FOR = 30 * DAY


def clean(home: Home, asked: bool, dry: bool) -> dict[str, Any]:
    """Bytes by kind that went (or would, if ``dry``), that stay, and that results take."""
    return Cleaning(home, asked, dry).run()


class Cleaning:
    def __init__(self, home: Home, asked: bool, dry: bool) -> None:
        self._home = home
        self._asked = asked
        self._dry = dry
        self._now = time.time()
        self._freed: dict[str, int] = {}
        self._kept: dict[str, int] = {}
        # What jobs that have not ended name; unasked, the displays of all.
        self._needed = set()
        for job in map(home.job, home.job_ids()):
            over = os.path.exists(job.end)
            if not (over and asked):
                spec = read_json(job.spec) or {}
                self._needed |= {spec.get("display"), None if over else spec.get("bundle")}

    def run(self) -> dict[str, Any]:
        budget = 0.0 if self._asked else self._budget()
        named = self._bundles(budget * (1 - BYTECODE_SHARE))
        for path, size, at in files(self._home.blobs):
            if os.path.dirname(path) == self._home.partial:
                self._judge("partial", path, size, self._age(at) < PARTIAL_KEPT_FOR[self._asked])
            else:
                name = os.path.basename(path)
                self._judge("blobs", path, size, name in named or name in self._needed or self._age(at) < HOUR)
        room = budget * BYTECODE_SHARE
        for path, size, at in sorted(files(os.path.join(self._home.cache, "bytecode")), key=lambda file: -file[2]):
            room -= size
            self._judge("bytecode", path, size, room >= 0 or self._age(at) < HOUR)
        for path, size, at in files(self._home.envs):
            self._judge("envs", path, size, self._age(at) < ENVIRONMENT_KEPT_FOR[self._asked])
        self._runtimes()
        results = self._jobs()
        return {"freed": self._freed, "kept": self._kept, "results": results}

    def _budget(self) -> float:
        info = os.statvfs(self._home.directory)
        return SHARE * (info.f_bavail * info.f_frsize + sum(size for _, size, _ in files(self._home.cache)))

    def _bundles(self, room: float) -> set[str]:
        """Judges the bundles, the last used first; returns the blobs that those name which stay."""
        named: set[str] = set()
        for path, size, at in sorted(files(self._home.bundles), key=lambda file: -file[2]):
            blobs = sizes_of_blobs(path)
            wanted = sum(blobs[sha256] for sha256 in blobs.keys() - named)
            stays = os.path.basename(path) in self._needed or self._age(at) < HOUR or size + wanted <= room
            self._judge("bundles", path, size, stays)
            if stays:
                room -= size + wanted
                named.update(blobs)
        return named

    def _runtimes(self) -> None:
        top = os.path.join(self._home.cache, "runtime")
        own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        for name in listing(top):
            path = os.path.join(top, name)
            size = sum(size for _, size, _ in files(path))
            stays = path == own or name in self._needed or self._now - os.stat(path).st_mtime < RUNTIME_KEPT_FOR
            self._count("runtime", size, stays)
            if not stays and not self._dry:
                remove_tree(path)

    def _jobs(self) -> int:
        """The copies of what was sent, in the folders of ended jobs. Returns what all else there takes."""
        results = 0
        for job in self._home.job_ids():
            folder = self._home.job(job)
            try:
                ended: float | None = os.stat(folder.end).st_mtime
            except OSError:
                ended = None
            if ended is not None and self._age(ended) > HOUR and (read_json(folder.spec) or {}).get("convert"):
                # Nobody's run: its client left before it could remove it.
                remove_tree("" if self._dry else folder.path)
                continue
            stays = ended is None or self._age(ended) < COPIES_KEPT_FOR[self._asked]
            for path, size, _ in files(folder.path):
                if is_copy(path):
                    self._judge("copies", path, size, stays)
                else:
                    results += size
        return results

    def _age(self, at: float) -> float:
        """Of a file by its time. One that lies ahead is of a clock that was wrong: it is not young for that."""
        return abs(self._now - at)

    def _judge(self, kind: str, path: str, size: int, stays: bool) -> None:
        self._count(kind, size, stays)
        if not stays and not self._dry:
            remove(path)

    def _count(self, kind: str, size: int, stays: bool) -> None:
        counted = self._kept if stays else self._freed
        counted[kind] = counted.get(kind, 0) + size


def files(top: str) -> Iterator[tuple[str, int, float]]:
    """Path, bytes on the disk and time of each file below, links aside."""
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                info = os.lstat(path)
            except OSError:
                continue
            if not os.path.islink(path):
                yield path, info.st_size, info.st_mtime


def listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def sizes_of_blobs(manifest: str) -> dict[str, int]:
    try:
        with open(manifest, "rb") as file:
            next(file)
            entries = [json.loads(line) for line in file]
    except (OSError, ValueError, StopIteration):
        return {}
    return {entry["sha256"]: entry["size"] for entry in entries}


def is_copy(path: str) -> bool:
    try:
        return os.lstat(path).st_mtime_ns == COPIED_AT
    except OSError:
        return False
