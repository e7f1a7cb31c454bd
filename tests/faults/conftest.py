"""The case and the ways to run the program that the tests of the command line have."""

from tests.test_cli import case, quick, run

__all__ = ["case", "quick", "run"]
