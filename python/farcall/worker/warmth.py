"""The agent's fork servers: which it has, for which calls they may serve, and when one is started or let go."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys

from farcall.worker import background, environments, launch
from farcall.worker.folders import Home, JobFolder, read_json
from farcall.worker.machine import memory_total
from farcall.worker.processes import FORKED, TAG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.connection import Connection
    from farcall.worker.wake import Waker

MOST_SERVERS = 3
# Of the machine's memory, and in bytes, what one of them may hold.
SHARE = 0.1
MOST_MEMORY = 2 * 1024**3
# A library that cannot be loaded ahead costs a start of the server each.
MOST_UNFIT = 8
IDLE_FOR = 15 * 60.0
# What any system's sockets take without a reader.
AT_ONCE = 4096


class Place:
    """An interpreter and the environment it is started in."""

    def __init__(self, python: str, env: dict[str, str], terminal: bool) -> None:
        self.python = python
        # Libraries that colour what they print may look at where it goes when they are loaded.
        self.terminal = terminal
        self.env = {name: value for name, value in env.items() if name not in (TAG, "PWD")}
        self.key = hashlib.sha256(json.dumps([python, terminal, sorted(self.env.items())]).encode()).hexdigest()


class Server:
    def __init__(self, place: Place, modules: list[str], sites: list[str]) -> None:
        self.place = place
        self.modules = frozenset(modules)
        self.sites = sites
        # What its libraries made of the environment, once they are loaded.
        self.set: object = None
        self._state = state_of(place, sites)
        self.ready = False
        self.used = 0.0
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        env = {**place.env, TAG: FORKED}
        command = launch.python_command(place.python, "serve", str(launch.CONTROL))

        def execute(report: background.Report) -> None:
            # What it prints while it loads is for itself to read. Streams remember where they lead to.
            heard, said = os.openpty() if place.terminal else os.pipe()
            os.set_blocking(said, False)
            launch.give({1: said, 2: said, launch.HEARD: heard, launch.CONTROL: theirs.fileno()})
            os.execve(place.python, command, env)

        os.close(background.fork(execute, (theirs.fileno(),)))
        theirs.close()

    def is_stale(self) -> bool:
        """Whether packages were installed, upgraded or removed since it loaded its own."""
        return self._state != state_of(self.place, self.sites)

    def ask(self, question: dict[str, Any]) -> int:
        """Sends a request; returns the descriptor that its answer comes from. Raises ``OSError`` where it is gone."""
        import array

        mine, theirs = socket.socketpair()
        try:
            rights = array.array("i", [theirs.fileno()])
            data = json.dumps(question).encode("utf-8", "surrogatepass")
            # Read by another process: what it finds at once it does not wait for, and the rest is not waited for here.
            mine.settimeout(5.0)
            mine.sendall(data[:AT_ONCE])
            self.control.sendmsg([b"+"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            mine.sendall(data[AT_ONCE:])
            mine.shutdown(socket.SHUT_WR)
            mine.setblocking(False)
            return mine.detach()
        finally:
            mine.close()
            theirs.close()


class Warmth:
    def __init__(self, home: Home, connection: Connection, waker: Waker) -> None:
        self._home = home
        self._connection = connection
        self._waker = waker
        self._servers: list[Server] = []
        # By place and by the call's key: what its jobs load, and what they find changed of the environment then.
        self._learned: dict[tuple[str, str], tuple[list[str], object]] = {}
        # What gave another environment when it was loaded ahead.
        self._vain: set[str] = set()
        self._unfit: dict[str, set[str]] = {}
        # Jobs that may still tell: their folder, and what they were started as.
        self._telling: dict[str, tuple[JobFolder, Place, str, int]] = {}
        self._clock = 0.0
        # The display's sha256 as the last job named it: every job of this agent's client names the same.
        self._display: str | None = None

    def server_for(self, spec: dict[str, Any]) -> Server | None:
        """A server that has nothing loaded but what this call loads too. Without one, what it loads is looked for."""
        self.look()
        self._display = spec["display"]
        place = self._place(spec)
        if place is None:
            return None
        named = spec["preload"]["modules"]
        key = (place.key, spec["preload"]["key"])
        if named:
            self._learned[key] = named, None
            self._prepare(place, named, [], None)
        modules, environment = self._learned.get(key, (None, None))
        self._telling[spec["job"]] = (self._home.job(spec["job"]), place, key[1], 0)
        if modules is None:
            return None
        allowed = set(modules)
        fitting = [server for server in self._servers if server.place.key == place.key and server.modules <= allowed]
        for server in fitting:
            if server.is_stale():
                self.let_go(server)
                self._prepare(place, modules, server.sites, environment)
                return None
        ready = [server for server in fitting if server.ready and environment in (None, server.set)]
        if not ready:
            return None
        best = max(ready, key=lambda server: len(server.modules))
        self._clock += 1
        best.used = self._clock
        return best

    def look(self) -> None:
        """Reads what jobs have told of their imports since."""
        for job, (folder, place, key, before) in list(self._telling.items()):
            ended = os.path.exists(folder.end)
            path = os.path.join(folder.path, "loaded.json")
            try:
                changed = os.stat(path).st_mtime_ns
            except OSError:
                changed = before
            if changed != before:
                self._telling[job] = (folder, place, key, changed)
                self._learn(place, key, read_json(path) or {})
            if ended:
                del self._telling[job]

    def close(self) -> None:
        from farcall.worker.jobs import clear_asides

        for server in list(self._servers):
            self.let_go(server)
        # Of those that were killed.
        clear_asides(self._home)

    def _place(self, spec: dict[str, Any]) -> Place | None:
        if not sys.platform.startswith("linux") or spec["preload"] is None:
            return None
        before = dict(os.environ)
        env = environments.kept(self._home, spec["setup"], before) if spec["setup"] else before
        if env is None:
            return None
        env = launch.job_environment(env, spec, "")
        python = launch.find_python(spec["python"], before, env)
        return Place(python, env, bool(spec["terminal"])) if python is not None and os.path.isabs(python) else None

    def _learn(self, place: Place, key: str, learned: dict[str, Any]) -> None:
        if not learned.get("calm"):
            self._learned.pop((place.key, key), None)
            return
        self._learned[(place.key, key)] = learned["modules"], learned["set"]
        self._prepare(place, learned["modules"], learned["sites"], learned["set"])

    def _prepare(self, place: Place, modules: list[str], sites: list[str], environment: object) -> None:
        unfit = self._unfit.setdefault(place.key, set())
        wanted = [name for name in modules if name.partition(".")[0] not in unfit]
        known = any(server.place.key == place.key and server.modules == set(wanted) for server in self._servers)
        trial = repr((place.key, wanted, environment))
        if known or len(unfit) > MOST_UNFIT or trial in self._vain:
            return
        while len(self._servers) >= MOST_SERVERS:
            self.let_go(min(self._servers, key=lambda server: server.used))
        try:
            server = Server(place, wanted, sites)
            question = {"modules": wanted, "directory": self._home.directory, "display": self._display}
            question["note"] = self._waker.note()
            fd = server.ask(question)
        except OSError:
            return
        self._clock += 1
        server.used = self._clock
        self._servers.append(server)
        collect(self._connection, fd, lambda answer, error: self._loaded(server, wanted, environment, trial, answer))

    def _loaded(
        self, server: Server, modules: list[str], environment: object, trial: str, answer: dict[str, Any] | None
    ) -> None:
        if server not in self._servers:
            return
        if answer is None or answer["memory"] > min(MOST_MEMORY, memory_total() * SHARE):
            self.let_go(server)
        elif answer["unfit"]:
            self.let_go(server)
            self._unfit[server.place.key].add(answer["unfit"])
            self._prepare(server.place, modules, server.sites, environment)
        elif environment not in (None, answer["set"]):
            # The call's own code had a part in it, which may tell libraries what to be.
            self.let_go(server)
            self._vain.add(trial)
        else:
            server.ready = True
            server.set = answer["set"]
            used = server.used
            self._connection.after(IDLE_FOR, lambda: self._rest(server, used))

    def _rest(self, server: Server, used: float) -> None:
        """Lets go of one that nobody has used for long."""
        if server.used == used:
            self.let_go(server)
        else:
            now = server.used
            self._connection.after(IDLE_FOR, lambda: self._rest(server, now))

    def let_go(self, server: Server) -> None:
        if server in self._servers:
            self._servers.remove(server)
            server.control.close()


def state_of(place: Place, sites: list[str]) -> list[object]:
    """The state of an interpreter's installed packages, as the times of their folders tell it."""
    found: list[object] = []
    for path in [place.python, *sites]:
        try:
            info = os.stat(path)
            found.append((info.st_ino, info.st_mtime_ns))
        except OSError:
            found.append(None)
    return found


def collect(connection: Connection, fd: int, done: Callable[[Any, Any], None]) -> None:
    """Calls ``done`` with what a process answers over a descriptor, once it has answered."""
    parts: list[bytes] = []

    def ready() -> None:
        try:
            part = os.read(fd, 1024 * 1024)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if part:
            parts.append(part)
            return
        connection.unwatch(fd)
        os.close(fd)
        done(*background.parse_report(b"".join(parts)))

    connection.watch(fd, ready)
