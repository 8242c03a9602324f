"""What a job finds in its working folder besides the files that were sent: empty folders, and what the host has."""

import json
import os
import sys
import unittest

from support.case import AgentCase
from support.client import SOURCE, AgentError, Bundle, new_job

sys.path.insert(0, SOURCE)
from farcall.worker import folders, jobs, manifest
from farcall.worker.failures import Failure

LISTS = """
import os
def f():
    return sorted(os.path.join(at, name)[2:] for at, inner, files in os.walk('.') for name in inner + files)
def reads():
    open('data/new.txt', 'w').write('new')
    return [open('data/x.txt').read(), open('one.bin').read()]
"""


class WorkingFolder(AgentCase):
    def test_holds_the_folders_of_the_manifest_though_they_are_empty(self):
        bundle = Bundle({"m.py": LISTS, "a/x.txt": "x"}, "m.py:f", folders=("a", "a/b", "out/deep"))
        run = self.client.run(bundle)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], ["a", "a/b", "a/x.txt", "m.py", "out", "out/deep"])
        self.assertEqual(run.event("result")["artifacts"], [])

    def test_leads_to_what_the_host_has_and_lists_none_of_it(self):
        there = self.own_directory()
        with open(os.path.join(there, "x.txt"), "w") as file:
            file.write("x")
        bundle = Bundle({"m.py": LISTS, "deep/m.txt": ""}, "m.py:reads")
        run = self.client.run(bundle, paths={"data": there, "one.bin": os.path.join(there, "x.txt"), "deep/in": there})
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], ["x", "x"])
        self.assertEqual(run.event("result")["artifacts"], [])
        self.assertTrue(os.path.exists(os.path.join(there, "new.txt")))

    def test_is_not_made_where_the_host_lacks_what_it_is_said_to_have(self):
        bundle = Bundle({"m.py": LISTS}, "m.py:f")
        nowhere = os.path.join(self.own_directory(), "nowhere")
        client = self.own_client(self.own_directory())
        client.ship(bundle)
        with self.assertRaises(AgentError) as caught:
            client.start(bundle, paths={"data": nowhere})
        self.assertEqual(caught.exception.code, "bad-settings")
        self.assertIn(nowhere, caught.exception.message)
        self.assertEqual(client.request("jobs")["jobs"], [])

    def test_never_writes_the_bundles_files_through_a_link(self):
        there = self.own_directory()
        bundle = Bundle({"m.py": LISTS, "data/x.txt": "x"}, "m.py:f")
        self.client.ship(bundle)
        with self.assertRaises(AgentError) as caught:
            self.client.start(bundle, paths={"data": there})
        self.assertEqual(caught.exception.code, "bad-settings")
        self.assertEqual(os.listdir(there), [])

    def test_goes_with_its_job_when_that_is_removed_and_what_it_leads_to_stays(self):
        there = self.own_directory()
        with open(os.path.join(there, "x.txt"), "w") as file:
            file.write("x")
        home, job = self.own_directory(), new_job()
        client = self.own_client(home)
        bundle = Bundle({"m.py": LISTS, "deep/m.txt": ""}, "m.py:reads")
        self.assertSucceeded(client.run(bundle, job=job, paths={"data": there, "one.bin": there + "/x.txt"}))
        self.assertEqual(client.request("remove", job=job), {})
        self.assertEqual(client.request("jobs")["jobs"], [])
        self.assertEqual(os.listdir(os.path.join(home, "jobs")), [])
        self.assertEqual(sorted(os.listdir(there)), ["new.txt", "x.txt"])
        with self.assertRaises(AgentError) as caught:
            client.request("remove", job=job)
        self.assertEqual(caught.exception.code, "unknown-job")

    def test_stays_while_its_job_runs(self):
        client = self.own_client(self.own_directory())
        bundle = Bundle({"m.py": "import time\ndef f():\n    time.sleep(60)\n"}, "m.py:f")
        job = new_job()
        client.ship(bundle)
        client.start(bundle, job=job)
        with self.assertRaises(AgentError) as caught:
            client.request("remove", job=job)
        self.assertEqual(caught.exception.code, "usage")
        self.assertEqual([summary["job"] for summary in client.request("jobs")["jobs"]], [job])
        client.request("cancel", job=job)
        self.assertEqual(client.follow(job).finish().last["state"], "cancelled")

    def test_takes_no_path_that_leads_out_of_it(self):
        spec = {"job": new_job(), "bundle": "0" * 64, "label": "", "args": "", "argv": [], "python": None}
        spec.update(setup=[], env={}, timeout=None)
        for paths in ({"../x": "/"}, {"/x": "/"}, {"a": "/", "a/b": "/"}, {"": "/"}, {"a": 1}, [], None):
            with self.assertRaises(Failure, msg=paths):
                jobs.check_spec(folders.Home("/nowhere"), {**spec, "paths": paths})

    def test_a_manifest_whose_folders_are_no_folders_is_refused(self):
        good = Bundle({"m.py": "", "a/x": ""}, "m.py:f", folders=("a", "b"))
        manifest.parse(good.text)
        for bad in ((".",), ("../x",), ("a/x",), ("a/x/y",), (1,), "a"):
            text = good.text.decode().split("\n")
            header = json.loads(text[0])
            header["folders"] = bad
            text[0] = json.dumps(header, separators=(",", ":"))
            with self.assertRaises(Failure, msg=bad):
                manifest.parse("\n".join(text).encode())


if __name__ == "__main__":
    unittest.main()
