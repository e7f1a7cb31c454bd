"""Whatever became of the logs, what is called certain is true, and more of them changes it not."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from forensics.occurrences import Lockout
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.judged import false_claims, shares, the_true
from tests.simulated.reasoned import Known, reason
from tests.simulated.scenarios import Scenario, orderly, shortened, spoiled, wild
from tests.simulated.who import PCS

KNOWN = st.builds(
    Known,
    controllers=st.booleans(),
    clocks=st.booleans(),
    clients=st.sampled_from([(), PCS]),
)


@tries(10)
@given(st.data(), KNOWN)
def test_no_certain_claim_is_false_whatever_is_cut_damaged_missing_or_not_audited(
    data: st.DataObject, known: Known
) -> None:
    scenario = data.draw(wild())
    evidence = data.draw(spoiled(scenario))
    found = reason(scenario.world, evidence, known)
    assert false_claims(found.lockouts, scenario) == []


@tries(8)
@given(st.data())
def test_shares_are_of_passwords_that_were_sent_and_add_up(data: st.DataObject) -> None:
    scenario = data.draw(wild())
    found = reason(scenario.world, data.draw(spoiled(scenario)), Known(clients=PCS))
    for lockout in found.lockouts:
        assert sum(shares(lockout).values()) == len(lockout.counted)
        if lockout.certainty == "certain":
            assert len(lockout.counted) == scenario.policy.threshold
        if isinstance(lockout.unexplained, int):
            assert lockout.unexplained == scenario.policy.threshold - len(lockout.counted)
    told = Counter(each.evidence[0] for lockout in found.lockouts for each in lockout.counted)
    assert all(count == 1 for count in told.values())


Told = dict[tuple[str, str, datetime], tuple[dict[str, int], str]]
"""Whose account and when, in truth -> shares and who tripped it, as found."""


def told(lockouts: Iterable[Lockout], scenario: Scenario) -> Told:
    found = {}
    for each in lockouts:
        was = the_true(each, scenario)
        assert was is not None
        key = (was.authority, was.account, was.time)
        found[key] = (shares(each), str(each.tripped_by))
    return found


@tries(8)
@given(st.data(), st.one_of(orderly(), wild()))
def test_a_longer_log_or_one_more_log_never_flips_a_certain_claim(
    data: st.DataObject, scenario: Scenario
) -> None:
    longer = Evidence(logs=scenario.logs())
    shorter = data.draw(shortened(scenario))
    known = Known(clients=PCS)
    before = reason(scenario.world, shorter, known).lockouts
    after = reason(scenario.world, longer, known).lockouts
    certain = told([each for each in before if each.certainty == "certain"], scenario)
    recorded = told([each for each in after if each.basis == "recorded"], scenario)
    assert {key: recorded.get(key) for key in certain} == certain
