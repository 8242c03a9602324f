"""What a job sees, and what is said of its result."""

import enum
import os
import pickle
import sys
import unittest

from support.case import AgentCase
from support.client import SOURCE, Bundle, module, new_job

sys.path.insert(0, SOURCE)
from farcall.display import exact


class Entries(AgentCase):
    def test_a_function_is_called_in_its_module_under_its_own_name(self):
        bundle = Bundle(
            {
                "src/pkg/__init__.py": "",
                "src/pkg/mod.py": "from . import other\ndef f(): return [__name__, other.NAME, f.__module__]\n",
                "src/pkg/other.py": "NAME = __name__\n",
            },
            "src/pkg/mod.py:f",
            roots=["src", "."],
        )
        run = self.client.run(bundle)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], ["pkg.mod", "pkg.other", "pkg.mod"])

    def test_static_class_and_instance_methods_are_called(self):
        source = """
class A:
    def __init__(self): self.x = 5
    @staticmethod
    def s(n): return n
    @classmethod
    def c(cls): return cls.__name__
    def i(self, n): return self.x + n
    class Inner:
        def deep(self): return 'deep'
"""
        self.assertEqual(self.value(source, "m.py:A.s", args="7"), 7)
        self.assertEqual(self.value(source, "m.py:A.c"), "A")
        self.assertEqual(self.value(source, "m.py:A.i", args="n=1"), 6)
        self.assertEqual(self.value(source, "m.py:A.Inner.deep"), "deep")

    def test_a_method_whose_class_needs_arguments_is_a_request_that_cannot_be_run(self):
        source = "class A:\n    def __init__(self, x): pass\n    def m(self): pass\n"
        error = self.failure(source, "m.py:A.m", reason="arguments")
        self.assertEqual(error["code"], "bad-arguments")
        self.assertIn("A cannot be made without arguments", error["message"])

    def test_a_class_means_its_main_on_the_arguments(self):
        source = "class Train:\n    def __init__(self, n): self.n = n\n    def main(self): return self.n * 2\n"
        self.assertEqual(self.value(source, "m.py:Train", kind="class", args="21"), 42)

    def test_a_coroutine_is_awaited(self):
        self.assertEqual(self.value("import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 3\n"), 3)

    def test_a_generators_items_stream_and_its_result_is_their_list(self):
        for source in (
            "def f():\n    yield 1\n    print('between')\n    yield (2,)\n",
            "async def f():\n    yield 1\n    print('between')\n    yield (2,)\n",
        ):
            run = self.run_source(source)
            items = [event for event in run.events if event["type"] == "item"]
            self.assertEqual([item["index"] for item in items], [0, 1])
            self.assertEqual(items[0]["json"], 1)
            self.assertEqual(items[1]["previews"]["text/plain"], "(2,)")
            self.assertNotIn("json", items[1])
            self.assertEqual(run.event("result")["previews"]["text/plain"], "[1, (2,)]")

    def test_a_whole_file_runs_as_python_would_run_it(self):
        source = """
import sys, os
if __name__ == "__main__":
    print(sys.argv, os.path.basename(__file__), sys.modules['__main__'].X if 'X' in globals() else None)
class Net: pass
import pickle
assert pickle.loads(pickle.dumps(Net())).__class__ is Net
"""
        run = self.run_source(source, "train.py", argv=["--epochs", "3"])
        self.assertSucceeded(run)
        self.assertEqual(run.stdout, b"['train.py', '--epochs', '3'] train.py None\n")
        self.assertEqual(run.event("result")["valueType"], "NoneType")

    def test_the_guard_does_not_fire_for_a_function_and_main_forwards_to_its_module(self):
        source = """
import pickle, sys
if __name__ == "__main__": raise SystemExit("fired")
class Net: pass
def f():
    import __main__
    return [pickle.loads(b"c__main__\\nNet\\n.") is Net, __main__.f is f, hasattr(__main__, "__file__"), sys.argv]
"""
        self.assertEqual(self.value(source), [True, True, False, ["m.py"]])

    def test_pools_of_every_start_method_work(self):
        source = """
import faulthandler, multiprocessing
faulthandler.dump_traceback_later(20)
print("imported", flush=True)
def square(n): return n * n
def f(method):
    with multiprocessing.get_context(method).Pool(1) as pool:
        return pool.map(square, [1, 2, 3])
"""
        for method in ("fork", "spawn", "forkserver"):
            self.assertEqual(self.value(source, args=repr(method)), [1, 4, 9], method)

    def test_a_function_that_is_not_there_after_the_import_is_named(self):
        error = self.failure("if False:\n    def f(): pass\n", reason="arguments")
        self.assertEqual(error["code"], "no-such-function")


class Arguments(AgentCase):
    def test_they_are_evaluated_in_the_entrys_module(self):
        source = "N = 4\ndef f(*a, **k): return [list(a), k]\n"
        self.assertEqual(self.value(source, args="N, *range(2), k='v', # all\n"), [[4, 0, 1], {"k": "v"}])
        self.assertEqual(self.value("def f(x): return list(x)\n", args="i for i in (1, 2)"), [1, 2])

    def test_usual_names_resolve_unless_the_module_binds_them(self):
        source = "def f(x): return str(x)\ndef g(x): return 'np' in globals()\n"
        self.assertEqual(self.value(source, args="Path('a') / 'b'"), "a/b")
        self.assertEqual(self.value(source, args="[math.floor(y) for y in (1.5,)]"), "[1]")
        self.assertEqual(self.value("def f(x): return x()\n", args="lambda: math.floor(2.5)"), 2)
        self.assertEqual(self.value("math = 'mine'\ndef f(x): return x\n", args="math"), "mine")
        self.assertEqual(self.value(source, "m.py:g", args="math.pi"), False)

    def test_what_does_not_parse_gets_a_caret(self):
        error = self.failure("def f(*a): pass\n", args="1, 2 +* 3", reason="arguments")
        self.assertEqual(error["code"], "bad-arguments")
        line, caret = error["text"].splitlines()[:2]
        self.assertEqual(line, "1, 2 +* 3")
        self.assertEqual(line[caret.index("^")], "*")
        self.assertIn("column 7", error["message"])

    def test_what_closes_the_parenthesis_is_refused(self):
        for text in ("1) + f(2", "1)(2", "1) if True else f(2", "1), f(2"):
            self.assertEqual(self.failure("def f(*a): pass\n", args=text, reason="arguments")["code"], "bad-arguments")

    def test_a_name_of_the_laptop_is_said_not_to_be_visible(self):
        error = self.failure("def f(x): pass\n", args="dataframe", reason="arguments")
        self.assertEqual((error["code"], error["errorType"]), ("bad-arguments", "NameError"))
        self.assertIn("not visible", error["message"])

    def test_arguments_that_do_not_fit_are_told_from_a_type_error_inside(self):
        source = "def f(x): return x + 'a'\n"
        error = self.failure(source, args="1, 2", reason="arguments")
        self.assertEqual(error["code"], "bad-arguments")
        error = self.failure(source, args="1")
        self.assertEqual(error["errorType"], "TypeError")
        self.assertNotIn("code", error)

    def test_an_error_while_they_are_evaluated_is_the_requests(self):
        error = self.failure("def g(): return 1 / 0\ndef f(x): pass\n", args="g()", reason="arguments")
        self.assertEqual((error["code"], error["errorType"]), ("bad-arguments", "ZeroDivisionError"))
        self.assertIn("m.py", error["text"])


class Surroundings(AgentCase):
    def test_paths_relative_to_the_workspace_and_to_the_file_both_work(self):
        source = """
import os
def f():
    here = open(os.path.join(os.path.dirname(__file__), "data.txt")).read()
    top = os.path.dirname(os.path.dirname(__file__))
    return [here, open("pkg/data.txt").read(), os.path.realpath(os.getcwd()) == os.path.realpath(top)]
"""
        bundle = Bundle({"pkg/__init__.py": "", "pkg/m.py": source, "pkg/data.txt": "d"}, "pkg/m.py:f")
        self.assertEqual(self.client.run(bundle).event("result")["json"], ["d", "d", True])

    def test_roots_come_first_and_last_roots_last(self):
        bundle = Bundle(
            {"a/m.py": "import sys\ndef f(): return sys.path\n", "b/x.py": "", "c/y.py": ""},
            "a/m.py:f",
            roots=["a", "b"],
            last_roots=["c"],
        )
        run = self.client.run(bundle)
        path = run.event("result")["json"]
        work = path[0][: -len("/a")]
        self.assertEqual(path[:2], [work + "/a", work + "/b"])
        self.assertEqual(path[-1], work + "/c")
        self.assertFalse([entry for entry in path if "runtime" in entry or entry == ""])

    def test_modules_that_shadow_standard_ones_load(self):
        names = ["random", "json", "pickle", "re", "traceback", "hashlib", "base64", "farcall"]
        files = {name + ".py": "MINE = %r\n" % name for name in names}
        files["m.py"] = "def f():\n    import %s\n    return [%s]\n" % (
            ", ".join(names),
            ", ".join("%s.MINE" % name for name in names),
        )
        run = self.client.run(Bundle(files, "m.py:f"))
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], names)
        self.assertTrue(run.event("result")["pickled"])

    def test_an_entry_that_shadows_a_standard_module_runs(self):
        self.assertEqual(self.value("def f(): return __name__\n", "json.py:f"), "json")
        self.assertEqual(self.value("def f(): return __name__\n", "os.py:f"), "os")

    def test_input_and_breakpoint_say_what_to_do(self):
        error = self.failure("def f(): return input('name? ')\n")
        self.assertIn("argument instead", error["message"])
        self.assertEqual(
            self.value("def f():\n    try: input()\n    except EOFError: return 'as from an empty stdin'\n"),
            "as from an empty stdin",
        )
        run = self.run_source("def f():\n    breakpoint()\n    return 1\n")
        self.assertSucceeded(run)
        self.assertIn(b"m.py:2 was passed by", run.stderr)

    def test_output_is_in_utf8_whatever_the_hosts_locale(self):
        run = self.run_source(
            "def f(): print('ü→'); print('\\ud800')\n", env={"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}
        )
        self.assertSucceeded(run)
        self.assertEqual(run.stdout, "ü→\n\\ud800\n".encode())

    def test_nothing_of_the_bundle_is_byte_compiled_into_the_working_folder(self):
        bundle = Bundle({"m.py": "import n, os\ndef f(): return sorted(os.listdir())\n", "n.py": ""}, "m.py:f")
        self.assertEqual(self.client.run(bundle).event("result")["json"], ["m.py", "n.py"])

    def test_executable_bits_travel(self):
        bundle = Bundle(
            {
                "m.py": "import os\ndef f(): return [os.access('t.sh', os.X_OK), os.stat('m.py').st_mode & 0o111]\n",
                "t.sh": "#!/bin/sh\n",
            },
            "m.py:f",
            executable=["t.sh"],
        )
        self.assertEqual(self.client.run(bundle).event("result")["json"], [True, 0])

    def test_writing_to_a_copy_changes_no_other_job(self):
        source = "def f():\n    old = open('d').read()\n    open('d', 'a').write('more')\n    return old\n"
        bundle = Bundle({"m.py": source, "d": "x"}, "m.py:f")
        for _ in range(2):
            run = self.client.run(bundle)
            self.assertEqual(run.event("result")["json"], "x")
            self.assertEqual(run.event("result")["artifacts"], [{"path": "d", "size": 5}])


class ByteCode(AgentCase):
    SOURCE = "import part\ndef f(): return [part.X, part.f.__code__.co_filename]\n"

    def run_with(self, part):
        job = new_job()
        run = self.client.run(Bundle({"m.py": self.SOURCE, "part.py": part}, "m.py:f"), job=job)
        self.assertSucceeded(run)
        value, file = run.event("result")["json"]
        self.assertEqual(file, self.job_path(job, "work", "part.py"))
        return value

    def kept(self):
        found = {}
        for folder, _, files in os.walk(os.path.join(self.directory, "cache", "bytecode")):
            found.update({name: os.path.join(folder, name) for name in files})
        return found

    def test_a_content_is_compiled_once_and_runs_from_each_jobs_own_folder(self):
        part = "X = 1\ndef f(): pass\n"
        # The display's is kept beside the bundles'.
        self.assertEqual(self.run_with("X = 0\ndef f(): pass\n"), 0)
        others = len(self.kept()) - 1
        self.assertEqual(self.run_with(part), 1)
        before = {path: os.stat(path).st_mtime_ns for path in self.kept().values()}
        self.assertEqual(len(before), others + 2)
        self.assertEqual(self.run_with(part), 1)
        self.assertEqual({path: os.stat(path).st_mtime_ns for path in self.kept().values()}, before)
        self.assertEqual(self.run_with("X = 2\ndef f(): pass\n"), 2)
        self.assertEqual(len(self.kept()), others + 3)

    def test_modules_have_the_loader_that_they_have_everywhere(self):
        source = "import part, importlib.machinery as m\ndef f(): return type(part.__loader__) is m.SourceFileLoader\n"
        run = self.client.run(Bundle({"m.py": source, "part.py": ""}, "m.py:f"))
        self.assertIs(run.event("result")["json"], True)

    def test_byte_code_that_was_spoiled_is_made_again(self):
        part = "X = 3\ndef f(): pass\n"
        self.run_with(part)
        for path in self.kept().values():
            with open(path, "wb") as file:
                file.write(b"spoiled")
        self.assertEqual(self.run_with(part), 3)


class Results(AgentCase):
    def test_json_is_there_only_where_the_value_survives_it(self):
        class Text(str):
            pass

        class Level(enum.IntEnum):
            LOW = 1

        def deep():
            made = []
            for _ in range(100_000):
                made = [made]
            return made

        cyclic = []
        cyclic.append(cyclic)
        for value in (0, -0.0, 3.0, 1e308, 2**53, -(2**53), True, None, "ü", [], {"a": [1.5]}):
            self.assertEqual(repr(exact.as_json(value)["json"]), repr(value))
        other = [2**53 + 1, float("nan"), float("inf"), (1,), {1: 2}, {"a": {1}}, b"x", "\ud800", Level.LOW, Text("x")]
        other += ["x" * 70_000, list(range(100_000)), deep(), cyclic]
        for value in other:
            self.assertEqual(exact.as_json(value), {})

    def test_minus_zero_and_whole_floats_travel_as_they_are(self):
        self.assertEqual(
            [repr(n) for n in self.value("def f(): return [-0.0, 3.0, 2**53]\n")], ["-0.0", "3.0", str(2**53)]
        )

    def test_the_value_is_pickled_under_the_modules_own_name(self):
        source = "class P:\n    def __init__(self): self.v = 1\ndef f(): return P()\n"
        job = new_job()
        run = self.client.run(module(source), job=job)
        self.assertEqual(run.event("result")["valueType"], "m.P")
        self.assertTrue(run.event("result")["pickled"])
        self.assertIn(b"m", self.client.fetch(job, "value.pkl"))
        job = new_job()
        self.client.run(module("def f(): return None\n"), job=job)
        self.assertIsNone(pickle.loads(self.client.fetch(job, "value.pkl")))

    def test_what_cannot_be_pickled_is_named_and_the_run_succeeds(self):
        source = """
import threading
class Model:
    def __init__(self): self.name = 'n'; self.lock = threading.Lock()
class Slots:
    __slots__ = ('a', 'gen')
    def __init__(self): self.a = 1; self.gen = (i for i in ())
def f(n):
    return [{'model': Model(), 'x': 1}, [1, Slots()], lambda: 0][n]
"""
        for index, path in enumerate(['result["model"].lock', "result[1].gen", "result"]):
            run = self.run_source(source, args=str(index), env={"PYTHONPATH": "/nowhere"})
            self.assertSucceeded(run)
            result = run.event("result")
            if index == 2 and result["pickled"]:
                continue  # cloudpickle is there, and takes a lambda.
            self.assertFalse(result["pickled"])
            self.assertEqual(result["unpicklable"]["path"].replace("'", '"'), path)
            self.assertTrue(result["previews"]["text/plain"])

    def test_previews_are_bounded_whatever_the_value_does(self):
        source = """
import collections
class Bad:
    def __repr__(self): raise ValueError('no')
class Leaving:
    def __repr__(self): raise SystemExit(3)
class Everything:
    def __getattr__(self, name): return lambda *a, **k: 'x'
class Rich:
    def __repr__(self): return 'rich'
    def _repr_html_(self): return '<b>x</b>'
    def _repr_png_(self): return b'\\x89PNG'
    def _repr_svg_(self): raise RuntimeError
    def _repr_latex_(self): return 'y' * (3 << 20)
    def _repr_mimebundle_(self, include=None, exclude=None): return {'text/markdown': '*x*'}, {}
def f(n):
    return [Bad(), Leaving(), list(range(10**6)), 'x' * 10**7, collections.deque(range(10**6)), Rich(), Everything(),
            {'k': [Bad(), (1,)]}, [set(), frozenset({1}), {}]][n]
"""

        def previews(index):
            run = self.run_source(source, args=str(index))
            self.assertSucceeded(run)
            return run.event("result")["previews"]

        self.assertIn("whose repr raised ValueError", previews(0)["text/plain"])
        self.assertIn("whose repr raised SystemExit", previews(1)["text/plain"])
        self.assertTrue(previews(2)["text/plain"].startswith("[0, 1, 2"))
        for index in (2, 3, 4):
            self.assertLessEqual(len(previews(index)["text/plain"].encode()), 64 * 1024 + 3)
        rich = {"text/plain": "rich", "text/html": "<b>x</b>", "image/png": "iVBORw==", "text/markdown": "*x*"}
        self.assertEqual(previews(5), rich)
        self.assertEqual(list(previews(6)), ["text/plain"])
        self.assertEqual(previews(7)["text/plain"], "{'k': [<Bad whose repr raised ValueError>, (1,)]}")
        self.assertEqual(previews(8)["text/plain"], "[set(), frozenset({1}), {}]")

    def test_artifacts_are_the_files_that_are_new_or_changed(self):
        source = """
import os, shutil, subprocess, sys
def f():
    os.mkdir('out'); os.mkdir('out/__pycache__')
    open('out/new.txt', 'w').write('abc')
    open('out/__pycache__/x.pyc', 'w').write('abc')
    open('same.txt').read()
    shutil.copyfile('rewritten.txt', 'tmp'); shutil.move('tmp', 'rewritten.txt')
    shutil.copy2('same.txt', 'copied.txt')
    open('changed.txt', 'w').write('SAME SIZE')
    os.symlink('/etc/hostname', 'out/leads-out')
    os.symlink('new.txt', 'out/leads-in')
    os.mkfifo('out/fifo')
    os.chdir('/')
    import atexit
    atexit.register(lambda: print('at exit'))
"""
        files = {"m.py": source, "same.txt": "s", "rewritten.txt": "r", "changed.txt": "same size"}
        run = self.client.run(Bundle(files, "m.py:f"))
        self.assertSucceeded(run)
        self.assertEqual(
            run.event("result")["artifacts"],
            [
                {"path": "changed.txt", "size": 9},
                {"path": "copied.txt", "size": 1},
                {"path": "out/leads-in", "size": 3},
                {"path": "out/new.txt", "size": 3},
            ],
        )
        # What is told on the side has no place of its own among them.
        side = (b'"usage"', b'"about"')
        kinds = [kind for kind, _, payload in run.records if not any(word in payload for word in side)]
        self.assertEqual(kinds, [3, 1, 3, 3], "running, what is printed at exit, result, end")


class Errors(AgentCase):
    def test_frames_are_the_bundles_and_relative_to_the_workspace(self):
        bundle = Bundle(
            {
                "pkg/__init__.py": "",
                "pkg/m.py": "import json\ndef g(): json.loads('{')\n"
                "def f():\n    try: g()\n    except ValueError as e: raise KeyError('k') from e\n",
            },
            "pkg/m.py:f",
        )
        run = self.client.run(bundle)
        self.assertEqual((run.last["state"], run.last["exit"], run.last["reason"]), ("failed", 1, None))
        error = run.event("error")
        self.assertEqual((error["errorType"], error["message"]), ("KeyError", "'k'"))
        self.assertEqual(
            error["traceback"],
            [
                {
                    "file": "pkg/m.py",
                    "line": 5,
                    "function": "f",
                    "local": True,
                    "text": "except ValueError as e: raise KeyError('k') from e",
                }
            ],
        )
        self.assertIn('File "pkg/m.py", line 2, in g', error["text"])
        self.assertIn("direct cause", error["text"])
        self.assertNotIn("farcall", error["text"])
        self.assertNotIn(self.directory, error["text"])

    def test_an_import_that_fails_shows_the_line(self):
        error = self.failure("import os\nimport not_there_at_all\ndef f(): pass\n")
        self.assertEqual(error["errorType"], "ModuleNotFoundError")
        self.assertEqual([frame["line"] for frame in error["traceback"]], [2])
        self.assertIn("Install not_there_at_all", error["next"])

    def test_an_entry_that_this_python_cannot_compile_is_a_request_that_cannot_be_run(self):
        for source, name, line in (
            ("def f():\n\tx = 1\n        return x\n", "TabError", 3),
            ("def f(): pass\nreturn f\n", "SyntaxError", 2),
            ("# coding: none-such\ndef f(): pass\n", "SyntaxError", 0),
        ):
            for entry in ("m.py:f", "m.py"):
                run = self.client.run(Bundle({"m.py": source}, entry))
                error = run.event("error")
                self.assertEqual((error["errorType"], error["code"]), (name, "syntax-error"))
                self.assertRegex(error["message"], r"^[^()]+\.$")
                self.assertEqual((error["traceback"][-1]["file"], error["traceback"][-1]["line"]), ("m.py", line))
                self.assertEqual((run.last["state"], run.last["reason"]), ("failed", "arguments"))

    def test_a_module_that_this_python_cannot_compile_is_the_code_s_own_error(self):
        run = self.client.run(Bundle({"m.py": "import n\ndef f(): pass\n", "n.py": "return 1\n"}, "m.py:f"))
        self.assertNotIn("code", run.event("error"))
        self.assertEqual(run.last["reason"], None)

    def test_a_syntax_error_that_the_function_itself_meets_is_its_own(self):
        for does in ("compile('x = (', __file__, 'exec')", "exec('x = (')", "raise_(SyntaxError('no'))"):
            run = self.run_source("def raise_(error): raise error\ndef f(): %s\n" % does)
            self.assertNotIn("code", run.event("error"))
            self.assertEqual(run.last["reason"], None)

    def test_a_syntax_error_of_another_module_is_placed(self):
        error = self.client.run(
            Bundle({"m.py": "import n\ndef f(): pass\n", "n.py": "x = (\n\ny = 1 1\n"}, "m.py:f")
        ).event("error")
        self.assertEqual(error["errorType"], "SyntaxError")
        self.assertEqual(error["traceback"][-1]["file"], "n.py")

    def test_exits_are_told_from_returns(self):
        for code in ("", "0", "None"):
            run = self.run_source("import sys\ndef f(): sys.exit(%s)\n" % code)
            self.assertEqual((run.last["state"], run.last["exit"]), ("succeeded", 0))
            self.assertEqual(run.event("result")["valueType"], "NoneType")
        run = self.run_source("import sys\ndef f(): sys.exit(3)\n")
        self.assertEqual((run.last["state"], run.last["exit"]), ("failed", 3))
        run = self.run_source("import sys\ndef f(): sys.exit('no data')\n")
        self.assertEqual((run.last["exit"], run.stderr), (1, b"no data\n"))
        self.assertEqual(run.event("error")["message"], "no data")
        run = self.run_source("import os\ndef f(): os._exit(4)\n")
        self.assertEqual((run.last["state"], run.last["exit"], run.last["signal"]), ("failed", 4, None))

    def test_a_signal_is_named(self):
        run = self.run_source("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSEGV)\n")
        self.assertEqual((run.last["state"], run.last["exit"], run.last["signal"]), ("failed", None, "SIGSEGV"))
        run = self.run_source("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGKILL)\n")
        self.assertEqual((run.last["signal"], run.last["reason"]), ("SIGKILL", None))

    def test_exceptions_that_misbehave_are_reported_all_the_same(self):
        source = """
class E(Exception):
    def __str__(self): raise RuntimeError
    __repr__ = __str__
def f(n):
    if n == 0: raise E()
    if n == 1: raise E() from E()
    if n == 2: return f(2)
    if n == 3: return [0] * (1 << 60)
    if n == 4: raise Exception('\\ud800')
    if n == 5:
        a, b = ValueError('a'), ValueError('b'); a.__cause__ = b; b.__cause__ = a; raise a
    if n == 6: raise KeyboardInterrupt
    if n == 7: raise Exception('x' * 10**7)
"""
        names = [
            "m.E",
            "m.E",
            "RecursionError",
            "MemoryError",
            "Exception",
            "ValueError",
            "KeyboardInterrupt",
            "Exception",
        ]
        for index, name in enumerate(names):
            error = self.failure(source, args=str(index))
            self.assertEqual(error["errorType"], name)
            self.assertTrue(error["text"])
            self.assertTrue(error["traceback"])

    @unittest.skipIf(sys.version_info < (3, 11), "exception groups came with 3.11")
    def test_exception_groups_keep_their_members(self):
        error = self.failure("def f(): raise ExceptionGroup('several', [ValueError('one'), KeyError('two')])\n")
        self.assertIn("ValueError: one", error["text"])


if __name__ == "__main__":
    unittest.main()
