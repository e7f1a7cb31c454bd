"""What the findings say of each lockout, and how sure they are."""

from forensics.occurrences import Counted, Lockout, Share, Unlock
from forensics.replay.explain import explain, in_order, unlocks
from forensics.replay.lockouts import follow
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.values import NOT_RECORDED, Instant
from tests.builders.observed import (
    BAD,
    GOOD,
    LOCKED,
    REFUSED,
    ROW_OF_LOCKOUT,
    ROW_OF_UNLOCK,
    UNLOCKED,
    Act,
    locators,
    registry,
    story,
    ticks,
)

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
INFERRED = Policy(threshold=3, window=1800, duration=None, basis="inferred", support=(1, 1))


def at(seconds: float) -> Instant:
    return Instant(ticks(seconds))


def explained(*tales: Story, policy: Policy = THREE, sound: bool = True) -> tuple[Lockout, ...]:
    episodes = [
        episode
        for tale in tales
        for episode in follow(tale, policy.window, policy.duration).episodes
    ]
    return explain(in_order(episodes), policy, registry(sound=sound))


def told(*acts: Act, policy: Policy = THREE, sound: bool = True) -> Lockout:
    (lockout,) = explained(story(*acts), policy=policy, sound=sound)
    return lockout


WHOLE: tuple[Act, ...] = (
    (0, BAD, "PC1"),
    (10, BAD, "PC2"),
    (20, LOCKED, "PC1"),
    (20, BAD, "PC1"),
    (30, REFUSED, "PC2"),
    (50, REFUSED, "PC1"),
)


# ── one lockout, whole ──────────────────────────────────────────────────────────────────────────


def test_a_recorded_lockout_says_who_sent_what_counted() -> None:
    assert told(*WHOLE) == Lockout(
        id="L1",
        time=at(20),
        account="alice",
        authority="SRV1",
        host="SRV1",
        basis="recorded",
        caller="PC1",
        counted=(
            Counted(time=at(0), client="PC1", target="SRV1", evidence=locators(0, 50)),
            Counted(time=at(10), client="PC2", target="SRV1", evidence=locators(1, 51)),
            Counted(time=at(20), client="PC1", target="SRV1", evidence=locators(2, 52)),
        ),
        shares=(Share(client="PC1", bad_passwords=2), Share(client="PC2", bad_passwords=1)),
        tripped_by="PC1",
        unexplained=0,
        certainty="certain",
        refused=2,
        until=at(1820),
        until_basis="policy",
        evidence=locators(ROW_OF_LOCKOUT, 0, 50, 1, 51, 2, 52),
        last_refused=at(50),
        caller_agrees="yes",
    )


def test_an_inferred_lockout_cites_its_first_refusal() -> None:
    lockout = told(*(act for act in WHOLE if act[1] != LOCKED))
    assert (lockout.basis, lockout.time, lockout.host) == ("inferred", at(20), "SRV1")
    assert lockout.caller == NOT_RECORDED
    assert lockout.evidence == locators(3, 0, 50, 1, 51, 2, 52)
    assert lockout.certainty == "likely"


def test_lockouts_are_numbered_by_time_then_by_database_and_account() -> None:
    first = story((5, LOCKED, "PC1"), keeper="B")
    second = story((5, LOCKED, "PC1"), keeper="A", account="bob")
    third = story((5, LOCKED, "PC1"), (0, LOCKED, "PC1"), keeper="A", account="alice")
    for tales in ((first, second, third), (third, second, first)):
        found = explained(*tales)
        assert [(each.id, each.authority, each.account) for each in found] == [
            ("L1", "A", "alice"),
            ("L2", "A", "alice"),
            ("L3", "A", "bob"),
            ("L4", "B", "alice"),
        ]


# ── what is missing ─────────────────────────────────────────────────────────────────────────────


def test_where_the_tripping_password_is_missing_nobody_tripped_it() -> None:
    lockout = told((0, BAD, "PC1"), (10, BAD, "PC1"), (60, LOCKED, "PC2"))
    assert lockout.tripped_by == NOT_RECORDED
    assert (lockout.unexplained, lockout.certainty, lockout.caller) == (1, "possible", "PC2")
    assert [each.time for each in lockout.counted] == [at(0), at(10)]


def test_a_lockout_without_attempts_is_unexplained() -> None:
    lockout = told((60, LOCKED, None))
    assert (lockout.counted, lockout.shares, lockout.unexplained) == ((), (), 3)
    assert (lockout.caller, lockout.tripped_by) == (NOT_RECORDED, NOT_RECORDED)
    assert lockout.certainty == "possible"
    assert lockout.last_refused == NOT_RECORDED


def test_an_early_password_that_is_missing_leaves_one_unexplained() -> None:
    lockout = told(*WHOLE[1:])
    assert (lockout.unexplained, lockout.tripped_by, lockout.certainty) == (1, "PC1", "possible")


def test_without_a_threshold_it_is_not_known_how_many_are_unexplained() -> None:
    unknown = Policy(threshold=None, window=1800, duration=None, basis="unknown")
    lockout = told(*WHOLE, policy=unknown)
    assert (lockout.unexplained, lockout.certainty) == (NOT_RECORDED, "possible")


def test_a_password_without_a_client_has_a_share_of_its_own() -> None:
    acts: tuple[Act, ...] = ((0, BAD, None), (10, BAD, None), (20, LOCKED, None), (20, BAD, "PC1"))
    lockout = told(*acts)
    assert lockout.shares == (
        Share(client=NOT_RECORDED, bad_passwords=2),
        Share(client="PC1", bad_passwords=1),
    )


# ── how sure ────────────────────────────────────────────────────────────────────────────────────


def test_a_recorded_lockout_with_all_its_passwords_and_a_declared_policy_is_certain() -> None:
    assert told(*WHOLE).certainty == "certain"


def test_a_lockout_that_names_no_caller_contradicts_nobody() -> None:
    acts = tuple((time, what, None if what == LOCKED else who) for time, what, who in WHOLE)
    assert told(*acts).certainty == "certain"


def test_damaged_evidence_makes_nothing_certain() -> None:
    assert told(*WHOLE, sound=False).certainty == "likely"


def test_an_inferred_policy_makes_nothing_certain() -> None:
    assert told(*WHOLE, policy=INFERRED).certainty == "likely"


def test_a_caller_other_than_the_sender_of_the_last_password_makes_it_likely_only() -> None:
    acts = tuple((time, what, "PC9" if what == LOCKED else who) for time, what, who in WHOLE)
    assert told(*acts).certainty == "likely"


def test_an_unnamed_sender_of_the_last_password_makes_it_likely_only() -> None:
    acts = tuple((time, what, None if time == 20 else who) for time, what, who in WHOLE)
    assert told(*acts).certainty == "likely"


# ── until when ──────────────────────────────────────────────────────────────────────────────────


def until(*acts: Act, policy: Policy) -> tuple[object, str]:
    lockout = told(*WHOLE, *acts, policy=policy)
    return lockout.until, lockout.until_basis


def test_a_declared_duration_tells_the_end_unless_a_record_shows_an_earlier_one() -> None:
    assert until(policy=THREE) == (at(1820), "policy")
    assert until((2000, GOOD, "PC1"), policy=THREE) == (at(1820), "policy")
    assert until((1821, GOOD, "PC1"), policy=THREE) == (at(1820), "policy")
    assert until((900, GOOD, "PC1"), policy=THREE) == (at(900), "checked")
    assert until((900, UNLOCKED, "helpdesk"), policy=THREE) == (at(900), "unlocked")


def test_without_a_declared_duration_only_records_tell_it() -> None:
    assert until(policy=INFERRED) == (NOT_RECORDED, "unknown")
    assert until((2000, GOOD, "PC1"), policy=INFERRED) == (at(2000), "checked")


def test_a_duration_of_zero_ends_by_a_record_only() -> None:
    forever = Policy(threshold=3, window=1800, duration=0, basis="declared")
    assert until(policy=forever) == (NOT_RECORDED, "unknown")
    assert until((90_000, UNLOCKED, "helpdesk"), policy=forever) == (at(90_000), "unlocked")


# ── unlocks ─────────────────────────────────────────────────────────────────────────────────────


def test_unlocks_stand_in_order_of_time() -> None:
    late = story((20, UNLOCKED, None), keeper="A")
    early = story((10, UNLOCKED, "helpdesk"), keeper="B")
    assert unlocks([late, early], registry()) == (
        Unlock(
            time=at(10),
            account="alice",
            authority="B",
            by="helpdesk",
            evidence=locators(ROW_OF_UNLOCK),
        ),
        Unlock(
            time=at(20),
            account="alice",
            authority="A",
            by=NOT_RECORDED,
            evidence=locators(ROW_OF_UNLOCK),
        ),
    )
