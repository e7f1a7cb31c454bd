"""A findings.json is read back, also one that an older version wrote, and no other."""

import json
from dataclasses import MISSING, fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forensics.errors import CaseError
from forensics.export import findings_json
from forensics.findings import Findings
from forensics.rereading import read_findings
from forensics.schema import findings_schema
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile

WRITTEN = b"".join(findings_json(sms_case()))
ADDED = [
    field.name
    for field in fields(Findings)
    if field.default is not MISSING or field.default_factory is not MISSING
]


def older(*names: str) -> bytes:
    """Return the document without some fields of the findings."""
    document = json.loads(WRITTEN)
    return json.dumps(
        {name: value for name, value in document.items() if name not in names}
    ).encode()


@pytest.mark.parametrize("made", [sms_case, hostile])
def test_what_this_version_writes_is_read_as_it_is(made: Any) -> None:  # noqa: ANN401
    data = b"".join(findings_json(made()))
    assert read_findings(data) == json.loads(data)


@pytest.mark.parametrize("name", ADDED)
def test_a_report_from_before_a_field_is_completed(name: str) -> None:
    told = read_findings(older(name))
    Draft202012Validator(findings_schema()).validate(told)
    assert {key: value for key, value in told.items() if key != name} == json.loads(older(name))


def test_nouns_below_are_completed_too() -> None:
    document = json.loads(WRITTEN)
    for lockout in document["lockouts"]:
        del lockout["counted_total"], lockout["within_seconds"]
    for edge in document["edges"]:
        del edge["incident"]
    told = read_findings(json.dumps(document).encode())
    Draft202012Validator(findings_schema()).validate(told)
    assert {each["counted_total"] for each in told["lockouts"]} == {0}
    assert [each["incident"] for each in told["edges"]] == [
        {"absent": "not-applicable"} for _ in document["edges"]
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "findings.json: Expecting property name"),
        (b"[" * 100_000, "findings.json: "),
        (b"[]", 'findings.json: schema "None" is not known; known are findings/1'),
        (b'{"schema": "findings/9"}', 'schema "findings/9" is not known'),
        (b'{"schema": "findings/1"}', "findings.json: case: is missing"),
        (older("verdict"), "findings.json: verdict: is missing"),
        (
            WRITTEN.replace(b'"sha256": "', b'"sha25": "', 1),
            "findings.json: sources[0]: sha256: is",
        ),
        (WRITTEN.replace(b'"verdict": {', b'"verdict": 1, "x": {', 1), "verdict"),
    ],
    ids=["cut", "deep", "list", "later", "empty", "no verdict", "no hash", "no object"],
)
def test_what_is_no_report_is_refused_in_a_line(data: bytes, said: str) -> None:
    with pytest.raises(CaseError) as told:
        read_findings(data)
    assert said in str(told.value)
    assert "\n" not in str(told.value)
