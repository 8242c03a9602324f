"""The process at the other end of the one channel: it stores bundles, starts jobs and replays their output."""

from __future__ import annotations

import os
import sys
import time

from farcall.worker import background
from farcall.worker.connection import Connection
from farcall.worker.failures import Failure, from_os_error
from farcall.worker.folders import Home, JobFolder, remove_tree, write_whole
from farcall.worker.frames import ProtocolError
from farcall.worker.machine import host_name, load
from farcall.worker.manifest import is_sha256
from farcall.worker.store import Store
from farcall.worker.wake import Waker
from farcall.worker.warmth import Warmth, collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.follow import JournalSource
    from farcall.worker.streams import Consumer

PROTOCOL = 1
# How long a followed journal may grow unnoticed where no wake comes: with a socket to be woken by, and without.
LOOK_EVERY = 2.0
LOOK_EVERY_UNWOKEN = 0.1
LOOK_AT_QUEUE_EVERY = 10.0
# A client that comes for a moment is not to pay for it.
CLEAN_AFTER = 60.0


def main(directory: str, placing: int | None = None, placed: Callable[[], None] | None = None) -> int:
    """Nothing is said before the runtime's files are in their place, which ``placed`` waits for and tells; ``placing``
    can be read from then.
    """
    umask = os.umask(0o077)
    if placed:
        # Loaded while the files are written: a job is about to be asked for.
        from farcall.worker import queue, supervisor, workfolder  # noqa: F401
    try:
        os.chdir("/")
        Agent(directory, umask).run(placing, placed)
    except ProtocolError as error:
        sys.stderr.write("farcall: the client sent %s\n" % error)
        return 1
    return 0


class Agent:
    def __init__(self, directory: str, umask: int) -> None:
        self._umask = umask
        self._placed: Callable[[], None] | None = None
        self._home = Home(directory)
        self._store = Store(self._home)
        self._connection = Connection(0, 1, self._on_message)
        self._waker = Waker()
        self._warmth = Warmth(self._home, self._connection, self._waker)
        self._watching = False
        self._looking = False
        self._watching_queue = False
        self._followed: list[tuple[JobFolder, JournalSource, Callable[[], None]]] = []
        # Uploads that are under way, and what waits for them to be complete.
        self._uploads: set[int] = set()
        self._waiting: list[Callable[[], None]] = []
        # Jobs that are being started, and the requests that wait for that.
        self._starting: dict[str, list[Callable[[], None]]] = {}
        self._methods: dict[str, Callable[[int, dict[str, Any]], None]] = {
            "put": self._put,
            "blobs": self._blobs,
            "start": self._start,
            "follow": self._follow,
            "cancel": self._cancel,
            "jobs": self._jobs,
            "remove": self._remove,
            "fetch": self._fetch,
            "pythons": self._pythons,
            "check": self._check,
            "load": self._load,
            "clean": self._clean,
        }

    def run(self, placing: int | None, placed: Callable[[], None] | None) -> None:
        self._connection.send(self._hello())
        if placing is not None:
            self._placed = placed
            self._placing = placing
            self._connection.silent = True
            self._connection.watch(placing, self._await_runtime)
        self._watch_queue(1.0)
        self._connection.after(CLEAN_AFTER, self._clean_unasked)
        try:
            self._connection.run()
        finally:
            for folder in {folder.job: folder for folder, _, _ in self._followed}.values():
                self._waker.unwatch(folder)
            self._waker.close()
            self._warmth.close()
            try:
                self._await_runtime()
            except OSError:
                pass  # Nobody is left to hear of it.

    def _hello(self) -> dict[str, Any]:
        return {
            "event": "hello",
            "protocol": PROTOCOL,
            "pid": os.getpid(),
            "python": "%d.%d.%d" % sys.version_info[:3],
            "executable": sys.executable,
            "platform": sys.platform,
            "hostname": host_name(),
            "user": user_name(),
            "directory": self._home.directory,
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        }

    # Requests and answers.

    def _on_message(self, message: dict[str, Any]) -> None:
        number, method, params = message.get("id"), message.get("method"), message.get("params", {})
        if type(number) is not int or not isinstance(method, str) or not isinstance(params, dict):
            raise ProtocolError("a message that is no request")
        handler = self._methods.get(method)
        if handler is None:
            self._fail(number, Failure("protocol", "This agent knows no method %s." % method[:100]))
            return
        job = params.get("job")
        waiting = self._starting.get(job) if isinstance(job, str) else None
        if waiting is not None:
            waiting.append(lambda: self._handle(handler, number, params))
        else:
            self._handle(handler, number, params)

    def _handle(self, handler: Callable[[int, dict[str, Any]], None], number: int, params: dict[str, Any]) -> None:
        try:
            handler(number, params)
        except (Failure, OSError) as error:
            self._fail(number, error)

    def _answer(self, number: int, result: Any) -> None:
        self._connection.send({"id": number, "result": result})

    def _fail(self, number: int, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = from_os_error(error, self._home.directory)
        if not isinstance(error, Failure):
            sys.stderr.write("farcall: %r\n" % error)
            error = Failure("protocol", "The agent failed: %s: %s." % (type(error).__name__, error))
        self._connection.send({"id": number, "error": error.to_json()})

    # Uploads.

    def _put(self, number: int, params: dict[str, Any]) -> None:
        bundle, base = params.get("bundle"), params.get("base")
        if not isinstance(bundle, str) or not is_sha256(bundle) or not (base is None or is_sha256(base)):
            raise Failure("protocol", "A bundle's id is a sha256.")
        self._upload(number, params, self._store.put(bundle, base))

    def _blobs(self, number: int, params: dict[str, Any]) -> None:
        self._upload(number, params, self._store.blobs())

    def _upload(self, number: int, params: dict[str, Any], consumer: Consumer) -> None:
        def done(result: Any, error: BaseException | None) -> None:
            self._uploads.discard(number)
            if error is not None:
                self._fail(number, error)
            else:
                self._answer(number, result)
            waiting, self._waiting = self._waiting, []
            for go_on in waiting:
                go_on()

        self._connection.receive(params.get("stream"), consumer, done)
        self._uploads.add(number)

    # Jobs.

    def _start(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import jobs

        spec = jobs.check_spec(self._home, params)
        self._await_runtime()
        self._starting[spec["job"]] = []
        self._try_start(number, spec, frozenset(self._uploads))

    def _await_runtime(self) -> None:
        """Other Pythons read its files."""
        placed, self._placed = self._placed, None
        if placed:
            self._connection.unwatch(self._placing)
            placed()
            self._connection.silent = False
            self._connection.flush()

    def _try_start(self, number: int, spec: dict[str, Any], earlier: frozenset[int]) -> None:
        from farcall.worker import jobs

        folder = self._home.job(spec["job"])
        try:
            if jobs.is_started(folder):
                self._started(number, folder.job, {"state": jobs.state_of(folder)[0], "known": True}, None)
            elif earlier & self._uploads and not self._may_start(folder, spec):
                # What it lacks may be on its way, in the same breath.
                self._waiting.append(lambda: self._try_start(number, spec, earlier))
            else:
                self._supervise(number, spec)
        except (Failure, OSError) as error:
            self._started(number, folder.job, None, error)

    def _supervise(self, number: int, spec: dict[str, Any]) -> None:
        from farcall.worker import jobs

        def cold() -> None:
            self._in_background(
                lambda report: jobs.supervise(self._home, spec, self._umask, report),
                lambda result, error: self._started(number, spec["job"], result, error),
            )

        server = self._warmth.server_for(spec)
        if server is None:
            cold()
            return
        found = server

        def answered(result: Any, error: Failure | None) -> None:
            if error is not None and error.code == "protocol":
                # It is gone. Whether it began the job or not, a second start does no harm.
                self._warmth.let_go(found)
                cold()
            else:
                self._started(number, spec["job"], result, error)

        try:
            question: dict[str, Any] = {"spec": spec, "umask": self._umask}
            question["origin"] = (sys.executable, dict(os.environ)) if spec["slots"] else None
            collect(self._connection, server.ask(question), answered)
        except OSError:
            self._warmth.let_go(found)
            cold()

    def _may_start(self, folder: JobFolder, spec: dict[str, Any]) -> bool:
        return os.path.isdir(folder.path) or self._store.is_complete(spec["bundle"], spec["display"])

    def _started(self, number: int, job: str, result: Any, error: BaseException | None) -> None:
        sys.dont_write_bytecode = False
        self._respond(number, result, error)
        for go_on in self._starting.pop(job):
            go_on()
        if result is not None and result["state"] == "queued":
            self._watch_queue(LOOK_AT_QUEUE_EVERY)

    def _watch_queue(self, seconds: float) -> None:
        if not self._watching_queue:
            self._watching_queue = True
            self._connection.after(seconds, self._look_at_queue)

    def _look_at_queue(self) -> None:
        """Whoever ends a job starts the next. Here it is made good where that was killed, or the machine was."""
        from farcall.worker.queue import Queue, go_on

        self._watching_queue = False
        if not Queue(self._home).is_empty():
            environ = dict(os.environ)
            os.close(background.fork(lambda _: go_on(self._home, self._umask, sys.executable, environ)))
            self._watch_queue(LOOK_AT_QUEUE_EVERY)

    def _cancel(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import jobs

        folder = self._home.known_job(params.get("job"))
        state = jobs.ask_to_cancel(folder)
        if state == "queued":
            # Its starter died before anyone could supervise it: whoever does now finds the wish.
            spec = jobs.spec_of(folder)
            self._in_background(
                lambda report: jobs.supervise(self._home, spec, self._umask, report),
                lambda result, error: self._respond(number, {"state": state}, error),
            )
        else:
            self._answer(number, {"state": state})

    def _jobs(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import jobs

        self._tell(number, lambda: {"jobs": jobs.list_jobs(self._home)})

    def _remove(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import jobs

        path = jobs.put_away(self._home.known_job(params.get("job")))

        def remove() -> dict[str, Any]:
            remove_tree(path)
            return {}

        self._tell(number, remove)

    # Following and fetching.

    def _follow(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import jobs
        from farcall.worker.follow import JournalSource

        folder = self._home.known_job(params.get("job"))
        offset = offset_of(params)
        self._connection.check_stream(params.get("stream"))
        self._watch()
        if self._waker.watch(folder):
            jobs.nudge(folder)
        source = JournalSource(folder, offset, lambda: self._unfollow(source))
        state, _ = jobs.state_of(folder)
        self._answer(number, {"state": state, "size": source.size})
        if state == "queued":
            self._watch_queue(LOOK_AT_QUEUE_EVERY)
        wake = self._connection.transmit(params.get("stream"), source)
        self._followed.append((folder, source, wake))
        if not self._looking:
            self._looking = True
            self._connection.after(self._interval, self._look)

    def _unfollow(self, source: JournalSource) -> None:
        gone = [entry for entry in self._followed if entry[1] is source]
        self._followed = [entry for entry in self._followed if entry[1] is not source]
        for folder, _, _ in gone:
            if not any(other.job == folder.job for other, _, _ in self._followed):
                self._waker.unwatch(folder)

    def _watch(self) -> None:
        fd = self._waker.open()
        if fd is not None and not self._watching:
            self._watching = True
            self._connection.watch(fd, self._on_wake)

    def _on_wake(self) -> None:
        jobs = self._waker.woken()
        self._warmth.look()
        for folder, source, wake in self._followed:
            if folder.job in jobs:
                source.look()
                wake()

    @property
    def _interval(self) -> float:
        return LOOK_EVERY if self._watching else LOOK_EVERY_UNWOKEN

    def _look(self) -> None:
        self._looking = bool(self._followed)
        for _, source, wake in self._followed:
            source.look()
            wake()
        if self._looking:
            self._connection.after(self._interval, self._look)

    def _fetch(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker.follow import FileSource

        folder = self._home.known_job(params.get("job"))
        offset = offset_of(params)
        self._connection.check_stream(params.get("stream"))
        source = FileSource(folder, params.get("path"), offset)
        self._answer(number, {"size": source.size})
        self._connection.transmit(params.get("stream"), source)

    # The host.

    def _pythons(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import interpreters

        self._tell(number, lambda: {"pythons": interpreters.find()})

    def _check(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker import check

        self._tell(number, lambda: check.check(self._home))

    def _load(self, number: int, params: dict[str, Any]) -> None:
        self._tell(number, load)

    def _clean(self, number: int, params: dict[str, Any]) -> None:
        from farcall.worker.clean import clean

        dry = params.get("dry") is not False
        self._tell(number, lambda: clean(self._home, True, dry))

    def _clean_unasked(self) -> None:
        """Once a day, by whichever agent is there."""
        from farcall.worker.clean import DAY, clean

        stamp = os.path.join(self._home.cache, "cleaned")
        try:
            if abs(time.time() - os.stat(stamp).st_mtime) < DAY:
                return
        except OSError:
            pass
        try:
            write_whole(stamp, b"")
            os.close(background.fork(lambda report: report.result(clean(self._home, False, False))))
        except OSError:
            pass  # A disk that is full, say: the next agent tries.

    def _tell(self, number: int, find_out: Callable[[], Any]) -> None:
        """Answers with what may take a while to find out."""
        self._in_background(
            lambda report: report.result(find_out()),
            lambda result, error: self._respond(number, result, error),
        )

    def _respond(self, number: int, result: Any, error: BaseException | None) -> None:
        if error is None:
            self._answer(number, result)
        else:
            self._fail(number, error)

    def _in_background(
        self, work: Callable[[background.Report], None], done: Callable[[Any, BaseException | None], None]
    ) -> None:
        collect(self._connection, background.fork(work), done)


def offset_of(params: dict[str, Any]) -> int:
    offset = params.get("offset")
    if type(offset) is not int or not 0 <= offset < 2**53:
        raise Failure("protocol", "An offset is a number of bytes.")
    return offset


def user_name() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
