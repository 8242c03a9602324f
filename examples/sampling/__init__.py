"""A local package: it travels with the functions that import it."""
