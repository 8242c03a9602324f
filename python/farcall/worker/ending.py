"""How a job ended: what its supervisor saw, made into the ``end`` event."""

from __future__ import annotations

import json
import os
import signal
import time

from farcall.worker.folders import aside_of, remove, write_whole
from farcall.worker.journal import JournalFull, dump_event, now
from farcall.worker.machine import memory_kills

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from farcall.worker.folders import JobFolder
    from farcall.worker.journal import Journal


class Ending:
    def __init__(self) -> None:
        self.started = now()
        # `cancelled`, `timeout` or `terminated`, once somebody asked for the end.
        self.wish = ""
        self.status: int | None = None
        self.memory_kills = 0
        self.full = False
        # The result or the error could not be written.
        self.verdict_lost = False
        self.up = False
        self.env: bytes | None = None
        self.setup_failed: bytes | None = None
        self._result = False
        self._error = False
        self._reason: str | None = None

    def saw(self, word: str) -> None:
        kind, _, reason = word.partition("/")
        if kind == "result":
            self._result = True
        elif kind == "error":
            self._error = True
            self._reason = reason or self._reason

    # What is Farcall's to explain.

    def no_python(self, tried: str | None, why: str | None) -> tuple[str, bytes]:
        message = "The Python %s could not be started on the host: %s." % (tried, why or "no reason given")
        return error_event("no-python", message, "Choose another Python for this host.", "python")

    def old_python(self, version: str) -> tuple[str, bytes]:
        message = "The Python chosen for this host is %s; jobs need 3.8 or later." % version
        return error_event("old-python", message, "Choose another Python for this host.", "python")

    def silent_failure(self) -> bool:
        """Whether the interpreter ended before it came to run anything of ours."""
        return self.status is not None and not (self.up or self._error or self.wish) and self.status != 0

    def not_started(self) -> tuple[str, bytes]:
        exit_status, name = decode(self.status)
        how = "signal %s" % name if name else "exit status %s" % exit_status
        message = "The host's Python ended before it could run anything (%s); its output says why." % how
        return error_event("no-python", message, "Choose another Python for this host.", "python")

    def setup_environment(self) -> dict[str, str] | None:
        try:
            return dict(json.loads(self.env)) if self.env is not None else None
        except ValueError:
            return None

    def setup_error(self, lines: list[str], status: int) -> tuple[str, bytes]:
        if self.setup_failed is not None:
            index, _, code = self.setup_failed.partition(b" ")
            message = "The setup line `%s` failed with exit status %s." % (lines[int(index)], code.decode())
        else:
            exit_status, name = decode(status)
            message = "The setup lines ended early (%s)." % (name or "exit status %s" % exit_status)
        return error_event("setup-failed", message, "Correct the option `setup` of this host.", "python")

    def _verdict_lost_error(self, folder: str) -> bytes:
        message = "The disk of %s is full: how the function ended could not be kept." % folder
        self._result = False
        self._error = True
        return error_event("disk-full", message, "Free space on the host and run again.", "disk-full")[1]

    # The end.

    def event(self) -> dict[str, Any]:
        exit_status, name = decode(self.status)
        state, reason = self._verdict(exit_status, name)
        return {
            "type": "end",
            "state": state,
            "exit": exit_status,
            "signal": name,
            "reason": reason,
            "started": self.started,
            "ended": max(self.started, now()),
        }

    def write(self, folder: JobFolder, journal: Journal) -> None:
        """Tried until it is written: a job whose end could not be written has not ended for anyone."""
        remove(folder.reserve)
        remove(aside_of(folder.supervisor))
        end = dump_event(self.event())
        # Without its folder there is no job any more, and nobody to tell.
        while os.path.isdir(folder.path):
            try:
                if self.verdict_lost:
                    journal.event(self._verdict_lost_error(folder.home.directory))
                    self.verdict_lost = False
                    end = dump_event(self.event())
                journal.sync()
                write_whole(folder.end, end, sync=True)
                break
            except (JournalFull, OSError):
                time.sleep(2.0)
        try:
            journal.event(end)
        except (JournalFull, OSError):
            pass  # end.json is what counts.

    def _verdict(self, exit_status: int | None, name: str | None) -> tuple[str, str | None]:
        if self.wish == "cancelled":
            return "cancelled", None
        if self.wish == "timeout":
            return "failed", "timeout"
        reason = self._reason or ("disk-full" if self.full else None)
        if self.wish == "terminated":
            return "failed", reason
        if self._result or (exit_status == 0 and not self._error):
            return "succeeded", reason
        if name == "SIGKILL" and memory_kills() > self.memory_kills:
            return "failed", "memory"
        return "failed", reason


def error_event(code: str, message: str, next: str, reason: str) -> tuple[str, bytes]:
    event = {"type": "error", "errorType": "FarcallError", "message": message, "traceback": []}
    return "error/" + reason, dump_event({**event, "code": code, "next": next})


def decode(status: int | None) -> tuple[int | None, str | None]:
    """Exit status and signal name of a wait status."""
    if status is None:
        return None, None
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return None, signal.Signals(number).name
        except ValueError:
            return None, "SIG%d" % number
    return os.WEXITSTATUS(status), None
