"""The reference of case.toml names what the program takes, and nothing else."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from forensics import declared, hosts
from forensics.case import load_case
from forensics.case_keys import heading, tables
from forensics.errors import CaseError
from forensics.opening.reference import page, schema
from tests.shared import CHECKOUT

CASES = sorted((CHECKOUT / "cases").glob("*/case.toml"))


def plain(value: Any) -> Any:  # noqa: ANN401 - of TOML
    """Return a value of TOML as one of JSON: times are texts there."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float) else value.isoformat()


def valid(toml: str) -> None:
    Draft202012Validator(json.loads(schema())).validate(plain(tomllib.loads(toml)))


def written() -> str:
    """Return a case.toml with the example of every key."""
    lines = []
    for table in tables():
        lines.append(f"[[{table['name']}]]" if table.get("several") else f"[{table['name']}]")
        lines += [f"{key['name']} = {key['example']}" for key in table.get("key", ())]
    return "\n".join(lines) + "\n"


def test_the_page_and_the_schema_are_made_of_the_data() -> None:
    assert (CHECKOUT / "docs/case-toml.md").read_text("utf-8") == page()
    assert (CHECKOUT / "forensics/data/case.schema.json").read_text("utf-8") == schema()


def test_every_example_is_taken(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(written(), encoding="utf-8")
    loaded = load_case(tmp_path)
    assert (loaded.id, loaded.analyst) == ("SR-2001-10417", "A. Analyst")
    valid(written())


def test_a_key_below_the_wrong_heading_is_told_its_own(tmp_path: Path) -> None:
    of: dict[str, list[dict[str, Any]]] = {}
    for table in tables():
        for key in table.get("key", ()):
            of.setdefault(key["name"], []).append(table)
    for name, (table, *others) in of.items():
        if others:
            continue
        other = "policy" if table["name"] == "case" else "case"
        (tmp_path / "case.toml").write_text(f'[{other}]\n"{name}" = 1\n', encoding="utf-8")
        told = f"unknown key; it belongs below a line {re.escape(heading(table))}: "
        with pytest.raises(CaseError, match=re.escape("unknown key")) as caught:
            load_case(tmp_path)
        assert re.search(told, str(caught.value))


CLOSED = [table for table in tables() if not table.get("free")]


@pytest.mark.parametrize("table", CLOSED, ids=lambda table: table["name"])
def test_a_key_that_the_reference_lacks_is_refused_with_all_that_it_has(
    table: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(f"{heading(table)}\nzzz = 1\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        load_case(tmp_path)
    known = str(told.value).partition("known are ")[2].split(", ")
    assert sorted(known) == sorted(key["name"] for key in table["key"])
    with pytest.raises(ValidationError):
        valid(f"{heading(table)}\nzzz = 1\n")


def test_the_choices_are_those_that_are_taken() -> None:
    told = {
        (table["name"], key["name"]): tuple(key["choices"])
        for table in tables()
        for key in table.get("key", ())
        if "choices" in key
    }
    assert told == {
        ("host", "roles"): hosts.ROLES,
        ("exhibit", "date_order"): declared.DATE_ORDERS,
    }


def test_a_table_that_the_reference_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text("[zzz]\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        load_case(tmp_path)
    known = str(told.value).partition("known are ")[2].split(", ")
    assert sorted(known) == sorted(table["name"] for table in tables())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_the_schema_takes_the_examples(path: Path) -> None:
    valid(path.read_text("utf-8"))
