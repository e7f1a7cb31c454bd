"""What holds for every test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# As many processes run tests as there are cores; a second thread in each would only wait for the
# first. Polars reads this once, when it is imported.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from forensics.articles.library import VARIABLE
from tests import network
from tests.effort import HOUSE, THOROUGH

# A library of articles that whoever runs the tests keeps has no part in them.
os.environ[VARIABLE] = str(Path(__file__).with_name("no-library.sqlite"))

# Nor does what an earlier run of them has read: below a file no secret of a cache can be kept.
os.environ["XDG_DATA_HOME"] = str(Path(__file__) / "no-data")

# How long an example takes is the machine's business: a busy one is no failure. Where time is
# bounded, a test says so in seconds of the processor.
# A quarter of the examples that the library would try: the suite runs often, and they differ each
# time. Who has more time has `./run test --hypothesis-profile=thorough`.
settings.register_profile("house", deadline=None, max_examples=HOUSE)
settings.register_profile("thorough", deadline=None, max_examples=THOROUGH)
settings.load_profile("house")


network.watch()


def pytest_configure(config: pytest.Config) -> None:
    """Make our marks known."""
    config.addinivalue_line("markers", network.LOOPBACK)


@pytest.fixture(autouse=True)
def _off_the_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail whatever reaches for the network; see `network`."""
    marked = request.node.get_closest_marker("loopback") is not None
    with network.watched(loopback=marked):
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_press() -> Iterator[None]:
    """Set the pages of reports in the process of the test: all cores have tests to run."""

    def refused() -> NoReturn:
        raise OSError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("forensics.press._second", refused)
        yield


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
