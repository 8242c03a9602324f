"""All that is shown of a value: text, what it offers of itself, and previews of our own kinds."""

from __future__ import annotations

from farcall.display import exact, plain, rich

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def show(value: Any) -> dict[str, Any]:
    """``previews`` and, where the value survives it, ``json``."""
    return {"previews": {"text/plain": plain.text(value), **rich.previews(value)}, **exact.as_json(value)}
