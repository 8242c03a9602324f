"""Estimates pi by throwing points at a square: the smallest thing worth running elsewhere."""

import os
import platform

from sampling.points import hits_in_quarter_circle


def estimate(samples: int = 400_000, batches: int = 8) -> float:
    """Four times the share of random points of the unit square that fall into the quarter circle."""
    print(f"Running on {platform.node()} with {os.cpu_count()} cores, Python {platform.python_version()}")
    size = samples // batches
    hits = 0
    for batch in range(1, batches + 1):
        hits += hits_in_quarter_circle(size, seed=batch)
        print(f"batch {batch} of {batches}: pi is about {4 * hits / (batch * size):.5f}")
    return 4 * hits / (batches * size)


def spread(samples: int, repeats: int = 5) -> dict:
    """Smallest, mean and largest of several estimates; asks for its first argument."""
    estimates = [4 * hits_in_quarter_circle(samples, seed=seed) / samples for seed in range(repeats)]
    return {"smallest": min(estimates), "mean": sum(estimates) / repeats, "largest": max(estimates)}
