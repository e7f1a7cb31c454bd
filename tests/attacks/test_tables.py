"""The payloads in tables, graphs and documents: read back whole, run by nothing."""

import re
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

import networkx as nx
import pytest

from tests.attacks.payloads import PAYLOADS, held, short
from tests.attacks.staged import SERVER, VICTIM, staged
from tests.attacks.strict import FORMULA, csv_rows, json_document, texts, undone, unseen, xml_tree

pytestmark = pytest.mark.xdist_group("attacks")  # staged once

every_payload = pytest.mark.parametrize("kind", PAYLOADS)
NOTHING = "nothing is there"
"""A dash: an event of Windows says with it that there is no name."""

TABLES = ("attempts.csv", "lockouts.csv")
DOCUMENTS = ("findings.json", "manifest.json")


@cache
def table(name: str) -> list[dict[str, str]]:
    heading, *rows = csv_rows(staged().outputs[name])
    return [dict(zip(heading, row, strict=True)) for row in rows]


@cache
def document(name: str) -> Any:  # noqa: ANN401 - JSON
    return json_document(staged().outputs[name])


def test_every_output_is_there_and_every_exhibit_that_is_no_log_is_told() -> None:
    assert staged().report.status == 3
    assert sorted(staged().outputs) == [
        *("attempts.csv", "findings.json", "graph.graphml", "lockouts.csv", "manifest.json"),
        *("report.html", "report.pdf", "ticket.txt"),
    ]


@every_payload
def test_a_name_stands_in_the_attempts_as_it_was_recorded(kind: str) -> None:
    recorded = {undone(row["workstation_recorded"]) for row in table("attempts.csv")}
    assert held(PAYLOADS[kind]) in recorded or kind == NOTHING


@pytest.mark.parametrize("column", ["account", "presented_domain", "process", "address_recorded"])
def test_each_column_holds_each_payload(column: str) -> None:
    told = {undone(row[column]) for row in table("attempts.csv")}
    assert {held(text) for text in short().values()} - told <= {PAYLOADS[NOTHING]}


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_begins_as_a_formula_or_acts_unseen(name: str) -> None:
    cells = {cell for row in table(name) for cell in (*row, *row.values())}
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert set().union(*map(unseen, cells)) & set(map(chr, (*range(32), *range(127, 160)))) == set()
    assert not {"\u202e", "\u2067", "\u2066", "\u2028", "\u2029"} & set().union(*map(set, cells))


@every_payload
def test_a_name_stands_in_the_findings_as_it_was_recorded(kind: str) -> None:
    assert held(PAYLOADS[kind]) in texts(document("findings.json"))


def test_the_account_and_the_machine_are_those_of_the_evidence() -> None:
    findings = document("findings.json")
    assert findings["subject"]["account"] == VICTIM
    assert SERVER in {lane["host"] for lane in findings["lanes"]}


def test_the_graph_is_that_of_the_findings() -> None:
    content = staged().outputs["graph.graphml"]
    xml_tree(content)
    graph = nx.read_graphml(BytesIO(content), force_multigraph=True)
    edges = document("findings.json")["edges"]
    named = [each for each in edges if isinstance(each["client"], str)]
    assert graph.number_of_edges() == len(edges)
    nodes = {undone(node) for node in graph}
    assert nodes == {each["target"] for each in edges} | {each["client"] for each in named} | {
        "(not recorded)"
    }
    for attribute in ("bad_password", "locked_out"):
        assert sum(data[attribute] for *_, data in graph.edges(data=True)) == sum(
            each[attribute] for each in edges
        )
    assert not set().union(*map(unseen, graph))


def test_the_ticket_is_lines_of_plain_text() -> None:
    lines = staged().outputs["ticket.txt"].decode("ascii").split("\n")
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) <= 72
    labels = [found[1] for line in lines if (found := re.match(r"([A-Z][\w, ]+?): ", line))]
    assert len(labels) == len(set(labels))


def test_the_manifest_names_the_outputs_and_every_file_of_the_evidence() -> None:
    manifest = document("manifest.json")
    outputs = staged().outputs
    assert {each["path"]: each["sha256"] for each in manifest["outputs"]} == {
        name: sha256(data).hexdigest() for name, data in outputs.items() if name != "manifest.json"
    }
    paths = [each["path"] for each in manifest["exhibits"]]
    assert len(paths) == len(set(paths))
    files = sum(1 for file in (staged().folder / "evidence").rglob("*") if file.is_file())
    members = [path for path in paths if path.startswith("evidence/members.zip/")]
    assert len(paths) - len(members) == files
    assert len(members) == len(PAYLOADS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_one_for_two_parsers(name: str) -> None:
    assert document(name)
