"""Several cases in one run: what came of each, and an index over all of them."""
