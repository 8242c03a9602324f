"""What goes from a host's folder, and what never does."""

import hashlib
import os
import sys
import time
import unittest
from unittest import mock

from support.case import AgentCase
from support.client import SOURCE, Bundle, module, new_job

sys.path.insert(0, SOURCE)
from farcall.worker import clean as cleaning
from farcall.worker.clean import clean
from farcall.worker.folders import Home

WEEK = 7 * 24 * 3600


class Cleaning(AgentCase):
    def setUp(self):
        self.directory = self.own_directory()
        self.client = self.own_client()
        self.home = Home(self.directory)

    def age(self, top, seconds):
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                info = os.stat(path)
                # Copies keep the time that tells what they are.
                if info.st_mtime > 10 * 365 * 24 * 3600 + 1e8:
                    os.utime(path, (info.st_atime - seconds, info.st_mtime - seconds))

    def all_files(self, top):
        return {os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names}

    def run_job(
        self, source="def f():\n    print('said')\n    open('made.txt', 'w').write('x')\n    return 1\n", data=b"d"
    ):
        job = new_job()
        run = self.client.run(Bundle({"m.py": source, "data.bin": data * 10000}, "m.py:f"), job=job)
        self.assertSucceeded(run)
        return job

    def test_what_was_used_within_the_hour_stays(self):
        self.run_job()
        before = self.all_files(self.directory)
        told = self.client.request("clean", dry=False)
        self.assertEqual(told["freed"], {})
        self.assertEqual(before - self.all_files(self.directory), set())

    def test_caches_and_copies_go_when_asked_and_results_stay(self):
        job = self.run_job()
        self.age(self.directory, 2 * 3600)
        dry = self.client.request("clean", dry=True)
        self.assertTrue(self.all_files(self.home.blobs))
        told = self.client.request("clean", dry=False)
        self.assertEqual(told, dry)
        # The display went too.
        self.client.equipped = False
        self.assertEqual(set(told["freed"]), {"blobs", "bundles", "bytecode", "copies"})
        for folder in (self.home.blobs, self.home.bundles, os.path.join(self.home.cache, "bytecode")):
            self.assertEqual(self.all_files(folder), set())
        for path in ("work/made.txt", "value.pkl", "journal", "end.json", "spec.json"):
            self.assertTrue(os.path.exists(self.job_path(job, path)), path)
        self.assertFalse(os.path.exists(self.job_path(job, "work", "data.bin")))
        self.assertGreater(told["results"], 0)
        self.run_job()

    def test_a_copy_that_the_job_changed_is_its_own(self):
        job = self.run_job("def f(): open('data.bin', 'ab').write(b'more')\n")
        self.age(self.directory, 2 * 3600)
        self.client.request("clean", dry=False)
        self.assertTrue(os.path.exists(self.job_path(job, "work", "data.bin")))

    def test_a_blob_that_a_client_was_told_of_stays(self):
        self.run_job()
        self.age(self.directory, 2 * 3600)
        other = Bundle({"other.py": "def f(): return 2\n", "data.bin": b"d" * 10000}, "other.py:f")
        want = self.client.answer(self.client.put(other))["want"]
        data = hashlib.sha256(b"d" * 10000).hexdigest()
        self.assertNotIn(data, [wanted["sha256"] for wanted in want])
        self.client.request("clean", dry=False)
        self.assertTrue(os.path.exists(self.home.blob(data)))

    def test_what_a_job_that_has_not_ended_was_made_from_stays(self):
        source = "import time\ndef f():\n    print('started', flush=True)\n    time.sleep(60)\n"
        bundle = module(source)
        self.client.ship(bundle)
        job = new_job()
        self.client.start(bundle, job)
        followed = self.client.follow(job).until(lambda f: b"started" in f.stdout)
        self.age(self.directory, 2 * 3600)
        told = self.client.request("clean", dry=False)
        self.assertNotIn("blobs", told["freed"])
        self.assertNotIn("copies", told["freed"])
        self.assertTrue(os.path.exists(self.job_path(job, "work", "m.py")))
        self.client.request("cancel", job=job)
        followed.finish()

    def test_unasked_only_what_is_too_much_goes_the_least_used_first(self):
        self.run_job()
        self.age(self.directory, 2 * 3600)
        self.assertEqual(clean(self.home, False, False)["freed"], {})
        self.age(self.directory, 2 * WEEK)
        # Copies are old by now; the caches are within their budget.
        self.assertEqual(set(clean(self.home, False, False)["freed"]), {"copies"})

    def test_of_too_much_the_least_used_goes(self):
        contents = (b"a", b"b", b"c")
        for data in contents:
            self.run_job(data=data)
            self.age(self.directory, 2 * 3600)
        room = os.statvfs(self.directory)
        # Two of the bundles, of 10 KB each, are as much as the budget has room for.
        with mock.patch.object(cleaning, "SHARE", 25_000 / (room.f_bavail * room.f_frsize)):
            self.assertIn("blobs", clean(self.home, False, False)["freed"])
        held = [os.path.exists(self.home.blob(hashlib.sha256(data * 10000).hexdigest())) for data in contents]
        self.assertEqual(held, [False, True, True])

    def test_a_cut_upload_is_kept_for_a_week(self):
        os.makedirs(self.home.partial, exist_ok=True)
        path = os.path.join(self.home.partial, "0" * 64)
        with open(path, "wb") as file:
            file.write(b"part")
        for days, there in ((6, True), (8, False)):
            then = time.time() - days * 24 * 3600
            os.utime(path, (then, then))
            clean(self.home, False, False)
            self.assertEqual(os.path.exists(path), there)


if __name__ == "__main__":
    unittest.main()
