"""How long the methods of a value may take: a job's end never hangs on them."""

from __future__ import annotations

import functools
import signal
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import types
    from collections.abc import Callable
    from typing import Any

# Enough for libraries that calculate what they show.
SECONDS = 20.0
# Where that was caught, it is told again.
AGAIN = 1.0


class TookTooLong(BaseException):
    """Of the value's methods. No ``Exception``, since they may catch those."""


def bounded(make: Callable[..., Any]) -> Callable[..., Any]:
    """Raises ``TookTooLong`` within ``make``, again and again, once its time is over."""

    @functools.wraps(make)
    def call(*args: Any) -> Any:
        alarm = Alarm()
        alarm.set()
        try:
            return make(*args)
        finally:
            while not alarm.is_off():
                pass

    return call


class Alarm:
    """Rings in the thread that has the signals, elsewhere never. A timer of the job's own goes on afterwards."""

    def __init__(self) -> None:
        self._on = False
        self._before: Any = None
        self._timer = (0.0, 0.0)
        self._began = 0.0

    def set(self) -> None:
        self._before = signal.getsignal(signal.SIGALRM)
        # A handler that Python did not set could not be put back.
        if self._before is None or threading.current_thread() is not threading.main_thread():
            return
        self._on = True
        self._began = time.monotonic()
        signal.signal(signal.SIGALRM, self._ring)
        self._timer = signal.setitimer(signal.ITIMER_REAL, SECONDS, AGAIN)

    def is_off(self) -> bool:
        """Stops it. False where it rang meanwhile."""
        try:
            self._stop()
        except TookTooLong:
            return False
        return True

    def _stop(self) -> None:
        if not self._on:
            return
        self._on = False
        delay, interval = self._timer
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)
        if delay:
            signal.setitimer(signal.ITIMER_REAL, max(delay - (time.monotonic() - self._began), 1e-3), interval)

    def _ring(self, number: int, frame: types.FrameType | None) -> None:
        if self._on:
            raise TookTooLong
