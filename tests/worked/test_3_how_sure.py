"""Worked examples 3: how sure an explanation is, and why passwords are missing."""

from dataclasses import replace
from datetime import timedelta

from forensics.effects import Span
from forensics.values import NOT_RECORDED
from tests.builders.simulator.spoil import cut, without
from tests.builders.simulator.world import Audit, Clock, Keeping
from tests.builders.site import Era
from tests.worked.paper import (
    KNOWN,
    THREE,
    Line,
    analysed,
    bad,
    found,
    good,
    lines,
    logs,
    network,
    server,
)

CORP = "CORP"


def test_an_order_within_the_uncertainty_of_two_clocks_cannot_be_told() -> None:
    """NT 4's controller writes nothing of passwords, so FS1 and FS2 tell the times by their clocks.

    PC1 at FS1 at 17 and PC2 at FS2 at 20: 3 s apart, and two clocks of which nothing is known may
    differ by 5 s. Either may have tripped the lockout: it is likely, not certain.
    """
    tries = (bad(0, 17, at="FS1", name=CORP), bad(20, pc=2, at="FS2", name=CORP))
    (lockout,) = found(network(Era.NT4), *tries).lockouts
    assert (lockout.certainty, lockout.tripped_by, lockout.unordered) == ("likely", "PC2", ("PC1",))


def test_the_caller_that_windows_names_agrees_with_who_tripped_it() -> None:
    """644 names the caller PC2; the last bad password is PC2's."""
    (lockout,) = found(server(), bad(0, 10), bad(20, pc=2)).lockouts
    assert (lockout.caller, lockout.tripped_by, lockout.caller_agrees) == ("PC2", "PC2", "yes")


def test_a_caller_that_does_not_agree_is_said_and_nothing_is_certain() -> None:
    """Bad at 0 and 19 of PC1, at 20 of PC2: 644 names PC2. The log was copied just then.

    Of its 7 records the first 5 are there: 529 and 680 at 0 and at 19, and the 644. The last
    password in the evidence is PC1's, and Windows names another: one of three is unexplained.
    """
    world = server()
    evidence = cut(logs(world, bad(0, 19), bad(20, pc=2)), "SRV1", 0, 0.72)
    (lockout,) = analysed(world, evidence).lockouts
    assert (lockout.caller, lockout.tripped_by, lockout.caller_agrees) == ("PC2", "PC1", "no")
    assert (lockout.unexplained, lockout.certainty) == (1, "possible")


def test_a_log_that_begins_too_late_is_a_reason_for_what_is_missing() -> None:
    """Bad at 0, 10, 20 wrote 529 and 680 each, and 644: 7 records, of which the first 4 are gone.

    A live log overwrites its oldest. One password of three is left, two are unexplained.
    """
    world = server()
    evidence = cut(logs(world, bad(0, 10, 20)), "SRV1", 0.58, 1)
    findings = analysed(world, evidence)
    assert lines(findings)[0].counted == (20,)
    (lockout,) = findings.lockouts
    assert (lockout.unexplained, lockout.certainty) == (2, "possible")
    assert lockout.reasons == ("log-gap",)


def test_a_controller_without_a_log_is_a_reason() -> None:
    """Two bad at DC2 itself and one at DC1; DC1's log is missing, and with it its own 680s."""
    world = network(Era.NT4)
    evidence = logs(world, bad(0, 10, at="DC1", name=CORP), bad(20, pc=2, at="DC2", name=CORP))
    (lockout,) = analysed(world, without(evidence, "DC1")).lockouts
    assert (lockout.unexplained, lockout.host) == (2, "DC2")
    assert "no-log" in lockout.reasons


def test_failures_that_are_not_audited_are_a_reason() -> None:
    """SRV1 audits no failure: of three bad passwords nothing stands in its log but the 644.

    A right password an hour before shows that the log covers the window.
    """
    deaf = Keeping(audit=Audit(logon_failures=False, check_failures=False))
    world = replace(server(), keeping={"SRV1": deaf})
    (lockout,) = found(world, good(-3600), bad(0, 10, 20)).lockouts
    assert (lockout.unexplained, lockout.certainty) == (3, "possible")
    assert "auditing" in lockout.reasons


def test_a_clock_that_is_wrong_and_not_declared_is_a_reason() -> None:
    """FS1's clock is 200 s ahead: its three passwords stand 200 s behind DC1's 644 at 20."""
    fast = {"FS1": Keeping(clock=Clock(ahead=timedelta(seconds=200)))}
    world = network(Era.NT4, keeping=fast)
    (lockout,) = found(world, bad(0, 10, 20, at="FS1", name=CORP)).lockouts
    assert (lockout.unexplained, lockout.certainty) == (3, "possible")
    assert "clock" in lockout.reasons


def test_a_policy_that_nobody_declares_is_inferred_as_intervals() -> None:
    """Two lockouts after three bad passwords each: threshold 3.

    Within them the longest gap is 600 s: the window is 600 s at least. Refused until 1500 s after
    the lockout at 620 s: the duration is 1500 s at least; a password was checked again 2000 s
    after it, at most that.
    """
    world = server()
    evidence = logs(world, bad(0, 20, 620, 2120), good(2620), bad(9000, 9010, 9020))
    findings = analysed(world, evidence, replace(KNOWN, policy=False))
    policy = findings.policy
    assert (policy.threshold, policy.basis) == (3, "inferred")
    assert policy.window_seconds == Span(at_least=600, at_most=NOT_RECORDED)
    assert policy.duration_seconds == Span(at_least=1500, at_most=2000)
    assert [each.certainty for each in lines(findings)] == ["likely", "likely"]


def test_an_explanation_that_is_certain() -> None:
    """The policy is declared, the log whole, 644 names the client of the last of exactly three."""
    assert lines(found(server(), bad(0, 10, 20))) == [
        Line(20, "SRV1", (0, 10, 20), {"PC1": 3}, "PC1", 0, "certain")
    ]


def test_one_lockout_does_not_tell_the_threshold_where_the_window_is_not_known() -> None:
    """In truth the window is 70 s: bad at 0, 200 are forgotten, and 400, 410, 420 lock by 3.

    Nobody declares it. Within the usual 1800 s all five count; within less than 200 s three do;
    within less than 10 s one would, and the first would have locked. So it is 3 or 5, and the
    window is 10 s at least: nothing is likely that rests on which.
    """
    world = server(rules=replace(THREE, window=timedelta(seconds=70)))
    evidence = logs(world, bad(0, 200, 400, 410, 420))
    findings = analysed(world, evidence, replace(KNOWN, policy=False))
    policy = findings.policy
    assert (policy.threshold, policy.possible, policy.assumed["threshold"]) == (5, (3, 5), 5)
    assert policy.window_seconds == Span(at_least=10, at_most=NOT_RECORDED)
    assert "the threshold is at most 5 (3 or 5, as the window is)" in policy.support
    (lockout,) = findings.lockouts
    assert (lockout.certainty, lockout.doubts[0]) == ("possible", "threshold")


def test_two_lockouts_with_different_numbers_before_the_silence_tell_the_threshold() -> None:
    """As before, and a second lockout by 9400, 9410, 9420 with nothing before it: 3 fits both.

    Within 1800 s five and three count; the smaller explains as many lockouts, and a window of less
    than 200 s makes three of both.
    """
    world = server(rules=replace(THREE, window=timedelta(seconds=70)))
    evidence = logs(world, bad(0, 200, 400, 410, 420), good(5000), bad(9400, 9410, 9420))
    policy = analysed(world, evidence, replace(KNOWN, policy=False)).policy
    assert (policy.threshold, policy.basis, policy.possible) == (3, "inferred", ())


def test_a_name_and_an_address_may_be_one_client() -> None:
    """PC1 tries at DC1 at 0 and 20 (529 names it), and by Kerberos at 10 (675 has its address).

    Nobody declares whose address that is. That two clients sent three passwords is not certain.
    """
    ticket = [replace(each, logon_type=2, unseen=True) for each in bad(10, at="DC1", name=CORP)]
    world = network(Era.W2000)
    evidence = logs(world, bad(0, 20, at="DC1", name=CORP), ticket, good(900, at="DC2", name=CORP))
    (lockout,) = analysed(world, evidence, replace(KNOWN, clients=())).lockouts
    assert {str(each.client): each.bad_passwords for each in lockout.shares} == {
        "PC1": 2,
        "10.0.0.1": 1,
    }
    assert lockout.certainty == "likely"
    assert "sender" in lockout.doubts
    (known,) = analysed(world, evidence).lockouts
    assert {str(each.client): each.bad_passwords for each in known.shares} == {"PC1": 3}
    assert "sender" not in known.doubts
