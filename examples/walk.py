"""A script with work at its top level: run it whole, or just one of its functions."""

import random

STEPS = 2_000


def distance(steps: int = STEPS) -> float:
    """How far a random walk on the plane gets."""
    x = y = 0
    for _ in range(steps):
        dx, dy = random.choice([(1, 0), (-1, 0), (0, 1), (0, -1)])
        x, y = x + dx, y + dy
    return (x * x + y * y) ** 0.5


print("Ten walks:")
for walk in range(10):
    print(f"  walk {walk}: {distance():.1f}")
