"""Each account database follows its own policy: declared, stated of it, or learnt."""

from forensics.case import DeclaredPolicy
from forensics.replay.changes import changes
from forensics.replay.explain import explain, in_order, stated_policies, stated_policy
from forensics.replay.locking import main_database
from forensics.replay.lockouts import follow
from forensics.replay.policies import settle_each
from forensics.replay.policy import Policy, Precedent, settle
from forensics.replay.prevention import prevent
from forensics.replay.rerun import lockouts, tries
from forensics.replay.stated import NOTHING, Stated
from forensics.replay.statements import Statement
from forensics.values import NOT_RECORDED, Locator
from tests.builders.observed import BAD, LOCKED, Act, registry, story

NONE_DECLARED = DeclaredPolicy()


def says(threshold: int, machine: str, *, time: int | None = None) -> Statement:
    """Return a listing on a machine."""
    return Statement(
        threshold=threshold,
        window=1800,
        duration=1800,
        origin=f"net accounts in {machine}.txt, line 1",
        locator=Locator(source=f"{machine}.txt", record=1, offset=0, length=9),
        machine=machine,
        time=time,
    )


def stated(threshold: int, machine: str, *, time: int | None = None) -> Stated:
    """Return what such a listing states of the machine's own database."""
    one = says(threshold, machine, time=time)
    return Stated(
        threshold=threshold,
        window=1800,
        duration=1800,
        heard=(one,),
        governing=(one,),
        own=frozenset({machine}),
    )


def bursts(*lengths: int) -> list[Precedent]:
    """Return lockouts after so many bad passwords, 10 s apart."""
    return [Precedent(bad=tuple(10.0 * place for place in range(length))) for length in lengths]


# ── which policy is whose ───────────────────────────────────────────────────────────────────────


def test_each_database_follows_what_is_stated_of_it() -> None:
    found = settle_each(NONE_DECLARED, {}, {"A": stated(5, "A"), "B": stated(3, "B")}, "A")
    assert (found.threshold, found.basis) == (5, "evidence")
    assert (found.of("B").threshold, found.of("B").basis) == (3, "evidence")
    assert found.seen_from("B").threshold == 3
    assert found.seen_from("B").of("A").threshold == 5


def test_what_is_stated_of_one_leaves_another_to_its_lockouts() -> None:
    found = settle_each(
        NONE_DECLARED, {"B": bursts(4, 4)}, {"A": stated(5, "A"), "B": NOTHING}, "A"
    )
    assert (found.of("A").threshold, found.of("A").basis) == (5, "evidence")
    assert (found.of("B").threshold, found.of("B").basis) == (4, "inferred")


def test_where_nothing_is_stated_all_lockouts_teach_all() -> None:
    """B has one lockout before which a record is missing: that is no other threshold."""
    found = settle_each(
        NONE_DECLARED, {"A": bursts(5, 5, 5), "B": bursts(4)}, {"A": NOTHING, "B": NOTHING}, "A"
    )
    assert (found.threshold, found.support, found.by_database) == (5, (3, 4), {})


def test_two_lockouts_that_agree_teach_their_own_database() -> None:
    """And where they do not agree among themselves, they do not."""
    said = {"A": NOTHING, "B": NOTHING}
    found = settle_each(NONE_DECLARED, {"A": bursts(5, 5, 5), "B": bursts(3, 3)}, said, "A")
    assert (found.of("A").threshold, found.of("B").threshold) == (5, 3)
    mixed = settle_each(NONE_DECLARED, {"A": bursts(5, 5, 5), "B": bursts(3, 4)}, said, "A")
    assert mixed.of("B").threshold == 5
    most = settle_each(NONE_DECLARED, {"A": bursts(5, 5, 5), "B": bursts(3, 3, 4)}, said, "A")
    assert most.of("B").threshold == 5


def test_what_is_declared_governs_all() -> None:
    found = settle_each(
        DeclaredPolicy(threshold=7), {"B": bursts(3, 3)}, {"A": stated(5, "A"), "B": NOTHING}, "A"
    )
    assert [found.of(name).threshold for name in "AB"] == [7, 7]
    assert {found.of(name).basis for name in "AB"} == {"declared"}


def test_a_listing_is_not_believed_of_a_database_that_locks_otherwise_three_times() -> None:
    said = {"A": stated(9, "A")}
    found = settle_each(NONE_DECLARED, {"A": bursts(5, 5, 5)}, said, "A")
    assert (found.threshold, found.basis) == (5, "inferred")
    assert stated_policy(found).support.endswith(
        "net accounts in A.txt, line 1: threshold 9, window 30 min, duration 30 min, yet each of "
        "3 lockouts follows exactly 5 bad passwords."
    )
    assert settle_each(NONE_DECLARED, {"A": bursts(5, 5)}, said, "A").threshold == 9
    assert settle_each(NONE_DECLARED, {"A": bursts(5, 5, 4)}, said, "A").threshold == 9


def test_a_recorded_change_has_a_time_and_is_believed() -> None:
    said = {"A": stated(9, "A", time=1)}
    assert settle_each(NONE_DECLARED, {"A": bursts(5, 5, 5)}, said, "A").threshold == 9


def test_without_lockouts_what_is_stated_elsewhere_is_taken_where_it_agrees() -> None:
    lent = Stated(elsewhere=(says(5, "PC7"),))
    found = settle_each(NONE_DECLARED, {}, {"A": lent}, "A")
    assert (found.threshold, found.basis, found.stated.own) == (5, "evidence", frozenset())
    split = Stated(elsewhere=(says(5, "PC7"), says(3, "PC8")))
    assert settle_each(NONE_DECLARED, {}, {"A": split}, "A").basis == "unknown"


def test_the_main_database_is_the_one_with_most_lockouts() -> None:
    quiet = story(*((float(n), BAD, "PC1") for n in range(9)), keeper="A")
    locked = story((0, LOCKED, None), keeper="B")
    assert (main_database([quiet, locked]), main_database([quiet])) == ("B", "A")
    assert main_database([]) == ""


# ── what is told of them ────────────────────────────────────────────────────────────────────────


def test_different_policies_are_told_by_database_and_equal_ones_are_not() -> None:
    found = settle_each(NONE_DECLARED, {}, {"A": stated(5, "A"), "B": stated(3, "B")}, "A")
    assert [(one.authority, one.threshold) for one in stated_policies(found)] == [
        ("A", 5),
        ("B", 3),
    ]
    alike = settle_each(NONE_DECLARED, {}, {"A": stated(5, "A"), "B": stated(5, "B")}, "A")
    assert stated_policies(alike) == ()


def test_two_thresholds_that_explain_equally_many_are_both_told() -> None:
    told = stated_policy(settle(NONE_DECLARED, bursts(5, 5, 3, 3, 4)))
    assert (told.threshold, told.rivals, told.window_seconds != NOT_RECORDED) == (3, (5,), True)
    assert told.support == (
        "Inferred: before 2 of 5 lockouts whose tripping attempt is recorded, exactly 3 bad "
        "passwords stand since the count last started again. As many lockouts follow exactly 5: "
        "the smallest is used, and none is proven."
    )
    assert stated_policy(settle(NONE_DECLARED, bursts(5, 5, 3))).rivals == ()


# ── and each is replayed ────────────────────────────────────────────────────────────────────────

FIVE = Policy(threshold=5, window=1800, duration=1800, basis="evidence")
TWO = Policy(threshold=2, window=60, duration=1800, basis="evidence")
MIXED = Policy(
    threshold=5,
    window=1800,
    duration=1800,
    basis="evidence",
    by_database={"A": FIVE, "B": TWO},
)


def bad(*times: float, client: str) -> list[Act]:
    return [(time, BAD, client) for time in times]


def test_a_lockout_is_explained_by_the_policy_of_its_database() -> None:
    tale = story(*bad(0, 10, 20, client="PC1"), (20, LOCKED, "PC1"), keeper="B")
    (found,) = explain(in_order(follow(tale, 60, 1800).episodes), MIXED, registry())
    assert ([share.bad_passwords for share in found.shares], found.unexplained) == ([2], 0)


def test_what_would_have_prevented_it_is_replayed_by_each_policy() -> None:
    """Five lock in A; in B two do, of PC2 alone: both clients must be repaired."""
    first = story(*bad(0, 1, 2, 3, 4, client="PC1"), keeper="A")
    second = story(*bad(0, 1, client="PC2"), keeper="B")
    found = prevent([first, second], MIXED, ("PC1", "PC2"))
    assert (found.of, found.smallest, found.method) == (2, ("PC1", "PC2"), "exact")
    assert prevent([first, second], FIVE, ("PC1", "PC2")).of == 1


def test_another_threshold_is_tried_in_every_database_where_it_is_higher() -> None:
    """Eight bad passwords in each: 9 prevents both lockouts, 5 in B alone none."""
    played = [tries(story(*bad(*range(8), client="PC1"), keeper=keeper)) for keeper in ("A", "B")]
    assert lockouts(played, MIXED) == 2
    told = [(one.threshold, one.prevented) for one in changes(played, MIXED)[:-1]]
    assert told == [(6, 0), (9, 2)]
