"""Pictures: figures of matplotlib and images of Pillow. Neither is imported here: who made one has done so."""

from __future__ import annotations

import base64
import io
import sys
import warnings

from farcall.display import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAX_PNG = 1536 * 1024
MAX_SVG = 256 * 1024
# What an SVG would have to name one by one.
MAX_POINTS = 20_000
MAX_PIXELS = 1600
# Figures that are shown of one job, and their bytes.
MAX_SHOWN = 100
MAX_SHOWN_BYTES = 32 * 1024 * 1024


def images(value: Any) -> dict[str, str]:
    """Pictures of the value by their MIME types; empty where it is none."""
    figure = figure_of(value)
    return picture(value) if figure is None else drawn(figure)


def figure_of(value: Any) -> Any:
    """A figure, or that of what is drawn on one: axes, an array of them, a grid of seaborn."""
    figure: Any = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    numpy: Any = sys.modules.get("numpy")
    if figure is None:
        return None
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.dtype != object or value.size == 0:
            return None
        value = value.flat[0]
    found = value if isinstance(value, figure) else getattr(value, "figure", None)
    return found if isinstance(found, figure) else None


def drawn(figure: Any) -> dict[str, str]:
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for dpi in (figure.dpi, figure.dpi / 2, figure.dpi / 4):
            png = saved(figure, "png", dpi)
            if len(png) <= MAX_PNG:
                found["image/png"] = base64.b64encode(png).decode()
                break
        if points_of(figure) <= MAX_POINTS:
            svg = saved(figure, "svg", figure.dpi)
            if len(svg) <= MAX_SVG:
                found["image/svg+xml"] = plain.sound(svg.decode())
    return found


def saved(figure: Any, kind: str, dpi: float) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=dpi, bbox_inches="tight", facecolor=figure.get_facecolor())
    return file.getvalue()


def points_of(figure: Any) -> int:
    count = 0
    for artist in figure.findobj():
        if hasattr(artist, "get_xydata"):
            count += len(artist.get_xydata())
        elif hasattr(artist, "get_offsets") and hasattr(artist, "get_paths"):
            count += len(artist.get_offsets()) + sum(len(path.vertices) for path in artist.get_paths())
        else:
            count += 10
    return count


def picture(value: Any) -> dict[str, str]:
    image: Any = getattr(sys.modules.get("PIL.Image"), "Image", None)
    if image is None or not isinstance(value, image):
        return {}
    shown = value.copy()
    for most in (MAX_PIXELS, MAX_PIXELS // 2):
        shown.thumbnail((most, most))
        if shown.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            shown = shown.convert("RGB")
        file = io.BytesIO()
        shown.save(file, "png")
        if file.tell() <= MAX_PNG:
            return {"image/png": base64.b64encode(file.getvalue()).decode()}
    return {}


class Gallery:
    """The figures of a job: ``plt.show()`` shows those that are open, and the job's end those that were left open."""

    def __init__(self, pyplot: Any, say: Callable[[dict[str, Any]], None]) -> None:
        self._pyplot = pyplot
        self._say = say
        self._shown = 0
        self._left = MAX_SHOWN_BYTES

    def show(self, *args: Any, **kwargs: Any) -> None:
        """In place of ``pyplot.show``. As where windows are shown, whoever waits for them finds them closed then."""
        block = kwargs.get("block", args[0] if args else None)
        if block is None:
            block = not self._pyplot.isinteractive()
        if block:
            self.hang(None)
            self._pyplot.close("all")

    def hang(self, but: Any) -> None:
        """Shows what is open, ``but`` apart, which is shown as what it is."""
        for number in self._pyplot.get_fignums():
            figure = self._pyplot.figure(number)
            if figure is but or self._shown >= MAX_SHOWN or self._left <= 0:
                continue
            try:
                previews = {"text/plain": plain.text(figure), **drawn(figure)}
            except BaseException:
                continue  # It cannot be drawn: what stops it would have stopped `savefig` too.
            title = figure.get_label() or "Figure %d" % number
            self._say(
                {"type": "display", "index": self._shown, "title": plain.sound(str(title))[:200], "previews": previews}
            )
            self._shown += 1
            self._left -= sum(map(len, previews.values()))


def gallery(pyplot: Any, say: Callable[[dict[str, Any]], None]) -> Gallery:
    made = Gallery(pyplot, say)

    # A function: pyplot gives it the signature of its backend's.
    def show(*args: Any, **kwargs: Any) -> None:
        """Shows the open figures in Farcall's panel."""
        made.show(*args, **kwargs)

    pyplot.show = show
    return made
