"""A job's journal: an append-only file of records ``kind u8 | time f64 | offset u64 | length u32 | payload``."""

from __future__ import annotations

import json
import os
import struct
import time

from farcall.worker.failures import FULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STDOUT, STDERR, EVENT = 1, 2, 3
HEADER = struct.Struct(">BdQI")


class JournalFull(Exception):
    """The disk took less than a whole record: none of it is there."""


class Journal:
    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._size = os.fstat(self._fd).st_size
        self._offsets = {STDOUT: 0, STDERR: 0, EVENT: 0}

    def output(self, kind: int, payload: memoryview) -> None:
        """Counts the bytes even where they cannot be kept, so that a reader sees the gap."""
        offset = self._offsets[kind]
        self._offsets[kind] += len(payload)
        self._append(kind, offset, payload)

    def event(self, payload: bytes) -> None:
        self._append(EVENT, 0, memoryview(payload))

    def sync(self) -> None:
        os.fsync(self._fd)

    def _append(self, kind: int, offset: int, payload: memoryview) -> None:
        header = HEADER.pack(kind, time.time() * 1000, offset, len(payload))
        total = len(header) + len(payload)
        try:
            done = os.writev(self._fd, [header, payload])
            while done < total:
                done += os.write(self._fd, payload[done - len(header) :] if done >= len(header) else header[done:])
        except OSError as error:
            os.ftruncate(self._fd, self._size)
            if error.errno in FULL:
                raise JournalFull from error
            raise
        self._size += total


def dump_event(event: dict[str, Any]) -> bytes:
    return json.dumps(event, separators=(",", ":"), allow_nan=False).encode()


def now() -> float:
    """Milliseconds since the epoch, as everywhere in the contract."""
    return round(time.time() * 1000, 3)
