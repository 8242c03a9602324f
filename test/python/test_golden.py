"""The golden examples of the contract, which the TypeScript tests read too: the worker makes and reads the same."""

import hashlib
import json
import os
import sys
import unittest
from unittest import mock

from support.case import AgentCase
from support.client import ROOT, SOURCE, AgentError, Bundle, module, new_job

sys.path.insert(0, SOURCE)
from farcall.worker import folders, frames, jobs, journal, manifest
from farcall.worker.failures import Failure

GOLDEN = os.path.join(ROOT, "test", "contract", "golden")


def golden(name):
    with open(os.path.join(GOLDEN, name + ".json"), encoding="utf-8") as file:
        return json.load(file)


# Maps whose keys are data.
DATA = ("previews", "distributions")


def shape(value):
    """Keys and types, without the values: lists by their first element, maps whose keys are data as such."""
    if isinstance(value, dict):
        return {key: {} if key in DATA else shape(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, (int, float)) else type(value).__name__


class Bytes(unittest.TestCase):
    def test_frames(self):
        examples = golden("frames")
        for example in examples:
            payload = bytes.fromhex(example["payload"])
            self.assertEqual(getattr(frames, example["name"].upper()), example["type"])
            self.assertEqual(frames.encode(example["type"], example["stream"], payload).hex(), example["hex"])
        stream = b"".join(bytes.fromhex(example["hex"]) for example in examples)
        whole = [(e["type"], e["stream"], bytes.fromhex(e["payload"])) for e in examples]
        for size in (1, 3, len(stream)):
            decoder = frames.Decoder()
            pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
            self.assertEqual([frame for piece in pieces for frame in decoder.push(piece)], whole)

    def test_the_journal(self):
        example = golden("journal")
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".journal.%d" % os.getpid())
        self.addCleanup(os.unlink, path)
        written = journal.Journal(path)
        for record in example["records"]:
            payload = bytes.fromhex(record["payload"])
            with mock.patch("time.time", return_value=record["time"] / 1000):
                if record["kind"] == journal.EVENT:
                    written.event(payload)
                else:
                    written.output(record["kind"], memoryview(payload))
        with open(path, "rb") as file:
            self.assertEqual(file.read().hex(), example["hex"])


class Manifests(unittest.TestCase):
    def setUp(self):
        self.example = golden("manifest")
        self.base = self.example["base"]["text"].encode()
        self.text = self.example["result"]["text"].encode()

    def test_the_id_is_the_hash_of_the_text(self):
        for part in (self.example["base"], self.example["result"]):
            self.assertEqual(hashlib.sha256(part["text"].encode()).hexdigest(), part["id"])

    def test_the_text_is_read(self):
        parsed = manifest.parse(self.text)
        self.assertEqual(parsed.header, self.example["result"]["header"])
        read = [{"path": f.path, "sha256": f.sha256, "size": f.size, "executable": f.executable} for f in parsed.files]
        self.assertEqual(read, self.example["result"]["files"])

    def test_the_difference_makes_the_text_of_the_base(self):
        self.assertEqual(manifest.apply_difference(self.base, self.example["difference"].encode()), self.text)

    def test_what_is_not_canonical_is_refused(self):
        lines = self.text.decode().split("\n")
        swapped = "\n".join([lines[0], lines[2], lines[1], *lines[3:]])
        twice = "\n".join([lines[0], lines[1], *lines[1:]])
        for bad in (swapped, twice, self.text.decode()[:-1], self.text.decode().replace(":1,", ": 1,", 1), "", "[]\n"):
            with self.assertRaises(Failure, msg=bad):
                manifest.parse(bad.encode())


class Shapes(AgentCase):
    """What the agent truly says has the shape of the examples."""

    def example(self, name, where):
        found = [example for example in golden(name) if where(example)]
        self.assertEqual(len(found), 1)
        return found[0]

    def response(self, method, failed=False):
        where = lambda example: example["method"] == method and ("error" in example["response"]) == failed  # noqa: E731
        return self.example("responses", where)["response"]["error" if failed else "result"]

    def test_hello(self):
        self.assertEqual(shape(self.client.hello), shape(golden("hello")))

    def test_stub_lines(self):
        lines = {line["stub"]: line for line in golden("stub-lines")}
        directory = self.own_directory()
        clients = [self.own_client(directory), self.own_client(os.path.join("/dev/null", "x"))]
        for line in [line for client in clients for line in client.stub]:
            self.assertEqual(shape(line), shape(lines[line["stub"]]))
            self.assertNotEqual(line["stub"], "no-python")

    def test_responses(self):
        bundle = Bundle({"m.py": "def f(): return 1\n", "n.py": ""}, "m.py:f")
        put = self.client.answer(self.client.put(bundle))
        self.assertEqual(shape(put), shape(self.response("put")))
        spec = {**golden("job-spec"), "job": new_job(), "bundle": bundle.id, "setup": [], "paths": {}, "args": ""}
        spec["display"] = spec["convert"] = None
        self.assertEqual(set(spec), set(golden("job-spec")))
        with self.assertRaises(AgentError) as caught:
            self.client.request("start", **spec)
        example = self.response("start", failed=True)
        self.assertEqual(
            (caught.exception.code, shape(caught.exception.data)), (example["code"], shape(example["data"]))
        )
        blobs = self.client.answer(self.client.blobs(bundle.archive(put["want"])))
        self.assertEqual(shape(blobs), shape(self.response("blobs")))
        self.assertEqual(shape(self.client.request("start", **spec)), shape(self.response("start")))
        followed = self.client.follow(spec["job"])
        self.assertEqual(shape(followed.opened), shape(self.response("follow")))
        followed.finish()
        self.assertEqual(shape(followed.trailer), shape(golden("follow-trailers")[0]))
        self.assertEqual(shape(self.client.request("cancel", job=spec["job"])), shape(self.response("cancel")))
        self.assertEqual(shape(self.client.request("jobs")), shape(self.response("jobs")))
        check = self.client.request("check")
        self.assertEqual(set(check), set(self.response("check")))
        self.assertEqual(set(self.client.request("load")), set(self.response("load")))
        self.assertEqual(set(check["logout"]), set(self.response("check")["logout"]))
        self.assertEqual(shape(self.client.request("pythons")), shape(self.response("pythons")))
        with self.assertRaises(AgentError) as caught:
            self.client.fetch("20261121-142501-3f9a0c2b", "value.pkl")
        self.assertEqual(caught.exception.code, self.response("fetch", failed=True)["code"])
        self.assertEqual(caught.exception.message, self.response("fetch", failed=True)["message"])

    def test_the_job_spec_is_taken_as_it_is(self):
        self.assertEqual(jobs.check_spec(folders.Home("/nowhere"), golden("job-spec")), golden("job-spec"))

    def test_journal_events(self):
        examples = golden("journal-events")

        def of(kind, **fields):
            items = fields.items()
            return next(e for e in examples if e["type"] == kind and all(e.get(k) == v for k, v in items))

        source = """
import threading
def items():
    yield 1
    yield (2,)
def value():
    open('plot.png', 'w').write('x')
    return 3.5
def lock(): return {'lock': threading.Lock()}
def fail(): raise ValueError('no')
def arg(x): pass
def behind(x=3):
    try: {}['a']
    except KeyError as cause: raise ValueError('no') from cause
"""
        run = self.run_source(source, "m.py:items")
        self.assertEqual(
            [shape(e) for e in run.events if e["type"] == "item"], [shape(of("item", index=i)) for i in (0, 1)]
        )
        run = self.run_source(source, "m.py:value")
        self.assertEqual(shape(run.event("running")), shape(of("running")))
        self.assertEqual(shape(run.event("result")), shape(of("result", valueType="float")))
        self.assertEqual(shape(run.last), shape(of("end", state="succeeded")))
        run = self.run_source(source, "m.py:lock")
        self.assertEqual(shape(run.event("result")), shape(of("result", valueType="dict")))
        self.assertEqual(
            run.event("result")["unpicklable"]["path"], of("result", valueType="dict")["unpicklable"]["path"]
        )
        run = self.run_source(source, "m.py:fail")
        self.assertEqual(shape(run.event("error")), shape(of("error", errorType="ValueError")))
        self.assertEqual(shape(run.event("about")), shape(of("about")))
        run = self.run_source(source, "m.py:behind")
        told = run.event("error")
        expected = next(example for example in examples if "causes" in example)
        del told["text"], told["traceback"][0]["text"], told["causes"][0]["traceback"][0]["text"]
        # The frame is the same, and has the same names.
        del told["causes"][0]["traceback"][0]["locals"]
        self.assertEqual(shape(told), shape(expected))
        run = self.run_source(source, "m.py:arg", args="df")
        expected = of("error", errorType="NameError")
        self.assertEqual(shape(run.event("error")), shape(expected))
        self.assertEqual(run.event("error")["message"], expected["message"])
        run = self.client.run(module("import os\ndef f(): os.kill(os.getpid(), 9)\n"))
        self.assertEqual(shape({**run.last, "reason": "memory"}), shape(of("end", reason="memory")))


if __name__ == "__main__":
    unittest.main()
