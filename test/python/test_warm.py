"""A job that was forked with its libraries loaded cannot tell: it sees what a fresh one sees."""

import glob
import os
import shutil
import sys
import unittest

import test_calls
import test_cells
import test_jobs
import test_terminal
from support.case import AgentCase, eventually, heavy, is_running
from support.client import Bundle, module, spec_of

LINUX = unittest.skipUnless(sys.platform.startswith("linux"), "fork servers are for Linux")
KEY = "ab" * 32
LIBRARY = """
import os, random
pid = os.getpid()
drawn = random.random()
"""


def warm(case_class):
    """The same tests, with every job forked from a server that has some of the standard library loaded."""

    @LINUX
    class Warm(case_class):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.client.defaults["preload"] = {"key": KEY, "modules": ["decimal", "asyncio", "http.client"]}
            wait_until_warm(cls.client)

    Warm.__name__ = Warm.__qualname__ = "Warm" + case_class.__name__
    Warm.__module__ = __name__
    return Warm


def wait_until_warm(client, **options):
    probe = module("def f():\n    import sys\n    return 'farcall.worker.forkserver' in sys.modules\n")
    eventually(lambda: client.run(probe, **options).event("result")["json"])


for each in (
    test_calls.Entries,
    test_calls.Arguments,
    test_calls.Surroundings,
    test_calls.ByteCode,
    test_calls.Results,
    test_calls.Errors,
    test_cells.Cells,
    test_cells.Nested,
    test_terminal.Terminals,
):
    globals()["Warm" + each.__name__] = warm(each)
for each in (test_jobs.Lives, test_jobs.Volume):
    globals()["Warm" + each.__name__] = heavy(warm(each))
del each


@LINUX
class Preloading(AgentCase):
    def setUp(self):
        self.site = os.path.join(self.own_directory(), "site-packages")
        os.mkdir(self.site)
        self.install("library", LIBRARY)
        self.options = {"env": {"PYTHONPATH": self.site}, "preload": {"key": KEY, "modules": []}}
        self.client = self.own_client()

    def install(self, name, source):
        with open(os.path.join(self.site, name + ".py"), "w") as file:
            file.write(source)

    def call(self, source, **options):
        return self.client.run(module(source), **{**self.options, **options})

    def is_warm(self, source, name="library"):
        """Whether the library was loaded by another process than the job."""
        run = self.call("%s\nimport os, %s\ndef f(): return %s.pid != os.getpid()\n" % (source, name, name))
        self.assertSucceeded(run)
        return run.event("result")["json"]

    def warm_up(self, source=""):
        eventually(lambda: self.is_warm(source))

    def test_what_a_job_loaded_is_loaded_ahead_of_the_next(self):
        self.assertFalse(self.is_warm(""), "nothing is known of the first")
        self.warm_up()

    def test_a_call_that_loads_nothing_is_forked_too(self):
        source = "import sys\ndef f(): return 'farcall.worker.forkserver' in sys.modules\n"
        self.assertFalse(self.call(source).event("result")["json"])
        eventually(lambda: self.call(source).event("result")["json"])

    def test_starts_at_the_same_time_are_all_forked(self):
        self.warm_up()
        bundle = module("import library, os\ndef f(): return library.pid != os.getpid()\n")
        self.client.ship(bundle)
        specs = [spec_of(bundle, **self.options) for _ in range(6)]
        for answer in [self.client.ask("start", **spec) for spec in specs]:
            self.client.answer(answer)
        runs = [self.client.follow(spec["job"]).finish() for spec in specs]
        self.assertEqual([run.event("result")["json"] for run in runs], [True] * 6)

    def test_a_library_that_looks_for_a_terminal_when_it_is_loaded_finds_what_its_job_has(self):
        self.install("colours", LIBRARY + "import sys\nhas = sys.stdout.isatty() and sys.stderr.isatty()\n")
        found = "[colours.pid != os.getpid(), colours.has, sys.stdout.isatty()]"
        source = "import os, sys, colours\ndef f(): return %s\n" % found

        def seen(terminal):
            return self.call(source, terminal=terminal).event("result")["json"]

        size = {"columns": 100, "rows": 30}
        self.assertEqual(seen(size), [False, True, True])
        eventually(lambda: seen(size) == [True, True, True])
        self.assertEqual(seen(None), [False, False, False])
        eventually(lambda: seen(None) == [True, False, False])
        self.assertEqual(seen(size), [True, True, True])

    def test_an_edit_of_the_users_code_is_seen_at_once(self):
        self.warm_up()
        for value in (1, 2, 3):
            run = self.call("import library\nX = %d\ndef f(): return X\n" % value)
            self.assertEqual(run.event("result")["json"], value)

    def test_nothing_is_loaded_that_the_call_does_not_load_itself(self):
        self.install("other", LIBRARY)
        self.warm_up()
        # Of another key nothing is known.
        run = self.call(
            "import sys\ndef f(): return 'library' in sys.modules\n", preload={"key": "cd" * 32, "modules": []}
        )
        self.assertEqual(run.event("result")["json"], False)

    def test_a_call_whose_top_level_sets_the_environment_begins_cold(self):
        source = "import os\nos.environ['LIBRARY_THREADS'] = '1'"
        for _ in range(4):
            self.assertFalse(self.is_warm(source))

    def test_a_library_that_sets_the_environment_is_loaded_ahead_with_what_it_sets(self):
        self.install("setting", LIBRARY + "os.environ.setdefault('SET_BY_LIBRARY', 'yes')\n")
        body = "def f(): return [setting.pid != os.getpid(), os.environ.get('SET_BY_LIBRARY')]\n"
        source = "import os, setting\n" + body
        eventually(lambda: self.call(source).event("result")["json"] == [True, "yes"])
        # With what the library would have found there, it is another library.
        other = "import os\nos.environ['SET_BY_LIBRARY'] = 'mine'\nimport setting\n" + body
        preload = {"key": "cd" * 32, "modules": []}
        for _ in range(4):
            self.assertEqual(self.call(other, preload=preload).event("result")["json"], [False, "mine"])
        self.assertEqual(self.call(source).event("result")["json"], [True, "yes"])

    def test_a_forked_job_that_loads_more_is_learned_from_with_the_whole_environment(self):
        self.install("setting", LIBRARY + "os.environ['SET_BY_LIBRARY'] = 'yes'\n")
        self.install("other", LIBRARY + "os.environ['SET_BY_OTHER'] = 'yes'\n")
        source = "import os, setting\n%s\ndef f(): return [setting.pid != os.getpid(), %s]\n"
        eventually(lambda: self.call(source % ("", "0")).event("result")["json"] == [True, 0])
        both = source % ("import other", "other.pid != os.getpid()")
        eventually(lambda: self.call(both).event("result")["json"] == [True, True])

    def test_what_the_call_itself_sets_does_not_matter(self):
        source = "import os, library\ndef f():\n    os.environ['X'] = '1'\n    return library.pid != os.getpid()\n"
        eventually(lambda: self.call(source).event("result")["json"])
        self.assertTrue(self.call(source).event("result")["json"])

    def test_a_library_that_prints_when_it_is_loaded_is_loaded_by_each_job(self):
        self.install("noisy", LIBRARY + "print('hello from the library')\n")
        source = "import library, noisy, os\ndef f(): return [library.pid != os.getpid(), noisy.pid != os.getpid()]\n"
        eventually(lambda: self.call(source).event("result")["json"] == [True, False])
        self.assertEqual(self.call(source).stdout, b"hello from the library\n")

    def test_a_library_that_starts_threads_is_loaded_by_each_job(self):
        thread = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        self.install("threaded", LIBRARY + thread)
        source = "import library, threaded, os\ndef f(): return [m.pid != os.getpid() for m in (library, threaded)]\n"
        eventually(lambda: self.call(source).event("result")["json"] == [True, False])

    def test_a_module_of_the_bundle_that_shadows_a_loaded_one_wins(self):
        self.warm_up()
        for name in ("random", "library", "hashlib"):
            bundle = Bundle(
                {"m.py": "import %s\ndef f(): return %s.mine\n" % (name, name), name + ".py": "mine = 'mine'\n"},
                "m.py:f",
            )
            run = self.client.run(bundle, **self.options)
            self.assertSucceeded(run)
            self.assertEqual(run.event("result")["json"], "mine")

    def test_an_upgraded_library_is_loaded_anew(self):
        self.warm_up()
        os.unlink(os.path.join(self.site, "library.py"))
        self.install("library", LIBRARY + "version = 2\n")
        run = self.call("import library\ndef f(): return library.version\n")
        self.assertEqual(run.event("result")["json"], 2)

    def test_forked_jobs_draw_different_numbers(self):
        self.warm_up()
        source = "import library, random\ndef f(): return random.random()\n"
        drawn = [self.call(source).event("result")["json"] for _ in range(3)]
        self.assertEqual(len(set(drawn)), 3)

    def test_the_servers_end_with_their_agent(self):
        source = "import library\ndef f(): return library.pid\n"
        self.warm_up()
        server = self.call(source).event("result")["json"]
        self.assertTrue(is_running(server))
        self.client.kill()
        eventually(lambda: not is_running(server))

    def jobs_path(self):
        return os.path.dirname(self.job_path("any"))

    def made_ahead(self):
        return [name for name in os.listdir(self.jobs_path()) if name.startswith(".")]

    def test_the_folder_that_waits_for_a_job_is_no_job_and_goes_with_the_agent(self):
        self.warm_up()
        eventually(lambda: len(self.made_ahead()) == 1)
        listed = {entry["job"] for entry in self.client.request("jobs")["jobs"]}
        self.assertEqual(listed, set(os.listdir(self.jobs_path())) - set(self.made_ahead()))
        self.client.kill()
        eventually(lambda: not self.made_ahead())

    def test_the_folder_of_one_that_was_killed_goes_with_the_agent(self):
        self.warm_up()
        eventually(lambda: len(self.made_ahead()) == 1)
        server = self.call("import library\ndef f(): return library.pid\n").event("result")["json"]
        eventually(lambda: len(self.made_ahead()) == 1)
        pids = [server, *(int(name.rpartition(".")[2]) for name in self.made_ahead())]
        for pid in pids:
            os.kill(pid, 9)
        eventually(lambda: not any(is_running(pid) for pid in pids))
        self.assertTrue(self.made_ahead())
        self.client.close()
        eventually(lambda: not self.made_ahead())

    def test_a_folder_that_was_taken_away_while_it_waited_is_made_anew(self):
        self.warm_up()
        # The last of what is made.
        eventually(lambda: glob.glob(os.path.join(self.jobs_path(), ".*", "watch", "*")))
        for name in self.made_ahead():
            shutil.rmtree(os.path.join(self.jobs_path(), name))
        self.assertTrue(self.is_warm("import library"))

    def test_a_server_that_was_killed_is_not_missed(self):
        self.warm_up()
        source = "import library\ndef f(): return library.pid\n"
        server = self.call(source).event("result")["json"]
        os.kill(server, 9)
        for _ in range(3):
            self.assertSucceeded(self.call(source))

    def test_what_a_forked_job_forked_is_killed_when_its_supervisor_is_gone(self):
        self.warm_up()
        source = (
            "import library, os, time\ndef f():\n    child = os.fork()\n"
            "    if child: print(library.pid, os.getpid(), child, flush=True)\n    time.sleep(60)\n"
        )
        bundle = module(source)
        self.client.ship(bundle)
        spec = spec_of(bundle, **self.options)
        self.client.request("start", **spec)
        followed = self.client.follow(spec["job"]).until(lambda f: f.stdout.endswith(b"\n"))
        server, job, child = map(int, followed.stdout.split())
        self.assertNotEqual(server, job)
        os.kill(self.read_json(self.job_path(spec["job"], "supervisor.json"))["pid"], 9)
        eventually(lambda: self.client.request("cancel", job=spec["job"])["state"] == "lost")
        eventually(lambda: not is_running(job) and not is_running(child))


if __name__ == "__main__":
    unittest.main()
