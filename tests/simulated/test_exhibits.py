"""Exhibits: order and names change nothing, and real bytes tell what the straight way does."""

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from forensics.occurrences import Lockout
from forensics.reading import read_exhibits
from tests.builders.simulator.exhibits import examined, write_evidence
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.judged import shares
from tests.simulated.reasoned import Known, case_of, reason, reason_on
from tests.simulated.scenarios import Scenario, orderly, spoiled, wild
from tests.simulated.who import PCS


def said(lockouts: tuple[Lockout, ...]) -> list[tuple[object, ...]]:
    """Return what is said of lockouts, without where their records stand."""
    return [
        (
            *(each.id, each.time, each.account, each.authority, each.host, each.certainty),
            *(shares(each), each.tripped_by, each.refused, each.until, each.reasons),
        )
        for each in lockouts
    ]


@tries(6)
@given(st.data(), st.randoms(use_true_random=False))
def test_their_order_and_names_change_nothing(data: st.DataObject, random: Random) -> None:
    scenario = data.draw(wild())
    evidence = data.draw(spoiled(scenario))
    case = case_of(scenario.world, evidence, Known(clients=PCS))
    plain = examined(evidence)
    other = list(plain)
    random.shuffle(other)
    renamed = [
        each
        if each.form == "netlogon"
        else replace(each, exhibit=replace(each.exhibit, path=f"evidence/{place}"))
        for place, each in enumerate(other)
    ]
    assert said(reason_on(case, renamed).lockouts) == said(reason_on(case, plain).lockouts)


@tries(3)
@given(orderly())
def test_their_bytes_tell_what_the_straight_way_does(scenario: Scenario) -> None:
    evidence, known = Evidence(logs=scenario.logs()), Known(clients=PCS)
    with TemporaryDirectory() as place:
        write_evidence(scenario.world, evidence, Path(place))
        case = replace(case_of(scenario.world, evidence, known), folder=Path(place))
        found = reason_on(case, read_exhibits(case, lambda _: None))
    assert said(found.lockouts) == said(reason(scenario.world, evidence, known).lockouts)
