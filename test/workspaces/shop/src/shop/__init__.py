"""A small package in a src layout."""
from typing import TYPE_CHECKING

from ._version import version as __version__
from .prices import total

if TYPE_CHECKING:
    from .types_only import Money
else:
    Money = float

__all__ = ["total", "Money", "__version__"]
