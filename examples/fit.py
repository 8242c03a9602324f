"""A class with a main method, and a function that fails, to see what a traceback looks like."""

from dataclasses import dataclass


@dataclass
class LineFit:
    """Fits y = slope * x by gradient descent; writes the losses to a file, which is kept as an artifact."""

    epochs: int = 20
    rate: float = 0.01

    def main(self) -> float:
        points = [(x, 3.0 * x) for x in range(1, 6)]
        slope = 0.0
        with open("losses.csv", "w") as losses:
            print("epoch,loss", file=losses)
            for epoch in range(self.epochs):
                gradient = sum(2 * x * (slope * x - y) for x, y in points) / len(points)
                slope -= self.rate * gradient
                loss = sum((slope * x - y) ** 2 for x, y in points) / len(points)
                print(f"{epoch},{loss}", file=losses)
                print(f"epoch {epoch}: loss {loss:.6f}")
        return slope


def inverse(value: float = 0.0) -> float:
    """Fails at zero."""
    return 1 / value
