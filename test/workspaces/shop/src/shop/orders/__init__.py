__all__ = [
    "basket",
    "history",
]
