"""What a job's process tells its supervisor: lines of a word and JSON, on a descriptor that users do not know."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time

from farcall.worker.events import waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Above what daemons close by habit, and below any usual limit.
HIGH = 200
# A supervisor reads within a fraction of a millisecond; one that is stopped does not hold the job for long.
PAUSE = 0.0001
READ_WITHIN = 5000
OUTPUT_READ_WITHIN = 50


class Teller:
    def __init__(self, fd: int) -> None:
        try:
            self._fd = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH)
            os.close(fd)
        except OSError:
            self._fd = fd
            os.set_inheritable(fd, False)
        self._pid = os.getpid()

    def up(self) -> None:
        self._write(b"up\n")

    def running(self) -> None:
        version = "%d.%d.%d" % sys.version_info[:3]
        event = {"type": "running", "pid": os.getpid(), "python": version, "executable": sys.executable}
        self._tell("running", event)
        wait_until_read(self._fd)

    def say(self, event: dict[str, Any]) -> None:
        self._tell(event["type"], event)
        if event["type"] == "display":
            wait_until_read(self._fd)

    def error(self, event: dict[str, Any], reason: str = "") -> None:
        self._tell("error/" + reason if reason else "error", event)

    def _tell(self, word: str, event: dict[str, Any]) -> None:
        # A child that the function forked has a copy of all this; the job is its parent's to tell.
        if os.getpid() != self._pid:
            return
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        self._write(("%s %s\n" % (word, json.dumps(event, separators=(",", ":")))).encode())

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]


def wait_until_read(fd: int, within: int = READ_WITHIN) -> None:
    """Until the supervisor has the event, so that what is printed from now on comes after it in the journal."""
    for _ in range(within):
        try:
            if not waiting(fd):
                return
        except OSError:
            return  # A system that cannot tell, from this end of a pipe; the order is then as they were read.
        time.sleep(PAUSE)


def let_output_pass() -> None:
    """What was printed last is on its way to people before this process, busy with its end, holds a core."""
    for fd in (1, 2):
        wait_until_read(fd, OUTPUT_READ_WITHIN)
