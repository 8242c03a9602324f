"""What an agent sends of a job: its journal as it grows, until the job has ended, and its files."""

from __future__ import annotations

import os
import stat

from farcall.worker.failures import Failure
from farcall.worker.folders import JobFolder, read_json
from farcall.worker.jobs import state_of
from farcall.worker.journal import dump_event
from farcall.worker.manifest import is_path, is_sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class JournalSource:
    """The journal's bytes from an offset; its end is that the job has ended and all of it was read."""

    def __init__(self, folder: JobFolder, offset: int, closed: Callable[[], None]) -> None:
        self._folder = folder
        self._closed = closed
        self._at = offset
        self._end: dict[str, Any] | None = None
        self._look = True
        self._fd = os.open(folder.journal, os.O_RDONLY | os.O_CLOEXEC)

    @property
    def size(self) -> int:
        return os.fstat(self._fd).st_size

    def read(self, limit: int) -> bytes | None:
        data = os.pread(self._fd, limit, self._at)
        if data:
            self._at += len(data)
            return data
        if self._end is None and self._look:
            self._look = False
            # Whoever had written the end had written the rest before it: read once more.
            self._end = state_of(self._folder)[1]
            if self._end is not None:
                return self.read(limit)
        if self._end is None or not self._is_complete():
            return None
        return b""

    def look(self) -> None:
        """Something may have happened: the state is asked for again."""
        self._look = True

    def trailer(self) -> bytes:
        end = self._end or {}
        return dump_event({"state": end["state"], "end": end})

    def close(self) -> None:
        os.close(self._fd)
        self._closed()

    def _is_complete(self) -> bool:
        """The supervisor's last record follows end.json: worth a moment's wait, unless nobody is there to write it."""
        end = dump_event(self._end or {})
        tail = os.pread(self._fd, len(end), max(0, self.size - len(end)))
        return tail == end or not self._supervised()

    def _supervised(self) -> bool:
        from farcall.worker.jobs import why_lost
        from farcall.worker.machine import is_here

        record = read_json(self._folder.supervisor)
        return record is not None and is_here(record) and why_lost(record) is None


class FileSource:
    """A file's bytes as it was when it was opened, from an offset."""

    def __init__(self, folder: JobFolder, path: object, offset: int) -> None:
        self._fd = open_file(folder, path)
        self.size = os.fstat(self._fd).st_size
        self._at = offset

    def read(self, limit: int) -> bytes:
        data = os.pread(self._fd, min(limit, max(0, self.size - self._at)), self._at)
        self._at += len(data)
        return data

    def trailer(self) -> bytes:
        return b""

    def close(self) -> None:
        os.close(self._fd)


def open_file(folder: JobFolder, path: object) -> int:
    """Opens what a client may fetch: value, journal, what was sent, or a file that truly lies in the working folder."""
    if path == "value.pkl":
        target = folder.value
    elif path == "journal":
        target = folder.journal
    elif path == "manifest":
        target = folder.home.bundle((read_json(folder.spec) or {}).get("bundle", ""))
    elif isinstance(path, str) and path.startswith("blobs/") and is_sha256(path[6:]):
        target = folder.home.blob(path[6:])
    elif isinstance(path, str) and path.startswith("work/") and is_path(path):
        target = os.path.realpath(os.path.join(folder.path, path))
        if not target.startswith(os.path.realpath(folder.work) + "/"):
            raise Failure("no-result", "The file %s lies outside the job's working folder." % path)
    else:
        raise Failure("protocol", "There is nothing to fetch under this name.")
    try:
        fd = os.open(target, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        message = "The job %s has no %s: %s." % (folder.job, path, error.strerror)
        raise Failure("no-result", message) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Failure("no-result", "The job's %s is not a file." % path)
    return fd
