"""What holds of the facts whatever happened: every name, known values, and nothing undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Case
from forensics.knowing import facts
from forensics.knowing.facts import Fact, Incident
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import STRENGTHS
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.reasoned import Known, analyse
from tests.simulated.scenarios import Scenario, spoiled, wild


def gathered(evidence: Evidence, scenario: Scenario, known: Known) -> list[dict[str, Fact]]:
    """Return the facts that every incident of a scenario was weighed by."""
    whole = facts.gather
    kept: list[dict[str, Fact]] = []

    def keep(case: Case, incident: Incident) -> dict[str, Fact]:
        kept.append(whole(case, incident))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "gather", keep)
        analyse(scenario.world, evidence, known)
    return kept


@tries(5)
@given(st.data())
def test_every_fact_is_gathered_and_has_none_but_the_values_of_the_vocabulary(
    data: st.DataObject,
) -> None:
    scenario = data.draw(wild())
    evidence = data.draw(spoiled(scenario))
    known = Known(policy=data.draw(st.booleans()), controllers=data.draw(st.booleans()))
    for each in gathered(evidence, scenario, known):
        assert list(each) == list(VOCABULARY)
        for name, fact in each.items():
            assert fact.name == name
            assert set(fact.values) <= set(VOCABULARY[name].values or fact.values)
            assert len(set(fact.values)) == len(fact.values)
            assert fact.strength in STRENGTHS
            assert VOCABULARY[name].closes or not fact.complete
            assert fact.shows
