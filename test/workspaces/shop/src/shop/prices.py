import json, logging
from decimal import Decimal

try:
    from . import _speedups
except ImportError:
    _speedups = None

from .orders import *  # noqa: F403
from .orders.basket import (  # several lines, a comment
    Basket,
    empty as nothing,
)


def total(prices):
    from .rounding import to_cents

    return to_cents(sum(map(Decimal, prices)))


def report(prices):
    import importlib

    plugin = importlib.import_module("shop.plugins.text")
    return plugin.render(json.dumps([str(total(prices))]))
