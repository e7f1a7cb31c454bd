"""Gone quiet, left, new, and of whom it is too early to say."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.comparison.clients import clients, count
from forensics.comparison.ground import common
from forensics.comparison.nouns import ClientCounts, ComparedClient
from forensics.comparison.sides import Side
from forensics.values import NOT_APPLICABLE
from tests.builders.scripted import Try
from tests.builders.sided import DAY, HOUR, fails, repaired, side
from tests.effort import few

CAP = "LONCAP01"
WEEK = (0, 7 * DAY)
NEXT = (8 * DAY, 15 * DAY)


def states(before: Side, after: Side) -> dict[str, tuple[str, str]]:
    return {one.name: (one.state, one.why) for one in clients(common(before, after))}


def one_of(before: Side, after: Side) -> ComparedClient:
    (one,) = clients(common(before, after))
    return one


def test_every_state_of_a_repaired_site() -> None:
    ground = common(*repaired())
    found = clients(ground)
    assert [(one.name, one.name_after, one.state) for one in found] == [
        ("FIN-110", "fin-110", "left"),
        ("WHS-902", "WHS-902", "new"),
        ("HR-725", NOT_APPLICABLE, "too early"),
        ("FIN-119", NOT_APPLICABLE, "quiet"),
        ("FIN-128", NOT_APPLICABLE, "quiet"),
        ("FIN-137", NOT_APPLICABLE, "quiet"),
        ("FIN-146", NOT_APPLICABLE, "quiet"),
        ("FIN-155", NOT_APPLICABLE, "quiet"),
        ("FIN-164", NOT_APPLICABLE, "quiet"),
    ]
    counts = count(found, ground)
    assert replace(counts, by_chance=0.0) == ClientCounts(
        before=8,
        after=2,
        quiet=6,
        left=1,
        too_early=1,
        new=1,
        not_told=0,
        by_chance=0.0,
        unnamed_before=0,
        unnamed_after=0,
    )
    expected = sum(math.exp(-one.expected) for one in found if one.state == "quiet")
    assert counts.by_chance == pytest.approx(expected, rel=1e-5)


def test_three_expected_bursts_are_enough_and_two_are_not() -> None:
    before = side(fails("A", CAP, HOUR, 7 * DAY, every=DAY), {CAP: [WEEK]})  # seven in seven days
    enough = one_of(before, side([], {CAP: [(8 * DAY, 11 * DAY)]}))
    assert (enough.state, enough.why, enough.expected) == ("quiet", "", 3.0)
    assert enough.wait_seconds == NOT_APPLICABLE
    short = one_of(before, side([], {CAP: [(8 * DAY, 10 * DAY)]}))
    assert (short.state, short.why, short.expected) == ("too early", "expected", 2.0)
    assert short.wait_seconds == DAY


def test_silence_on_a_server_without_a_log_says_nothing() -> None:
    tries = [*fails("A", CAP, HOUR, 7 * DAY), *fails("A", "LONCAP02", HOUR, HOUR + 1)]
    before = side(tries, {CAP: [WEEK], "LONCAP02": [WEEK]})
    assert states(before, side([], {CAP: [NEXT]})) == {"A": ("too early", "not covered")}


def test_a_client_known_by_an_address_only_is_told_on_neither_side() -> None:
    before = side(fails("10.4.12.29", CAP, HOUR, 7 * DAY), {CAP: [WEEK]})
    after = side(fails("10.4.12.29", CAP, 8 * DAY, 9 * DAY), {CAP: [NEXT]})
    ground = common(before, after)
    found = clients(ground)
    assert [(one.name, one.state, one.why) for one in found] == [
        ("10.4.12.29", "not told", ""),
        ("10.4.12.29", "too early", "address"),
    ]
    assert (count(found, ground).before, count(found, ground).after) == (1, 1)


def test_a_failure_outside_covered_time_is_a_failure_all_the_same() -> None:
    before = side(fails("A", CAP, HOUR, 7 * DAY), {CAP: [WEEK]})
    covered = {CAP: [(8 * DAY, 12 * DAY), (13 * DAY, 15 * DAY)]}
    after = side([Try(at=12 * DAY + HOUR, client="a", target=CAP)], covered)
    assert states(before, after) == {"A": ("left", "")}


OLD = ["A", "B", "C", "D", "10.0.0.9"]
NEW = ["a", "B", "c", "E", "10.0.0.9"]  # one case shows a machine under one name
SERVERS = st.sampled_from([CAP, "LONCAP02"])
HOURS = st.integers(0, 160)
BEFORE = st.lists(st.tuples(st.sampled_from(OLD), SERVERS, HOURS), max_size=10)
AFTER = st.lists(st.tuples(st.sampled_from(NEW), SERVERS, HOURS), max_size=10)
Tries = list[tuple[str, str, int]]


def pair(old: Tries, new: Tries, *, both: bool) -> tuple[Side, Side]:
    """Return two sides; client, server and hour of each failure."""
    early = {CAP: [WEEK], "LONCAP02": [WEEK]} if both else {CAP: [WEEK]}
    late = {CAP: [NEXT], "LONCAP02": [(8 * DAY, 12 * DAY)]}
    return side(hourly(old, 0), early), side(hourly(new, 8 * DAY), late)


def hourly(tries: Tries, begin: int) -> list[Try]:
    return [Try(at=begin + hour * HOUR, client=who, target=at_) for who, at_, hour in tries]


@few(6)
@given(BEFORE, AFTER, st.booleans())
def test_the_clients_before_are_quiet_left_or_too_early(old: Tries, new: Tries, both: bool) -> None:  # noqa: FBT001
    ground = common(*pair(old, new, both=both))
    counts = count(clients(ground), ground)
    assert counts.before == counts.quiet + counts.left + counts.too_early
    assert counts.after == counts.left + counts.new + counts.not_told
    assert counts.before == len({name.casefold() for name, _, _ in old})
    after = {name.casefold() for name, _, _ in new} if old else set()  # whose account is compared
    assert counts.after == len(after)


@few(6)
@given(BEFORE, AFTER, st.booleans())
def test_learning_that_a_client_fails_after_moves_it_to_those_left(
    old: Tries,
    new: Tries,
    both: bool,  # noqa: FBT001
) -> None:
    known = states(*pair(old, new, both=both))
    silent = [
        name
        for name, (state, why) in known.items()
        if state in {"quiet", "too early"} and why != "address"
    ]
    for name in silent[:1]:
        learned = states(*pair(old, [*new, (name, CAP, 3)], both=both))
        assert learned[name] == ("left", "")
        assert {**known, name: ()} == {**learned, name: ()}
