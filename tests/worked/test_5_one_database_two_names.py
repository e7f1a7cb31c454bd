"""Worked examples 5: a controller that nobody declares splits what one database counted."""

from dataclasses import replace

from tests.builders.simulator.spoil import Evidence, cut, without
from tests.builders.simulator.world import World
from tests.builders.site import Era
from tests.worked.paper import KNOWN, analysed, bad, lines, logs, network

CORP = "CORP"
UNDECLARED = replace(KNOWN, controllers=False)


def forgiving() -> tuple[World, Evidence]:
    """Return a domain of Server 2003, what happened in it, and its logs but DC2's.

    PC1 is wrong at FS1 at 0, which asks DC1. PC2 tries an old password at DC1 at 10, which does not
    count, and is wrong there at 20 and 30: the passwords that lock are those at 0, 20 and 30. Of
    DC1's 9 records the first, its 680 of 0, is overwritten.
    """
    world = replace(network(Era.W2003), channel={"FS1": "DC1", "FS2": "DC1"})
    old = [replace(each, old=True) for each in bad(10, pc=2, at="DC1", name=CORP)]
    later = bad(20, 30, pc=2, at="DC1", name=CORP)
    refused = bad(100, pc=3, at="FS2", name=CORP)
    written = logs(world, bad(0, at="FS1", name=CORP), old, later, refused)
    return world, cut(without(written, "DC2"), "DC1", 0.14, 1)


def test_a_controller_that_nobody_declares_is_not_certain_of_what_another_name_tells() -> None:
    """FS1's 529 of 0 stands in CORP, the rest in DC1: its three look complete and are not."""
    world, evidence = forgiving()
    findings = analysed(world, evidence, UNDECLARED)
    (line,), (lockout,) = lines(findings), findings.lockouts
    assert (line.authority, line.counted, line.certainty) == ("DC1", (10, 20, 30), "likely")
    assert lockout.doubts == ("authority", "log-gap")


def test_a_log_that_begins_less_than_a_window_before_an_old_password_is_not_certain() -> None:
    """Declared, and without FS1's log: nothing but the missing stretch before 10 tells of it."""
    world, evidence = forgiving()
    (lockout,) = analysed(world, without(evidence, "FS1")).lockouts
    assert {str(each.client): each.bad_passwords for each in lockout.shares} == {"PC2": 3}
    assert lockout.certainty == "likely"
    assert "log-gap" in lockout.doubts
