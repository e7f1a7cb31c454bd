"""Facts, inference and opinion look different: inferences are dotted, advice is marked."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Final

import pytest

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.narrative import Report, compose
from forensics.narrative.views import Picture, Span, Table
from forensics.tallying import tally
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case
from tests.builders.variants import crowd, kerberos_failures, partly_known

INFERRED: Final = re.compile(
    r"would (?:not )?have|is taken (?:for|as)|stands for it|not recorded but inferred|"
    r"equal intervals|inferred lockout|of them inferred|likely:|the policy gives"
)
"""Words of ours that no record states."""


def inferred_only(findings: Findings) -> Findings:
    """Return findings whose lockouts no record states."""
    return replace(
        findings, lockouts=tuple(replace(one, basis="inferred") for one in findings.lockouts)
    )


def several() -> Findings:
    made = sms_case()
    return replace(
        made,
        incidents=(*made.incidents, replace(made.incidents[0], id="I2", apart="time")),
        incidents_total=2,
    )


CASES: Final = {
    "sms_case": sms_case(),
    "damaged": damaged(),
    "kerberos_failures": kerberos_failures(),
    "partly_known": partly_known(),
    "several": several(),
    "crowd": crowd(60, 3),
    "inferred_only": inferred_only(sms_case()),
}


def report(findings: Findings) -> Report:
    return compose(tally(findings), Binding())


def sentences(value: object, within: str = "") -> Iterator[tuple[str, Span]]:
    """Yield every piece of a sentence with the room it stands in; not captions of our tables."""
    match value:
        case Span():
            yield within, value
        case Table() | Picture():
            yield from sentences(getattr(value, "rows", ()), within)
        case tuple():
            for one in value:
                yield from sentences(one, within)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from sentences(getattr(value, field.name), within or field.name)
        case _:
            return


@pytest.mark.parametrize("case", CASES)
def test_what_is_inferred_looks_so(case: str) -> None:
    plain = [
        span.text
        for room, span in sentences(report(CASES[case]))
        if room not in ("method", "glossary", "appendix")
        and span.look != "inferred"
        and not span.look.startswith("tag")
        and INFERRED.search(span.text)
    ]
    assert plain == []


def test_the_nature_is_inferred_on_every_page_that_names_it() -> None:
    made = report(several())
    named = [
        span.look
        for _, span in sentences((made.cover, made.incidents, made.nature))
        if span.text == "defect"
    ]
    assert set(named) == {"inferred"}
    assert len(named) >= 3


def test_the_end_of_a_lockout_is_inferred_unless_a_record_tells_it() -> None:
    made = sms_case()
    first, second, *others = made.lockouts
    changed = (
        replace(first, until_basis="policy"),
        replace(second, until_basis="unlocked"),
        *others,
    )
    table = report(replace(made, lockouts=changed)).every.lockouts
    assert table is not None
    looks = [row.cells[1].notes[0][0].look for row in table.rows[:2]]
    assert looks == ["inferred", ""]


def test_advice_carries_its_mark_wherever_it_stands() -> None:
    made = report(several())
    assert all(step.tag.look.startswith("tag") for step in made.cover.first)
    told = [span for _, span in sentences(made.incidents.told)]
    for action in sms_case().incidents[0].actions:
        place = next(at for at, span in enumerate(told) if action.text in span.text)
        assert told[place].text == action.text  # no blank at its end: WeasyPrint would break there
        assert (told[place + 1].text, told[place + 1].look) == (" ", "gap")
        assert told[place + 2].look.startswith("tag")
