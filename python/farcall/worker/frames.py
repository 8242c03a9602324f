"""The frames between client and agent: ``length u32 | type u8 | stream u32 | payload``, big-endian."""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MSG, DATA, END, RESET, CREDIT, PING, PONG = 1, 2, 3, 4, 5, 6, 7
HEADER = struct.Struct(">IBI")
MAX_DATA = 64 * 1024
MAX_MESSAGE = 8 * 1024 * 1024
LIMITS = {MSG: MAX_MESSAGE, DATA: MAX_DATA, END: MAX_DATA, RESET: MAX_DATA, CREDIT: 4, PING: MAX_DATA, PONG: MAX_DATA}


class ProtocolError(Exception):
    """The other side does not speak this protocol: the connection ends."""


def encode(kind: int, stream: int, payload: bytes = b"") -> bytes:
    return HEADER.pack(len(payload), kind, stream) + payload


class Decoder:
    """Cuts arriving bytes into frames. A length is judged before its payload is waited for."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def push(self, chunk: bytes) -> Iterator[tuple[int, int, bytes]]:
        buffer = self._buffer
        buffer += chunk
        at = 0
        try:
            while len(buffer) - at >= HEADER.size:
                length, kind, stream = HEADER.unpack_from(buffer, at)
                limit = LIMITS.get(kind)
                if limit is None:
                    raise ProtocolError("a frame of the unknown type %d" % kind)
                if length > limit:
                    raise ProtocolError("a frame of type %d with %d bytes" % (kind, length))
                end = at + HEADER.size + length
                if len(buffer) < end:
                    break
                payload = bytes(memoryview(buffer)[at + HEADER.size : end])
                at = end
                yield kind, stream, payload
        finally:
            del buffer[:at]
