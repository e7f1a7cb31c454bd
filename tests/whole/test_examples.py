"""The committed example cases, from the folder to the outputs, against the simulator's truth."""

from collections import Counter
from io import BytesIO
from typing import Any, Final

import jsonschema
import pikepdf
import pytest

from forensics.schema import findings_schema
from tests.builders.case_folder import Case
from tests.builders.cases import modern_stale_credential, sms_cap_lockout
from tests.builders.examples import EACH, IN_ONE_WORKER, example, made

OUTPUTS = (
    "attempts.csv",
    "findings.json",
    "graph.graphml",
    "lockouts.csv",
    "manifest.json",
    "report.html",
    "report.pdf",
    "ticket.txt",
)
SMS: Final = IN_ONE_WORKER["sms-cap-lockout"]
MODERN: Final = IN_ONE_WORKER["modern-stale-credential"]


@pytest.fixture
def sms() -> dict[str, Any]:
    return example("sms-cap-lockout").findings


@pytest.fixture
def modern() -> dict[str, Any]:
    return example("modern-stale-credential").findings


def _as_found(case: Case) -> list[tuple[str, str, str, dict[str, int], str]]:
    """Return the true lockouts as the findings name them: time to the second."""
    return [
        (
            each.time.strftime("%Y-%m-%dT%H:%M:%S"),
            each.authority,
            each.account,
            each.shares(),
            each.tripped_by,
        )
        for each in case.truth.lockouts
    ]


def _found(findings: dict[str, Any]) -> list[tuple[str, str, str, dict[str, int], str]]:
    return [
        (
            each["time"][:19],
            each["authority"],
            each["account"],
            {share["client"]: share["bad_passwords"] for share in each["shares"]},
            each["tripped_by"],
        )
        for each in findings["lockouts"]
    ]


@SMS
def test_every_sms_lockout_is_found_with_its_true_shares(sms: dict[str, Any]) -> None:
    assert _found(sms) == _as_found(sms_cap_lockout())


@MODERN
def test_every_modern_lockout_is_found_with_its_true_shares(modern: dict[str, Any]) -> None:
    assert _found(modern) == _as_found(modern_stale_credential())


@pytest.mark.parametrize("name", EACH)
def test_attempts_are_the_true_ones(name: str) -> None:
    findings = example(name).findings
    truth = made(name).truth.attempts
    assert findings["attempts"] == {
        "total": truth.total(),
        "bad_password": truth.bad_password,
        "locked_out": truth.locked_out,
        "unknown_account": truth.unknown_account,
        "other_failure": 0,
        "success": truth.success,
    }


@pytest.mark.parametrize("name", EACH)
def test_edges_are_the_true_ones(name: str) -> None:
    findings = example(name).findings
    truth = made(name).truth
    true = {
        (edge.client, edge.target, edge.account): (
            edge.counts.bad_password,
            edge.counts.locked_out,
            edge.counts.unknown_account,
        )
        for edge in truth.edges
        if edge.counts.total()
    }
    found = {
        (edge["client"], edge["target"], edge["account"]): (
            edge["bad_password"],
            edge["locked_out"],
            edge["unknown_account"],
        )
        for edge in findings["edges"]
    }
    assert found == true


@SMS
def test_the_sms_case_is_the_article_with_high_confidence(sms: dict[str, Any]) -> None:
    assert sms["verdict"]["kb"] == "Q299352"
    assert sms["verdict"]["confidence"] == "high"
    assert sms["verdict"]["nature"] == "defect"
    causes = [each for each in sms["diagnoses"] if each["explains"] == "cause"]
    assert [each["kb"] for each in causes if each["standing"] != "ruled-out"] == ["Q299352"]
    assert (sms["undecided"], sms["inseparable"]) == ([], [])
    assert {each["certainty"] for each in sms["lockouts"]} == {"certain"}
    assert sms["policy"] == {
        "threshold": 5,
        "window_seconds": 1800,
        "duration_seconds": 1800,
        "basis": "declared",
        "assumed": {},
        "support": "Declared in case.toml.",
        "evidence": [],
        "rivals": [],
        "possible": [],
        "authority": "",
    }


@MODERN
def test_no_sms_article_is_blamed_for_a_modern_account(modern: dict[str, Any]) -> None:
    assert modern["verdict"]["kb"] is None
    assert modern["verdict"]["nature"] == "undetermined"
    left = [each for each in modern["diagnoses"] if each["standing"] != "ruled-out"]
    assert {each["kind"] for each in left if each["explains"] == "cause"} == {"general"}
    assert {each["standing"] for each in left if each["explains"] == "cause"} == {"open"}
    assert modern["policy"]["basis"] == "inferred"
    assert modern["policy"]["threshold"] == 6
    assert {each["certainty"] for each in modern["lockouts"]} == {"likely"}


@pytest.mark.parametrize("name", EACH)
def test_findings_fit_the_published_schema(name: str) -> None:
    jsonschema.validate(example(name).findings, findings_schema())


@pytest.mark.parametrize("name", EACH)
def test_the_ledger_closes(name: str) -> None:
    for source in example(name).findings["sources"]:
        records = source["records"]
        assert records["read"] == records["used"] + records["set_aside"]
        assert sum(source["set_aside_by"].values()) == records["set_aside"]
        assert (source["state"], records["damaged"], source["unchanged"]) == ("intact", 0, True)


@pytest.mark.parametrize("name", EACH)
def test_every_evtx_record_that_is_cited_is_read_alike_by_two_other_readers(
    name: str,
) -> None:
    findings = example(name).findings
    cited = Counter(tuple(each["second_readers"].items()) for each in findings["cited"])
    evtx = [each for each in findings["cited"] if each["locator"]["source"].endswith(".evtx")]
    assert cited[(("python-evtx", "agrees"), ("evtx", "agrees"))] == len(evtx) > 0
    assert [each["agree"] for each in findings["second_readings"]] == [len(evtx)] * 2


@pytest.mark.parametrize("name", EACH)
def test_all_outputs_stand_in_the_report_folder(name: str) -> None:
    assert example(name).status == 0
    assert tuple(example(name).outputs) == OUTPUTS


@SMS
def test_the_pdf_carries_the_other_outputs_byte_for_byte() -> None:
    written = example("sms-cap-lockout").outputs
    with pikepdf.open(BytesIO(written["report.pdf"])) as pdf:
        carried = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    given = {"case.toml", "hosts.csv"}
    assert sorted(carried) == sorted({*OUTPUTS, *given} - {"report.html", "report.pdf"})
    for name in set(carried) - {"manifest.json", *given}:
        assert carried[name] == written[name]


@SMS
def test_evidence_is_as_it_was() -> None:
    assert example("sms-cap-lockout").evidence == sms_cap_lockout().files
