"""Where everything is recorded and the policy is known, everything is found, and exactly."""

import polars as pl
from hypothesis import given

from forensics import observing
from forensics.occurrences import Lockout
from forensics.subject import count
from tests.builders.incident import TrueLockout
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.judged import shares, the_true, true_shares
from tests.simulated.reasoned import Known, Reasoned, reason
from tests.simulated.scenarios import Scenario, orderly
from tests.simulated.who import PCS

Said = tuple[str, str, dict[str, int], str]
"""Account, database, shares, who tripped it."""


def said(lockout: Lockout) -> Said:
    return (lockout.account, lockout.authority, shares(lockout), str(lockout.tripped_by))


def true(was: TrueLockout) -> Said:
    return (was.account, was.authority, true_shares(was), was.tripped_by)


def reasoned(scenario: Scenario) -> Reasoned:
    return reason(scenario.world, Evidence(logs=scenario.logs()), Known(clients=PCS))


@tries(10)
@given(orderly())
def test_every_lockout_is_found_and_none_is_invented_and_shares_and_trippers_are_exact(
    scenario: Scenario,
) -> None:
    found = reasoned(scenario).lockouts
    matched = [(said(lockout), the_true(lockout, scenario)) for lockout in found]
    assert [one for one, was in matched if was is None or one != true(was)] == []
    assert len({id(was) for _, was in matched}) == len(scenario.incident.truth.lockouts)
    for lockout in found:
        threshold = scenario.policy.threshold
        assert sum(shares(lockout).values()) == len(lockout.counted) == threshold
        assert (lockout.basis, lockout.unexplained) == ("recorded", 0)


@tries(10)
@given(orderly())
def test_every_attempt_is_counted_once_however_many_records_tell_of_it(scenario: Scenario) -> None:
    scene = reasoned(scenario).scene
    counts, truth = count(scene.attempts), scenario.incident.truth.attempts
    assert (counts.bad_password, counts.locked_out, counts.unknown_account) == (
        truth.bad_password,
        truth.locked_out,
        truth.unknown_account,
    )
    assert counts.other_failure == 0
    rows = scene.observations.filter(pl.col("kind") == "attempt", pl.col("fate") == observing.USED)
    assert sorted(scene.witnessed["row"]) == sorted(rows["row"])
