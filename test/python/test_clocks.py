"""The clock of a host is set, an hour or a year ahead and back: no job is lost by that, and nothing that it made."""

import os
import signal
import sys
import time
import unittest

from support.case import AgentCase, eventually, is_running
from support.client import SOURCE, Bundle, module, new_job

sys.path.insert(0, SOURCE)
from farcall.worker.clean import clean
from farcall.worker.folders import Home, write_whole
from farcall.worker.queue import Queue

DAY = 24 * 3600
YEAR = 365 * DAY

# Ahead of what an agent is started with: its clock, and that of what is forked from it, is off by what the file says.
WRONG_CLOCK = """
import time
def wrong(right=time.time):
    with open({file!r}) as file: return right() + float(file.read())
time.time = wrong
import base64, sys
exec(base64.b64decode(sys.argv[1]))
"""

WAITING = """
import os, time
def f(path):
    print('started', flush=True)
    while not os.path.exists(path): time.sleep(0.01)
    print('finished', flush=True)
    open('made.txt', 'w').close()
    return 'done'
"""


class Clocks(AgentCase):
    def setUp(self):
        folder = self.own_directory()
        self.directory = os.path.join(folder, "farcall")
        self.go = os.path.join(folder, "go")
        self.clock = os.path.join(folder, "clock")
        self.set_clock(0)
        python = os.path.join(folder, "python")
        with open(python, "w") as file:
            code = WRONG_CLOCK.format(file=self.clock)
            file.write('#!/bin/sh\nshift 5\nexec \'%s\' -E -s -S -c "%s" "$@"\n' % (sys.executable, code))
        os.chmod(python, 0o700)
        # What has the clock of another host of the pool, say.
        self.other = self.own_client()
        self.client = self.own_client(python=python)

    def set_clock(self, ahead):
        """Seconds from the true time."""
        write_whole(self.clock, b"%d" % ahead)

    def start(self, source=WAITING, **options):
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job, args=repr(self.go), **options)
        return job

    def let_go(self):
        open(self.go, "w").close()

    def states(self, client, job):
        return [entry["state"] for entry in client.request("jobs")["jobs"] if entry["job"] == job]

    def test_a_job_that_runs_meanwhile_is_not_lost_and_keeps_all_that_it_says(self):
        job = self.start(timeout=DAY / 2)
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        for ahead in (DAY, -DAY, YEAR, 0):
            self.set_clock(ahead)
            for client in (self.client, self.other):
                self.assertEqual(self.states(client, job), ["running"])
        self.set_clock(-DAY)
        self.let_go()
        followed.finish()
        self.assertSucceeded(followed)
        self.assertEqual(followed.stdout, b"started\nfinished\n")
        self.assertGreaterEqual(followed.last["ended"], followed.last["started"])
        for client in (self.client, self.other):
            self.assertEqual(self.states(client, job), ["succeeded"])
            self.assertEqual(client.follow(job).finish().bytes, followed.bytes)

    def test_a_time_limit_is_of_time_that_passed(self):
        job = self.start(timeout=1)
        self.set_clock(-DAY)
        last = self.client.follow(job).finish().last
        self.assertEqual((last["state"], last["reason"]), ("failed", "timeout"))

    def test_a_job_that_is_lost_did_not_end_before_it_began(self):
        self.set_clock(DAY)
        job = self.start()
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        self.set_clock(0)
        os.kill(self.read_json(self.job_path(job, "supervisor.json"))["pid"], signal.SIGKILL)
        followed.finish()
        self.assertEqual(followed.last["state"], "lost")
        self.assertGreaterEqual(followed.last["ended"], followed.last["started"])
        eventually(lambda: not is_running(followed.event("running")["pid"]))

    def test_cleaning_leaves_results_and_running_jobs_alone_whatever_the_year(self):
        ended = new_job()
        source = "def f():\n    print('said')\n    open('made.txt', 'w').close()\n    return 1\n"
        bundle = Bundle({"m.py": source, "data.bin": b"d" * 10000}, "m.py:f")
        self.assertSucceeded(self.client.run(bundle, job=ended))
        job = self.start()
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        for ahead in (YEAR, -YEAR):
            self.set_clock(ahead)
            self.client.request("clean", dry=False)
            for path in ("work/made.txt", "value.pkl", "journal", "end.json", "spec.json"):
                self.assertTrue(os.path.exists(self.job_path(ended, path)), path)
            self.assertTrue(os.path.exists(self.job_path(job, "work", "m.py")))
        self.let_go()
        self.assertSucceeded(followed.finish())
        # What was in the caches is sent again.
        self.assertSucceeded(self.client.run(bundle))

    def test_a_cache_that_was_filled_in_the_future_is_not_kept_until_then(self):
        self.assertSucceeded(self.client.run(module("def f(): return 1\n")))
        ahead = time.time() + YEAR
        for folder, _, names in os.walk(os.path.join(self.directory, "cache", "blobs")):
            for name in names:
                os.utime(os.path.join(folder, name), (ahead, ahead))
        for folder in (Home(self.directory).bundles,):
            for name in os.listdir(folder):
                os.utime(os.path.join(folder, name), (ahead, ahead))
        self.assertIn("blobs", clean(Home(self.directory), True, True)["freed"])

    def test_who_waits_is_not_overtaken_when_the_clock_is_set_back(self):
        holder = self.start(slots=1)
        self.client.follow(holder).until(lambda f: b"started" in f.stdout)
        first = self.start("def f(_): return 1\n", slots=1)
        self.set_clock(-DAY)
        second = self.start("def f(_): return 2\n", slots=1)
        followed = self.client.follow(second).until(lambda f: f.events)
        self.assertEqual(followed.events, [{"type": "queue", "ahead": 1}])
        self.let_go()
        self.assertSucceeded(followed.finish())
        self.assertSucceeded(self.client.follow(first).finish())

    def test_a_place_that_was_taken_in_the_future_for_a_start_that_never_was_is_given_again(self):
        home = Home(self.directory)
        folder = home.job(new_job())
        os.makedirs(folder.path)
        write_whole(folder.spec, b'{"slots": 1}')
        queue = Queue(home)
        self.assertTrue(queue.enter(folder, 1))
        self.assertIsNone(queue.next())
        ahead = time.time() + DAY
        os.utime(os.path.join(queue._running, folder.job), (ahead, ahead))
        other = home.job(new_job())
        os.makedirs(other.path)
        write_whole(other.spec, b'{"slots": 1}')
        self.assertFalse(queue.enter(other, 1))
        self.assertEqual(queue.next(), folder.job)


if __name__ == "__main__":
    unittest.main()
