"""The pipe on which a job's process tells its supervisor: lines of a word, a space and JSON."""

from __future__ import annotations

import array
import fcntl
import termios

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class EventPipe:
    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def push(self, chunk: bytes) -> Iterator[tuple[str, bytes]]:
        head, newline, rest = chunk.partition(b"\n")
        self._pieces.append(head)
        while newline:
            line = b"".join(self._pieces)
            word, _, payload = line.partition(b" ")
            yield word.decode(errors="replace"), payload
            head, newline, rest = rest.partition(b"\n")
            self._pieces = [head]


def waiting(fd: int) -> int:
    """How many bytes lie in a pipe."""
    count = array.array("i", [0])
    fcntl.ioctl(fd, termios.FIONREAD, count)
    return count[0]
