"""The parts of the display that jobs need, for a process that loads them ahead of its jobs."""

from __future__ import annotations

from farcall.display import artifacts, closing, convert, errors, faults, previews, terminal

LOADED = (artifacts, closing, convert, errors, faults, previews, terminal)


def load() -> None:
    """They are."""
