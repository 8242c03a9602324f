"""Cells, notebooks, functions inside functions, and what else a qualified name may mean."""

import unittest

from support.case import AgentCase
from support.client import Bundle

NOTEBOOK = """# farcall: the code cells of My notebook.ipynb
# %% [cell 1]
import os
def f(n=0):
    return 1 / n
# %% [cell 2]
{cell}
"""


class Cells(AgentCase):
    def cell(self, source):
        run = self.client.run(Bundle({"sub/m.py": source}, "sub/m.py:%2", kind="cell"))
        self.assertSucceeded(run)
        return run

    def test_the_last_expression_is_a_cells_value(self):
        self.assertEqual(self.cell("a = 1\na + 1").event("result")["json"], 2)
        self.assertEqual(self.cell("a = (1,\n 2)\n[\n*a]").event("result")["json"], [1, 2])

    def test_a_statement_or_a_semicolon_gives_no_value(self):
        for source in ("a = 1", "a = 1\na;", "'ü'  ;  # shown nowhere", ""):
            self.assertEqual(self.cell(source).event("result")["valueType"], "NoneType")

    def test_a_cell_runs_as_main_from_its_files_own_folder(self):
        source = "import os, pickle\nclass A: pass\nB = pickle.loads(pickle.dumps(A))\n"
        source += "[__name__, os.path.basename(os.getcwd()), B.__name__]"
        self.assertEqual(self.cell(source).event("result")["json"], ["__main__", "sub", "A"])

    def test_await_stands_at_the_top_level_of_a_cell(self):
        source = "import asyncio\nasync def g(): return asyncio.get_running_loop()\na = await g()\na is await g()"
        self.assertIs(self.cell(source).event("result")["json"], True)

    def test_display_prints(self):
        self.assertEqual(self.cell("display('a', [1], display_id=True)").stdout, b"a\n[1]\n")

    def test_a_notebooks_places_are_told_by_cell(self):
        source = NOTEBOOK.format(cell="x = await later() if 0 else 2")
        bundle = Bundle({"sub/m.py": source}, "sub/m.py:f", roots=["sub"])
        run = self.client.run(bundle)
        error = run.event("error")
        self.assertEqual(error["errorType"], "ZeroDivisionError")
        frame = error["traceback"][-1]
        self.assertEqual((frame["file"], frame["cell"], frame["line"]), ("sub/My notebook.ipynb", 1, 3))
        self.assertIn('File "sub/My notebook.ipynb", cell 1, line 3, in f\n', error["text"])
        self.assertNotIn("m.py", error["text"])


class Nested(AgentCase):
    SOURCE = """
from __future__ import annotations
import functools
def double(f):
    @functools.wraps(f)
    def wrapped(*args): return f(*args) * 2
    return wrapped
K = 4
def outer():
    raise Exception("never called")
    if K:
        @double
        def inner(n: Missing = K) -> Missing:
            return n if n > 5 else inner(n + 1)
    def inner_raising(): return 1 / 0
    class C:
        def m(self): return C.__name__
    async def later(): return __name__
    def outer(): return outer.__qualname__
class A:
    def method(self):
        def inside(): return 3
"""

    def test_a_function_inside_a_function_runs_without_the_outer_one(self):
        self.assertEqual(self.value(self.SOURCE, "m.py:outer.<locals>.inner"), 6 * 2 * 2 * 2)
        self.assertEqual(self.value(self.SOURCE, "m.py:outer.<locals>.later"), "m")
        self.assertEqual(self.value(self.SOURCE, "m.py:A.method.<locals>.inside"), 3)
        self.assertEqual(self.value(self.SOURCE, "m.py:outer.<locals>.C.m"), "C")
        self.assertEqual(self.value(self.SOURCE, "m.py:outer.<locals>.outer"), "outer.<locals>.outer")

    def test_its_lines_are_the_files(self):
        error = self.failure(self.SOURCE, "m.py:outer.<locals>.inner_raising")
        self.assertEqual(error["traceback"][-1]["line"], 15)
        self.assertIn("return 1 / 0", error["text"])


class Others(AgentCase):
    def test_an_inherited_method_is_called_on_the_class_that_was_named(self):
        source = "class A:\n    def m(self): return type(self).__name__\nclass B(A): pass\n"
        self.assertEqual(self.value(source, "m.py:B.m"), "B")

    def test_what_cannot_be_called_is_a_request_that_cannot_be_run(self):
        source = "class A:\n    @property\n    def p(self): return 3\nclass B(A): pass\n"
        error = self.failure(source, "m.py:B.p", reason="arguments")
        self.assertEqual(error["code"], "no-such-function")
        self.assertIn("B.p is of the type int, and cannot be called", error["message"])

    def test_a_file_whose_name_has_a_dot_is_loaded_by_its_path(self):
        bundle = Bundle({"a.b.py": "def f(): return __name__\n"}, "a.b.py:f", module="a_b")
        run = self.client.run(bundle)
        self.assertSucceeded(run)
        self.assertEqual(run.event("result")["json"], "a_b")

    def test_a_missing_import_in_it_is_told_as_such(self):
        error = self.failure("import gone_for_good\ndef f(): pass\n")
        self.assertEqual(error["errorType"], "ModuleNotFoundError")

    def test_a_click_command_means_its_function_with_the_options_defaults(self):
        click = """
class Context:
    def __init__(self, command): pass
    def invoke(self, command, **given): return command.callback(**{**command.defaults, **given})
class Command:
    def __init__(self, callback, defaults): self.callback, self.defaults = callback, defaults
    def __call__(self, *args, **kwargs): raise SystemExit(2)
"""
        source = "import click\ndef g(a, b): return [a, b]\nf = click.Command(g, {'a': 1, 'b': 2})\n"
        for args, expected in (("", [1, 2]), ("5", [5, 2]), ("b=7", [1, 7])):
            run = self.client.run(Bundle({"m.py": source, "click.py": click}, "m.py:f"), args=args)
            self.assertSucceeded(run)
            self.assertEqual(run.event("result")["json"], expected)


if __name__ == "__main__":
    unittest.main()
