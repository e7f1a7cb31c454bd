"""Tests of one group run in one worker: what they share is made once."""

import pytest


@pytest.mark.xdist_group("shared")
def test_the_group_of_a_test_is_known_to_whoever_hands_it_to_a_worker(
    request: pytest.FixtureRequest,
) -> None:
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@shared") is grouped
