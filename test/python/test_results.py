"""What a job's value is shown as, and what is told of its failure: without any library but Python's own."""

import json
import os
import sys
import unittest

from support.case import AgentCase
from support.client import module, new_job

TABLE = "application/vnd.farcall.table+json"
TREE = "application/vnd.farcall.tree+json"
BYTES = "application/vnd.farcall.bytes+json"


def find(node, *labels):
    """The node below that these labels lead to."""
    for label in labels:
        node = next(child for child in node["children"] if child["label"] == label)
    return node


class Values(AgentCase):
    def previews(self, source, **options):
        run = self.run_source(source, **options)
        self.assertSucceeded(run)
        self.assertEqual(run.stderr, b"")
        return run.event("result")["previews"]

    def tree(self, source):
        return json.loads(self.previews(source)[TREE])

    def test_containers_are_trees(self):
        items = "{'loss': 0.25, 'rows': list(range(1000)), 'none': [], 'set': {1}, (1, 2): 'x' * 999}"
        tree = self.tree("def f(): return %s\n" % items)
        self.assertEqual((tree["label"], tree["type"], tree["text"]), ("", "dict", "5 items"))
        self.assertEqual(find(tree, "'loss'"), {"label": "'loss'", "type": "float", "text": "0.25"})
        rows = find(tree, "'rows'")
        self.assertEqual((rows["text"], rows["children"][3]["label"]), ("1,000 items", "[3]"))
        self.assertEqual(len(rows["children"]) + rows["more"], 1000)
        self.assertNotIn("children", find(tree, "'none'"))
        self.assertEqual(find(tree, "'set'")["children"], [{"label": "", "type": "int", "text": "1"}])
        self.assertLessEqual(len(find(tree, "(1, 2)")["text"]), 200)

    def test_fields_of_dataclasses_and_named_tuples_are_told_by_their_names_at_any_depth(self):
        source = """
import collections, dataclasses
@dataclasses.dataclass
class Point:
    x: int
    y: object
Pair = collections.namedtuple('Pair', 'a b')
def f(): return Point(1, Pair(Point(2, None), [3]))
"""
        tree = self.tree(source)
        self.assertEqual(tree["type"], "m.Point")
        self.assertEqual(find(tree, ".y", ".a", ".x")["text"], "2")
        self.assertEqual(find(tree, ".y", ".b", "[0]")["text"], "3")

    def test_an_object_is_shown_by_its_attributes_one_level_deep(self):
        source = """
class Inner:
    def __init__(self): self.deep = 1
class Slots:
    __slots__ = ('slot', 'unset')
class Outer(Slots):
    def __init__(self): self.inner = Inner(); self.n = 2; self._private = 3; self.slot = 4
def f(): return Outer()
"""
        tree = self.tree(source)
        self.assertEqual({child["label"] for child in tree["children"]}, {".inner", ".n", ".slot"})
        self.assertNotIn("children", find(tree, ".inner"))

    def test_what_contains_itself_and_what_is_endless_have_an_end(self):
        tree = self.tree("def f():\n    a = [1]\n    a.append({'again': a})\n    return a\n")
        self.assertEqual(find(tree, "[1]", "'again'")["text"], "one of those above")
        source = "def f():\n    a = []\n    for _ in range(10**5): a = [a, a]\n    return a\n"
        self.assertLess(len(self.previews(source)[TREE]), 300_000)
        source = "def f(): return [{'a%d' % n: 'x' * 500 for n in range(500)} for _ in range(5000)]\n"
        self.assertLess(len(self.previews(source)[TREE].encode()), 600_000)

    def test_bytes_are_shown_by_their_beginning(self):
        for kind in ("bytes", "bytearray"):
            shown = json.loads(self.previews("def f(): return %s(b'abc' * 5000)\n" % kind)[BYTES])
            self.assertEqual((shown["size"], shown["base64"][:8], len(shown["base64"])), (15000, "YWJjYWJj", 5464))

    def test_numbers_and_texts_are_text_alone(self):
        for value in ("3.5", "'x'", "None", "print", "int"):
            self.assertEqual(list(self.previews("def f(): return %s\n" % value)), ["text/plain"])

    def test_whole_numbers_are_written_out_beyond_what_python_itself_writes(self):
        shown = self.previews("def f(): return [-3 ** 20000, 3 ** 20000]\n")["text/plain"]
        last = str(pow(3, 20000, 10**20)).zfill(20)
        self.assertRegex(shown, r"^\[-\d{9523}%s, \d{9523}%s\]$" % (last, last))
        self.assertEqual(self.previews("def f(): return 1 << 5000000\n")["text/plain"], "<int of 5,000,001 bits>")
        self.assertEqual(self.previews("def f(): return 10 ** 4000\n")["text/plain"], "1" + "0" * 4000)

    def test_a_string_that_json_does_not_hold_is_shown_as_it_reads(self):
        shown = self.previews("def f(): return 'one\\ntwo\\n' * 50000\n")["text/vnd.farcall.string"]
        self.assertEqual((shown[:9], shown[-1], len(shown)), ("one\ntwo\no", "…", 256 * 1024 + 1))
        self.assertEqual(self.previews("def f(): return 'a\\n\\ud800'\n")["text/vnd.farcall.string"], "a\n\\ud800")

    def test_moving_pictures_and_json_that_a_value_offers_are_shown(self):
        source = "class Shown:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        source += "        return {'image/gif': b'GIF89a', 'application/json': {'a': [1]}, 'application/x-own': 'no'}\n"
        shown = self.previews(source + "def f(): return Shown()\n")
        self.assertEqual((shown["image/gif"], shown["application/json"]), ("R0lGODlh", '{"a": [1]}'))
        self.assertNotIn("application/x-own", shown)

    def test_methods_of_a_value_that_raise_leave_or_print_harm_nothing(self):
        source = """
class Bad(dict):
    def __getattribute__(self, name): raise SystemExit(3)
    def __len__(self): raise RuntimeError
    def __iter__(self): raise KeyboardInterrupt
class Loud:
    shape = property(lambda self: 1 / 0)
    def __init__(self): self.x = 1
    def __repr__(self): print('asked'); return 'loud'
def f(n): return [Bad(a=1), [Bad()], Loud(), [Loud()]][n]
"""
        for index in range(4):
            run = self.run_source(source, args=str(index))
            self.assertSucceeded(run)
            self.assertTrue(run.event("result")["previews"]["text/plain"])

    def test_items_have_previews_as_results_do_until_they_are_very_many(self):
        run = self.run_source("def f():\n    for n in range(150): yield {'n': n}\n")
        items = [event for event in run.events if event["type"] == "item"]
        self.assertEqual(json.loads(items[0]["previews"][TREE])["children"][0]["text"], "0")
        self.assertEqual(items[149]["previews"], {"text/plain": "{'n': 149}"})
        self.assertEqual(items[149]["json"], {"n": 149})

    def test_where_it_ran_is_told_once_before_the_result(self):
        run = self.run_source("def f(): return 1\n")
        about = run.event("about")
        told = [event["type"] for event in run.events if event["type"] != "usage"]
        self.assertEqual(told[-3:], ["about", "result", "end"])
        self.assertRegex(about["system"], r"^(Linux|Darwin) ")
        self.assertGreaterEqual(about["cpus"], 1)
        self.assertEqual(len([e for e in self.run_source("def f(): 1 / 0\n").events if e["type"] == "about"]), 1)


class Failures(AgentCase):
    def test_frames_of_the_users_code_have_their_local_names(self):
        source = """
import json
SEEN = 1
class Local: pass
def inner(row, n):
    import os
    def helper(): pass
    total = sum(row)
    return json.loads('{' * n)
def f():
    big = list(range(10**6))
    text = 'x' * 10**6
    return inner([1, 2], 3)
"""
        error = self.failure(source)
        ours = [frame for frame in error["traceback"] if frame["local"]]
        self.assertEqual([frame["function"] for frame in ours], ["f", "inner"])
        told = {local["name"]: local for local in ours[1]["locals"]}
        self.assertEqual(set(told), {"row", "n", "total"})
        self.assertEqual(told["row"], {"name": "row", "type": "list", "text": "[1, 2]"})
        told = {local["name"]: local["text"] for local in ours[0]["locals"]}
        self.assertLessEqual(max(map(len, told.values())), 200)
        self.assertTrue(told["big"].startswith("[0, 1, 2"))
        self.assertTrue(all("locals" not in frame for frame in error["traceback"] if not frame["local"]))

    def test_secrets_are_masked_by_name_and_where_they_stand_in_a_value(self):
        source = """
class Config:
    def __repr__(self): return "Config(user='u', password='hunter2', retries=3)"
def f():
    password = db_passwd = API_KEY = apiKey = access_token = ssh_key = 'hunter2'
    headers = {'Authorization': 'Bearer hunter2', 'X-Api-Key': 'hunter2', 'Accept': 'json'}
    config = Config()
    url = 'postgres://me:hunter2@db/x'
    long = {'filler': 'y' * 150, 'token': 'hunter2' * 100}
    key = 'k'
    tokens = tokenizer = monkey = 5
    raise ValueError
"""
        error = self.failure(source)
        self.assertNotIn("hunter2", json.dumps(error["traceback"][-1]["locals"]))
        told = {local["name"]: local["text"] for local in error["traceback"][-1]["locals"]}
        for name in ("password", "db_passwd", "API_KEY", "apiKey", "access_token", "ssh_key"):
            self.assertEqual(told[name], "•••")
        self.assertEqual((told["key"], told["tokens"], told["tokenizer"], told["monkey"]), ("'k'", "5", "5", "5"))
        self.assertEqual(told["config"], "Config(user='u', password=•••, retries=3)")
        self.assertEqual(told["url"], "'postgres://me:•••@db/x'")
        self.assertIn("'Accept': 'json'", told["headers"])

    def test_what_led_to_it_is_told_nearest_first(self):
        source = """
def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise KeyError(text) from error
def f():
    try:
        parse('x')
    except KeyError:
        raise RuntimeError('no')
"""
        error = self.failure(source)
        causes = error["causes"]
        self.assertEqual(
            [(cause["relation"], cause["errorType"]) for cause in causes],
            [("context", "KeyError"), ("cause", "ValueError")],
        )
        self.assertEqual(causes[1]["traceback"][0]["line"], 4)
        self.assertEqual(causes[0]["traceback"][0]["file"], "m.py")
        source = "def f():\n    try: 1 / 0\n    except ZeroDivisionError: raise ValueError from None\n"
        self.assertNotIn("causes", self.failure(source))

    @unittest.skipIf(sys.version_info < (3, 11), "exception groups came with Python 3.11")
    def test_members_of_a_group_are_told(self):
        source = "def f(): raise ExceptionGroup('two', [ValueError('a'), ExceptionGroup('in', [KeyError('b')])])\n"
        causes = self.failure(source)["causes"]
        self.assertEqual([cause["relation"] for cause in causes], ["member"] * 3)
        self.assertEqual([cause["errorType"] for cause in causes], ["ValueError", "ExceptionGroup", "KeyError"])

    def test_a_recursion_without_end_and_memory_that_ran_out_are_told_with_what_there_is_room_for(self):
        error = self.failure("def f(n=0):\n    pad = 'x' * 1000\n    return f(n + 1)\n")
        self.assertEqual(error["errorType"], "RecursionError")
        self.assertLess(len(json.dumps(error)), 700_000)
        self.assertIn("locals", error["traceback"][-1])
        error = self.failure("def f():\n    size = 10**18\n    return bytearray(size)\n")
        self.assertEqual(error["errorType"], "MemoryError")
        self.assertEqual(error["traceback"][-1]["locals"][0]["text"], str(10**18))

    def test_names_whose_values_cannot_be_shown_harm_nothing(self):
        source = """
class Bad:
    def __repr__(self): raise SystemExit(3)
    def __getattribute__(self, name): raise KeyboardInterrupt
def f():
    bad, good = Bad(), 1
    raise ValueError('no')
"""
        error = self.failure(source)
        told = {local["name"]: local["text"] for local in error["traceback"][-1]["locals"]}
        self.assertEqual(told["good"], "1")
        self.assertEqual(set(told), {"bad", "good"})


class Notes(AgentCase):
    def test_notes_of_an_error_and_of_its_cause_stand_below_their_messages(self):
        source = """
def noted(error, *notes):
    error.__notes__ = list(notes)
    return error
def f():
    raise noted(ValueError('no'), 'in row 3', 4, 'of a.csv') from noted(KeyError(), 'odd')
"""
        told = self.run_source(source).event("error")
        self.assertEqual(told["message"], "no\nin row 3\nof a.csv")
        self.assertEqual(told["causes"][0]["message"], "odd")


class Keeping(AgentCase):
    def kept(self, source, **options):
        job = new_job()
        bundle = module(source)
        run = self.client.run(bundle, job=job, **options)
        self.assertSucceeded(run)
        return job, bundle, run.event("result").get("formats", [])

    def convert(self, job, bundle, format):
        made = new_job()
        run = self.client.run(bundle, job=made, convert={"job": job, "format": format})
        return run, made

    def file(self, source, format, **options):
        job, bundle, formats = self.kept(source, **options)
        self.assertIn(format, formats)
        run, made = self.convert(job, bundle, format)
        self.assertSucceeded(run)
        return self.client.fetch(made, "work/value." + format)


class Conversions(Keeping):
    def test_plain_values_are_json_and_rows_are_csv_too(self):
        self.assertEqual(
            json.loads(self.file("def f(): return {'a': [1, 'ü', None]}\n", "json")), {"a": [1, "ü", None]}
        )
        rows = "def f(): return [{'a': 1, 'b': 'x,y'}, {'a': 2, 'c': 3}]\n"
        self.assertEqual(self.file(rows, "csv"), b'a,b,c\r\n1,"x,y",\r\n2,,3\r\n')

    def test_formats_are_those_that_fit(self):
        for value, formats in (("1", ["json"]), ("{1}", []), ("{1: 2}", []), ("[{'a': 1}]", ["csv", "json"])):
            self.assertEqual(self.kept("def f(): return %s\n" % value)[2], formats)
        run = self.run_source("import threading\ndef f(): return [threading.Lock()]\n")
        self.assertNotIn("formats", run.event("result"))

    def test_the_entry_is_not_called_again(self):
        source = "import os\ndef f():\n    open('%s', 'a').write('x')\n    return [1]\n" % os.path.join(
            self.top, "calls"
        )
        self.assertEqual(self.file(source, "json"), b"[1]")
        self.assertEqual(os.path.getsize(os.path.join(self.top, "calls")), 1)

    def test_what_cannot_be_made_is_told_in_one_sentence(self):
        job, bundle, _ = self.kept("class P: pass\ndef f(): return [P(), float('nan')]\n")
        for format in ("csv", "json", "../x"):
            run, _ = self.convert(job, bundle, format)
            self.assertEqual((run.last["state"], run.event("error")["code"]), ("failed", "no-result"))
            self.assertTrue(run.event("error")["message"].startswith("The value cannot be saved as " + format))
        job, bundle, _ = self.kept("def f(): return float('nan')\n")
        run, _ = self.convert(job, bundle, "json")
        self.assertIn("nan", run.event("error")["message"])
        run, _ = self.convert(new_job(), bundle, "json")
        self.assertIn("cannot be loaded again", run.event("error")["message"])

    def test_one_whose_client_left_goes_when_the_host_is_cleaned(self):
        directory = self.own_directory()
        client = self.own_client(directory)
        bundle, job, made = module("def f(): return 1\n"), new_job(), new_job()
        client.run(bundle, job=job)
        client.run(bundle, job=made, convert={"job": job, "format": "json"})
        for name in (job, made):
            os.utime(os.path.join(directory, "jobs", name, "end.json"), (1e9, 1e9))
        client.request("clean", dry=True)
        self.assertEqual(set(os.listdir(os.path.join(directory, "jobs"))), {job, made})
        client.request("clean", dry=False)
        self.assertEqual(os.listdir(os.path.join(directory, "jobs")), [job])
