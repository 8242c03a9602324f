"""A job whose output goes to terminals: programs see them as such, and what they write arrives as with pipes."""

import errno
import os
import resource
import subprocess
import sys

import test_jobs
from support.case import AgentCase, heavy
from support.client import SOURCE, module, new_job

sys.path.insert(0, SOURCE)
from farcall.display import terminal
from farcall.worker import launch
from farcall.worker.background import open_descriptors
from farcall.worker.journal import STDERR, STDOUT

SIZE = {"columns": 90, "rows": 25}
REFUSED = rb"^farcall: this host has no terminal to give \(.+\): .+\n$"
ASKING = "import sys\ndef f():\n    print('said')\n    return sys.stdout.isatty()\n"
# Every byte, and no end of a line where a line would be held back.
BYTES = """
import hashlib, os
def blocks(n):
    for i in range(n):
        yield bytes(range(256)) + hashlib.sha512(b'%d' % i).digest() * 60
def write(fd, n):
    for block in blocks(n):
        view = memoryview(block)
        while view: view = view[os.write(fd, view):]
"""


def written(n):
    names = {}
    exec(BYTES, names)
    return b"".join(names["blocks"](n))


class Terminals(AgentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.defaults["terminal"] = SIZE

    def test_both_streams_are_terminals_of_the_size_that_is_asked_for(self):
        source = """
import os, sys
def f():
    ours = [stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)]
    return [ours, list(os.get_terminal_size(1)), list(os.get_terminal_size(2)), os.ttyname(1) != os.ttyname(2)]
"""
        self.assertEqual(self.value(source), [[False, True, True], [90, 25], [90, 25], True])

    def test_programs_that_the_function_starts_see_terminals(self):
        asks = "test -t 1 && test -t 2 && ! test -t 0"
        source = "import subprocess\ndef f(): return subprocess.call(%r, shell=True)\n" % asks
        self.assertEqual(self.value(source), 0)

    def test_the_streams_stay_apart_and_lines_end_as_they_were_written(self):
        body = "    print('out\\tx')\n    print('err', file=sys.stderr)\n    print('é')\n"
        run = self.run_source("import sys\ndef f():\n" + body)
        self.assertSucceeded(run)
        self.assertEqual((run.stdout, run.stderr), ("out\tx\né\n".encode(), b"err\n"))

    def test_every_byte_arrives_as_it_was_written(self):
        run = self.run_source(BYTES + "def f():\n    write(1, 256)\n    write(2, 64)\n")
        self.assertSucceeded(run)
        self.assertEqual(len(run.stdout), 256 * 4096)
        self.assertTrue(run.stdout == written(256))
        self.assertTrue(run.stderr == written(64))

    def test_what_a_process_wrote_before_it_was_killed_arrives(self):
        for ending in ("os.kill(os.getpid(), 9)", "os._exit(3)", "os.abort()"):
            body = "    write(1, 40)\n    os.write(2, b'last words')\n    %s\n" % ending
            run = self.run_source(BYTES + "def f():\n" + body)
            self.assertEqual(run.last["state"], "failed")
            self.assertTrue(run.stdout == written(40), ending)
            self.assertEqual(run.stderr, b"last words")

    def test_a_process_that_is_left_behind_still_writes(self):
        source = """
import os, time
def f():
    if os.fork() == 0:
        os.setsid()
        time.sleep(0.1)
        os.write(1, b'late')
        os._exit(0)
"""
        run = self.run_source(source)
        self.assertSucceeded(run)
        self.assertEqual(run.stdout, b"late")

    def test_a_process_that_hides_is_not_hung_up_on_while_the_job_runs(self):
        source = """
import os, signal, time
def f():
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGHUP, lambda *_: os.write(writer, b'hung up'))
        os.close(1)
        os.close(2)
        time.sleep(0.1)
        os.write(writer, b'well')
        os._exit(0)
    os.close(1)
    os.close(2)
    os.wait()
    return os.read(reader, 20).decode()
"""
        self.assertEqual(self.value(source), "well")

    def test_a_cancelled_job_says_its_last_words(self):
        source = (
            BYTES
            + """
import signal, time
def last(*_):
    write(1, 20)
    os.write(2, b'leaving')
    os._exit(0)
def f():
    signal.signal(signal.SIGTERM, last)
    print('started', flush=True)
    time.sleep(60)
"""
        )
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job, **self.client.defaults)
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        self.client.request("cancel", job=job)
        followed.finish()
        self.assertEqual(followed.last["state"], "cancelled")
        self.assertTrue(followed.stdout == b"started\n" + written(20))
        self.assertEqual(followed.stderr, b"leaving")

    def test_nobody_can_be_asked_for_a_key(self):
        source = """
import os
def refused(read):
    try:
        read()
    except OSError:
        return True
def f():
    ways = [lambda: os.read(1, 1), lambda: os.read(2, 1), lambda: open('/dev/tty')]
    # Opened anew, by who is not root.
    modes = [os.stat(os.ttyname(fd)).st_mode & 0o777 for fd in (1, 2)]
    return [refused(way) for way in ways] + modes
"""
        self.assertEqual(self.value(source), [True, True, True, 0o200, 0o200])

    def test_what_was_written_precedes_the_event_that_came_after_it(self):
        source = "import sys\ndef f():\n    for n in range(200):\n        print('x' * 3000)\n        yield n\n"
        run = self.run_source(source)
        self.assertSucceeded(run)
        lines = items = 0
        for kind, _, payload in run.records:
            if kind == 1:
                lines += payload.count(b"\n")
            elif b'"item"' in payload:
                items += 1
                self.assertGreaterEqual(lines, items)
        self.assertEqual((lines, items), (200, 200))

    def test_a_size_that_is_none_leaves_the_job_its_pipes(self):
        for size in ({"columns": -1, "rows": 25}, {"columns": "wide"}, ["x"], "yes"):
            run = self.run_source(ASKING, terminal=size)
            self.assertSucceeded(run)
            self.assertEqual((run.event("result")["json"], run.stdout), (False, b"said\n"))


class Without(AgentCase):
    def test_a_host_without_terminals_runs_the_job_all_the_same_and_says_so(self):
        python = os.path.join(self.own_directory(), "python")
        hidden = "mount --bind /dev/null /dev/ptmx && exec %s" % sys.executable
        with open(python, "w") as file:
            file.write('#!/bin/sh\nexec unshare -m sh -c \'%s "$@"\' python "$@"\n' % hidden)
        os.chmod(python, 0o755)
        if subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) != 0:
            self.skipTest("hiding the system's terminals takes root")
        client = self.own_client(python=python)
        run = client.run(module(ASKING), terminal=SIZE)
        self.assertSucceeded(run)
        self.assertEqual((run.event("result")["json"], run.stdout), (False, b"said\n"))
        self.assertRegex(run.stderr, REFUSED)

    def test_where_none_is_left_the_pipes_stay_as_they_were(self):
        pipes = launch.make_pipes()
        before = dict(pipes)
        self.addCleanup(terminal.close, before.values())
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        free, second = os.dup(0), os.dup(0)
        os.close(second)
        os.close(free)
        for room in (0, 1, 2, 3, 4):
            # With room for some descriptors, but not for both terminals.
            resource.setrlimit(resource.RLIMIT_NOFILE, (free + room, limits[1]))
            try:
                terminal.put(pipes, SIZE)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            self.assertEqual(pipes, before)
            self.assertRegex(os.read(pipes[STDERR][0], 4096), REFUSED)
        again = os.dup(0)
        os.close(again)
        self.assertEqual(again, free, "nothing is left open")

    def test_what_is_not_read_yet_when_the_writer_ends_is_kept(self):
        pipes = launch.make_pipes()
        self.addCleanup(lambda: terminal.close(pipes.values()))
        before = len(open_descriptors())
        terminal.put(pipes, SIZE)
        self.assertEqual(len(open_descriptors()), before, "each in the place of another")
        os.set_blocking(pipes[STDOUT][1], False)
        count = os.write(pipes[STDOUT][1], b"x" * 4000)
        os.close(pipes[STDOUT][1])
        pipes[STDOUT] = (pipes[STDOUT][0], os.dup(0))
        os.set_blocking(pipes[STDOUT][0], True)
        read = b""
        with self.assertRaises(OSError) as end:
            while True:
                read += os.read(pipes[STDOUT][0], 8192)
        self.assertEqual((read, end.exception.errno), (b"x" * count, errno.EIO))


def at_a_terminal(case_class):
    """The same tests, with every job at a terminal."""

    @heavy
    class AtATerminal(case_class):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.client.defaults["terminal"] = SIZE

    AtATerminal.__name__ = AtATerminal.__qualname__ = case_class.__name__ + "AtATerminal"
    AtATerminal.__module__ = __name__
    return AtATerminal


for each in (test_jobs.Lives, test_jobs.Volume):
    globals()[each.__name__ + "AtATerminal"] = at_a_terminal(each)
del each
