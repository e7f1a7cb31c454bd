"""Every reference inside `findings.json` resolves: records, lockouts, incidents, entries."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from forensics.export import findings_json
from forensics.tallying import tally
from tests.builders.examples import EACH, NAMES, example
from tests.builders.variants import PRINTED

VARIANTS: Final = {one.__name__: one for one in PRINTED}
DOCUMENTS: Final = (*EACH, *VARIANTS)
every_document = pytest.mark.parametrize("name", DOCUMENTS)
LOCATOR: Final = {"source", "record", "offset", "length"}


def document(name: str) -> dict[str, Any]:
    if name in NAMES:
        return example(name).findings
    made: dict[str, Any] = json.loads(b"".join(findings_json(tally(VARIANTS[name]()))))
    return made


def locators(value: object) -> Iterator[dict[str, Any]]:
    """Yield every locator of a document."""
    match value:
        case dict() if set(value) == LOCATOR:
            yield value
        case dict():
            for inner in value.values():
                yield from locators(inner)
        case list():
            for inner in value:
                yield from locators(inner)
        case _:
            return


@pytest.mark.parametrize("name", [one for one in DOCUMENTS if one != "kerberos_failures"])
def test_every_record_lies_inside_an_exhibit_that_is_listed(name: str) -> None:
    # The failures of one variant borrow their diagnoses from another invented case.
    findings = document(name)
    sizes = {one["path"]: one["size"] for one in findings["sources"]}
    wrong = [
        one
        for one in locators(findings)
        if one["offset"] < 0
        or one["length"] < 1
        or one["offset"] + one["length"] > sizes.get(one["source"], -1)
    ]
    assert wrong == []


@every_document
def test_every_lockout_that_is_named_exists_once(name: str) -> None:
    findings = document(name)
    known = [one["id"] for one in findings["lockouts"]]
    assert len(set(known)) == len(known)
    named = {each for one in findings["incidents"] for each in one["lockouts"]}
    named |= {each["lockout"] for one in findings["lanes"] for each in one["locked"]}
    assert named <= set(known)


@every_document
def test_every_incident_that_is_named_exists(name: str) -> None:
    findings = document(name)
    known = {one["id"] for one in findings["incidents"]}
    named = {
        one["incident"]
        for one in (*findings["lockouts"], *findings["edges"])
        if isinstance(one["incident"], str)
    }
    assert len(findings["incidents"]) < findings["incidents_total"] or named <= known


@every_document
def test_every_knowledge_entry_that_is_named_was_weighed(name: str) -> None:
    findings = document(name)
    known = {one["kb"] for one in findings["diagnoses"]}
    named = {each for one in findings["diagnoses"] for each in one["waits_for"]}
    named |= {each for one in findings["undecided"] for each in one["between"]}
    named |= {
        each
        for one in findings["undecided"]
        for answer in one["answers"]
        for each in answer["rules_out"]
    }
    if findings["verdict"]["kb"]:
        named.add(findings["verdict"]["kb"])
    assert named <= known or name in VARIANTS


@every_document
def test_cited_records_are_numbered_in_order_of_the_report(name: str) -> None:
    cited = document(name)["cited"]
    assert [one["ref"] for one in cited] == [f"R{at:04d}" for at in range(1, len(cited) + 1)]
