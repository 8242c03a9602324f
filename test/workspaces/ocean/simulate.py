"""Runs the model over some decades. Most of it wants more memory than a laptop has."""

import sys
import time
from pathlib import Path

import numpy as np

from ocean.model import region_means, surface, year

RUNS = Path("out")
SEED = 7
BANNER = "toy ocean 2.1"

print(BANNER)


def simulate(years: int = 40, warming: float = 0.02) -> dict:
    """Mean surface temperatures, year by year."""
    rng = np.random.default_rng(SEED)
    stations = Path("data/stations.csv").read_text().splitlines()
    print(f"\033[1msimulating {years} years\033[0m at {len(stations) - 1} stations")
    means = [17.2]
    for at in range(years):
        means.append(year(rng, means[-1], warming))
        np.linalg.eigvals(rng.random((220, 220)))
        bar = "█" * (20 * (at + 1) // years)
        sys.stderr.write(f"\r{100 * (at + 1) // years:3d}%|{bar:<20}| {at + 1}/{years} [00:0{at // 10}, 9.61year/s]")
        sys.stderr.flush()
        if at % 8 == 7:
            trend = means[-1] - means[0]
            print(f"year {1984 + at}: {means[-1]:.2f} °C  \033[32m+{trend:.2f}\033[0m")
    print("\nUserWarning: 3 stations have no data after 2019 (simulate.py:22)", file=sys.stderr)
    print(f"\033[33mwrote\033[0m {RUNS}/means.csv and {RUNS}/surface.png")
    save(means)
    return {
        "mean": round(float(np.mean(means)), 3),
        "trend per decade": round(10 * warming, 3),
        "by region": region_means(means[-1]),
        "years": [round(mean, 3) for mean in means],
        "converged": True,
        "note": "warming is linear in this model",
    }


def save(means) -> None:
    import matplotlib.pyplot as plt

    RUNS.mkdir(exist_ok=True)
    rows = "".join(f"{1984 + at},{mean:.3f}\n" for at, mean in enumerate(means))
    (RUNS / "means.csv").write_text(f"year,mean\n{rows}")
    plt.imsave(RUNS / "surface.png", surface())


def spin_up(minutes: int = 20):
    """Runs until somebody stops it."""
    sys.stderr.write("\r 45%|█████████           | 270/600 [00:04<00:05, 60.02h/s]")
    sys.stderr.flush()
    time.sleep(60 * minutes)


if __name__ == "__main__":
    print(simulate())
