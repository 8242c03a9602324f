import random


def hits_in_quarter_circle(samples: int, seed: int) -> int:
    """How many of `samples` random points of the unit square lie within 1 of the origin."""
    draw = random.Random(seed).random
    return sum(draw() ** 2 + draw() ** 2 <= 1.0 for _ in range(samples))
