"""Streams with credit: the sender is held to it, and gets it back as its bytes are consumed."""

import os
import sys
import threading
import unittest
from unittest import mock

from support.client import FRAME, PING, PONG, SOURCE

sys.path.insert(0, SOURCE)
from farcall.worker import connection
from farcall.worker.frames import ProtocolError
from farcall.worker.streams import BUSY, INITIAL_CREDIT, MORE, Incoming


def consume_all():
    total = 0
    while True:
        piece = yield MORE
        if not piece:
            return total
        total += len(piece)
        yield BUSY


class Credit(unittest.TestCase):
    def setUp(self):
        self.granted = []
        self.done = []
        self.stream = Incoming(consume_all(), self.granted.append, lambda *outcome: self.done.append(outcome))

    def step_while_ready(self):
        while self.stream.ready and self.stream.step():
            pass

    def test_more_data_than_there_is_credit_for_breaks_the_protocol(self):
        self.stream.data(b"x" * INITIAL_CREDIT)
        with self.assertRaises(ProtocolError):
            self.stream.data(b"x")

    def test_data_after_the_end_breaks_the_protocol(self):
        self.stream.end()
        with self.assertRaises(ProtocolError):
            self.stream.data(b"x")

    def test_what_is_consumed_is_granted_again_so_that_a_stream_never_stalls(self):
        sent = 0
        credit = INITIAL_CREDIT
        while sent < 5 * INITIAL_CREDIT:
            piece = min(65536, credit)
            self.assertGreater(piece, 0, "the sender may go on")
            self.stream.data(b"x" * piece)
            sent += piece
            credit -= piece
            self.step_while_ready()
            credit += sum(self.granted)
            del self.granted[:]
        self.stream.end()
        self.step_while_ready()
        self.assertEqual(self.done, [(sent, None)])

    def test_a_step_is_bounded_so_that_others_get_their_turn(self):
        self.stream.data(b"x")
        self.stream.data(b"y")
        steps = 0
        while self.stream.ready:
            self.assertTrue(self.stream.step())
            steps += 1
        self.assertGreaterEqual(steps, 4)


class Silence(unittest.TestCase):
    def setUp(self):
        for name, seconds in (("ASK_AFTER", 0.1), ("GIVE_UP_AFTER", 0.5)):
            patch = mock.patch.object(connection, name, seconds)
            patch.start()
            self.addCleanup(patch.stop)
        here, self.writer = os.pipe()
        self.reader, there = os.pipe()
        for fd in (here, self.writer, self.reader, there):
            self.addCleanup(os.close, fd)
        self.thread = threading.Thread(target=connection.Connection(here, there, lambda message: None).run)
        self.thread.start()
        self.addCleanup(self.thread.join, 10)

    def test_a_silent_client_is_asked_and_then_given_up(self):
        self.assertEqual(os.read(self.reader, FRAME.size), FRAME.pack(0, PING, 0))
        self.thread.join(10)
        self.assertFalse(self.thread.is_alive())

    def test_a_client_that_answers_is_kept(self):
        # Ten questions take twice the time after which a silent client is given up.
        for _ in range(10):
            self.assertEqual(os.read(self.reader, FRAME.size), FRAME.pack(0, PING, 0))
            os.write(self.writer, FRAME.pack(0, PONG, 0))
        self.assertTrue(self.thread.is_alive())


if __name__ == "__main__":
    unittest.main()
