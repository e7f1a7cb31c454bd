"""What holds for every test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from forensics.articles.library import VARIABLE

# A library of articles that whoever runs the tests keeps has no part in them.
os.environ[VARIABLE] = str(Path(__file__).with_name("no-library.sqlite"))

# How long an example takes is the machine's business: a busy one is no failure. Where time is
# bounded, a test says so in seconds of the processor.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name each test's group at the end of its id, by which xdist keeps groups together.

    xdist 3.8 writes it where pytest 9.2 no longer reads it: without a word, every group falls
    apart, and what its tests share is made once for each worker and test.
    """
    if not getattr(config.option, "loadgroup", False):  # set in workers, by `--dist loadgroup`
        return
    for item in items:
        group = next(item.iter_markers("xdist_group"), None)
        if group and not item.nodeid.endswith(f"@{group.args[0]}"):
            known = item._id  # noqa: SLF001 - there is no other place
            item._id = type(known).parse(f"{item.nodeid}@{group.args[0]}")  # noqa: SLF001
