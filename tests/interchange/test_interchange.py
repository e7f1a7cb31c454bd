"""What the evidence shows, in the forms of other programs: each held by its published rules."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from forensics import __version__
from forensics.case import load_case
from forensics.cli import OK, WRONG_USE, main
from forensics.commands import export
from forensics.findings import Findings
from forensics.interchange import markdown, uco
from forensics.interchange.writing import FORMS, files
from forensics.pipeline import Analysis
from tests.attacks.payloads import short
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile as hostile_findings
from tests.builders.security_classic import failed_529
from tests.builders.variants import nothing
from tests.ledger.small_site import analysed, case_of, log
from tests.shared import CHECKOUT

OCSF = Draft202012Validator(
    json.loads(Path(__file__).with_name("ocsf.schema.json").read_text("utf-8"))
)
NAMES = [name for name in short().values() if name.strip()][:40]


@cache
def example() -> Analysis:
    return analysed(load_case(CHECKOUT / "cases/sms-cap-lockout"))


@cache
def hostile() -> Analysis:
    """Return a site whose accounts and clients are all payloads."""
    events = [(second, failed_529(name, name, name)) for second, name in enumerate(NAMES, start=1)]
    with TemporaryDirectory() as folder:
        return analysed(case_of(Path(folder), {"a.evt": log("LONCAP01", *events)}))


BOTH = pytest.mark.parametrize("made", [example, hostile], ids=["example", "hostile"])


def told(analysis: Analysis, form: str) -> str:
    (data,) = files(analysis, [form], Path("nowhere")).values()
    return data.decode("utf-8")


def rows(analysis: Analysis, form: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(analysis, form).split("\n")[:-1]]


def test_the_command_offers_what_there_is() -> None:
    assert tuple(FORMS) == export.FORMS


# ── Timesketch ──────────────────────────────────────────────────────────────────────────────────


@BOTH
def test_timesketch_has_its_fields_and_a_line_a_moment(made: Any) -> None:  # noqa: ANN401
    findings = made().findings
    lines = rows(made(), "timesketch")
    counts = findings.attempts
    assert Counter(line["timestamp_desc"] for line in lines) == Counter(
        Logon=counts.total + counts.success,
        Lockout=len(findings.lockouts),
        Unlock=len(findings.unlocks),
    )
    for line in lines:
        moment = datetime.fromisoformat(line["datetime"])
        assert moment.utcoffset() is not None
        assert round(moment.timestamp() * 1_000_000) == line["timestamp"]
        assert line["message"]
        assert line["source_file"].startswith("evidence/")
        assert all(value is not None for value in line.values())


def test_names_are_as_recorded_and_no_line_is_more_than_one() -> None:
    text = told(hostile(), "timesketch")
    assert text.isascii()
    assert {line["account"] for line in rows(hostile(), "timesketch")} == {
        row["account"] for row in hostile().scene.attempts.iter_rows(named=True)
    }
    assert all(char.isprintable() for line in text.split("\n") for char in line)


# ── OCSF ────────────────────────────────────────────────────────────────────────────────────────


@BOTH
def test_ocsf_holds_the_rules_of_its_classes(made: Any) -> None:  # noqa: ANN401
    findings = made().findings
    lines = rows(made(), "ocsf")
    for line in lines:
        OCSF.validate(line)
    counts = findings.attempts
    assert Counter((line["class_uid"], line["status_id"]) for line in lines) == Counter(
        {
            (3002, 2): counts.total,
            (3002, 1): counts.success,
            (3001, 1): len(findings.lockouts) + len(findings.unlocks),
        }
    )
    details = Counter(line.get("status_detail") for line in lines if line["class_uid"] == 3002)
    assert details["INVALID_CREDENTIALS"] == counts.bad_password
    assert details["ACCOUNT_LOCKED_OUT"] == counts.locked_out
    assert details["USER_DOES_NOT_EXIST"] == counts.unknown_account


def test_a_schema_that_lacks_nothing_would_refuse() -> None:
    line = rows(example(), "ocsf")[0]
    for name in ("user", "metadata", "time", "dst_endpoint"):
        broken = {key: value for key, value in line.items() if key != name}
        assert not OCSF.is_valid(broken)
    assert not OCSF.is_valid({**line, "type_uid": 300299})


# ── CASE and UCO ────────────────────────────────────────────────────────────────────────────────


def test_case_conforms_to_its_ontology(tmp_path: Path) -> None:
    made = {"report.pdf": (10, "00" * 32)}
    for name, text in (
        ("example", uco.document(example().findings, made)),
        ("hostile", uco.document(hostile_findings(), {})),
    ):
        (tmp_path / f"{name}.jsonld").write_text(text, encoding="ascii")
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-c"),
            "import sys; from case_utils.case_validate import main; sys.exit(main())",
            *(
                "--allow-warning",
                str(tmp_path / "example.jsonld"),
                str(tmp_path / "hostile.jsonld"),
            ),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "Validation Report\nConforms: True")


def test_case_names_every_exhibit_with_its_hash_and_is_the_same_twice() -> None:
    findings = example().findings
    text = uco.document(findings, {})
    assert text == uco.document(findings, {})
    graph = json.loads(text)["@graph"]
    hashes = {
        facet["uco-observable:filePath"]: other["uco-observable:hash"]["uco-types:hashValue"][
            "@value"
        ]
        for node in graph
        if node["@type"] == "uco-observable:File"
        for facet, other in [node["uco-core:hasFacet"]]
    }
    assert hashes == {source.path: source.sha256 for source in findings.sources}
    ids = [node["@id"] for node in graph]
    assert len(ids) == len(set(ids))


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("variant", [sms_case, hostile_findings, nothing])
def test_markdown_is_a_page_of_headings_lists_and_tables_alone(
    variant: Callable[[], Findings],
) -> None:
    page = markdown.page(variant())
    reader = MarkdownIt("gfm-like", {"html": True}).disable("linkify")
    kinds = {
        token.type for block in reader.parse(page) for token in (block, *(block.children or ()))
    }
    shapes = {kind.removesuffix("_open").removesuffix("_close") for kind in kinds}
    assert shapes <= {
        *("heading", "paragraph", "inline", "text", "strong", "code_inline", "softbreak"),
        *("bullet_list", "ordered_list", "list_item"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert [
        token.content for token in reader.parse(page) if token.type in {"html_block", "fence"}
    ] == []


def test_markdown_shows_names_as_they_are() -> None:
    page = markdown.page(example().findings)
    assert (
        "| L1 | 2003-10-09 06:04:27 | `SMSCliToknAcct&` | `LONCORP` | `FIN-429` | certain |" in page
    )
    assert "Article: Q299352." in page


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_the_forms_that_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CHECKOUT / "cases/sms-cap-lockout"
    out = tmp_path / "out"
    asked = ["--as", "markdown", "--as", "ocsf", "--no-cache", "-q"]
    assert main(["export", str(case), "--out", str(out), *asked]) == OK
    assert capsys.readouterr().out == f"{out}\n"
    assert sorted(path.name for path in out.iterdir()) == ["ocsf.jsonl", "report.md"]
    told = (out / "report.md").read_text("utf-8")
    made = f"lockout-forensics {example().findings.tool.version}."
    assert told.replace(f"lockout-forensics {__version__}.", made) == markdown.page(
        example().findings
    )


def test_nothing_is_written_into_the_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case_of(tmp_path, {"a.evt": log("LONCAP01")})
    inside = tmp_path / "evidence/out"
    assert main(["export", str(tmp_path), "--out", str(inside), "-q"]) == WRONG_USE
    assert "lies in evidence/" in capsys.readouterr().err
