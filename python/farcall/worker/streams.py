"""Streams of DATA with credit: what comes in is consumed by a generator, what goes out is pulled from a source.

A consumer is a generator that yields ``MORE`` to be sent the next piece (``b""`` at the stream's end) and ``BUSY``
where it has more to do with what it has; between two yields it does a bounded amount of work, so that streams and
requests take turns. What it returns is the answer to the request that named the stream.
"""

from __future__ import annotations

from collections import deque

from farcall.worker.failures import Failure
from farcall.worker.frames import MAX_DATA, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, Protocol

    Consumer = Generator[bool, "bytes | None", Any]

    class Source(Protocol):
        def read(self, limit: int) -> bytes | None:
            """Up to ``limit`` bytes; None where there are none yet, ``b""`` at the end."""

        def trailer(self) -> bytes:
            """What END carries."""

        def close(self) -> None: ...


MORE = False
BUSY = True
INITIAL_CREDIT = 1024 * 1024
GRANT_FROM = 256 * 1024


class Incoming:
    def __init__(
        self,
        consumer: Consumer,
        grant: Callable[[int], None],
        done: Callable[[Any, BaseException | None], None],
    ) -> None:
        self._consumer = consumer
        self._grant = grant
        self._done = done
        self._queue: deque[bytes] = deque()
        self._ended = False
        self._allowed = INITIAL_CREDIT
        self._ungranted = 0
        self._busy = False
        self._started = False

    def data(self, payload: bytes) -> None:
        self._allowed -= len(payload)
        if self._allowed < 0 or self._ended:
            raise ProtocolError("more data than there was credit for")
        if payload:
            self._queue.append(payload)

    def end(self) -> None:
        self._ended = True

    @property
    def ready(self) -> bool:
        return not self._started or self._busy or bool(self._queue) or self._ended

    def step(self) -> bool:
        """One bounded piece of work; False once the consumer is done."""
        try:
            if not self._started:
                self._started = True
                self._busy = next(self._consumer)
            elif self._busy:
                self._busy = self._consumer.send(None)
            elif self._queue:
                payload = self._queue.popleft()
                self._consumed(len(payload))
                self._busy = self._consumer.send(payload)
            else:
                self._busy = self._consumer.send(b"")
        except StopIteration as stop:
            self._done(stop.value, None)
            return False
        except Exception as error:
            self._done(None, error)
            return False
        return True

    def _consumed(self, count: int) -> None:
        self._ungranted += count
        if self._ungranted >= GRANT_FROM and not self._ended:
            self._grant(self._ungranted)
            self._allowed += self._ungranted
            self._ungranted = 0

    def close(self) -> None:
        self._consumer.close()

    def abandon(self) -> None:
        """The other side gave the stream up."""
        self.close()
        self._done(None, Failure("cancelled", "The transfer was given up."))


class Outgoing:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.credit = INITIAL_CREDIT
        # False after the source had nothing, until something may have come.
        self.awake = True

    @property
    def ready(self) -> bool:
        return self.awake and self.credit > 0

    def read(self) -> bytes | None:
        data = self.source.read(min(self.credit, MAX_DATA))
        if data is None:
            self.awake = False
        else:
            self.credit -= len(data)
        return data
