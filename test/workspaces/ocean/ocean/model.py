"""How the surface of a toy ocean warms."""

import numpy as np

from ocean.grid import REGIONS, cells


def year(rng, before, warming):
    """The mean of the surface in the next year, in degrees Celsius."""
    return before + warming + rng.normal(0, 0.02)


def region_means(mean):
    return {name: round(mean * (1 + share), 3) for name, share in REGIONS.items()}


def surface(size=90):
    latitude, longitude = cells(size)
    return 28 * np.cos(np.radians(latitude))[:, None] + np.sin(np.radians(3 * longitude))[None, :]
