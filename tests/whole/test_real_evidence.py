"""Real logs as one-exhibit cases: every count equals what independent readers found."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forensics.case import load_case
from forensics.findings import Findings
from forensics.investigating import investigate
from forensics.pipeline import Analysis
from tests.shared import shared

LOGS = (
    "Application_no_crc32.evtx",
    "MSExchange_Management_wec.evtx",
    "Security_short_selected.evtx",
    "Security_with_size_t.evtx",
    "account-restriction.evtx",
    "kerberos-4771-valid-user.evtx",
    "kerberos-unknown-users.evtx",
    "local-4625-burst.evtx",
    "openssh-unknown-users.evtx",
    "openssh-valid-users.evtx",
    "post-Security.evtx",
    "sample-with-zero-data-size-event.evtx",
    "sample_with_a_bad_chunk_magic.evtx",
    "security.evtx",
    "security_bad_string_cache.evtx",
    "system.evtx",
    "velocidex-security.evtx",
)


def _oracle() -> Mapping[str, Any]:
    document: dict[str, Any] = json.loads(shared("evidence/oracle.json").read_text("utf-8"))
    return document


@pytest.fixture
def analyse(tmp_path: Path) -> "Analyse":
    return Analyse(tmp_path)


class Analyse:
    """Makes a case of one real log and returns its analysis."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, path: str) -> Analysis:
        """Return the analysis of the log at `path` in ../shared."""
        evidence = self._folder / "evidence"
        evidence.mkdir()
        (evidence / Path(path).name).write_bytes(shared(path).read_bytes())
        return investigate(load_case(self._folder), lambda _: None)


def _said(row: Mapping[str, Any]) -> str:
    """Return one observation the way the oracle writes it."""
    names = {
        4625: (
            "TargetUserName",
            "WorkstationName",
            "IpAddress",
            "Status",
            "SubStatus",
            "LogonType",
        ),
        4768: ("TargetUserName", "IpAddress", "Status"),
        4771: ("TargetUserName", "IpAddress", "Status"),
        4776: ("TargetUserName", "Workstation", "Status"),
    }
    ours = {
        "TargetUserName": "account",
        "WorkstationName": "workstation",
        "Workstation": "workstation",
        "IpAddress": "address",
        "Status": "status",
        "SubStatus": "substatus",
        "LogonType": "logon_type",
    }
    values = (f"{name}={row[ours[name]] or '-'}" for name in names[row["event_id"]])
    return f"{row['event_id']} {' '.join(values)}"


@pytest.mark.parametrize("log", LOGS)
def test_every_authentication_count_equals_the_oracle(log: str, analyse: Analyse) -> None:
    expected = _oracle()[f"evtx/{log}"]
    scene = analyse(f"evidence/evtx/{log}").scene
    told = scene.observations.filter(
        ~pl.col("recovered"), pl.col("event_id").is_in([4625, 4768, 4771, 4776])
    )
    assert Counter(_said(row) for row in told.iter_rows(named=True)) == expected["authentication"]


def test_54_kerberos_failures_give_no_lockout_and_the_report_says_so(analyse: Analyse) -> None:
    findings = analyse("evidence/evtx/kerberos-4771-valid-user.evtx").findings
    assert findings.attempts.total == findings.attempts.bad_password == 54
    assert findings.lockouts == ()
    assert findings.verdict.kb is None
    assert findings.verdict.confidence == "none"
    assert findings.verdict.headline == "54 failed logons of admin-hacker, no lockout recorded"
    assert "No lockout is recorded" in findings.verdict.statement
    assert _words(findings).isdisjoint({"attack", "locked out"})


def _words(findings: Findings) -> set[str]:
    said = f"{findings.verdict.headline} {findings.verdict.statement}".lower()
    return {word for word in ("attack", "locked out") if word in said}


def test_a_failure_seen_as_4625_and_as_4776_is_one_attempt(analyse: Analyse) -> None:
    findings = analyse("evidence/evtx/velocidex-security.evtx").findings
    assert findings.attempts.total == findings.attempts.bad_password == 15


def test_unknown_users_are_no_bad_passwords(analyse: Analyse) -> None:
    findings = analyse("evidence/evtx/kerberos-unknown-users.evtx").findings
    assert (
        findings.attempts.bad_password,
        findings.attempts.locked_out,
        findings.attempts.unknown_account,
        findings.attempts.other_failure,
    ) == (2, 0, 46, 1)


def test_a_real_dirty_evt_log_is_read_whole(analyse: Analyse) -> None:
    (source,) = analyse("evidence/evt/plaso-SysEvent.Evt").findings.sources
    assert source.records.read == 6063
    assert source.records.recovered + source.duplicates >= 437
    assert source.hosts == ("WKS-WINXP32BIT",)
