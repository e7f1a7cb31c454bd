"""What a report says of its own making is read with care: nobody vouches for it."""

import json
from datetime import UTC, datetime

import pytest

from forensics.findings import Tool
from forensics.verify import claims
from forensics.verify.claims import Listed, Settings

SAID = {"paper": "A4", "date": "none", "most": "4000000", "edition": "full"}


def test_the_settings_are_those_of_the_metadata() -> None:
    assert claims.settings(SAID) == Settings()
    said = {
        "paper": "Letter",
        "date": "2026-11-22T00:00:00+00:00",
        "most": "7",
        "edition": "vendor",
    }
    assert claims.settings(said) == Settings(
        paper="Letter", date=datetime(2026, 11, 22, tzinfo=UTC), most=7, edition="vendor"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("paper", "A0"),
        ("paper", ""),
        ("date", ""),
        ("date", "yesterday"),
        ("date", "2026-11-22"),
        ("most", ""),
        ("most", "-1"),
        ("most", "٣"),
        ("most", "9" * 5_000),
        ("edition", "secret"),
    ],
)
def test_a_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    assert claims.settings({**SAID, name: value}) == name


def test_without_any_metadata_the_first_is_named() -> None:
    assert claims.settings({}) == "paper"


def test_a_manifest_lists_exhibits_and_files() -> None:
    row = {"path": "evidence/a.evt", "size": 1, "sha256": "ab"}
    data = json.dumps({"root": "cd", "exhibits": [row], "outputs": [row]}).encode()
    assert claims.exhibits(data) == (Listed(path="evidence/a.evt", size=1, sha256="ab"),)
    assert claims.outputs(data) == {"evidence/a.evt": "ab"}
    assert claims.root(data) == "cd"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"exhibits": {}, "outputs": 7, "root": null}',
        b'{"exhibits": [{"path": "x"}], "outputs": [[]], "root": []}',
    ],
)
def test_what_is_no_manifest_lists_nothing(data: bytes) -> None:
    assert claims.exhibits(data) is None
    assert claims.outputs(data) == {}
    assert claims.root(data) == ""


def test_the_program_is_taken_from_the_findings() -> None:
    tool = {"name": "n", "version": "1", "libraries": {"weasyprint": "70.0"}}
    said = Tool(name="n", version="1", libraries={"weasyprint": "70.0"})
    assert claims.made_by(json.dumps({"tool": tool}).encode()) == said
    for wrong in ({**tool, "libraries": {"x": 1}}, {"name": "n"}, None):
        assert claims.made_by(json.dumps({"tool": wrong}).encode()) is None


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("SR-17", "SR-17"),
        ("../x", "case"),
        ("/x", "case"),
        ("", "case"),
        ("..", "case"),
        (7, "case"),
    ],
)
def test_a_case_has_the_name_of_its_folder_and_no_other_place(name: object, folder: str) -> None:
    assert claims.case_name(json.dumps({"case": {"id": name}}).encode()) == folder
