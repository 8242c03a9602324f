"""Where the cells of the model lie."""

import numpy as np

REGIONS = {"Arctic": 0.31, "North Atlantic": 0.18, "Tropics": 0.12, "Southern Ocean": 0.15}


def cells(size):
    return np.linspace(-90, 90, size), np.linspace(-180, 180, 2 * size)
