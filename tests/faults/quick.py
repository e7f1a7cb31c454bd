"""`python -m tests.faults.quick COMMAND ... [, COMMAND ...]`: the program, without its pages.

They take seconds, and what is tried with it happens before and after. Several commands run one
after the other, and each one's status is printed.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from unittest.mock import patch

from forensics.cli import main


@contextmanager
def without_pages() -> Iterator[None]:
    """Leave the pages out of reports."""
    with (
        patch("forensics.sized.begin", lambda *_: lambda: b"%PDF- left out\n"),
        patch("forensics.reporting.page", lambda *_: b"<!DOCTYPE html>\n"),
    ):
        yield


if __name__ == "__main__":
    with without_pages():
        print("ready", flush=True)  # noqa: T201
        for between, words in groupby(sys.argv[1:], lambda word: word == ","):
            if not between:
                print(f"status {main([*words])}", flush=True)  # noqa: T201
