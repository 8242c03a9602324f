"""Work that would hold up the agent's loop, done in a forked child that answers over a pipe with one JSON object."""

from __future__ import annotations

import json
import os

from farcall.worker.failures import Failure
from farcall.worker.folders import write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Report:
    """The child's end of the pipe: one answer, after which the agent goes on without the child."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def result(self, value: Any) -> None:
        self._send({"result": value})

    def failure(self, failure: Failure) -> None:
        self._send({"error": failure.to_json()})

    def _send(self, answer: dict[str, Any]) -> None:
        try:
            write_all(self.fd, json.dumps(answer).encode())
            os.close(self.fd)
        except OSError:
            pass  # The agent is gone; what was to be done is done.


def fork(work: Callable[[Report], None], keep: tuple[int, ...] = ()) -> int:
    """Runs ``work`` in a process of its own session that no one waits for; returns the pipe its report comes from.

    The child keeps nothing of the agent's: no descriptor but the pipe and ``keep``, no standard stream, no signal
    disposition.
    """
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        status = 1
        try:
            os.setsid()
            if os.fork() > 0:
                os._exit(0)
            detach({writer, *keep})
            work(Report(writer))
            status = 0
        except BaseException:
            complain()
        finally:
            os._exit(status)
    os.close(writer)
    while True:
        os.waitpid(middle, 0)
        break
    os.set_blocking(reader, False)
    return reader


def detach(keep: set[int]) -> None:
    import signal

    for name in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(name, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    for fd in open_descriptors():
        if fd > 2 and fd not in keep:
            try:
                os.close(fd)
            except OSError:
                pass


def open_descriptors() -> list[int]:
    for listing in ("/proc/self/fd", "/dev/fd"):
        try:
            return [int(name) for name in os.listdir(listing)]
        except (OSError, ValueError):
            continue
    return list(range(os.sysconf("SC_OPEN_MAX")))


def complain() -> None:
    """A defect in a child goes to its standard error, which is /dev/null unless FARCALL_DEBUG names a file."""
    target = os.environ.get("FARCALL_DEBUG")
    if target:
        import traceback

        with open(target, "a") as file:
            traceback.print_exc(file=file)


def parse_report(data: bytes) -> tuple[Any, Failure | None]:
    try:
        answer = json.loads(data)
    except ValueError:
        return None, Failure("protocol", "A process of the agent ended before it could answer.")
    error = answer.get("error")
    if error is None:
        return answer["result"], None
    return None, Failure(error["code"], error["message"], error.get("next"), error.get("data"))
