"""Previews that a value offers of itself, as Jupyter asks for them."""

from __future__ import annotations

import base64
import json

from farcall.display.plain import sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_RICH = 2 * 1024 * 1024
RICH = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "image/gif": "_repr_gif_",
    "image/webp": "_repr_webp_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}
CANARY = "_ipython_canary_method_should_not_exist_"


def previews(value: Any) -> dict[str, str]:
    made: dict[str, str] = {}
    left = MAX_RICH
    offered = rich(value)
    if offered.get("image/png") is not None:
        # The same picture once more.
        offered.pop("image/jpeg", None)
    for mime, content in offered.items():
        encoded = encode(content, mime)
        if encoded is not None and len(encoded) <= left:
            left -= len(encoded)
            made[mime] = encoded
    return made


def rich(value: Any) -> dict[str, Any]:
    # A class describes its instances; what answers to every name means nothing by it.
    if isinstance(value, type) or type(value).__module__ == "builtins" or method(value, CANARY) is not None:
        return {}
    found: dict[str, Any] = {}
    bundle = call(method(value, "_repr_mimebundle_"), include=None, exclude=None)
    if isinstance(bundle, tuple) and bundle:
        bundle = bundle[0]
    if isinstance(bundle, dict):
        found = {mime: bundle[mime] for mime in RICH if mime in bundle}
    for mime, name in RICH.items():
        if mime not in found:
            content = call(method(value, name))
            found[mime] = content[0] if isinstance(content, tuple) and content else content
    return found


def method(value: Any, name: str) -> Any:
    try:
        found = getattr(value, name, None)
        return found if callable(found) else None
    except BaseException:
        return None


def call(function: Any, **kwargs: Any) -> Any:
    try:
        return None if function is None else function(**kwargs)
    except BaseException:
        return None


def encode(content: Any, mime: str) -> str | None:
    if isinstance(content, (bytes, bytearray)):
        return base64.b64encode(content).decode()
    if mime == "application/json":
        return None if content is None else sound(json.dumps(content, ensure_ascii=False, allow_nan=False))
    if not isinstance(content, str):
        return None
    return "".join(content.split()) if mime.startswith("image/") and mime != "image/svg+xml" else sound(content)
