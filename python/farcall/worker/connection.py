"""The agent's loop: frames in and out of two descriptors, streams taking turns, timers, and what else is watched.

One thread, and nothing in it blocks: it sleeps in ``select`` until bytes, a wake or a timer comes.
"""

from __future__ import annotations

import heapq
import json
import os
import selectors
import time
from collections import deque

from farcall.worker import frames
from farcall.worker.frames import ProtocolError
from farcall.worker.streams import Incoming, Outgoing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.streams import Consumer, Source

ASK_AFTER = 15.0
GIVE_UP_AFTER = 45.0
READ_SIZE = 256 * 1024
# A client that asks and never reads the answers must not fill this side's memory.
MAX_UNREAD = 64 * 1024 * 1024
CREDIT_LIMIT = 2**40


class Connection:
    def __init__(self, fd_in: int, fd_out: int, on_message: Callable[[dict[str, Any]], None]) -> None:
        self._in = fd_in
        self._out = fd_out
        self._on_message = on_message
        self._selector = selectors.DefaultSelector()
        self._decoder = frames.Decoder()
        self._control: deque[bytes] = deque()
        self._unread = 0
        self._pending = memoryview(b"")
        self._writing = False
        self._incoming: dict[int, Incoming] = {}
        self._outgoing: dict[int, Outgoing] = {}
        self._turns: deque[int] = deque()
        self._used: set[int] = set()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._timer_count = 0
        self._heard = time.monotonic()
        self._open = True
        # While it is, answers wait.
        self.silent = False
        for fd in (fd_in, fd_out):
            os.set_blocking(fd, False)
        self._selector.register(fd_in, selectors.EVENT_READ, self._on_readable)
        self.after(ASK_AFTER, self._check_silence)

    # What the agent uses.

    def send(self, message: dict[str, Any]) -> None:
        self._queue(frames.MSG, 0, json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))

    def receive(self, stream: object, consumer: Consumer, done: Callable[[Any, BaseException | None], None]) -> None:
        """Feeds the stream to the consumer; ``done`` gets its result or its failure."""
        number = self._new_stream(stream)

        def finished(result: Any, error: BaseException | None) -> None:
            self._incoming.pop(number, None)
            done(result, error)
            if error is not None:
                self._reset(number, "corrupt-upload", "The transfer was given up.")

        def grant(count: int) -> None:
            self._queue(frames.CREDIT, number, count.to_bytes(4, "big"))

        self._incoming[number] = Incoming(consumer, grant, finished)

    def transmit(self, stream: object, source: Source) -> Callable[[], None]:
        """Sends what the source has; returns what to call when it may have more."""
        number = self._new_stream(stream)
        outgoing = Outgoing(source)
        self._outgoing[number] = outgoing
        self._turns.append(number)

        def wake() -> None:
            outgoing.awake = True

        return wake

    def check_stream(self, stream: object) -> None:
        if type(stream) is not int or not 0 < stream < 2**32 or stream in self._used:
            raise ProtocolError("a stream that is not a new one")

    def watch(self, fd: int, ready: Callable[[], None]) -> None:
        self._selector.register(fd, selectors.EVENT_READ, ready)

    def unwatch(self, fd: int) -> None:
        self._selector.unregister(fd)

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        self._timer_count += 1
        heapq.heappush(self._timers, (time.monotonic() + seconds, self._timer_count, call))

    def run(self) -> None:
        """Until the client is gone. Raises ``ProtocolError`` where it does not speak the protocol."""
        try:
            while self._open:
                self._run_incoming()
                self.flush()
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._run_timers()
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            for outgoing in self._outgoing.values():
                outgoing.source.close()
            for incoming in self._incoming.values():
                incoming.close()

    # Reading.

    def _on_readable(self) -> None:
        try:
            chunk = os.read(self._in, READ_SIZE)
        except BlockingIOError:
            return
        if not chunk:
            self._open = False
            return
        self._heard = time.monotonic()
        for kind, stream, payload in self._decoder.push(chunk):
            self._on_frame(kind, stream, payload)

    def _on_frame(self, kind: int, stream: int, payload: bytes) -> None:
        if kind == frames.MSG:
            self._on_message(parse_object(payload))
        elif kind == frames.DATA:
            # Of a stream that was given up, data may still be on its way.
            if stream in self._incoming:
                self._incoming[stream].data(payload)
        elif kind == frames.END:
            if stream in self._incoming:
                self._incoming[stream].end()
        elif kind == frames.RESET:
            self._on_reset(stream)
        elif kind == frames.CREDIT:
            if len(payload) != 4:
                raise ProtocolError("credit that is not a number")
            if stream in self._outgoing:
                outgoing = self._outgoing[stream]
                outgoing.credit = min(outgoing.credit + int.from_bytes(payload, "big"), CREDIT_LIMIT)
        elif kind == frames.PING:
            self._queue(frames.PONG, stream, payload)

    def _on_reset(self, stream: int) -> None:
        outgoing = self._outgoing.pop(stream, None)
        if outgoing is not None:
            self._turns.remove(stream)
            outgoing.source.close()
        incoming = self._incoming.pop(stream, None)
        if incoming is not None:
            incoming.abandon()

    def _new_stream(self, stream: object) -> int:
        self.check_stream(stream)
        assert isinstance(stream, int)
        self._used.add(stream)
        return stream

    # Taking turns.

    def _run_incoming(self) -> None:
        for incoming in list(self._incoming.values()):
            if incoming.ready:
                incoming.step()

    def _patience(self) -> float | None:
        if any(incoming.ready for incoming in self._incoming.values()):
            return 0
        if not self._pending and any(outgoing.ready for outgoing in self._outgoing.values()):
            return 0
        if not self._timers:
            return None
        return max(0.0, self._timers[0][0] - time.monotonic())

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            heapq.heappop(self._timers)[2]()

    # Writing.

    def _queue(self, kind: int, stream: int, payload: bytes) -> None:
        self._control.append(frames.encode(kind, stream, payload))
        self._unread += len(payload) + frames.HEADER.size
        if self._unread > MAX_UNREAD:
            raise ProtocolError("questions whose answers are not read")

    def _reset(self, stream: int, code: str, message: str) -> None:
        self._queue(frames.RESET, stream, json.dumps({"code": code, "message": message}).encode())

    def flush(self) -> None:
        for _ in range(0 if self.silent else 16):
            if not self._pending:
                self._pending = memoryview(self._next_bytes())
            if not self._pending:
                break
            try:
                self._pending = self._pending[os.write(self._out, self._pending) :]
            except BlockingIOError:
                break
        if self._writing != bool(self._pending):
            self._writing = not self._writing
            if self._writing:
                self._selector.register(self._out, selectors.EVENT_WRITE, do_nothing)
            else:
                self._selector.unregister(self._out)

    def _next_bytes(self) -> bytes:
        """What goes out next: answers first, then one frame of the next stream whose turn it is."""
        if self._control:
            data = b"".join(self._control)
            self._control.clear()
            self._unread = 0
            return data
        for _ in range(len(self._turns)):
            number = self._turns[0]
            self._turns.rotate(-1)
            outgoing = self._outgoing[number]
            if outgoing.ready:
                frame = self._next_frame(number, outgoing)
                if frame:
                    return frame
        return b""

    def _next_frame(self, number: int, outgoing: Outgoing) -> bytes:
        try:
            data = outgoing.read()
        except OSError as error:
            self._finish(number)
            message = {"code": "protocol", "message": "A file of the job cannot be read: %s." % error.strerror}
            return frames.encode(frames.RESET, number, json.dumps(message).encode())
        if data:
            return frames.encode(frames.DATA, number, data)
        if data is None:
            return b""
        trailer = outgoing.source.trailer()
        self._finish(number)
        return frames.encode(frames.END, number, trailer)

    def _finish(self, number: int) -> None:
        self._turns.remove(number)
        self._outgoing.pop(number).source.close()

    # Silence.

    def _check_silence(self) -> None:
        silence = time.monotonic() - self._heard
        if silence >= GIVE_UP_AFTER:
            self._open = False
            return
        if silence >= ASK_AFTER:
            self._queue(frames.PING, 0, b"")
        next_at = GIVE_UP_AFTER if silence >= ASK_AFTER else ASK_AFTER
        self.after(min(ASK_AFTER, next_at - silence), self._check_silence)


def parse_object(payload: bytes) -> dict[str, Any]:
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        raise ProtocolError("a message that is not JSON") from None
    if not isinstance(value, dict):
        raise ProtocolError("a message that is not an object")
    return value


def do_nothing() -> None:
    pass
