"""A test case with a Farcall folder of its own and one agent on it."""

import json
import os
import shutil
import tempfile
import time
import unittest

from support.client import PATIENCE, Client, module

heavy = unittest.skipIf(os.environ.get("FARCALL_TESTS") == "compat", "run once, under one Python")


class AgentCase(unittest.TestCase):
    """The agent is the class's; what a test does to it (kill it, spoil the folder) it does to one of its own."""

    @classmethod
    def setUpClass(cls):
        cls.top = os.path.realpath(tempfile.mkdtemp(prefix="farcall-test-"))
        cls.directory = os.path.join(cls.top, "farcall")
        cls.client = Client(cls.directory)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        shutil.rmtree(cls.top, ignore_errors=True)

    def own_directory(self):
        path = os.path.realpath(tempfile.mkdtemp(prefix="farcall-test-"))
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def own_client(self, directory=None, **options):
        client = Client(directory or self.directory, **options)
        self.addCleanup(client.close)
        return client

    def run_source(self, source, entry="m.py:f", kind=None, **options):
        return self.client.run(module(source, entry, kind=kind), **options)

    def value(self, source, entry="m.py:f", **options):
        """The JSON of the result of a run that must succeed."""
        run = self.run_source(source, entry, **options)
        self.assertSucceeded(run)
        return run.event("result").get("json")

    def assertSucceeded(self, run):
        if run.last["state"] != "succeeded":
            raise AssertionError("%s\n%s\n%s" % (run.last, run.events, run.stderr.decode()))

    def failure(self, source, entry="m.py:f", reason=None, **options):
        """The error event of a run that must fail."""
        run = self.run_source(source, entry, **options)
        self.assertEqual(run.last["state"], "failed")
        self.assertEqual(run.last["reason"], reason)
        return run.event("error")

    def job_path(self, job, *parts):
        return os.path.join(self.directory, "jobs", job, *parts)

    def read_json(self, *parts):
        with open(os.path.join(*parts)) as file:
            return json.load(file)


def eventually(condition, patience=PATIENCE):
    """Waits for what no event tells."""
    until = time.monotonic() + patience
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it did not happen within %s s" % patience)
        time.sleep(0.01)


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
