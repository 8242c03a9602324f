"""The result's value: pickled into the job's folder, and shown by the display."""

from __future__ import annotations

from farcall.worker import pickling
from farcall.worker.traces import text_of, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from farcall.worker.loading import Parts

MAX_TEXT = 64 * 1024


def keep(value: Any, folder: str, parts: Parts) -> dict[str, Any]:
    """The ``result`` event but for its artifacts. The value is kept where it can be pickled; if not, it says why."""
    event = {"type": "result", "valueType": type_name(type(value)), **show(value, parts)}
    event.update(pickling.keep(value, folder, parts))
    if event["pickled"]:
        event.update(parts.ask("convert", "formats", value) or {})
    return event


def show(value: Any, parts: Parts, way: str = "show") -> dict[str, Any]:
    """Its previews, and itself where JSON can hold it."""
    return parts.ask("previews", way, value) or {"previews": {"text/plain": text_of(value)[:MAX_TEXT]}}
