"""What one account database saw of one account."""

from forensics.case import Host
from forensics.replay.stories import RecordedUnlock, Story, tell
from tests.builders.observed import BAD, GOOD, REFUSED, Row, observations, scene, seconds, seen

DC = Host(name="DC1", roles=("dc",))


def stories(*rows: Row, hosts: tuple[Host, ...] = (DC,)) -> tuple[Story, ...]:
    found = scene(observations(rows), hosts)
    return tell(found.attempts, found.observations, found.sites)


def failed(at: float, outcome: str = BAD, account: str = "alice", host: str = "FS1") -> Row:
    return seen(at, host, 4625, outcome, account=account, workstation="PC1", domain="CORP")


def locked(at: float, host: str = "DC1", caller: str | None = "PC1", account: str = "alice") -> Row:
    return seen(at, host, 4740, account=account, caller=caller, by=f"{host}$", by_domain="CORP")


def unlocked(at: float, host: str = "DC1", by: str | None = "helpdesk") -> Row:
    return seen(at, host, 4767, domain="CORP", by=by, by_domain="CORP")


def test_a_story_lists_attempts_lockouts_and_unlocks_in_order_of_time() -> None:
    rows = (failed(1), locked(2), failed(3, REFUSED), unlocked(60), failed(70, GOOD))
    (told,) = stories(*rows)
    assert (told.authority, told.account, told.account_key) == ("CORP", "alice", "alice")
    assert [seconds(time) for time in told.time] == [1, 3, 70]
    assert told.outcome == [BAD, REFUSED, GOOD]
    assert told.client == ["PC1", "PC1", "PC1"]
    assert told.target == ["FS1", "FS1", "FS1"]
    assert told.attempt == [0, 2, 4]
    (lockout,) = told.lockouts
    assert (seconds(lockout.time), lockout.host, lockout.caller) == (2, "DC1", "PC1")
    assert lockout.rows == (1,)
    (unlock,) = told.unlocks
    assert (seconds(unlock.time), unlock.by, unlock.row) == (60, "helpdesk", 3)


def test_each_database_has_its_own_story_of_a_name() -> None:
    local = seen(9, "FS1", 4625, BAD, workstation="PC1", domain="PC1")
    told = stories(failed(1), locked(2), local)
    assert [(each.authority, each.account) for each in told] == [
        ("CORP", "alice"),
        ("FS1", "alice"),
    ]


def test_the_spellings_of_an_account_are_one_story_under_the_first() -> None:
    (told,) = stories(failed(1, account="Alice"), failed(2, account=r"corp\ALICE"), locked(3))
    assert (told.account, told.account_key) == ("Alice", "alice")
    assert len(told.time) == 2


def test_an_account_that_only_succeeded_has_no_story() -> None:
    assert stories(failed(1, GOOD)) == ()


def test_a_lockout_without_any_attempt_is_a_story() -> None:
    (told,) = stories(locked(1))
    assert (told.account, told.time, len(told.lockouts)) == ("alice", [], 1)


def test_a_lockout_without_any_attempt_keeps_its_name_beside_the_attempts_of_another() -> None:
    told = stories(locked(1, account="alice"), failed(2, account="bob"))
    assert [(each.account, each.account_key, len(each.time)) for each in told] == [
        ("alice", "alice", 0),
        ("bob", "bob", 1),
    ]


def test_an_unlock_without_a_lockout_is_a_story() -> None:
    (told,) = stories(unlocked(1, by=None))
    time = told.unlocks[0].time
    assert told.unlocks == (RecordedUnlock(time=time, recorded=time, by=None, row=0),)


def test_an_attempt_that_names_no_account_is_in_no_story() -> None:
    assert stories(seen(1, "FS1", 4625, BAD, account=None)) == ()


# ── copies of a lockout ─────────────────────────────────────────────────────────────────────────

BOTH = (DC, Host(name="PDC", roles=("dc",)))


def test_the_copies_of_domain_controller_and_primary_are_one_lockout() -> None:
    (told,) = stories(locked(1), locked(1.5, "PDC"), hosts=BOTH)
    (lockout,) = told.lockouts
    assert (seconds(lockout.time), lockout.host, lockout.rows) == (1, "DC1", (0, 1))


def test_a_copy_tells_the_caller_that_the_first_record_leaves_out() -> None:
    (told,) = stories(locked(1, caller=None), locked(1.5, "PDC"), hosts=BOTH)
    assert [each.caller for each in told.lockouts] == ["PC1"]


def test_two_lockouts_on_one_machine_stay_two_however_close() -> None:
    (told,) = stories(locked(1), locked(2))
    assert len(told.lockouts) == 2


def test_beyond_five_seconds_another_machine_tells_of_another_lockout() -> None:
    (told,) = stories(locked(1), locked(6.1, "PDC"), hosts=BOTH)
    assert len(told.lockouts) == 2


def test_lockouts_of_two_databases_are_never_one() -> None:
    told = stories(locked(1), locked(1, "FS1"))
    assert [(each.authority, len(each.lockouts)) for each in told] == [("CORP", 1), ("FS1", 1)]


def test_an_unlock_stands_with_the_attempts_that_alone_tell_the_controller_s_domain() -> None:
    # No lockout names DC1's domain: that it answered for CORP is told by what was tried there.
    checked = seen(5, "DC1", 4776, BAD, workstation="PC1")
    rows = (failed(5), checked, unlocked(60), failed(70))
    (told,) = stories(*rows)
    assert told.authority == "CORP"
    assert [seconds(time) for time in told.time] == [5, 70]
    assert [seconds(unlock.time) for unlock in told.unlocks] == [60]
