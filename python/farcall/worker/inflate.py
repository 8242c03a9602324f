"""Reading a compressed stream piece by piece, inside a consumer (see ``streams``)."""

from __future__ import annotations

import zlib

from farcall.worker.failures import Failure
from farcall.worker.streams import BUSY, MORE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    Bytes = Generator[bool, "bytes | None", bytes]

ZLIB = 15
GZIP = 31
# However well the input compresses, no step makes more than this of it.
PIECE = 256 * 1024


class Inflater:
    def __init__(self, wbits: int, what: str) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self._what = what
        self._buffer = b""
        self._input = b""

    def some(self, limit: int) -> Bytes:
        """Up to ``limit`` bytes, ``b""`` only at the sound end of the stream."""
        while not self._buffer:
            if self._zlib.eof:
                if self._zlib.unused_data:
                    raise Failure("corrupt-upload", "%s has bytes after its end." % self._what)
                return b""
            if not self._input:
                piece = yield MORE
                if not piece:
                    raise Failure("corrupt-upload", "%s was cut short." % self._what)
                self._input = piece
            try:
                self._buffer = self._zlib.decompress(self._input, PIECE)
            except zlib.error as error:
                raise Failure("corrupt-upload", "%s cannot be decompressed: %s." % (self._what, error)) from None
            self._input = self._zlib.unconsumed_tail
            if self._input:
                yield BUSY
        taken = self._buffer[:limit]
        self._buffer = self._buffer[limit:]
        return taken

    def exactly(self, count: int) -> Bytes:
        parts = []
        while count:
            part = yield from self.some(count)
            if not part:
                raise Failure("corrupt-upload", "%s was cut short." % self._what)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def finish(self) -> Generator[bool, bytes | None, None]:
        """Takes what is left: nothing but the end may come, of the content and of the stream."""
        while (yield from self.some(PIECE)):
            pass
        piece = yield MORE
        if piece:
            raise Failure("corrupt-upload", "%s has bytes after its end." % self._what)
