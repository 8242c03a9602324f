"""Places in the text of a notebook's cells, as the worker runs it, told as people know them: by cell and line in it."""

from __future__ import annotations

import linecache
import os
import re

from farcall.worker import surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# How the text of a notebook's cells begins, and each cell's.
NOTEBOOK = "# farcall: the code cells of "
CELL = "# %% [cell "


def tell(event: dict[str, Any]) -> None:
    """Changes the frames and the text of an ``error`` event."""
    for frame in event["traceback"]:
        found = place(frame["file"], frame["line"]) if frame["local"] else None
        if found:
            frame["file"], frame["cell"], frame["line"] = found
    if "text" in event:
        event["text"] = re.sub(r'File "([^"\n]+)", line (\d+)', told, event["text"])


def told(match: re.Match[str]) -> str:
    found = place(match.group(1), int(match.group(2)))
    return 'File "%s", cell %d, line %d' % found if found else match.group()


def place(path: str, line: int) -> tuple[str, int, int] | None:
    """The notebook's path, the cell and its line that a line of a notebook's source stands for."""
    if os.path.isabs(path):
        return None
    try:
        lines = linecache.getlines(os.path.join(surroundings.WORK, path))
    except SyntaxError:
        # Before Python 3.10, of a file whose encoding is unknown.
        return None
    if not lines or not lines[0].startswith(NOTEBOOK):
        return None
    for at in range(min(line, len(lines)) - 1, 0, -1):
        number = lines[at][len(CELL) : -2]
        if lines[at].startswith(CELL) and number.isdigit():
            return os.path.join(os.path.dirname(path), lines[0][len(NOTEBOOK) :].strip()), int(number), line - at - 1
    return None
