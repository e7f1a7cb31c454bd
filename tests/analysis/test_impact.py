"""What lockouts cost: how long, and who was turned away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.effects import Asked, Impact
from forensics.replay.explain import explain, in_order
from forensics.replay.impact import tally
from forensics.replay.lockouts import follow
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.sources import Coverage
from forensics.values import NOT_APPLICABLE, Instant
from tests.builders.observed import (
    BAD,
    LOCKED,
    REFUSED,
    UNLOCKED,
    Act,
    registry,
    story,
    ticks,
)

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
FOREVER = Policy(threshold=3, window=1800, duration=0, basis="declared")
TRIPPED: tuple[Act, ...] = (
    (0, BAD, "PC1"),
    (10, BAD, "PC2"),
    (20, LOCKED, "PC1"),
    (20, BAD, "PC1"),
)


def window(first: float, last: float) -> Coverage:
    return Coverage(
        first=Instant(ticks(first)),
        last=Instant(ticks(last)),
        basis="declared",
        hosts=(),
        without_log=(),
    )


HOUR = window(0, 3600)


def cost(*tales: Story, policy: Policy = THREE, covered: Coverage = HOUR) -> tuple[Impact, ...]:
    episodes = in_order(
        [
            episode
            for tale in tales
            for episode in follow(tale, policy.window, policy.duration).episodes
        ]
    )
    return tally(explain(episodes, policy, registry()), episodes, tales, covered)


def test_a_lockout_counts_to_its_end_and_its_share_within_the_window() -> None:
    # Locked from 20 s to 1,820 s; the window ends at 920 s: 900 of 920 s.
    (found,) = cost(
        story(*TRIPPED, (30, REFUSED, "PC2"), (40, REFUSED, "PC3"), (50, REFUSED, None)),
        covered=window(0, 920),
    )
    assert found == Impact(
        authority="SRV1",
        account="alice",
        lockouts=1,
        locked_seconds=1800,
        longest_seconds=1800,
        share=0.9782,
        open_ended=0,
        refused=3,
        uninvolved=1,
        clean=1,
        asked=(Asked(target="SRV1", refused=3, uninvolved=1, clean=1),),
    )


def test_a_client_that_failed_elsewhere_is_not_clean() -> None:
    elsewhere = story((5000, BAD, "PC3"), keeper="SRV2", target="SRV2")
    (found,) = cost(story(*TRIPPED, (40, REFUSED, "PC3")), elsewhere)
    assert (found.refused, found.uninvolved, found.clean) == (1, 1, 0)


def test_without_an_end_a_lockout_lasted_at_least_to_its_last_refusal() -> None:
    (found,) = cost(story(*TRIPPED, (320, REFUSED, "PC1")), policy=FOREVER)
    assert (found.locked_seconds, found.longest_seconds, found.open_ended) == (300, 300, 1)
    (found,) = cost(story(*TRIPPED), policy=FOREVER)
    assert (found.locked_seconds, found.share, found.open_ended) == (0, 0.0, 1)


def test_a_later_check_of_a_password_does_not_tell_when_a_lockout_ended() -> None:
    acts: tuple[Act, ...] = (*TRIPPED, (120, REFUSED, "PC1"), (90_000, BAD, "PC1"))
    (found,) = cost(story(*acts), policy=FOREVER)
    assert (found.locked_seconds, found.open_ended) == (100, 1)


def test_an_unlock_tells_it() -> None:
    (found,) = cost(story(*TRIPPED, (620, UNLOCKED, "helpdesk")), policy=FOREVER)
    assert (found.locked_seconds, found.open_ended) == (600, 0)


def test_databases_stand_apart_the_longest_locked_first() -> None:
    short = story(*TRIPPED, (80, UNLOCKED, "helpdesk"), keeper="A", target="A")
    found = cost(short, story(*TRIPPED, keeper="B", target="B"))
    assert [(one.authority, one.locked_seconds) for one in found] == [("B", 1800), ("A", 60)]


def test_without_a_window_there_is_no_share() -> None:
    absent = Coverage(
        first=NOT_APPLICABLE, last=NOT_APPLICABLE, basis="none", hosts=(), without_log=()
    )
    assert cost(story(*TRIPPED), covered=absent)[0].share == NOT_APPLICABLE
    assert cost(story(*TRIPPED), covered=window(5, 5))[0].share == NOT_APPLICABLE


def test_without_a_lockout_nothing_is_lost() -> None:
    assert cost(story((0, BAD, "PC1"))) == ()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400).map(lambda step: step * 20),
            st.sampled_from([BAD, BAD, REFUSED, LOCKED]),
            st.sampled_from(["PC1", "PC2", None]),
        ),
        max_size=30,
        unique_by=lambda act: act[0],
    ),
    st.sampled_from([THREE, FOREVER]),
)
def test_parts_sum_up(acts: list[Act], policy: Policy) -> None:
    for one in cost(story(*acts), policy=policy):
        assert one.refused == sum(each.refused for each in one.asked)
        assert one.uninvolved == sum(each.uninvolved for each in one.asked)
        assert one.clean == sum(each.clean for each in one.asked)
        assert one.clean <= one.uninvolved <= one.refused
        assert one.longest_seconds <= one.locked_seconds
        assert one.share == pytest.approx(one.share, abs=0)
        assert isinstance(one.share, float)
        assert 0 <= one.share <= 1


def test_a_machine_for_which_it_was_locked_stands_there_without_a_refusal_too() -> None:
    """CORP locks for every machine that asks it: FS1 was refused once, FS2 only failed before."""
    tale = story(*TRIPPED, (30, REFUSED, "PC1"), keeper="CORP", target="FS1")
    tale.target[0] = "FS2"
    (found,) = cost(tale)
    assert found.asked == (
        Asked(target="FS1", refused=1, uninvolved=0, clean=0),
        Asked(target="FS2", refused=0, uninvolved=0, clean=0),
    )
