"""Worked examples 4: the policy played again without some clients, and with other numbers."""

from dataclasses import replace

from forensics.effects import Change, Prevented, Step, WhatIf
from tests.builders.site import Era
from tests.worked.paper import bad, found, server, unlocked

PC1_AND_PC2 = (bad(0, 20), bad(10, pc=2), bad(4000, 4010, 4020, pc=2))
"""L1 at 20: PC1 twice, PC2 once. L2 at 4020: PC2 three times."""


def what_if() -> WhatIf:
    return found(server(), *PC1_AND_PC2).what_if


def test_each_client_alone() -> None:
    """Without PC1, L1 has one bad password left of three; L2 stays: 1 of 2 is prevented.

    Without PC2, L1 has two left, and L2 none: both are prevented.
    """
    assert what_if().of == 2
    assert what_if().per_client == (
        Prevented(client="PC2", prevented=2),
        Prevented(client="PC1", prevented=1),
    )


def test_the_smallest_set_is_found_by_trying_every_smaller_one() -> None:
    """PC2 alone prevents both, and nothing smaller than one client can."""
    found_ = what_if()
    assert (found_.smallest_fix, found_.prevented, found_.method) == (("PC2",), 2, "exact")


def test_two_clients_that_would_each_have_locked_must_both_be_repaired() -> None:
    """PC1 at 0, 10, 20 and PC2 at 1, 11, 21: whoever is repaired, the other's three lock.

    The curve: the first repaired prevents none of 1, both together prevent it.
    """
    both = found(server(), bad(0, 10, 20), bad(1, 11, 21, pc=2)).what_if
    assert (both.of, both.smallest_fix, both.prevented) == (1, ("PC1", "PC2"), 1)
    assert both.curve == (Step(client="PC1", prevented=0), Step(client="PC2", prevented=1))


def test_a_refused_try_would_have_been_a_bad_password() -> None:
    """PC1 locks at 20, and PC2 is refused at 30, 40, 50.

    Without PC1 these three would have locked: to repair PC1 alone prevents nothing.
    """
    found_ = found(server(), bad(0, 10, 20), bad(30, 40, 50, pc=2)).what_if
    assert found_.per_client == (
        Prevented(client="PC1", prevented=0),
        Prevented(client="PC2", prevented=0),
    )


def numbers(changes: tuple[Change, ...]) -> list[tuple[str, int, int, int]]:
    return [(each.what, each.threshold, each.window_seconds, each.prevented) for each in changes]


def test_other_thresholds_and_windows_and_none() -> None:
    """Bad at 0, 700, 1400: 3 lock at 1400. With a threshold of 4 they do not.

    The gaps are 700 s. With a window of 660 s, the longest in whole minutes below 700, each is
    forgotten before the next. Without a policy nothing locks.
    """
    assert numbers(found(server(), bad(0, 700, 1400)).what_if.policies) == [
        ("threshold", 4, 1800, 1),
        ("window", 3, 660, 1),
        ("off", 0, 1800, 1),
    ]


def test_what_never_locked_needs_no_prevention() -> None:
    """Three 529 of a name that SRV1 does not know: NT 4 does not tell that from a bad password.

    Nothing locked, for there is no account to lock: no 644 and no 539. That the policy would have
    locked one is no lockout.
    """
    unknown = [replace(each, account="nobody") for each in bad(0, 10, 20)]
    findings = found(server(Era.NT4), unknown)
    assert (findings.attempts.bad_password, findings.lockouts) == (3, ())
    assert findings.what_if == WhatIf(
        of=0, smallest_fix=(), prevented=0, per_client=(), method="none"
    )


def test_where_no_unlock_is_recorded_the_replay_gives_fewer_than_were_found() -> None:
    """NT 4: bad at 0, 10, 20 lock; an administrator unlocks at 100; 200, 210, 220 lock again.

    NT 4 records no unlock. Two 644s are there, and the replay, which knows of no unlock, keeps the
    account locked until 1820.
    """
    findings = found(server(Era.NT4), bad(0, 10, 20), unlocked(100), bad(200, 210, 220))
    assert (len(findings.lockouts), findings.what_if.of) == (2, 1)
