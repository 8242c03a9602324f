"""What is told of a failure besides its traceback: the local names of the user's frames, and what led to it."""

from __future__ import annotations

import re
import time
import types

from farcall.display import notebooks, plain
from farcall.display.cells import line
from farcall.display.patience import TookTooLong, bounded
from farcall.worker import surroundings
from farcall.worker.traces import HERE, MAX_FRAMES, event, is_ours, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_NAMES = 30
MAX_REPR = 200
MAX_BYTES = 128 * 1024
MAX_CAUSES = 10
MAX_NOTES = 10
MAX_NOTE = 2000
MAX_FRAMES_BEHIND = 50
SECONDS = 2.0
MASK = "•••"
LEFT_OUT = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    type,
)
# A name that says what it holds. A `key` alone is mostly a dictionary's, and `tokens` are a text's.
SECRET = (
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|bearer|token(?!i[sz]|s|_id|_?count)"
    r"|api_?key|[_-]key\b|(?-i:[a-z]Key\b)"
)
NAMED = re.compile(SECRET, re.IGNORECASE)
# `password='…'`, `"token": "…"`, `--api-key …` within a repr; what is cut has no closing quote.
GIVEN = re.compile(
    r"((?:\w|-)*(?:%s)(?:\w|-)*['\"]?(?:\s*[:=]\s*|\s+(?=['\"])))(b?'[^']*(?:'|$)|b?\"[^\"]*(?:\"|$)|[^\s,)}\]]+)"
    % SECRET,
    re.IGNORECASE,
)
IN_ADDRESS = re.compile(r"(://[^\s/:@'\"]*:)[^\s/@'\"]+@")


def enrich(told: dict[str, Any], error: BaseException) -> None:
    """Adds ``locals`` to frames of the ``error`` event, innermost first while there is room, and ``causes``."""
    try:
        bounded(add_all)(told, error)
    except TookTooLong:
        pass


def add_all(told: dict[str, Any], error: BaseException) -> None:
    budget = Budget()
    add_notes(told, error)
    notebooks.tell(told)
    add_locals(told, error, budget)
    causes = []
    for relation, cause in behind(error):
        of_cause = event(cause)
        add_notes(of_cause, cause)
        notebooks.tell(of_cause)
        add_locals(of_cause, cause, budget)
        made = {name: of_cause[name] for name in ("errorType", "message")}
        causes.append({"relation": relation, **made, "traceback": of_cause["traceback"][-MAX_FRAMES_BEHIND:]})
    if causes:
        told["causes"] = causes


class Budget:
    def __init__(self) -> None:
        self.left = MAX_BYTES
        self._until = time.monotonic() + SECONDS

    def is_over(self) -> bool:
        return self.left <= 0 or time.monotonic() > self._until


def behind(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """The exceptions behind it, nearest first, each once; the members of a group, each with what is behind it."""
    seen = {id(error)}
    waiting: list[tuple[str, BaseException]] = list(reversed(nearest(error)))
    while waiting and len(seen) <= MAX_CAUSES:
        relation, found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield relation, found
        waiting += reversed(nearest(found))


def nearest(error: BaseException) -> list[tuple[str, BaseException]]:
    found: list[tuple[str, BaseException]] = []
    if error.__cause__ is not None:
        found.append(("cause", error.__cause__))
    elif error.__context__ is not None and not error.__suppress_context__:
        found.append(("context", error.__context__))
    members = getattr(error, "exceptions", None)
    if isinstance(members, (tuple, list)):
        found += [("member", member) for member in members if isinstance(member, BaseException)]
    return found


def add_notes(told: dict[str, Any], error: BaseException) -> None:
    """Those of ``add_note``, below the message, as Python prints them."""
    notes = getattr(error, "__notes__", None)
    for note in notes[:MAX_NOTES] if isinstance(notes, list) else ():
        if isinstance(note, str):
            told["message"] = (told["message"] + "\n" + plain.sound(note[:MAX_NOTE])).lstrip("\n")


def add_locals(told: dict[str, Any], error: BaseException, budget: Budget) -> None:
    frames = frames_of(error)
    # A syntax error's own place comes after them.
    for frame, made in reversed(list(zip(frames, told["traceback"]))):
        if budget.is_over():
            return
        if made["local"]:
            found = locals_of(frame, budget)
            if found:
                made["locals"] = found


def frames_of(error: BaseException) -> list[types.FrameType]:
    """Those that the event's traceback tells of."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    paths = [frame.f_code.co_filename for frame in frames]
    first = next((at for at, path in enumerate(paths) if not is_ours(path)), len(paths))
    kept = [frame for frame, path in zip(frames[first:], paths[first:]) if not path.startswith(HERE)]
    return kept if len(kept) <= MAX_FRAMES else kept[: MAX_FRAMES // 2] + kept[-MAX_FRAMES // 2 :]


def locals_of(frame: types.FrameType, budget: Budget) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, value in dict(frame.f_locals).items():
        if len(found) == MAX_NAMES or budget.is_over():
            break
        if name.startswith("__") or not name.isidentifier() or issubclass(type(value), LEFT_OUT):
            continue
        text = MASK if NAMED.search(name) else text_of(value)
        found.append({"name": name[:100], "type": type_name(type(value))[:100], "text": text})
        budget.left -= sum(len(part.encode()) for part in found[-1].values()) + 40
    return found


def text_of(value: Any) -> str:
    """One line; of what has a shape, that."""
    try:
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple) and shape:
            dtype = getattr(value, "dtype", None)
            size = " x ".join(map(str, shape))
            return line(size if dtype is None else "%s, %s" % (size, dtype))
        # Longer than what is shown: what is cut within a secret is masked before it is cut.
        return line(masked(plain.text(value, 4 * MAX_REPR)), MAX_REPR)
    except BaseException as failure:
        return "<%s that cannot be shown: %s>" % (type(value).__name__, type(failure).__name__)


def masked(text: str) -> str:
    text = text.replace(surroundings.WORK + "/", "")
    return IN_ADDRESS.sub(r"\1%s@" % MASK, GIVEN.sub(r"\1" + MASK, text))
