"""Worked examples 1: what counts, what does not, and when the count starts again."""

from dataclasses import replace
from datetime import timedelta

from tests.builders.simulator.clients import Habit
from tests.builders.site import Era
from tests.worked.paper import Line, bad, end, found, good, lines, network, server, unlocked


def test_the_third_bad_password_locks() -> None:
    """Threshold 3. Bad at 0, 10, 20: the count is 1, 2, 3, and 3 locks, at 20.

    PC1 sent two of the three and PC2 one; PC2 came last and tripped it.
    """
    findings = found(server(), bad(0, 10), bad(20, pc=2))
    assert lines(findings) == [
        Line(20, "SRV1", (0, 10, 20), {"PC1": 2, "PC2": 1}, "PC2", 0, "certain")
    ]


def test_two_do_not_lock() -> None:
    """The count is 1, 2: below 3."""
    assert lines(found(server(), bad(0, 10))) == []


def test_the_window_is_measured_since_the_last_bad_password() -> None:
    """Bad at 0, 1700, 3400: each 1700 s after the one before, less than 1800, so the count goes on.

    That 3400 s lie between the first and the last does not matter (Q128009).
    """
    findings = found(server(), bad(0, 1700, 3400))
    assert lines(findings) == [Line(3400, "SRV1", (0, 1700, 3400), {"PC1": 3}, "PC1", 0, "certain")]


def test_after_a_quiet_window_the_count_starts_again() -> None:
    """Bad at 0, 10: count 2. More than 1800 s of silence: count 0. Then 1910, 1920, 1930: 3."""
    findings = found(server(), bad(0, 10), bad(1910, 1920, 1930, pc=2))
    assert lines(findings) == [
        Line(1930, "SRV1", (1910, 1920, 1930), {"PC2": 3}, "PC2", 0, "certain")
    ]


def test_a_refusal_is_not_counted_and_does_not_extend_the_lockout() -> None:
    """Bad at 0, 10, 20 lock until 1820. At 30 and 1800 the account is refused (539): not counted.

    At 1830 it is free: 1830, 1840 and 1850 count 1, 2, 3 and lock again.
    """
    findings = found(server(), bad(0, 10, 20), bad(30, 1800, pc=2), bad(1830, 1840, 1850))
    assert lines(findings) == [
        Line(20, "SRV1", (0, 10, 20), {"PC1": 3}, "PC1", 2, "certain"),
        Line(1850, "SRV1", (1830, 1840, 1850), {"PC1": 3}, "PC1", 0, "certain"),
    ]
    counts = findings.attempts
    assert (counts.total, counts.bad_password, counts.locked_out) == (8, 6, 2)


def test_a_right_password_starts_the_count_again() -> None:
    """Bad at 0, 10: count 2. Right at 15: count 0. Bad at 20, 30, 40: count 3, locked at 40."""
    findings = found(server(), bad(0, 10), good(15, pc=2), bad(20, 30, 40))
    assert lines(findings) == [Line(40, "SRV1", (20, 30, 40), {"PC1": 3}, "PC1", 0, "certain")]


def test_a_lockout_ends_by_itself_after_its_duration() -> None:
    """Locked at 20 for 1800 s: free at 1820. Nobody unlocked it, the policy tells the end."""
    (lockout,) = found(server(), bad(0, 10, 20)).lockouts
    assert end(lockout) == (1820, "policy")


def test_an_administrator_ends_it_sooner_by_671() -> None:
    """Locked at 20; 671 at 100: free at 100, not at 1820. Three more lock it again at 130."""
    findings = found(server(), bad(0, 10, 20), unlocked(100), bad(110, 120, 130))
    assert [end(lockout) for lockout in findings.lockouts] == [(100, "unlocked"), (1930, "policy")]
    assert [(each.at, each.counted) for each in lines(findings)] == [
        (20, (0, 10, 20)),
        (130, (110, 120, 130)),
    ]


def test_since_vista_by_4767() -> None:
    """The same with the events since Vista: 4625, 4740, 4767."""
    findings = found(server(Era.MODERN), bad(0, 10, 20), unlocked(100), bad(110, 120, 130))
    assert [end(lockout) for lockout in findings.lockouts] == [(100, "unlocked"), (1930, "policy")]


def test_a_new_password_set_by_an_administrator_ends_it_too() -> None:
    """Before Vista a reset writes 628 and 671; locked at 20, free at 100."""
    findings = found(server(), bad(0, 10, 20), unlocked(100, reset=True))
    assert [end(lockout) for lockout in findings.lockouts] == [(100, "unlocked")]
    assert [(each.event_id, each.by) for each in findings.password_changes] == [(628, "admin")]


def test_an_unlock_forgets_the_count() -> None:
    """Bad at 0, 10: count 2. 671 at 15: count 0. Bad at 20: count 1, no lockout."""
    assert lines(found(server(), bad(0, 10), unlocked(15), bad(20))) == []


def test_one_visit_of_a_unc_path_is_three_tries() -> None:
    """The redirectors retry (Q219898): one visit at 0 makes three tries within 0.2 s, and 3 lock.

    They stand in one second of one log, and are not taken for copies of one try.
    """
    (first,) = bad(0)
    visit = Habit(first=first, every=timedelta(seconds=1), retried=True)
    findings = found(server(), list(visit.attempts()))
    assert findings.attempts.bad_password == 3
    assert lines(findings) == [Line(0, "SRV1", (0, 0, 0), {"PC1": 3}, "PC1", 0, "certain")]


def test_within_one_second_the_keepers_record_numbers_tell_the_order() -> None:
    """PC2 at FS2 at 20.1, then PC1 at FS1 at 20.5: DC1 writes 681 of both in the second 20.

    Its records tell that PC1 came last, whatever the servers are called. That a log is written in
    the order of checking is not certain.
    """
    world = replace(network(Era.W2000), channel={"FS1": "DC1", "FS2": "DC1"})
    tries = (bad(0, 20.5, at="FS1", name="CORP"), bad(20.1, pc=2, at="FS2", name="CORP"))
    (lockout,) = found(world, *tries).lockouts
    assert (lockout.tripped_by, lockout.unordered) == ("PC1", ("PC2",))
    assert lockout.caller_agrees == "yes"
