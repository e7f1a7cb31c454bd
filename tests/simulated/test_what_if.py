"""What would have prevented it equals what the simulator plays without some clients.

The tool replays a refusal as a bad password, for the client would have sent the same; so no right
password is refused here. Nor does it know of a right password that leaves no record; so none is
sent here.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations

from hypothesis import assume, given

from forensics.replay.prevention import prevent
from tests.builders.incident import Attempt, Outcome, Ruling, Unlock, play
from tests.builders.simulator.spoil import Evidence
from tests.builders.site import Policy
from tests.simulated.effort import tries
from tests.simulated.reasoned import Known, reason
from tests.simulated.scenarios import Scenario, orderly
from tests.simulated.who import PCS

NAMES = tuple(client.name for client in PCS)


def unrecorded(act: Attempt | Unlock) -> bool:
    """Tell a right password of which no log at hand tells.

    Kerberos checks it, and its ticket events are not played: the accessed machine alone tells.
    """
    return isinstance(act, Attempt) and act.right and act.unseen


def patient(scenario: Scenario) -> Scenario:
    """Return the scenario without right passwords that are refused or leave no record."""
    told = replace(scenario, acts=tuple(act for act in scenario.acts if not unrecorded(act)))
    refused = {
        each.attempt.time
        for each in told.incident.happenings
        if isinstance(each, Ruling) and each.attempt.right and each.outcome is Outcome.LOCKED_OUT
    }
    return replace(told, acts=tuple(act for act in told.acts if act.time not in refused))


def played(scenario: Scenario, without: Collection[str], policy: Policy | None = None) -> int:
    """Return how many lockouts there are without some clients' wrong passwords."""
    site = scenario.world.site
    if policy is not None:
        databases = tuple(replace(each, policy=policy) for each in site.databases)
        site = replace(site, databases=databases)
    left = [
        act
        for act in scenario.acts
        if isinstance(act, Unlock) or act.right or act.client.name not in without
    ]
    return len(play(site, left).truth.lockouts)


def every_set(names: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


@tries(10)
@given(orderly())
def test_each_client_and_the_smallest_set_are_those_that_trying_every_set_finds(
    drawn: Scenario,
) -> None:
    scenario = patient(drawn)
    found = reason(scenario.world, Evidence(logs=scenario.logs()), Known(clients=PCS))
    prevented = prevent(found.locked.stories, found.locked.policy, NAMES)
    left = {some: played(scenario, some) for some in every_set(NAMES)}
    of = left[()]
    assume(of)
    assert prevented.of == of
    assert dict(prevented.per_client) == {name: of - left[name,] for name in NAMES}
    assert prevented.prevented == of - left[tuple(sorted(prevented.smallest))] == of
    assert len(prevented.smallest) == min(
        len(some) for some, lockouts in left.items() if not lockouts
    )
    assert prevented.method == "exact"
    for place, step in enumerate(prevented.curve, 1):
        named = sorted(each.client for each in prevented.curve[:place])
        assert step.prevented == of - left[tuple(named)]


@tries(6)
@given(orderly())
def test_other_thresholds_and_windows_are_those_that_playing_them_finds(drawn: Scenario) -> None:
    scenario = patient(drawn)
    found = reason(scenario.world, Evidence(logs=scenario.logs()), Known(clients=PCS))
    of = played(scenario, ())
    assume(of)
    changes = prevent(found.locked.stories, found.locked.policy, NAMES).policies
    assert [each.what for each in changes][-1] == "off"
    for change in changes[:-1]:
        other = replace(
            scenario.policy,
            threshold=change.threshold,
            window=timedelta(seconds=change.window_seconds),
        )
        assert change.prevented == of - played(scenario, (), other)
