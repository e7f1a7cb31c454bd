"""The fewest clients without whom nothing locks, checked against every set of them."""

from collections.abc import Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.replay import smallest as room
from forensics.replay.policy import Policy
from forensics.replay.rerun import Tries, chains, lockouts, tries
from forensics.replay.smallest import Bound, smallest
from tests.builders.observed import BAD, GOOD, REFUSED, UNLOCKED, Act, story

TWO = Policy(threshold=2, window=300, duration=600, basis="declared")
FIVE = ("PC1", "PC2", "PC3", "PC4", "PC5")
FAR = Bound(99)


def played(*acts: Act, keeper: str = "SRV1") -> Tries:
    return tries(story(*acts, keeper=keeper))


def each_of(*pairs: tuple[str, str]) -> Tries:
    """Return lockouts, one after the other, each by a bad password of two clients."""
    return played(
        *(
            (5000.0 * place + second, BAD, client)
            for place, pair in enumerate(pairs)
            for second, client in enumerate(pair)
        )
    )


# ── on paper ────────────────────────────────────────────────────────────────────────────────────


def test_a_run_names_the_clients_that_reach_the_threshold() -> None:
    """Of PC1 PC2 | PC3 PC3 | PC1 (a quiet window) PC2: two runs, and one that is cut short."""
    acts: list[Act] = [(0, BAD, "PC1"), (1, BAD, "PC2"), (2, BAD, "PC3"), (3, BAD, "PC3")]
    acts += [(4, BAD, "PC1"), (305, BAD, "PC2")]
    assert list(chains([played(*acts)], TWO)) == [{"PC1", "PC2"}, {"PC3"}]
    # Without PC2 the others move together: PC1 and PC3, PC3 and PC1.
    assert list(chains([played(*acts)], TWO, ("PC2",))) == [{"PC1", "PC3"}]


def test_the_one_client_in_every_pair_is_enough() -> None:
    pairs = [("PC9", f"PC{number}") for number in range(1, 9)]
    clients = [f"PC{number}" for number in range(1, 10)]
    assert smallest([each_of(*pairs)], TWO, clients, FAR) == ("PC9",)


def test_of_three_that_lock_in_pairs_two_must_go_and_the_first_are_named() -> None:
    pairs = [("PC1", "PC2"), ("PC2", "PC3"), ("PC3", "PC1")]
    assert smallest([each_of(*pairs)], TWO, FIVE, FAR) == ("PC1", "PC2")


def test_where_nothing_locks_nobody_must_go() -> None:
    assert smallest([each_of(("PC1", "PC1"))], TWO, ("PC1",), FAR) == ("PC1",)
    assert smallest([played((0, BAD, "PC1"))], TWO, ("PC1",), FAR) == ()


def test_what_no_client_can_mend_has_no_set() -> None:
    nameless = played((0, BAD, None), (1, BAD, None))
    assert smallest([nameless], TWO, FIVE, FAR) is None


def test_a_set_as_large_as_the_one_known_is_not_looked_for() -> None:
    pairs = [("PC1", "PC2"), ("PC2", "PC3"), ("PC3", "PC1")]
    assert smallest([each_of(*pairs)], TWO, FIVE, Bound(3)) == ("PC1", "PC2")
    assert smallest([each_of(*pairs)], TWO, FIVE, Bound(2)) == ("PC1", "PC2")
    assert smallest([each_of(*pairs)], TWO, FIVE, Bound(1)) == ("PC1",)  # stands for the known one


def test_thirty_clients_of_which_every_second_must_go_are_searched_through() -> None:
    """A ring: each client locks with the next one. Of 30 such 15 must go; 2 ** 30 sets are many."""
    ring = [f"PC{number:02}" for number in range(30)]
    pairs = [(one, ring[(place + 1) % 30]) for place, one in enumerate(ring)]
    found = smallest([each_of(*pairs)], TWO, ring, FAR)
    assert found is not None
    assert len(found) == 15


def test_beyond_its_limits_the_search_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [("PC1", "PC2"), ("PC2", "PC3"), ("PC3", "PC1")]
    monkeypatch.setattr(room, "LOOKED_AT", 3)
    assert smallest([each_of(*pairs)], TWO, FIVE, FAR) is None
    monkeypatch.setattr(room, "LOOKED_AT", 1000)
    monkeypatch.setattr(room, "REPLAYED", 6)  # one replay of six attempts
    assert smallest([each_of(*pairs)], TWO, FIVE, FAR) is None


def test_each_database_locks_by_its_own_policy() -> None:
    """Two bad passwords lock in SRV1, three in SRV2: only the first needs its client repaired."""
    three = Policy(threshold=3, window=300, duration=600, basis="evidence")
    policy = Policy(
        threshold=2, window=300, duration=600, basis="evidence", by_database={"SRV2": three}
    )
    first = played((0, BAD, "PC1"), (1, BAD, "PC1"))
    second = played((0, BAD, "PC2"), (1, BAD, "PC2"), keeper="SRV2")
    assert lockouts([first, second], policy) == 1
    assert smallest([first, second], policy, FIVE, FAR) == ("PC1",)


# ── whatever is tried ───────────────────────────────────────────────────────────────────────────

ACTS = st.lists(
    st.tuples(
        st.integers(0, 90).map(lambda minute: minute * 60),
        st.sampled_from([BAD, BAD, BAD, BAD, REFUSED, GOOD, UNLOCKED]),
        st.sampled_from([*FIVE, None]),
    ),
    max_size=24,
    unique_by=lambda act: act[0],
)
POLICIES = st.builds(
    Policy,
    threshold=st.integers(1, 4),
    window=st.sampled_from([120, 300, 1800]),
    duration=st.sampled_from([0, 60, 600, 1800]),
    basis=st.just("declared"),
)


def every_set(clients: Sequence[str]) -> list[tuple[str, ...]]:
    sizes = range(len(clients) + 1)
    return list(chain.from_iterable(combinations(clients, size) for size in sizes))


@given(ACTS, ACTS, POLICIES)
def test_no_smaller_set_of_all_sets_does_it(
    first: list[Act], second: list[Act], policy: Policy
) -> None:
    both = [played(*first), played(*second, keeper="SRV2")]
    found = smallest(both, policy, FIVE, FAR)
    enough = [some for some in every_set(FIVE) if not lockouts(both, policy, some)]
    if found is None:
        assert not enough
    else:
        assert not lockouts(both, policy, found)
        assert len(found) == min(map(len, enough))


@given(ACTS, POLICIES, st.sets(st.sampled_from(FIVE)))
def test_there_is_a_run_exactly_where_there_is_a_lockout(
    acts: list[Act], policy: Policy, gone: set[str]
) -> None:
    one = [played(*acts)]
    assert bool(list(chains(one, policy, gone))) == bool(lockouts(one, policy, gone))


@given(ACTS, POLICIES, st.sets(st.sampled_from(FIVE)), st.sets(st.sampled_from(FIVE)))
def test_to_leave_more_clients_out_never_adds_a_lockout(
    acts: list[Act], policy: Policy, gone: set[str], more: set[str]
) -> None:
    one = [played(*acts)]
    assert lockouts(one, policy, gone | more) <= lockouts(one, policy, gone)


@given(ACTS, POLICIES, st.sets(st.sampled_from(FIVE), min_size=1))
def test_whoever_leaves_out_no_client_of_a_run_leaves_a_lockout(
    acts: list[Act], policy: Policy, gone: set[str]
) -> None:
    one = [played(*acts)]
    for run in chains(one, policy):
        if not run & gone:
            assert lockouts(one, policy, gone)
