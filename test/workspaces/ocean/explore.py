"""Looks at what came out, in every way there is."""

import numpy as np


def stations():
    """What each station measured."""
    import pandas as pd

    rng = np.random.default_rng(7)
    count = 2400
    temperature = rng.normal(17, 4, count)
    temperature[::40] = np.nan
    names = np.array(["Tristan da Cunha", "Cape Farewell", "Galápagos", "Kerguelen"])
    return pd.DataFrame(
        {
            "station": names[rng.integers(0, 4, count)],
            "measured": pd.date_range("2024-01-01", periods=count, freq="6h"),
            "temperature": temperature.round(3),
            "salinity": rng.normal(35, 0.4, count).round(3),
            "depth": rng.integers(0, 4000, count),
            "checked": rng.random(count) > 0.1,
            "instrument_serial_number_and_calibration": [f"CTD-{at:06d}-rev{at % 3}" for at in range(count)],
        }
    )


def maps():
    """Two figures, the last of them left open."""
    import matplotlib.pyplot as plt

    from ocean.model import surface

    plt.figure("surface", figsize=(7, 3.4))
    plt.imshow(surface(), extent=(-180, 180, -90, 90), cmap="viridis")
    plt.colorbar(label="°C")
    plt.title("Surface temperature")
    plt.show()
    rng = np.random.default_rng(3)
    plt.figure("trend", figsize=(7, 3.4))
    plt.plot(np.arange(1984, 2024), 17.2 + np.cumsum(rng.normal(0.02, 0.03, 40)))
    plt.title("Mean by year")


def fit(degree: int = 3):
    """Fails, with what lies behind it."""
    stations = {"Cape Farewell": 5.8, "Kerguelen": 4.1}
    rows = np.zeros((degree, degree))
    try:
        return np.linalg.solve(rows, np.array(list(stations.values()) + [0.0]))
    except np.linalg.LinAlgError as error:
        raise ValueError(f"no fit of degree {degree}: the stations do not differ enough") from error


class Report:
    def _repr_markdown_(self):
        return (
            "# Warming, 1984 – 2023\n\n"
            "The surface warmed by **0.2 °C per decade**, *most of all* in the Arctic.\n\n"
            "| region | 1984 | 2023 |\n|:--|--:|--:|\n| Arctic | 1.2 | 2.9 |\n| Tropics | 26.8 | 27.5 |\n\n"
            "- four stations, six hours apart\n- see `simulate.py` for the model\n\n"
            "With $T_n = T_{n-1} + w + \\epsilon$ the error grows as $\\sqrt{n}$.\n"
        )


def report():
    return Report()


class Equation:
    def _repr_latex_(self):
        return (
            r"$$\rho c_p \frac{\partial T}{\partial t} = \nabla \cdot (k \nabla T) + Q"
            r",\qquad \bar T = \frac{1}{A} \int_S T \, \mathrm{d}A$$"
        )


def equation():
    return Equation()


class Page:
    def _repr_html_(self):
        return (
            "<h3>Stations by region</h3><table><tr><th>region</th><th>stations</th><th>mean</th></tr>"
            "<tr><td>Arctic</td><td>12</td><td>2.9</td></tr><tr><td>Tropics</td><td>31</td><td>27.5</td></tr></table>"
            "<script>document.title = 'chart'</script>"
        )


def page():
    return Page()


def raw():
    """The first bytes of a file as the instrument writes it."""
    return bytes(range(256)) * 3


def spectra(count: int = 6):
    """One after the other."""
    for order in range(1, count + 1):
        yield {"order": order, "power": round(1 / order**2, 4), "phase": [0.1 * order, 0.2 * order]}


def mean(values=(17.2, 17.4, 17.9)):
    return sum(values) / len(values)


def summary():
    return "Warmest year: 2023, 17.96 °C. Coldest: 1985, 17.18 °C. " * 6


def estimate_surface_temperature_anomaly_by_region_and_season(first_year=1984, last_year=2023, smoothing="lowess"):
    return np.arange(24, dtype="float32").reshape(4, 6) / 7


def regress():
    import oceanlab

    return oceanlab.regress()
