"""Whether a command takes from the cache of a case what was read before."""

import argparse
import os


def add(parser: argparse.ArgumentParser) -> None:
    """Add the argument that does without the cache."""
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="read all evidence anew, and keep nothing of it in .cache/ of the case",
    )


def secret(arguments: argparse.Namespace) -> bytes | None:
    """Return what entries of the cache are sealed with; None where there shall be no cache."""
    from forensics.cache import own_secret  # with Polars behind it, --help does not wait

    return None if arguments.no_cache else own_secret(os.environ)
