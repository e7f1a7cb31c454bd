"""The policy run again in leaps, held against a count that takes every step."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.replay.policy import Policy
from forensics.replay.rerun import chains, gaps, lockouts, longest, steps, tries
from forensics.values import TICKS_PER_SECOND
from tests.builders.observed import BAD, GOOD, REFUSED, UNKNOWN, UNLOCKED, Act, story, ticks

NEVER = -(2**63)
CLIENTS = ("PC1", "PC2", None)
ACTS = st.lists(
    st.tuples(
        st.integers(0, 60).map(float),
        st.sampled_from([BAD, BAD, BAD, REFUSED, GOOD, UNLOCKED, UNKNOWN]),
        st.sampled_from(CLIENTS),
    ),
    max_size=40,
)
POLICIES = st.builds(
    Policy,
    threshold=st.sampled_from([None, 0, 1, 2, 3]),
    window=st.sampled_from([1, 5, 20]),
    duration=st.sampled_from([None, 0, 1, 10]),
    basis=st.just("declared"),
)


def stepped(acts: list[Act], policy: Policy, gone: set[str]) -> int:
    """Count the lockouts act by act, as Windows would."""
    found = bad = 0
    last = free = NEVER
    lasting = policy.lasting * TICKS_PER_SECOND or 2**63
    told = [act for act in acts if act[1] in {BAD, REFUSED, GOOD}]
    unlocks = [act for act in acts if act[1] == UNLOCKED]
    for at, what, client in sorted(
        [*sorted(told, key=lambda act: act[0]), *unlocks], key=lambda act: act[0]
    ):
        time = ticks(at)
        if what in {GOOD, UNLOCKED}:
            bad, free = 0, min(free, time)
        elif time >= free and client not in gone:
            bad = bad + 1 if time - last <= policy.window_ticks else 1
            last = time
            if policy.threshold and bad >= policy.threshold:
                found, bad, free = found + 1, 0, time + lasting
    return found


@settings(max_examples=150, deadline=None)
@given(ACTS, POLICIES, st.sets(st.sampled_from(["PC1", "PC2"])))
def test_leaps_count_what_steps_count(acts: list[Act], policy: Policy, gone: set[str]) -> None:
    assert lockouts([tries(story(*acts))], policy, gone) == stepped(acts, policy, gone)


def test_what_resets_the_count_is_a_step_and_no_bad_password() -> None:
    acts: list[Act] = [(0, BAD, "PC1"), (1, GOOD, "PC2"), (2, BAD, "PC1"), (3, UNKNOWN, "PC3")]
    found = tries(story(*acts))
    assert (steps([found]), found.turn.tolist(), found.clients) == (3, [0, 1], ("PC1", "PC2"))
    assert [each.tolist() for each in gaps([found])] == [[]]


def test_nothing_tried_is_one_step_and_no_lockout() -> None:
    nothing = tries(story())
    policy = Policy(threshold=1, window=300, duration=600, basis="declared")
    assert (steps([nothing]), lockouts([nothing], policy), longest([nothing], policy)) == (1, 0, 0)
    assert list(chains([nothing], policy)) == []
