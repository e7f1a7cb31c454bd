"""A verdict of high confidence says nothing false: how often, how many passwords, and whose."""

import re
from collections import Counter
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from forensics.findings import Findings, Incident
from forensics.knowing.entries import Claim
from tests.builders.entry import invented
from tests.builders.simulator.spoil import Evidence
from tests.simulated.effort import tries
from tests.simulated.judged import the_true
from tests.simulated.reasoned import Known, analyse
from tests.simulated.scenarios import Scenario, orderly, shortened, wild
from tests.simulated.who import PCS

FITS: Final = invented(
    requires=(
        Claim(
            fact="policy.lockout",
            any_of=("yes",),
            claim="accounts lock",
            origin="article",
            because="It matters.",
            obtain="A log.",
        ),
    ),
)
"""Holds of every lockout, so that confidence rests on what the records show alone."""

KNOWN: Final = st.builds(Known, controllers=st.booleans(), clients=st.just(PCS))

_SENT: Final = re.compile(
    r"([0-9,]+) of [0-9,]+ clients? sent the ([0-9,]+) bad passwords? that counted; "
    r"(.+) alone sent ([0-9,]+)\."
)
_TIMES: Final = re.compile(r"locked out (once|twice|([0-9,]+) times) ")
_WORDS: Final = {"once": 1, "twice": 2}


def falsehoods(findings: Findings, scenario: Scenario) -> list[str]:
    """Return what is false in the verdicts of high confidence, in words; hopefully nothing."""
    sure = [each for each in findings.incidents if each.verdict.confidence == "high"]
    return [said for one in sure for said in _false(one, findings, scenario)]


def _false(one: Incident, findings: Findings, scenario: Scenario) -> list[str]:
    found = [each for each in findings.lockouts if each.id in one.lockouts]
    true = [the_true(each, scenario) for each in found]
    was = {id(each): each for each in true if each is not None}
    if len(was) < len(found):
        return [f"{one.id}: {len(found)} lockouts, of which {len(was)} were"]
    sent = Counter(each.client for lockout in was.values() for each in lockout.counted)
    told = _SENT.match(one.verdict.statement)
    times = _TIMES.search(one.verdict.headline)
    if told is None or times is None:
        return [f"{one.id}: {one.verdict.headline}. {one.verdict.statement}"]
    claimed = (_number(told[1]), _number(told[2]), sent[told[3]], _number(told[4]))
    truth = (len(sent), sent.total(), max(sent.values()), sent[told[3]])
    often = _WORDS.get(times[1]) or _number(times[2])
    wrong = claimed != truth or often != len(was)
    return [f"{one.id}: {told[0]} {times[0]}; in truth {dict(sent)}"] if wrong else []


def _number(text: str) -> int:
    return int(text.replace(",", ""))


@tries(6)
@given(orderly())
def test_a_verdict_of_high_confidence_is_true_where_everything_is_recorded(
    scenario: Scenario,
) -> None:
    evidence = Evidence(logs=scenario.logs())
    findings = analyse(scenario.world, evidence, Known(clients=PCS), (FITS,))
    assert falsehoods(findings, scenario) == []


@tries(10)
@given(st.data(), KNOWN)
def test_a_verdict_of_high_confidence_is_true_whatever_the_logs_lost(
    data: st.DataObject, known: Known
) -> None:
    scenario = data.draw(wild())
    evidence = data.draw(shortened(scenario))
    assert falsehoods(analyse(scenario.world, evidence, known, (FITS,)), scenario) == []
