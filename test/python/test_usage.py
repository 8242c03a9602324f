"""What a job's processes use, as its journal tells it."""

import os
import subprocess
import sys
import unittest
from unittest import mock

from support.case import AgentCase
from support.client import SOURCE, module, new_job

sys.path.insert(0, SOURCE)
from farcall.display import usage

BUSY = """
import os, subprocess, sys
def f():
    held = bytearray(50 << 20)
    child = subprocess.Popen([sys.executable, '-S', '-c', 'held = bytearray(30 << 20)\\nwhile True: pass'])
    while True: pass
"""


class Told(AgentCase):
    def until(self, source, count, client=None, **options):
        """The job's first ``usage`` events; it is ended then."""
        client = client or self.client
        job = new_job()
        bundle = module(source)
        client.ship(bundle)
        client.start(bundle, job, **options)
        followed = client.follow(job)
        followed.until(lambda run: len([e for e in run.events if e["type"] == "usage"]) >= count)
        client.request("cancel", job=job)
        followed.finish()
        return [event for event in followed.events if event["type"] == "usage"][:count]

    def test_processors_and_memory_of_all_its_processes(self):
        first, second = self.until(BUSY, 2)
        self.assertGreater(second["memory"], 80 << 20)
        self.assertGreater(second["cpuPercent"], 0)
        self.assertGreaterEqual(second["time"] - first["time"], 1900)
        self.assertNotIn("gpuPercent", second)

    def test_nothing_of_a_job_that_is_over_within_a_second(self):
        run = self.run_source("def f(): return 1\n")
        self.assertNotIn("usage", [event["type"] for event in run.events])

    def test_nothing_where_there_is_no_display(self):
        run = self.client.run(module("import time\ndef f(): time.sleep(1.5)\n"), display=None)
        self.assertSucceeded(run)
        self.assertNotIn("usage", [event["type"] for event in run.events])

    def test_gpus_that_it_was_given_are_told_of(self):
        folder = self.own_directory()
        program = os.path.join(folder, "nvidia-smi")
        with open(program, "w") as file:
            file.write("#!/bin/sh\necho \"$@\" >> %s/asked\necho '40, 100'\necho '35, 28'\n" % folder)
        os.chmod(program, 0o700)
        client = self.own_client(env={"PATH": folder + os.pathsep + os.environ["PATH"]})
        told = self.until(BUSY, 2, client, env={"CUDA_VISIBLE_DEVICES": "0,3"})[1]
        self.assertEqual((told["gpuPercent"], told["gpuMemory"]), (75, 128 << 20))
        with open(os.path.join(folder, "asked")) as file:
            self.assertTrue(file.read().endswith("-i 0,3\n"))


class Looking(unittest.TestCase):
    def test_the_longer_a_job_runs_the_rarer_it_is_looked_at(self):
        for length in (3.0, 3600.0, 30 * 86400.0):
            at = [100.0]
            with mock.patch("time.monotonic", side_effect=lambda at=at: at[0]):
                meter = usage.Meter({})
                count = 0
                while at[0] < 100.0 + length:
                    event, pause = meter.sample(os.getpid())
                    self.assertIsNotNone(event)
                    at[0] += pause
                    count += 1
            self.assertLessEqual(count, 600)
            self.assertGreaterEqual(count, min(length / 2, 100))

    def test_what_ps_tells_is_what_the_system_tells(self):
        child = subprocess.Popen(
            [
                sys.executable,
                "-S",
                "-c",
                "held = bytearray(40 << 20)\nprint(1, flush=True)\n__import__('sys').stdin.read()",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.addCleanup(child.communicate)
        child.stdout.read(1)
        _, memory = usage.ask_ps(child.pid)
        self.assertTrue(40 << 20 < memory < 80 << 20, memory)
        if os.path.exists("/proc/self/stat"):
            self.assertAlmostEqual(usage.look(os.getpid(), child.pid, None)[1], memory, delta=8 << 20)

    def test_times_of_ps(self):
        for text, expected in (("0:01.50", 1.5), ("01:02:03", 3723), ("2-00:00:10", 172810), ("12:34", 754)):
            self.assertEqual(usage.seconds(text), expected)
