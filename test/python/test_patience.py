"""A value whose methods never end: a job's end does not hang on it."""

import signal
import sys
import time
import unittest
from unittest import mock

from support.client import SOURCE

sys.path.insert(0, SOURCE)
from farcall.display import errors, patience, previews
from farcall.worker import traces


class Stuck:
    def __repr__(self):
        while True:
            try:
                time.sleep(1000)
            except Exception:
                pass


class StuckPage:
    def __repr__(self):
        return "a page"

    def _repr_html_(self):
        while True:
            pass


class Deaf:
    """Catches what ends others, until it is told again."""

    def __init__(self):
        self.deaf = True

    def __repr__(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                if not self.deaf:
                    raise
                self.deaf = False


class Endless(unittest.TestCase):
    def setUp(self):
        for name, seconds in (("SECONDS", 0.05), ("AGAIN", 0.02)):
            patch = mock.patch.object(patience, name, seconds)
            patch.start()
            self.addCleanup(patch.stop)

    def tearDown(self):
        self.assertEqual(signal.getitimer(signal.ITIMER_REAL), (0.0, 0.0))

    def text(self, value):
        return previews.show(value)["previews"]["text/plain"]

    def test_is_told_in_place_of_its_text(self):
        self.assertEqual(self.text(Stuck()), "<Stuck whose repr takes too long>")
        self.assertEqual(self.text([1, Stuck(), Stuck()]), "[1, <Stuck whose repr takes too long>")
        self.assertEqual(self.text(Deaf()), "<Deaf whose repr takes too long>")
        shown = previews.brief(Stuck())
        self.assertEqual(shown, {"previews": {"text/plain": "<Stuck whose repr takes too long>"}})

    def test_costs_what_never_ends_and_nothing_else(self):
        self.assertEqual(previews.show(StuckPage())["previews"]["text/plain"], "a page")

    def test_leaves_a_failure_what_was_found_until_then(self):
        def fail():
            fine, stuck = 1, Stuck()
            raise ValueError(fine, stuck.__class__)

        try:
            fail()
        except ValueError as error:
            told = traces.event(error)
            errors.enrich(told, error)
        self.assertEqual(told["errorType"], "ValueError")
        found = {local["name"]: local["text"] for local in told["traceback"][-1].get("locals", [])}
        self.assertEqual(found, {"fine": "1", "stuck": "<Stuck whose repr takes too long>"})

    def test_a_timer_of_the_job_goes_on(self):
        rung = []
        before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        self.text(Stuck())
        while not rung:
            time.sleep(0.001)
        self.assertEqual(rung, [signal.SIGALRM])
