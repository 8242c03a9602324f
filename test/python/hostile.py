"""Hostile input at the agent's door: `npm run chaos -- hostile [--seed N --runs N]`.

Every agent is a process of its own, forked from this one, with the real worker in it. Each input has a deadline; after
it the agent answers, or has closed the connection with a sentence that says why. Nothing but its own folder changes.
"""

import argparse
import ctypes
import hashlib
import importlib
import json
import os
import random
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import zlib

from support.client import CREDIT, DATA, END, FRAME, MSG, PING, PONG, RESET, RUNTIME_HASH, Client, module, spec_of
from support.mutation import Mutator, frame, tar_of

DEADLINE = 20.0
MOST_MEMORY = 400 << 20
LIMITS = {MSG: 8 << 20, DATA: 65536, END: 65536, RESET: 65536, CREDIT: 4, PING: 65536, PONG: 65536}
MARK = b"are you there"


class Defect(Exception):
    pass


class Home:
    """A Farcall folder that holds a bundle and a job that has ended, beside files that nobody is to touch."""

    def __init__(self, top):
        self.directory = os.path.join(top, "farcall")
        self.outside = os.path.join(top, "outside")
        os.mkdir(self.outside)
        with open(os.path.join(self.outside, "kept"), "w") as file:
            file.write("as it was")
        self.bundle = module("def f():\n    return 1\n")
        self.manifest = zlib.compress(self.bundle.text)
        self.archive = tar_of([b"one", b"two"])
        with Client(self.directory) as client:
            self.job = "hostile-known"
            client.ship(self.bundle)
            client.start(self.bundle, self.job)
            client.follow(self.job).finish()
        self.spec = spec_of(self.bundle)
        self.before = self.seen_outside()

    def seen_outside(self):
        top = os.path.dirname(self.directory)
        found = []
        for folder, folders, files in os.walk(top):
            if folder == top:
                folders.remove("farcall")
            for name in folders + files:
                info = os.lstat(os.path.join(folder, name))
                found.append((folder, name, info.st_mode, info.st_size, info.st_mtime_ns))
        evil = [path for path in ("/tmp/farcall-evil", os.path.expanduser("~/farcall-evil")) if os.path.lexists(path)]
        return sorted(found), evil

    def check(self):
        if self.seen_outside() != self.before:
            raise Defect("something outside the folder changed: %s" % (self.seen_outside(),))
        cache = os.path.join(self.directory, "cache")
        for folder, _, names in os.walk(os.path.join(cache, "blobs")):
            for name in names:
                if os.path.basename(folder) != "partial":
                    check_hash(folder, name)
        for name in os.listdir(os.path.join(cache, "bundles")):
            check_hash(os.path.join(cache, "bundles"), name)
        for folder, _, names in os.walk(self.directory):
            for name in names:
                if name.endswith(".aside"):
                    raise Defect("%s is left in %s" % (name, folder))


def check_hash(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != name:
            raise Defect("%s/%s does not hold what its name says" % (folder, name))


class Agent:
    """The real agent in a process that was forked from here, at the other end of a socket."""

    def __init__(self, directory):
        self.socket, theirs = socket.socketpair()
        said, say = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 70
            try:
                for fd, target in ((theirs.fileno(), 0), (theirs.fileno(), 1), (say, 2)):
                    os.dup2(fd, target)
                os.closerange(3, 64)
                from farcall.worker import agent

                status = agent.main(directory)
            except BaseException:
                import traceback

                os.write(2, traceback.format_exc().encode())
            finally:
                sys.stderr.flush()
                os._exit(status)
        theirs.close()
        os.close(say)
        self.said = said
        self.socket.setblocking(False)
        self.buffer = bytearray()
        self.open = True
        self.peak = 0
        self.answers = {}
        self.pongs = 0

    def send(self, data):
        """Sends all of it, reading meanwhile; False where the agent hung up before."""
        view = memoryview(data)
        until = time.monotonic() + DEADLINE
        while view and self.open:
            self.wait(until, writing=True)
            try:
                view = view[self.socket.send(view[:262144]) :]
            except BlockingIOError:
                continue
            except OSError:
                self.read()
                self.open = False
        return self.open

    def wait(self, until, writing=False):
        left = until - time.monotonic()
        if left <= 0:
            raise Defect("the agent hangs: %s" % self.doing())
        readable, _, _ = select.select([self.socket], [self.socket] if writing else [], [], left)
        if readable:
            self.read()

    def until(self, condition):
        until = time.monotonic() + DEADLINE
        while self.open and not condition():
            self.wait(until)

    def read(self):
        try:
            chunk = self.socket.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.open = False
        self.buffer += chunk
        while len(self.buffer) >= FRAME.size:
            length, kind, _ = FRAME.unpack_from(self.buffer)
            if len(self.buffer) < FRAME.size + length:
                return
            payload = bytes(self.buffer[FRAME.size : FRAME.size + length])
            del self.buffer[: FRAME.size + length]
            if kind == MSG:
                self.heard(json.loads(payload.decode()))
            elif kind == PONG and payload == MARK:
                self.pongs += 1

    def heard(self, message):
        if "error" in message:
            error = message["error"]
            if not error.get("code") or not error.get("message"):
                raise Defect("an error that does not say what is wrong: %s" % message)
            if error["message"].startswith("The agent failed"):
                raise Defect("a failure that was not foreseen: %s" % error["message"][:300])
        if "id" in message:
            self.answers[message["id"]] = message

    def memory(self):
        try:
            with open("/proc/%d/status" % self.pid) as file:
                peak = next(line for line in file if line.startswith("VmHWM"))
            self.peak = max(self.peak, int(peak.split()[1]) << 10)
        except (OSError, StopIteration):
            pass
        return self.peak

    def doing(self):
        """For whoever reads of a hang."""
        with open("/proc/%d/stat" % self.pid) as stat, open("/proc/%d/wchan" % self.pid) as place:
            state, *fields = stat.read().rpartition(")")[2].split()
            return "state %s, in %s, %s ticks of its own and %s of the system" % (state, place.read(), *fields[10:12])

    def finish(self):
        """Ends the conversation; returns what the agent said of it."""
        self.memory()
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.until(lambda: False)
        self.socket.close()
        until = time.monotonic() + DEADLINE
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                raise Defect("the agent stays when its client is gone")
            time.sleep(0.001)
        said = os.read(self.said, 65536).decode(errors="replace")
        os.close(self.said)
        if not os.WIFEXITED(status) or os.WEXITSTATUS(status) not in (0, 1):
            raise Defect("the agent ended with status %d: %s" % (status, said[-1500:]))
        if os.WEXITSTATUS(status) == 1 and "farcall: the client sent" not in said:
            raise Defect("the agent ended without a word: %s" % said[-1500:])
        return said


def is_cut(data):
    """Whether the last frame lacks its end, so that what follows is read as its rest."""
    at = 0
    while len(data) - at >= FRAME.size:
        length, kind, _ = FRAME.unpack_from(data, at)
        if length > LIMITS.get(kind, -1):
            return False
        at += FRAME.size + length
    return at != len(data)


class Siege:
    def __init__(self, seed, top):
        self.random = random.Random(seed)
        self.home = Home(top)
        self.mutator = Mutator(self.random, self.home)
        self.agent = None
        self.connections = 0
        self.closed = 0
        self.answered = 0
        self.refused = 0
        self.peak = 0

    def one(self):
        if self.agent is None:
            self.agent = Agent(self.home.directory)
            self.mutator.renew()
            self.connections += 1
        agent, sent = self.agent, self.mutator.next()
        self.sent = sent
        probe = frame(PING, 0, MARK)
        pongs = agent.pongs
        agent.send(sent.data + probe)
        if is_cut(sent.data):
            self.leave()
            return
        agent.until(lambda: agent.pongs > pongs and all(number in agent.answers for number in sent.answers))
        if len(sent.data) > 65536 or self.random.random() < 0.02:
            agent.memory()
        for number in sent.answers:
            answer = agent.answers.pop(number, None)
            self.answered += answer is not None
            self.refused += answer is not None and "error" in answer
        if not agent.open or self.random.random() < 0.002:
            self.leave()

    def leave(self):
        agent, self.agent = self.agent, None
        if agent is not None:
            self.closed += "the client sent" in agent.finish()
            self.peak = max(self.peak, agent.peak)
            if agent.peak > MOST_MEMORY:
                raise Defect("the agent took %d MB" % (agent.peak >> 20))


def wait_for_children():
    """Everything that agents have started has this process for its parent by now."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            return
    raise Defect("processes are left:\n%s" % os.popen("ps --ppid %d -o pid,args" % os.getpid()).read())


def main(seed, inputs):
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    top = os.path.realpath(tempfile.mkdtemp(prefix="farcall-hostile-"))
    began = time.monotonic()
    number = 0
    try:
        siege = Siege(seed, top)
        # The worker as it arrived on the host; loaded once for all agents that are forked from here.
        sys.path.insert(0, os.path.join(siege.home.directory, "cache", "runtime", RUNTIME_HASH))
        importlib.import_module("farcall.worker.agent")
        for number in range(inputs):
            siege.one()
            if number % 2000 == 1999:
                siege.home.check()
        siege.leave()
        wait_for_children()
        siege.home.check()
    except Defect as defect:
        print("input %d of seed %d: %s\n%r" % (number, seed, defect, siege.sent.data[:2000]))
        return 1
    finally:
        shutil.rmtree(top, ignore_errors=True)
    said = (inputs, seed, time.monotonic() - began, siege.connections, siege.closed, siege.answered, siege.refused)
    print(
        "%d inputs of seed %d in %.0f s: %d connections, %d closed for what was sent, %d requests answered, %d of them"
        " refused; the largest agent took %d MB." % (*said, siege.peak >> 20)
    )
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--runs", type=int, default=100000)
    options = parser.parse_args()
    sys.exit(main(options.seed, options.runs))
