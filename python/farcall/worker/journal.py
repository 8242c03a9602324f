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


# What output leaves free, for the result, the error and the end.
SPARE = 512 * 1024
LOOK_AFTER = 1024 * 1024


class JournalFull(Exception):
    """The disk took less than a whole record: none of it is there."""


class Journal:
    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.size = os.fstat(self._fd).st_size
        self._known_room = 0
        self._offsets = {STDOUT: 0, STDERR: 0, EVENT: 0}

    def has_room(self, count: int) -> bool:
        """Whether the disk has so many bytes and some to spare. Asked before a record is begun, since a reader may see
        what is written of it at once: what a full disk cut could not be taken back.
        """
        if self._known_room < count:
            info = os.fstatvfs(self._fd)
            free = (info.f_bavail if os.geteuid() else info.f_bfree) * info.f_frsize
            if info.f_blocks > 0 and free < count + SPARE:
                return False
            # Others write to the disk too: what is found is believed for a while.
            self._known_room = min(free - SPARE, LOOK_AFTER) if info.f_blocks > 0 else LOOK_AFTER
        self._known_room -= count
        return True

    def output(self, kind: int, payload: memoryview) -> None:
        """Counts the bytes even where they cannot be kept, so that a reader sees the gap."""
        offset = self._offsets[kind]
        self._offsets[kind] += len(payload)
        if not self.has_room(len(payload) + HEADER.size):
            raise JournalFull
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
            self.size = self._mend(kind, total)
            if error.errno in FULL:
                raise JournalFull from error
            raise
        self.size += total

    def _mend(self, kind: int, total: int) -> int:
        """After a write that was cut: the journal ends at a record's end. Output gets a hole for what is missing, which
        takes no room, so that nothing a reader has seen changes; an event goes.
        """
        written = os.fstat(self._fd).st_size - self.size
        end = self.size + total if kind != EVENT and written >= HEADER.size else self.size
        os.ftruncate(self._fd, end)
        return end


def dump_event(event: dict[str, Any]) -> bytes:
    return json.dumps(event, separators=(",", ":"), allow_nan=False).encode()


def now() -> float:
    """Milliseconds since the epoch, as everywhere in the contract."""
    return round(time.time() * 1000, 3)
