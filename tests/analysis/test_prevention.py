"""What would have prevented it, checked against every set of clients."""

from collections.abc import Iterable
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from forensics.effects import Step
from forensics.replay import prevention
from forensics.replay.policy import Policy
from forensics.replay.prevention import Prevention, prevent
from tests.builders.observed import BAD, GOOD, REFUSED, UNLOCKED, Act, story

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
PCS = ("PC1", "PC2", "PC3")


def tries(*times: float, client: str | None = "PC1", what: str = BAD) -> list[Act]:
    return [(time, what, client) for time in times]


def prevented(
    *acts: Act, policy: Policy = THREE, clients: tuple[str, ...] = ("PC1", "PC2", "PC3")
) -> Prevention:
    return prevent([story(*acts)], policy, clients)


# ── worked examples ─────────────────────────────────────────────────────────────────────────────


def test_the_one_client_that_sent_them_all_is_the_fix() -> None:
    found = prevented(*tries(0, 10, 20))
    assert found == Prevention(
        of=1,
        smallest=("PC1",),
        prevented=1,
        per_client=(("PC1", 1), ("PC2", 0), ("PC3", 0)),
        method="exact",
        curve=(Step(client="PC1", prevented=1),),
        policies=found.policies,
    )


def test_the_curve_adds_the_clients_of_the_fix_one_by_one_the_best_first() -> None:
    acts = [*tries(0, 1, 2), *tries(4000, 4001, 4002, client="PC2"), *tries(8000, 8001, 8002)]
    assert prevented(*acts).curve == (
        Step(client="PC1", prevented=2),
        Step(client="PC2", prevented=3),
    )
    together = prevented(*tries(0, 10, 20), *tries(1, 11, 21, client="PC2"))
    assert together.curve == (Step(client="PC1", prevented=0), Step(client="PC2", prevented=1))


def test_any_of_two_clients_that_share_a_lockout_will_do_and_the_busier_is_named() -> None:
    found = prevented(*tries(0, 20), *tries(10, client="PC2"))
    assert found.smallest == ("PC1",)
    assert found.per_client == (("PC1", 1), ("PC2", 1), ("PC3", 0))


def test_two_clients_that_would_each_have_locked_alone_must_both_be_repaired() -> None:
    found = prevented(*tries(0, 10, 20), *tries(1, 11, 21, client="PC2"))
    assert (found.smallest, found.prevented) == (("PC1", "PC2"), 1)
    assert found.per_client == (("PC1", 0), ("PC2", 0), ("PC3", 0))


def test_a_refusal_is_replayed_as_a_bad_password() -> None:
    # Without PC1, the three of PC2 that were refused would have been checked, and found wrong.
    found = prevented(*tries(0, 10, 20), *tries(30, 40, 50, client="PC2", what=REFUSED))
    assert (found.of, found.smallest) == (1, ("PC1", "PC2"))


def test_after_the_duration_the_account_can_lock_again() -> None:
    found = prevented(*tries(0, 10, 20), *tries(1900, 1910, 1920))
    assert (found.of, found.prevented) == (2, 2)
    forever = Policy(threshold=3, window=1800, duration=0, basis="declared")
    assert prevented(*tries(0, 10, 20), *tries(1900, 1910, 1920), policy=forever).of == 1


def test_an_unlock_frees_the_account_and_a_success_forgets() -> None:
    unlocked: Act = (100, UNLOCKED, "helpdesk")
    assert prevented(*tries(0, 10, 20), unlocked, *tries(110, 120, 130)).of == 2
    assert prevented(*tries(0, 10), (15, GOOD, "PC2"), *tries(20, 30)).of == 0


def test_a_quiet_window_forgets() -> None:
    assert prevented(*tries(0, 10, 1811)).of == 0
    assert prevented(*tries(0, 10, 1810)).of == 1


def test_each_database_counts_for_itself() -> None:
    stories = [story(*tries(0, 10), keeper="A"), story(*tries(20, 30), keeper="B")]
    assert prevent(stories, THREE, PCS).of == 0


def test_what_names_no_client_cannot_be_repaired() -> None:
    found = prevented(*tries(0, 10, 20, client=None), *tries(5000, 5010, 5020))
    assert (found.of, found.smallest, found.prevented) == (2, ("PC1",), 1)
    assert found.method == "greedy"


def test_a_client_whose_repair_adds_nothing_is_left_out() -> None:
    # Greed takes PC1 first, which appears in most lockouts; PC2 and PC3 then prevent them all.
    acts = [
        *tries(0, 1, client="PC2"),
        *tries(2),
        *tries(4000, 4001, client="PC3"),
        *tries(4002),
        *tries(8000, 8001, 8002, client="PC2"),
        *tries(12000, 12001, 12002, client="PC3"),
    ]
    assert prevented(*acts).smallest == ("PC2", "PC3")


def test_fewer_clients_are_found_than_greed_would_take() -> None:
    """Of the first three, two must go; of the last two, one.

    Greed begins with PC2 or PC4, which prevent as much; with PC2 it needs three, with PC4 two.
    """
    two = Policy(threshold=2, window=300, duration=600, basis="declared")
    acts = [*tries(0, client="PC3"), *tries(10), *tries(20, client="PC4")]
    acts += [*tries(5000, client="PC4"), *tries(5010, client="PC2")]
    found = prevented(*acts, policy=two, clients=("PC1", "PC2", "PC3", "PC4"))
    assert (found.smallest, found.method) == (("PC1", "PC4"), "exact")


def test_without_a_threshold_nothing_is_replayed() -> None:
    unknown = Policy(threshold=None, window=1800, duration=None, basis="unknown")
    nothing = Prevention(of=0, smallest=(), prevented=0, per_client=(), method="none")
    assert prevented(*tries(0, 10, 20), policy=unknown) == nothing


def test_without_a_lockout_there_is_nothing_to_prevent() -> None:
    nothing = Prevention(of=0, smallest=(), prevented=0, per_client=(), method="none")
    assert prevented(*tries(0, 10)) == nothing
    assert prevent([], THREE, PCS) == nothing


def test_at_most_sixty_clients_are_tried() -> None:
    many = tuple(f"PC{number}" for number in range(1, 100))
    assert len(prevented(*tries(0, 10, 20), clients=many).per_client) == prevention.CANDIDATES == 60


# ── every set of clients ────────────────────────────────────────────────────────────────────────

ACTS = st.lists(
    st.tuples(
        st.integers(0, 120).map(lambda minute: minute * 60),
        st.sampled_from([BAD, BAD, REFUSED, GOOD, UNLOCKED]),
        st.sampled_from(["PC1", "PC2", "PC3", "PC4", None]),
    ),
    max_size=18,
    # Within one minute the order of a reset and a password would be a matter of taste.
    unique_by=lambda act: act[0],
)
POLICIES = st.builds(
    Policy,
    threshold=st.integers(1, 3),
    window=st.sampled_from([300, 1800]),
    duration=st.sampled_from([0, 600, 1800]),
    basis=st.just("declared"),
)
FOUR = ("PC1", "PC2", "PC3", "PC4")


def lockouts(acts: list[Act], policy: Policy, without: Iterable[str | None]) -> int:
    """Count the lockouts as one would on paper: one line an act, no cleverness."""
    found, counted, last, locked_until = 0, 0, float("-inf"), float("-inf")
    for time, what, client in sorted(acts, key=lambda act: act[0]):
        if what in {GOOD, UNLOCKED}:
            counted, locked_until = 0, float("-inf")
        elif client not in without and time >= locked_until:
            counted = counted + 1 if time - last <= policy.window else 1
            last = time
            if counted == policy.threshold:
                found, counted = found + 1, 0
                locked_until = time + policy.duration if policy.duration else float("inf")
    return found


def every_set(clients: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(clients, size) for size in range(len(clients) + 1))


@given(ACTS, POLICIES)
def test_it_equals_what_trying_every_set_finds(acts: list[Act], policy: Policy) -> None:
    found = prevented(*acts, policy=policy, clients=FOUR)
    left = {frozenset(some): lockouts(acts, policy, some) for some in every_set(FOUR)}
    of = left[frozenset()]
    assert found.of == of
    assert found.prevented == of - left[frozenset(found.smallest)]
    assert 0 <= found.prevented <= of
    if of:
        alone = {client: of - left[frozenset((client,))] for client in FOUR}
        assert dict(found.per_client) == alone
        assert [gain for _, gain in found.per_client] == sorted(
            (gain for _, gain in found.per_client), reverse=True
        )
    complete = [some for some, lockouts_left in left.items() if not lockouts_left]
    if complete and of:
        assert found.method == "exact"
        assert found.prevented == of
        assert len(found.smallest) == min(map(len, complete))


@given(ACTS, POLICIES)
def test_no_client_of_the_set_is_needless(acts: list[Act], policy: Policy) -> None:
    found = prevented(*acts, policy=policy, clients=FOUR)
    least = lockouts(acts, policy, found.smallest)
    for client in found.smallest:
        rest = [each for each in found.smallest if each != client]
        assert lockouts(acts, policy, rest) > least


@given(ACTS, POLICIES)
def test_where_an_exact_search_costs_too_much_greed_is_honest(
    acts: list[Act], policy: Policy
) -> None:
    found = prevented(*acts, policy=policy, clients=(*FOUR, *(f"X{n}" for n in range(30))))
    assert found.prevented == found.of - lockouts(acts, policy, found.smallest)
    assert set(found.smallest) <= set(FOUR)


@given(ACTS, POLICIES)
def test_the_curve_rises_and_ends_with_the_whole_fix(acts: list[Act], policy: Policy) -> None:
    found = prevented(*acts, policy=policy, clients=FOUR)
    named = [step.client for step in found.curve]
    assert sorted(named) == sorted(found.smallest)
    before = 0
    for k, step in enumerate(found.curve, 1):
        assert step.prevented == found.of - lockouts(acts, policy, named[:k])
        assert step.prevented >= before
        before = step.prevented
    assert before == found.prevented


def test_an_exact_search_takes_twelve_clients() -> None:
    twelve = tuple(f"PC{number}" for number in range(1, 13))
    acts = [
        act
        for pc in twelve
        for act in tries(*(4000 * int(pc[2:]) + n for n in range(3)), client=pc)
    ]
    found = prevented(*acts, clients=twelve)
    assert (found.of, found.method, len(found.smallest), len(found.curve)) == (12, "exact", 12, 12)


def test_databases_that_share_no_client_are_searched_apart() -> None:
    """24 clients in two databases: every set of all would be too many, of 12 it is not."""
    alone = [f"A{n}" for n in range(12)], [f"B{n}" for n in range(12)]
    stories = [
        story(
            *(
                act
                for n, pc in enumerate(pcs)
                for act in tries(*range(4000 * n, 4000 * n + 3), client=pc)
            ),
            keeper=pcs[0],
        )
        for pcs in alone
    ]
    found = prevent(stories, THREE, (*alone[0], *alone[1]))
    assert (found.of, found.prevented, len(found.smallest), found.method) == (24, 24, 24, "exact")


SHARED = st.lists(st.sampled_from(["A", "B", "C"]), min_size=18, max_size=18)


@given(ACTS, SHARED, POLICIES)
def test_over_several_databases_no_smaller_set_does_as_much(
    acts: list[Act], places: list[str], policy: Policy
) -> None:
    apart = [[act for act, at in zip(acts, places, strict=False) if at == place] for place in "ABC"]
    found = prevent(
        [story(*some, keeper=place) for some, place in zip(apart, "ABC", strict=True)], policy, FOUR
    )

    def left(without: Iterable[str]) -> int:
        return sum(lockouts(some, policy, without) for some in apart)

    if found.of:
        assert found.prevented == found.of - left(found.smallest)
    if found.method == "exact":
        assert left(found.smallest) == 0
        smaller = [some for size in range(len(found.smallest)) for some in combinations(FOUR, size)]
        assert all(left(some) for some in smaller)
