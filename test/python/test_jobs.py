"""A job's life: it outlives who started it, ends as a whole, and its folder alone tells its state."""

import base64
import errno
import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from support.case import AgentCase, eventually, heavy, is_running
from support.client import (
    FRAME,
    MSG,
    RUNTIME,
    RUNTIME_HASH,
    SOURCE,
    AgentError,
    Bundle,
    Client,
    module,
    new_job,
    spec_of,
    stub_command,
)

sys.path.insert(0, SOURCE)
from farcall.worker import ending, folders, journal, supervisor
from farcall.worker.queue import Queue

WAITING = """
import os, sys, time
def f(path=None):
    print('started', flush=True)
    until = time.monotonic() + 60
    while not (path and os.path.exists(path)) and time.monotonic() < until: time.sleep(0.01)
    print('finished', flush=True)
    return 'done'
"""


class Lives(AgentCase):
    def start_waiting(self, client=None, go=None, **options):
        """A job that runs until the file ``go`` is there."""
        client = client or self.client
        bundle = module(WAITING)
        client.ship(bundle)
        job = new_job()
        client.start(bundle, job, args=repr(go), **options)
        return job

    def go_file(self):
        return os.path.join(self.own_directory(), "go")

    def touch(self, path):
        open(path, "w").close()

    def supervisor(self, job):
        return self.read_json(self.job_path(job, "supervisor.json"))["pid"]

    def test_the_state_is_read_from_the_folder_by_any_agent(self):
        go = self.go_file()
        job = self.start_waiting(go=go)
        followed = self.client.follow(job)
        followed.until(lambda f: b"started" in f.stdout)
        other = self.own_client()
        listed = {entry["job"]: entry for entry in other.request("jobs")["jobs"]}
        self.assertEqual(listed[job]["state"], "running")
        self.assertIsNone(listed[job]["end"])
        self.touch(go)
        followed.finish()
        listed = other.request("jobs")["jobs"]
        self.assertEqual(listed[0]["job"], job, "newest first")
        self.assertEqual((listed[0]["state"], listed[0]["end"]), ("succeeded", followed.last))

    def test_a_job_outlives_its_agent_and_is_followed_on_without_a_byte_lost_or_doubled(self):
        go = self.go_file()
        first = Client(self.directory)
        job = self.start_waiting(first, go)
        head = first.follow(job).until(lambda f: b"started" in f.stdout)
        seen = bytes(head.bytes)
        first.kill()
        self.touch(go)
        rest = self.client.follow(job, len(seen)).finish()
        whole = self.client.follow(job).finish()
        self.assertEqual(seen + bytes(rest.bytes), bytes(whole.bytes))
        self.assertEqual(whole.stdout, b"started\nfinished\n")
        self.assertEqual(self.client.fetch(job, "journal"), bytes(whole.bytes))
        self.assertEqual(whole.events[-1], whole.last)

    def test_a_start_that_is_repeated_starts_once(self):
        bundle = module("def f():\n    open('ran', 'a').write('x')\n    return 1\n")
        self.client.ship(bundle)
        spec = spec_of(bundle)
        numbers = [self.client.ask("start", **spec) for _ in range(3)]
        other = self.own_client()
        numbers_of_other = [other.ask("start", **spec) for _ in range(2)]
        answers = [self.client.answer(number) for number in numbers]
        answers += [other.answer(number) for number in numbers_of_other]
        self.assertEqual([answer["known"] for answer in answers].count(False), 1)
        self.client.follow(spec["job"]).finish()
        self.assertEqual(self.client.fetch(spec["job"], "work/ran"), b"x")
        self.assertEqual(self.client.request("start", **spec), {"state": "succeeded", "known": True})

    def test_a_job_whose_starter_died_before_anyone_supervised_it_is_started_by_the_retry(self):
        bundle = module("def f(): return 1\n")
        self.client.run(bundle)
        spec = spec_of(bundle)
        path = self.job_path(spec["job"])
        done = self.client.run(bundle)
        subprocess.run(["cp", "-r", self.job_path(self.client.request("jobs")["jobs"][0]["job"]), path], check=True)
        for name in ("end.json", "supervisor.json", "value.pkl", "lock"):
            os.unlink(os.path.join(path, name))
        open(os.path.join(path, "journal"), "w").close()
        with open(os.path.join(path, "spec.json")) as file:
            text = file.read()
        with open(os.path.join(path, "spec.json"), "w") as file:
            file.write(text.replace(text.split('"job":"')[1].split('"')[0], spec["job"]))
        states = {entry["job"]: entry["state"] for entry in self.client.request("jobs")["jobs"]}
        self.assertEqual(states[spec["job"]], "queued")
        self.assertEqual(self.client.request("start", **spec)["known"], False)
        self.assertEqual(self.client.follow(spec["job"]).finish().event("result")["json"], 1)
        self.assertSucceeded(done)

    def test_a_folder_whose_making_was_cut_is_no_job_and_goes_in_time(self):
        old, young = (self.job_path(".%s.1" % new_job()) for _ in range(2))
        self.client.run(module("def f(): pass\n"))
        for path in (old, young):
            os.makedirs(os.path.join(path, "work"))
        os.utime(old, (0, 0))
        jobs = self.client.request("jobs")["jobs"]
        self.assertFalse([entry for entry in jobs if entry["job"].startswith(".")])
        self.assertEqual((os.path.exists(old), os.path.exists(young)), (False, True))

    def test_a_supervisor_that_was_killed_leaves_a_lost_job_and_no_process(self):
        job = self.start_waiting()
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        pid = followed.event("running")["pid"]
        os.kill(self.supervisor(job), signal.SIGKILL)
        followed.finish()
        self.assertEqual(followed.trailer["state"], "lost")
        self.assertEqual((followed.last["state"], followed.last["reason"]), ("lost", "supervisor-gone"))
        eventually(lambda: not is_running(pid))
        self.assertEqual(
            self.client.request("start", **spec_of(module(WAITING), job)), {"state": "lost", "known": True}
        )

    def test_a_job_of_before_the_boot_is_lost_and_one_of_another_host_is_not(self):
        job = self.start_waiting()
        supervisor_pid = self.supervisor(job)
        self.client.follow(job).until(lambda f: b"started" in f.stdout)
        path = self.job_path(job, "supervisor.json")
        with open(path) as file:
            true = file.read()

        def state_with(**changes):
            import json

            with open(path, "w") as file:
                json.dump({**json.loads(true), **changes}, file)
            return {entry["job"]: entry for entry in self.client.request("jobs")["jobs"]}[job]

        self.assertEqual(state_with(host="another", boot="x", pid=1)["state"], "running")
        self.assertEqual(state_with()["state"], "running")
        lost = state_with(boot="another")
        self.assertEqual((lost["state"], lost["end"]["reason"]), ("lost", "rebooted"))
        os.kill(supervisor_pid, signal.SIGTERM)
        eventually(lambda: not is_running(supervisor_pid))

    def start_hiding(self, **options):
        """A job of many processes, some of which ignore TERM: its id, its follower, and all of them."""
        source = """
import os, signal, subprocess, sys, time
SLEEP = [sys.executable, '-c', 'import time; time.sleep(60)']
IGNORE = 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)'
STUBBORN = [sys.executable, '-c', IGNORE]
def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(3): os.close(fd)
            os.execve(SLEEP[0], SLEEP, {})
        os._exit(0)
    os.wait()
def f():
    stubborn = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE)
    stubborn.stdout.readline()
    pids = [subprocess.Popen(SLEEP).pid, subprocess.Popen(SLEEP, start_new_session=True).pid, stubborn.pid]
    daemon()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(*pids, flush=True)
    time.sleep(60)
"""
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job, **options)
        followed = self.client.follow(job).until(lambda f: b"\n" in f.stdout)
        supervisor = self.supervisor(job)
        pids = [int(word) for word in followed.stdout.split()] + [followed.event("running")["pid"]]
        daemons = children_of(supervisor) - set(pids)
        self.assertEqual(len(daemons), 1, "the daemonised process is the supervisor's by now")
        return job, followed, pids + list(daemons)

    def assertEndedByForce(self, followed, pids):
        self.assertEqual(followed.last["signal"], "SIGKILL")
        for pid in pids:
            self.assertFalse(is_running(pid), pid)
        self.assertGreater(followed.last["ended"] - followed.last["started"], 4000, "the stubborn got their grace")

    @heavy
    def test_cancel_ends_every_process_of_the_job_however_it_hides(self):
        job, followed, pids = self.start_hiding()
        self.assertEqual(self.client.request("cancel", job=job), {"state": "running"})
        followed.finish()
        self.assertEqual((followed.last["state"], followed.last["reason"]), ("cancelled", None))
        self.assertEndedByForce(followed, pids)

    @heavy
    def test_a_job_that_ignores_its_time_limit_is_ended_by_force_with_all_its_processes(self):
        _, followed, pids = self.start_hiding(timeout=3)
        followed.finish()
        self.assertEqual((followed.last["state"], followed.last["reason"]), ("failed", "timeout"))
        self.assertEndedByForce(followed, pids)

    def test_cancel_lets_the_function_clean_up(self):
        source = """
import os, signal, sys, time
def leave(*_):
    os.write(1, b'cleaned up\\n')
    sys.exit(0)
def f():
    signal.signal(signal.SIGTERM, leave)
    print('ready', flush=True)
    time.sleep(60)
"""
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job)
        followed = self.client.follow(job).until(lambda f: b"ready" in f.stdout)
        self.client.request("cancel", job=job)
        followed.finish()
        self.assertEqual(followed.last["state"], "cancelled")
        self.assertEqual(followed.stdout, b"ready\ncleaned up\n")
        self.assertEqual(self.client.request("cancel", job=job), {"state": "cancelled"})

    def test_a_wish_in_the_folder_is_enough_to_cancel(self):
        job = self.start_waiting()
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        self.touch(self.job_path(job, "cancel"))
        os.kill(self.supervisor(job), signal.SIGUSR1)
        self.assertEqual(followed.finish().last["state"], "cancelled")

    def test_a_job_that_takes_too_long_fails_with_timeout(self):
        job = self.start_waiting(timeout=0.3)
        last = self.client.follow(job).finish().last
        self.assertEqual((last["state"], last["reason"]), ("failed", "timeout"))

    def test_what_the_job_leaves_behind_is_ended_with_it(self):
        source = """
import subprocess, sys
def f():
    child = subprocess.Popen([sys.executable, '-c', 'import time; print("child", flush=True); time.sleep(60)'])
    return child.pid
"""
        run = self.run_source(source)
        self.assertSucceeded(run)
        self.assertFalse(is_running(run.event("result")["json"]))

    def test_a_supervisor_asked_to_leave_ends_its_job_and_says_so(self):
        job = self.start_waiting()
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        os.kill(self.supervisor(job), signal.SIGTERM)
        last = followed.finish().last
        self.assertEqual((last["state"], last["signal"]), ("failed", "SIGTERM"))

    def test_two_agents_follow_one_job_and_each_is_woken(self):
        go = self.go_file()
        job = self.start_waiting(go=go)
        other = self.own_client()
        both = [self.client.follow(job), other.follow(job)]
        for followed in both:
            followed.until(lambda f: b"started" in f.stdout)
        self.touch(go)
        for followed in both:
            followed.finish()
        self.assertEqual(both[0].bytes, both[1].bytes)
        self.assertEqual(os.listdir(self.job_path(job, "watch")), [])

    def test_output_reaches_the_follower_at_once(self):
        source = "import time\ndef f():\n    while True: print(time.time(), flush=True); time.sleep(0.05)\n"
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job)
        import time

        followed = self.client.follow(job)
        delays = []
        for count in range(3, 15):
            followed.until(lambda f, count=count: len(f.stdout.split()) >= count)
            delays.append(time.time() - float(followed.stdout.split()[-1]))
        self.client.request("cancel", job=job)
        followed.finish()
        self.assertLess(sorted(delays)[len(delays) // 2], 0.5, "far below the slow look of two seconds")

    def test_streams_and_events_keep_their_order(self):
        source = """
import sys
def f():
    for n in range(3):
        print('out', n)
        print('err', n, file=sys.stderr)
        yield n
"""
        run = self.run_source(source)
        before = {"stdout": 0, "stderr": 0}
        for kind, _, payload in run.records:
            if kind == 1:
                before["stdout"] += payload.count(b"\n")
            elif kind == 2:
                before["stderr"] += payload.count(b"\n")
            elif b'"item"' in payload:
                index = int(payload.split(b'"index":')[1].split(b",")[0])
                self.assertGreaterEqual(min(before.values()), index + 1)
        for kind in (1, 2):
            at = 0
            for of, offset, payload in run.records:
                if of == kind:
                    self.assertEqual(offset, at)
                    at += len(payload)


@heavy
class Queues(Lives):
    """Jobs of a host with one slot. What ``Lives`` says of jobs holds for those that had to wait, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.defaults["slots"] = 1

    def hold(self):
        """A job that takes the slot, and the file that ends it."""
        go = self.go_file()
        job = self.start_waiting(go=go)
        self.client.follow(job).until(lambda f: b"started" in f.stdout)
        return job, go

    def queue(self, source="def f(): return 1\n", **options):
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.assertEqual(self.client.start(bundle, job, **options)["state"], "queued")
        return job

    def state(self, job):
        return {entry["job"]: entry["state"] for entry in self.client.request("jobs")["jobs"]}[job]

    def test_jobs_wait_for_a_place_and_are_told_where_they_stand(self):
        _, go = self.hold()
        first, second = self.queue(), self.queue()
        followed = self.client.follow(second).until(lambda f: f.events)
        self.assertEqual(followed.events, [{"type": "queue", "ahead": 1}])
        self.touch(go)
        followed.finish()
        self.assertSucceeded(followed)
        self.assertIn({"type": "queue", "ahead": 0}, followed.events)
        self.assertSucceeded(self.client.follow(first).finish())

    def test_the_queue_moves_with_no_client_connected(self):
        owner = Client(self.directory)
        owner.defaults["slots"] = 1
        self.client, shared = owner, self.client
        _, go = self.hold()
        jobs = [self.queue("def f(): return %d\n" % number) for number in range(4)]
        self.client = shared
        owner.close()
        self.touch(go)
        ends = [os.path.join(self.directory, "jobs", job, "end.json") for job in jobs]
        eventually(lambda: all(os.path.exists(end) for end in ends))
        started = [self.read_json(end)["started"] for end in ends]
        self.assertEqual(started, sorted(started), "in the order in which they came")
        for job in jobs:
            self.assertEqual(self.read_json(self.directory, "jobs", job, "end.json")["state"], "succeeded")

    def test_a_job_that_waits_can_be_cancelled(self):
        _, go = self.hold()
        waiting, last = self.queue(), self.queue()
        self.client.request("cancel", job=waiting)
        self.assertEqual(self.client.follow(waiting).finish().last["state"], "cancelled")
        self.touch(go)
        self.assertSucceeded(self.client.follow(last).finish())

    def test_a_place_whose_supervisor_was_killed_is_free_again(self):
        job, _ = self.hold()
        waiting = self.queue()
        os.kill(self.supervisor(job), signal.SIGKILL)
        other = self.own_client()
        self.assertSucceeded(other.follow(waiting).finish())
        self.assertEqual(self.state(job), "lost")

    def test_a_place_whose_starter_was_killed_is_taken_up(self):
        _, go = self.hold()
        waiting = self.queue()
        queue = os.path.join(self.directory, "queue", os.listdir(os.path.join(self.directory, "queue"))[0])
        place = os.path.join(queue, "running", waiting)
        [ticket] = os.listdir(os.path.join(queue, "waiting"))
        os.rename(os.path.join(queue, "waiting", ticket), place)
        os.utime(place, (0, 0))
        self.touch(go)
        self.assertSucceeded(self.client.follow(waiting).finish())

    def test_nobody_leaves_while_another_counts_who_is_there(self):
        """Else that one would wait for a job that has ended."""
        home = folders.Home(self.own_directory())
        queue = Queue(home)
        spec = {"job": new_job()}
        os.makedirs(home.job(spec["job"]).path)
        self.assertTrue(queue.enter(home.job(spec["job"]), 1))
        left, leaving = os.pipe()
        self.addCleanup(os.close, left)
        with queue:
            child = os.fork()
            if child == 0:
                os.close(queue._fd)  # Or it would hold the lock as well.
                Queue(home).leave(spec["job"])
                os.write(leaving, b"x")
                os._exit(0)
            os.close(leaving)
            self.assertEqual(select.select([left], [], [], 0.5)[0], [])
        self.assertEqual(os.read(left, 1), b"x")
        os.waitpid(child, 0)
        self.assertTrue(queue.enter(home.job(new_job()), 1))

    def test_a_start_that_is_repeated_waits_once(self):
        _, go = self.hold()
        bundle = module("def f():\n    open('ran', 'a').write('x')\n    return open('ran').read()\n")
        self.client.ship(bundle)
        job = new_job()
        for _ in range(3):
            self.assertEqual(self.client.start(bundle, job)["state"], "queued")
        self.touch(go)
        run = self.client.follow(job).finish()
        self.assertEqual(run.event("result")["json"], "x")


class Supervision(AgentCase):
    def test_a_clock_that_is_set_back_while_the_job_runs_makes_no_job_end_before_it_began(self):
        seen = ending.Ending()
        self.assertGreaterEqual(seen.event()["ended"], seen.started)
        seen.started += 3600 * 1000
        self.assertEqual(seen.event()["ended"], seen.started)

    def test_a_process_that_ended_before_its_events_were_read_ends_its_job(self):
        """Both may be found in one look, in either order."""
        folder = folders.Home(self.own_directory()).job("j")
        os.makedirs(folder.path)
        watched = supervisor.Supervisor(folder, {}, 0o022, None)
        self.addCleanup(watched._watchers._socket.close)
        watched._open_pipes()
        os.write(watched._writers[journal.EVENT], b'running {"type":"running"}\n')
        watched._swept()
        for _ in range(10):
            if watched._stage != "over":
                watched._wait()
        self.assertEqual(watched._stage, "over")
        with open(folder.journal, "rb") as file:
            self.assertIn(b"running", file.read())

    def test_a_supervisor_whose_folder_was_removed_leaves(self):
        client = self.own_client(self.own_directory())
        bundle = module(WAITING)
        client.ship(bundle)
        job = new_job()
        client.start(bundle, job)
        client.follow(job).until(lambda f: b"started" in f.stdout)
        path = os.path.join(client.hello["directory"], "jobs", job)
        pid = self.read_json(path, "supervisor.json")["pid"]
        shutil.rmtree(path)
        os.kill(pid, signal.SIGTERM)
        eventually(lambda: not is_running(pid))


class Environments(AgentCase):
    def test_setup_runs_once_and_its_environment_is_kept_under_the_specs(self):
        source = "import os\ndef f(): return [os.environ.get(n) for n in ('A', 'B', 'FARCALL_PYTHON')]\n"
        setup = ["export A=\"from 'setup'\" B=setup", "echo loading; cd /"]
        run = self.run_source(source, setup=setup, env={"B": "spec ü"})
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], ["from 'setup'", "spec ü", None])
        self.assertIn(b"loading", run.stderr)
        self.assertEqual(run.stdout, b"")

    def test_a_setup_line_that_fails_is_named(self):
        error = self.failure("def f(): pass\n", setup=["true", "echo no such module >&2; (exit 3)"], reason="python")
        self.assertEqual(error["code"], "setup-failed")
        self.assertIn("exit status 3", error["message"])
        self.assertIn("echo no such module", error["message"])
        error = self.failure("def f(): pass\n", setup=["exit 0"], reason="python")
        self.assertEqual(error["code"], "setup-failed")

    def test_setup_decides_the_python_where_none_is_chosen(self):
        folder = self.own_directory()
        os.symlink(sys.executable, os.path.join(folder, "python"))
        source = "import sys\ndef f(): return sys.argv\n"
        run = self.run_source(source, setup=["export PATH=%s:$PATH" % folder])
        self.assertSucceeded(run)
        self.assertEqual(run.event("running")["executable"], os.path.join(folder, "python"))

    def test_a_python_that_is_not_there_is_named(self):
        for wanted in ("/nowhere/bin/python3", "python9.9", "/etc/hostname", "/"):
            error = self.failure("def f(): pass\n", python=wanted, reason="python")
            self.assertEqual(error["code"], "no-python")
            self.assertIn(wanted, error["message"])

    def test_a_python_that_dies_at_once_is_said_to_be_none(self):
        path = os.path.join(self.own_directory(), "python")
        with open(path, "w") as file:
            file.write("#!/bin/sh\necho broken >&2\nexit 127\n")
        os.chmod(path, 0o755)
        error = self.failure("def f(): pass\n", python=path, reason="python")
        self.assertEqual(error["code"], "no-python")

    @unittest.skipUnless(os.path.exists(os.path.expanduser("~/.pyenv/versions")), "no older Python is known here")
    def test_a_python_that_is_too_old_is_refused(self):
        versions = os.path.expanduser("~/.pyenv/versions")
        old = [name for name in os.listdir(versions) if name.startswith(("2.7", "3.6.", "3.7."))]
        for name in old:
            path = os.path.join(versions, name, "bin", "python")
            error = self.failure("def f(): pass\n", python=path, reason="python")
            self.assertEqual(error["code"], "old-python")
            self.assertIn(name, error["message"])

    def test_the_jobs_processes_bear_its_tag_and_the_users_umask(self):
        job = new_job()
        source = "import os\ndef f(): return [os.environ['FARCALL_JOB'], os.umask(0), os.getsid(0) == os.getpid()]\n"
        umask = os.umask(0o027)
        self.addCleanup(os.umask, umask)
        client = self.own_client()
        run = client.run(module(source), job=job)
        self.assertEqual(run.event("result")["json"], [job, 0o027, True])
        self.assertEqual(os.stat(self.directory).st_mode & 0o777, 0o700)


class Volume(AgentCase):
    @heavy
    def test_fifty_megabytes_arrive_byte_for_byte_while_requests_are_answered(self):
        source = """
import hashlib, os
def f(n):
    whole = hashlib.sha256()
    for i in range(n):
        block = hashlib.sha256(b'%d' % i).digest() * 2048
        whole.update(block)
        view = memoryview(block)
        while view: view = view[os.write(1, view):]
    return whole.hexdigest()
"""
        import hashlib

        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job, args="800")
        followed = self.client.follow(job)
        for _ in range(20):
            self.client.request("cancel", job=self.finished_job())
        followed.finish()
        self.assertEqual(len(followed.stdout), 800 * 65536)
        self.assertEqual(hashlib.sha256(followed.stdout).hexdigest(), followed.event("result")["json"])

    def finished_job(self):
        if not hasattr(self, "finished"):
            self.finished = new_job()
            self.client.run(module("def f(): pass\n"), job=self.finished)
        return self.finished

    @heavy
    def test_a_follower_that_does_not_read_holds_up_nobody(self):
        bundle = module("import os\ndef f():\n    for _ in range(200): os.write(1, b'x' * 65536)\n")
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job)
        followed = self.client.follow(job)
        followed.grant = False
        followed.until(lambda f: len(f.bytes) == 1 << 20)
        other = self.own_client()
        self.assertSucceeded(other.follow(job).finish())
        self.assertEqual(len(followed.bytes), 1 << 20, "what credit allows, and no more")
        self.client.request("check")
        import struct

        self.client.frame(5, followed.stream, struct.pack(">I", 1 << 30))
        self.assertSucceeded(followed.finish())

    @heavy
    def test_an_idle_agent_and_supervisor_use_no_processor(self):
        bundle = module("import time\ndef f():\n    print('x', flush=True)\n    time.sleep(60)\n")
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job)
        followed = self.client.follow(job).until(lambda f: f.stdout)
        pids = [self.client.process.pid, self.read_json(self.job_path(job, "supervisor.json"))["pid"]]
        before = [ticks(pid) for pid in pids]
        import time

        time.sleep(2)
        after = [ticks(pid) for pid in pids]
        self.client.request("cancel", job=job)
        followed.finish()
        for a, b in zip(before, after):
            self.assertLessEqual(b - a, 2, "of 200 ticks")

    @heavy
    def test_the_agent_stays_small(self):
        client = self.own_client()
        client.run(module("def f(): return 1\n"))
        with open("/proc/%d/status" % client.process.pid) as file:
            rss = int(file.read().split("VmRSS:")[1].split()[0])
        self.assertLessEqual(rss, 19 * 1024)


class FullDisks(AgentCase):
    """On a file system of its own, one megabyte large."""

    def setUp(self):
        self.small = tempfile.mkdtemp(prefix="farcall-full-")
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "none", self.small], stderr=subprocess.DEVNULL
        )
        if mounted.returncode != 0:
            os.rmdir(self.small)
            self.skipTest("mounting a small file system takes root")
        self.addCleanup(os.rmdir, self.small)
        self.addCleanup(subprocess.run, ["umount", "-l", self.small], check=True)

    def test_an_upload_that_does_not_fit_is_refused_and_leaves_nothing_that_looks_whole(self):
        client = self.own_client(os.path.join(self.small, "farcall"))
        bundle = Bundle({"m.py": "def f(): pass\n", "big": os.urandom(4 << 20)}, "m.py:f")
        want = client.answer(client.put(bundle))["want"]
        with self.assertRaises(AgentError) as caught:
            client.answer(client.blobs(bundle.archive(want)))
        self.assertEqual(caught.exception.code, "disk-full")
        self.assertIn(self.small, caught.exception.message)
        with self.assertRaises(AgentError) as caught:
            client.start(bundle)
        self.assertEqual(caught.exception.code, "bundle-incomplete")
        self.assertEqual(client.request("jobs")["jobs"], [])

    def test_a_job_whose_copies_do_not_fit_is_not_made(self):
        client = self.own_client(os.path.join(self.small, "farcall"))
        bundle = Bundle({"m.py": "def f(): pass\n", "big": os.urandom(1 << 20)}, "m.py:f")
        client.ship(bundle)
        with self.assertRaises(AgentError) as caught:
            client.start(bundle)
        self.assertEqual(caught.exception.code, "disk-full")
        self.assertEqual(os.listdir(os.path.join(self.small, "farcall", "jobs")), [])

    def test_a_job_that_fills_the_disk_ends_with_whole_records_and_says_so(self):
        client = self.own_client(os.path.join(self.small, "farcall"))
        source = "import os\ndef f():\n    for _ in range(100): os.write(1, b'x' * 65536)\n    return 1\n"
        run = client.run(module(source))
        self.assertEqual(run.last["reason"], "disk-full")
        at = sum(21 + len(payload) for _, _, payload in run.records)
        self.assertEqual(at, len(run.bytes), "the journal ends at a record's end")
        self.assertLess(len(run.stdout), 100 * 65536)
        self.assertEqual(run.events[-1], run.last)

    def test_a_folder_that_became_read_only_is_named_by_every_write(self):
        directory = os.path.join(self.small, "farcall")
        client = self.own_client(directory)
        bundle = module("def f(): pass\n")
        client.ship(bundle)
        subprocess.run(["mount", "-o", "remount,ro", self.small], check=True)
        job = new_job()
        for ask in (lambda: client.ship(module("def f(): return 1\n")), lambda: client.start(bundle, job)):
            with self.assertRaises(AgentError) as caught:
                ask()
            self.assertEqual(caught.exception.code, "folder-unwritable")
            self.assertIn(directory, caught.exception.message)
        check = client.request("check")
        self.assertFalse(check["writable"])
        self.assertIn(directory, check["problem"])

    def test_a_runtime_that_does_not_fit_is_told_by_the_stub(self):
        filler = os.open(os.path.join(self.small, "filler"), os.O_WRONLY | os.O_CREAT)
        with self.assertRaises(OSError):
            while True:
                os.write(filler, b"x" * 4096)
        os.close(filler)
        client = self.own_client(os.path.join(self.small, "farcall"))
        self.assertEqual(client.stub[-1]["stub"], "error")
        self.assertEqual(client.stub[-1]["code"], "disk-full")

        # A job that is asked for in the same breath is not begun.
        directory = os.path.join(self.small, "farcall")
        text = base64.b64encode(RUNTIME)
        start = json.dumps({"id": 1, "method": "start", "params": spec_of(module("def f(): pass\n"))}).encode()
        process = subprocess.run(
            stub_command(directory, runtime_hash="%s+%d" % (RUNTIME_HASH, len(text))),
            input=b"#farcall " + text + b"\nexit\n" + FRAME.pack(len(start), MSG, 0) + start,
            stdout=subprocess.PIPE,
        )
        said = [json.loads(line[9:]) for line in process.stdout.split(b"\n") if line]
        self.assertEqual([line["stub"] for line in said], ["need", "error"])
        self.assertEqual(said[1]["code"], "disk-full")
        self.assertIn(directory, said[1]["message"])
        self.assertEqual(process.returncode, 0)
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [])


class Memory(AgentCase):
    """In a control group of its own, whose memory is limited."""

    def limited_group(self, limit):
        with open("/proc/self/cgroup") as file:
            lines = file.read().splitlines()
        for line in lines:
            _, controllers, path = line.split(":", 2)
            if controllers == "memory":
                group = "/sys/fs/cgroup/memory%s/farcall-test-%d" % (path.rstrip("/"), os.getpid())
                setting = "memory.limit_in_bytes"
            elif controllers == "" and os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
                group = "/sys/fs/cgroup%s/farcall-test-%d" % (path.rstrip("/"), os.getpid())
                setting = "memory.max"
            else:
                continue
            try:
                os.mkdir(group)
                # The supervisor is there a moment longer than the end it told of.
                self.addCleanup(eventually, functools.partial(removed, group))
                with open(os.path.join(group, setting), "w") as file:
                    file.write(str(limit))
                return group
            except OSError:
                continue
        self.skipTest("a control group with limited memory takes root, and a kernel that has it")

    def test_a_kill_by_the_kernel_for_memory_is_said_to_be_that(self):
        group = self.limited_group(120 << 20)
        client = self.own_client()
        with open(os.path.join(group, "cgroup.procs"), "w") as file:
            file.write(str(client.process.pid))
        run = client.run(module("def f():\n    x = []\n    while True: x.append(bytearray(1 << 20))\n"))
        client.close()
        self.assertEqual((run.last["state"], run.last["signal"], run.last["reason"]), ("failed", "SIGKILL", "memory"))


def removed(group):
    try:
        os.rmdir(group)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        return False
    return True


def children_of(pid):
    found = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name) as file:
                    if int(file.read().rsplit(")", 1)[1].split()[1]) == pid:
                        found.add(int(name))
            except OSError:
                pass
    return found


def ticks(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    unittest.main()
