"""When a supervisor looks at what its job uses. The looking is the display's, loaded once a job has run that long."""

from __future__ import annotations

import time

from farcall.worker.journal import JournalFull, dump_event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from farcall.worker.folders import JobFolder
    from farcall.worker.journal import Journal

FIRST_AFTER = 1.0


class Sampler:
    def __init__(self, folder: JobFolder, spec: dict[str, Any], journal: Journal) -> None:
        self._cache = folder.home.cache
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
            from farcall.worker.loading import Parts

            self._meter = Parts(self._cache, self._spec.get("display")).ask("usage", "Meter", self._spec["env"])
        try:
            event, pause = self._meter.sample(main)
            self._journal.event(dump_event(event))
        except (AttributeError, JournalFull, OSError):
            return False  # There is no display, or no room.
        self.at = time.monotonic() + pause
        return True
