"""What the cases claim to be true is consistent, and the simulator keeps the rules of lockouts."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.builders import sms_cap, stale_credential
from tests.builders.case_folder import Case
from tests.builders.cases import modern_stale_credential, sms_cap_lockout
from tests.builders.incident import Attempt, Counts, Incident, Outcome, Ruling, Unlock, play
from tests.builders.journal import evt_records, journal
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

SMS = sms_cap_lockout()
NORTHWAY = modern_stale_credential()
BOTH = pytest.mark.parametrize("case", [SMS, NORTHWAY], ids=lambda case: case.name)
PLAYED = pytest.mark.parametrize(
    ("site", "played"),
    [
        pytest.param(sms_cap.SITE, sms_cap.incident(), id="sms-cap-lockout"),
        pytest.param(stale_credential.SITE, stale_credential.incident(), id="northway"),
    ],
)


# ── the two cases ───────────────────────────────────────────────────────────────────────────────


@BOTH
def test_every_lockout_has_its_threshold_of_counted_passwords_within_the_window(case: Case) -> None:
    threshold, window = (5, 30) if case is SMS else (6, 15)
    for lockout in case.truth.lockouts:
        times = [each.time for each in lockout.counted]
        assert len(times) == threshold
        assert times == sorted(times)
        assert times[-1] == lockout.time
        # From the first to the last: so any reading of the window gives the same lockouts.
        assert times[-1] - times[0] < timedelta(minutes=window)
        assert lockout.counted[-1].client == lockout.tripped_by


@BOTH
def test_the_edges_add_up_to_the_attempts(case: Case) -> None:
    edges = [edge.counts for edge in case.truth.edges]
    summed = Counts(
        bad_password=sum(each.bad_password for each in edges),
        locked_out=sum(each.locked_out for each in edges),
        unknown_account=sum(each.unknown_account for each in edges),
        success=sum(each.success for each in edges),
    )
    assert summed == case.truth.attempts


def test_the_truth_of_the_sms_case() -> None:
    truth = SMS.truth
    assert truth.attempts == Counts(bad_password=91, locked_out=253, unknown_account=0, success=5)
    assert truth.unlocks == ()
    assert Counter(each.authority for each in truth.lockouts) == {
        "LONCORP": 4,
        "LONCAP01": 4,
        "LONCAP02": 5,
        "LONCAP03": 3,
    }
    counted = Counter(each.client for lockout in truth.lockouts for each in lockout.counted)
    assert counted.total() == 80
    assert counted.most_common(2) == [("FIN-429", 29), ("HR-725", 17)]
    assert len(counted) == 11


def test_the_truth_of_the_northway_case() -> None:
    truth = NORTHWAY.truth
    assert truth.attempts == Counts(bad_password=48, locked_out=27, unknown_account=3, success=19)
    assert [f"{each.time:%H:%M}" for each in truth.unlocks] == ["08:51", "10:06"]
    assert [each.shares() for each in truth.lockouts] == [
        {"NB-0417": 6},
        {"NB-0417": 6},
        {"NB-0417": 4, "MX-GW1": 2},
        {"NB-0417": 6},
        {"NB-0417": 6},
        {"MX-GW1": 4, "NB-0417": 2},
    ]


@PLAYED
def test_without_the_successes_other_passwords_would_have_counted(
    site: Site, played: Incident
) -> None:
    forgetful = play(site, [act for act in acts(played) if not resets(act)])
    assert forgetful.truth.lockouts != played.truth.lockouts


def acts(played: Incident) -> Iterator[Attempt | Unlock]:
    for each in played.happenings:
        yield each if isinstance(each, Unlock) else each.attempt


def resets(act: Attempt | Unlock) -> bool:
    return isinstance(act, Attempt) and act.right


@PLAYED
def test_no_attempt_stands_so_near_a_limit_that_a_second_decides(
    site: Site, played: Incident
) -> None:
    near = timedelta(seconds=15)
    for database in site.databases:
        rulings = [
            each
            for each in played.happenings
            if isinstance(each, Ruling) and each.database == database
        ]
        for account in sorted({each.attempt.account for each in rulings}):
            own = [each for each in rulings if each.attempt.account == account]
            assert margin(own, database.policy) > near


def margin(rulings: list[Ruling], policy: Policy) -> timedelta:
    """Return how near an attempt comes to the end of a lockout or of the window."""
    locks = [each.attempt.time for each in rulings if each.locks]
    bad = [each.attempt.time for each in rulings if each.outcome is Outcome.BAD_PASSWORD]
    ends = [abs(each.attempt.time - lock - policy.duration) for each in rulings for lock in locks]
    gaps = [abs(later - sooner - policy.window) for sooner, later in pairwise(bad)]
    return min([*ends, *gaps], default=timedelta.max)


# ── the simulator ───────────────────────────────────────────────────────────────────────────────

NOON = datetime(2003, 10, 9, 12, tzinfo=UTC)


def a_site(era: Era = Era.W2000, minutes: int = 30) -> Site:
    policy = Policy(threshold=3, window=timedelta(minutes=30), duration=timedelta(minutes=minutes))
    accounts = {"alice": "S-1-5-21-1-2-3-1001", "admin": "S-1-5-21-1-2-3-500"}
    return Site(
        machines=(Machine(name="SRV1", era=era, domain="EXAMPLE"),),
        databases=(Database(name="SRV1", keeper="SRV1", policy=policy, accounts=accounts),),
    )


def tries(*minutes: float, right: bool = False) -> list[Attempt | Unlock]:
    return [
        Attempt(
            time=NOON + timedelta(minutes=minute),
            client=Client(name="PC1", address="192.0.2.1"),
            target="SRV1",
            account="alice",
            domain="PC1",
            right=right,
        )
        for minute in minutes
    ]


def unlock(minute: float) -> Unlock:
    time = NOON + timedelta(minutes=minute)
    return Unlock(time=time, authority="SRV1", account="alice", by="admin", by_domain="SRV1")


def locked_at(played: Incident) -> list[float]:
    return [(each.time - NOON) / timedelta(minutes=1) for each in played.truth.lockouts]


def test_the_last_of_the_threshold_locks_and_refusals_do_not_count() -> None:
    played = play(a_site(), tries(0, 1, 2, 3, 31, 33, 34))
    assert locked_at(played) == [2]
    assert played.truth.attempts == Counts(bad_password=5, locked_out=2)


def test_the_window_is_measured_since_the_last_bad_password() -> None:
    assert locked_at(play(a_site(), tries(0, 29, 58))) == [58]
    assert locked_at(play(a_site(), tries(0, 29, 60, 61, 62))) == [62]


def test_a_success_forgets_and_an_unlock_frees() -> None:
    assert locked_at(play(a_site(), [*tries(0, 1, 3, 4), *tries(2, right=True)])) == []
    assert locked_at(play(a_site(), [*tries(0, 1, 2, 4, 5, 6), unlock(3)])) == [2, 6]


def test_a_duration_of_zero_lasts_until_an_unlock() -> None:
    forever = a_site(minutes=0)
    assert locked_at(play(forever, tries(0, 1, 2, 900, 901, 902))) == [2]
    assert locked_at(play(forever, [*tries(0, 1, 2, 900, 901, 902), unlock(800)])) == [2, 902]


def test_an_unknown_account_is_no_bad_password() -> None:
    played = play(a_site(), [*tries(0, 1), *tries(2)])
    stranger = [
        Attempt(time=each.time, client=each.client, target="SRV1", account="bob", domain="PC1")
        for each in tries(0, 1, 2)
        if isinstance(each, Attempt)
    ]
    assert locked_at(played) == [2]
    assert play(a_site(), stranger).truth.attempts == Counts(unknown_account=3)


@pytest.mark.parametrize(
    ("era", "ids"),
    [
        (Era.NT4, [529, 529, 644, 529, 671, 528]),
        (Era.W2000, [681, 529, 681, 529, 644, 681, 529, 671, 680, 540]),
        (Era.W2003, [680, 529, 680, 529, 644, 680, 529, 671, 680, 540]),
    ],
)
def test_each_era_writes_its_own_events(era: Era, ids: list[int]) -> None:
    played = play(a_site(era), [*tries(0, 1, 2), unlock(3), *tries(4, right=True)])
    records = evt_records(journal(a_site(era), played.happenings)["SRV1"])
    assert [record.event_id for record in records] == ids
