"""Expected failures: a code that the client knows, a sentence for the person, and what to do next."""

from __future__ import annotations

import errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class Failure(Exception):
    def __init__(self, code: str, message: str, next: str | None = None, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next = next
        self.data = data

    def to_json(self) -> dict[str, Any]:
        fields = {"code": self.code, "message": self.message, "next": self.next, "data": self.data}
        return {key: value for key, value in fields.items() if value is not None}


def from_os_error(error: OSError, folder: str) -> Failure:
    """What a failed write below the Farcall folder means to the person."""
    reason = error.strerror or str(error)
    if error.errno in FULL:
        return Failure(
            "disk-full",
            "The disk of %s is full: %s." % (folder, reason),
            "Free space on the host, or choose another folder for it with the option `directory`.",
        )
    place = error.filename if isinstance(error.filename, str) else folder
    return Failure(
        "folder-unwritable",
        "The folder %s cannot be used: %s (%s)." % (folder, reason, place),
        "Make it writable, or choose another folder for the host with the option `directory`.",
    )
