"""When a supervisor looks at what its job uses. The looking is the display's, loaded once a job has run that long."""

from __future__ import annotations

import time

from farcall.worker.journal import JournalFull, dump_event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.journal import Journal

FIRST_AFTER = 1.0


class Sampler:
    def __init__(self, ask: Callable[..., Any], spec: dict[str, Any], journal: Journal) -> None:
        """``ask`` is the display's."""
        self._ask = ask
        self._spec = spec
        self._journal = journal
        self._meter: Any = None
        # By the monotonic clock.
        self.at = time.monotonic() + FIRST_AFTER

    def step(self, main: int) -> bool:
        """True where it wrote a ``usage`` event, as it does where it is time for one."""
        if time.monotonic() < self.at:
            return False
        self.at = float("inf")
        if self._meter is None:
            self._meter = self._ask("usage", "Meter", self._spec["env"])
        try:
            event, pause = self._meter.sample(main)
            self._journal.event(dump_event(event))
        except (AttributeError, JournalFull, OSError):
            return False  # There is no display, or no room.
        self.at = time.monotonic() + pause
        return True
