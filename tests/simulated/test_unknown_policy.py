"""A policy that nobody declares is inferred as intervals that hold the true one, or not at all."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given

from forensics.effects import Span
from forensics.replay.explain import stated_policy
from forensics.replay.policy import USUAL_WINDOW
from forensics.values import Absent
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.judged import seconds
from tests.simulated.reasoned import Known, reason
from tests.simulated.scenarios import Scenario, orderly
from tests.simulated.who import PCS


def holds(open_: int | Span | Absent, true: int) -> bool:
    """Tell whether a stated number or interval holds the true one; what is not stated does."""
    if isinstance(open_, Absent):
        return True
    if isinstance(open_, int):
        return open_ == true
    least, most = open_.at_least, open_.at_most
    above = isinstance(least, Absent) or least <= true
    return above and (isinstance(most, Absent) or true <= most)


def usual(scenario: Scenario) -> Scenario:
    """Return the scenario with about the usual window; a shorter one shows in its silences only.

    `tests/worked` has an example of what follows where it is shorter.
    """
    span = timedelta(seconds=USUAL_WINDOW + 10)
    policy = replace(scenario.policy, window=span, duration=span)
    site = scenario.world.site
    databases = tuple(replace(each, policy=policy) for each in site.databases)
    return replace(scenario, world=replace(scenario.world, site=replace(site, databases=databases)))


@tries(8)
@given(orderly())
def test_where_the_window_is_the_usual_one_the_inferred_intervals_hold_the_true_policy(
    drawn: Scenario,
) -> None:
    scenario = usual(drawn)
    found = reason(scenario.world, Evidence(logs=scenario.logs()), Known(policy=False, clients=PCS))
    assume(found.lockouts)
    assert all(lockout.certainty != "certain" for lockout in found.lockouts)
    policy, true = stated_policy(found.locked.policy), scenario.policy
    assert policy.basis in ("inferred", "unknown")
    assert holds(policy.threshold, true.threshold)
    assert holds(policy.window_seconds, seconds(true.window))
    if true.duration:  # 0 lasts until an unlock, of which an interval cannot tell
        assert holds(policy.duration_seconds, seconds(true.duration))


@tries(8)
@given(orderly())
def test_whatever_the_window_is_the_true_threshold_is_among_those_that_are_possible(
    scenario: Scenario,
) -> None:
    found = reason(scenario.world, Evidence(logs=scenario.logs()), Known(policy=False, clients=PCS))
    policy = stated_policy(found.locked.policy)
    assume(policy.basis == "inferred" and not policy.rivals)
    agree, of = found.locked.policy.support
    assume(agree == of)
    assert scenario.policy.threshold in (policy.threshold, *policy.possible)
