"""The display: how it comes to a host, and that a job's end never hangs on it."""

import gzip
import hashlib
import os
import sys
import unittest

from support.case import AgentCase, eventually
from support.client import DISPLAY, DISPLAY_HASH, AgentError, Bundle, archive, module, new_job, spec_of

LINUX = unittest.skipUnless(sys.platform.startswith("linux"), "fork servers are for Linux")
VALUE = "def f(): return {'a': [1, (2,)]}\n"
WHOLE = "{'a': [1, (2,)]}"


class Arriving(AgentCase):
    def setUp(self):
        self.directory = self.own_directory()
        self.client = self.own_client()
        self.client.equipped = True
        self.blob = os.path.join(self.directory, "cache", "blobs", DISPLAY_HASH[:2], DISPLAY_HASH)

    def send(self):
        return self.client.blobs(archive([(DISPLAY_HASH, DISPLAY)]))

    def test_a_host_that_lacks_it_wants_it_like_a_file_of_the_bundle(self):
        bundle = module(VALUE)
        self.client.ship(bundle)
        spec = spec_of(bundle)
        with self.assertRaises(AgentError) as caught:
            self.client.request("start", **spec)
        self.assertEqual(caught.exception.data, {"want": [{"sha256": DISPLAY_HASH, "have": 0}], "manifest": True})
        # In one breath: the start waits for what precedes it.
        self.send()
        self.client.request("start", **spec)
        self.assertSucceeded(self.client.follow(spec["job"]).finish())

    def test_it_is_sent_once_and_nothing_else_comes_of_it(self):
        self.client.answer(self.send())
        runtimes = os.listdir(os.path.join(self.directory, "cache", "runtime"))
        self.assertIn("application/vnd.farcall.tree+json", self.client.run(module(VALUE)).event("result")["previews"])
        self.assertEqual(self.client.run(module("def f(): return [1.5]\n")).event("result")["json"], [1.5])
        self.assertEqual(os.listdir(os.path.join(self.directory, "cache", "runtime")), runtimes)

    def test_without_it_a_value_is_shown_as_plain_text(self):
        run = self.client.run(module(VALUE), display=None)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["previews"], {"text/plain": WHOLE})
        self.assertTrue(run.event("result")["pickled"])
        self.assertFalse(os.path.exists(self.blob))

    def test_without_it_a_failure_and_a_value_that_cannot_be_pickled_are_told_all_the_same(self):
        run = self.client.run(module("def f(): raise ValueError('no')\n"), display=None)
        self.assertEqual(run.event("error")["traceback"][-1]["line"], 1)
        run = self.client.run(module("import threading\ndef f(): return [threading.Lock()]\n"), display=None)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["unpicklable"]["path"], "result")

    def test_one_that_was_spoiled_on_the_host_is_as_good_as_none_and_wanted_anew(self):
        self.client.answer(self.send())
        os.chmod(self.blob, 0o600)
        with open(self.blob, "wb") as file:
            file.write(b"spoiled")
        run = self.client.run(module(VALUE))
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["previews"], {"text/plain": WHOLE})
        run = self.client.run(module("def f(): raise ValueError('no')\n"), display=None)
        self.assertEqual(run.event("error")["message"], "no")
        bundle = module(VALUE)
        with self.assertRaises(AgentError) as caught:
            self.client.request("start", **spec_of(bundle))
        self.assertEqual(caught.exception.data["want"], [{"sha256": DISPLAY_HASH, "have": 0}])

    def test_one_that_raises_when_it_is_loaded_is_as_good_as_none(self):
        broken = gzip.compress(b'[["farcall/display/__init__.py",20]]\nraise SystemExit(3)\n')
        name = hashlib.sha256(broken).hexdigest()
        self.client.answer(self.client.blobs(archive([(name, broken)])))
        run = self.client.run(module(VALUE), display=name)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["previews"], {"text/plain": WHOLE})
        run = self.client.run(module("def f(): raise ValueError('no')\n"), display=name)
        self.assertEqual(run.event("error")["message"], "no")

    def test_cleaning_leaves_what_a_running_job_names(self):
        self.client.answer(self.send())
        job = new_job()
        waits = module("import time\ndef f():\n    time.sleep(60)\n")
        self.client.ship(waits)
        self.client.start(waits, job)
        os.utime(self.blob, (0, 0))
        self.client.request("clean", dry=False)
        self.assertTrue(os.path.exists(self.blob))
        self.client.request("cancel", job=job)
        self.client.follow(job).finish()
        self.client.request("clean", dry=False)
        self.assertFalse(os.path.exists(self.blob))


class Beside(AgentCase):
    """Modules of the bundle that bear the names of what the display needs."""

    def test_it_shows_the_value_of_a_bundle_that_has_a_farcall_and_standard_names_of_its_own(self):
        names = ("json", "base64", "collections", "farcall/__init__", "farcall/display/__init__")
        files = {name + ".py": "MINE = %r\n" % name for name in names}
        source = """
import base64, farcall.display, json
class Rich:
    def __repr__(self): return 'rich'
    def _repr_png_(self): return b'\\x89PNG'
def f():
    return Rich()
"""
        run = self.client.run(Bundle({"m.py": source, **files}, "m.py:f"))
        self.assertSucceeded(run)
        previews = run.event("result")["previews"]
        self.assertEqual((previews["text/plain"], previews["image/png"]), ("rich", "iVBORw=="))

    def test_the_bundles_own_are_what_they_were_afterwards(self):
        source = """
import json
class Rich:
    def _repr_png_(self):
        import sys, base64
        print(json.MINE, base64.MINE, sys.modules['json'] is json)
        return b'x'
def f():
    yield Rich()
    import json as again
    print(again is json)
"""
        files = {"m.py": source, "json.py": "MINE = 'json'\n", "base64.py": "MINE = 'base64'\n"}
        run = self.client.run(Bundle(files, "m.py:f"))
        self.assertSucceeded(run)
        said = run.stdout.decode().split("\n")
        self.assertEqual(said[0], "json base64 True")
        self.assertEqual(said[1], "True")


@LINUX
class Ahead(AgentCase):
    def test_a_fork_server_has_it_loaded(self):
        probe = "import sys\ndef f(): return 'farcall.display.previews' in sys.modules\n"
        preload = {"key": "cd" * 32, "modules": []}
        self.assertFalse(self.client.run(module(probe), preload=preload).event("result")["json"])
        eventually(lambda: self.client.run(module(probe), preload=preload).event("result")["json"])
