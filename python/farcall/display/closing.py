"""What a job tells once its call has ended, before its result or its error: figures it left open, and where it ran."""

from __future__ import annotations

from farcall.display import about
from farcall.display.figures import figure_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.display.figures import Gallery


def tell(say: Callable[[dict[str, Any]], None], gallery: Gallery | None, value: Any) -> None:
    if gallery is not None:
        gallery.hang(figure_of(value))
    say(about.event())
