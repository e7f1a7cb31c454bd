"""One try, many witnesses, whose clocks do not agree: from the files to the findings."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from forensics.case import load_case
from forensics.export import attempts_csv, findings_json
from forensics.investigating import investigate
from forensics.narrative.clocks import clocks
from forensics.narrative.views import plain as text
from forensics.pipeline import Analysis
from forensics.schema import findings_schema
from forensics.traces import Clock
from tests.builders.evt import Record, evt
from tests.builders.netlogon import Logon, netlogon
from tests.builders.security_classic import Classic, failed_529, failed_681
from tests.shared import shared

pytestmark = pytest.mark.xdist_group("two clocks")  # analysed once

# ── a real pair of machines ─────────────────────────────────────────────────────────────────────


def test_7_failures_on_a_workstation_and_7_checks_of_its_controller_are_7_attempts(
    tmp_path: Path,
) -> None:
    (tmp_path / "case.toml").write_text('[case]\nid = "P"\ntimezone = "America/New_York"\n')
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    archive = shared("evidence/exports/otrf-purplesharp.zip")
    (evidence / archive.name).write_bytes(archive.read_bytes())
    found = investigate(load_case(tmp_path), lambda _: None)
    assert found.findings.attempts.total == found.findings.attempts.bad_password == 7
    failed = found.scene.attempts.filter(found.scene.attempts["outcome"] != "success")
    assert set(failed["target"]) == {"WORKSTATION5.theshire.local"}
    assert set(failed["authority_host"]) == {"MORDORDC.theshire.local"}
    assert failed["witnesses"].to_list() == [2] * 7


# ── an invented chain ───────────────────────────────────────────────────────────────────────────

BEGIN = datetime(2001, 10, 9, 8, tzinfo=UTC)
TRIES = tuple(BEGIN + timedelta(seconds=at) for at in (0, 40, 900, 1700))
AHEAD = timedelta(seconds=95)
"""The clock of the accessed server FS1 is ahead; those of BDC and PDC are true."""

CASE = """
[case]
id = "C"
timezone = "UTC"

[[host]]
name = "FS1"

[[host]]
name = "BDC"
roles = ["dc"]

[[host]]
name = "PDC"
roles = ["dc"]
"""


def log(machine: str, what: Classic, ahead: timedelta = timedelta()) -> bytes:
    """Return an .evt log of one record a try."""
    times = [int((each + ahead).timestamp()) for each in TRIES]
    return evt(
        [
            Record(
                number=number,
                generated=time,
                written=time,
                event_id=what.event_id,
                computer=machine,
                strings=what.strings,
            )
            for number, time in enumerate(times, 1)
        ]
    )


def answers(via: str, ahead: timedelta = timedelta()) -> bytes:
    """Return a netlogon.log with one answer a try."""
    return netlogon(
        Logon(
            who=r"CORP\ann",
            workstation=r"\\PC1",
            status="0xC000006A",
            via=via,
            stamp=(each + ahead).strftime("%m/%d %H:%M:%S"),
        )
        for each in TRIES
    )


EVIDENCE = {
    "fs1.evt": log("FS1", failed_529("ann", "CORP", r"\\PC1"), AHEAD),
    "bdc.evt": log("BDC", failed_681("ann", r"\\PC1")),
    "fs1-netlogon.log": answers("", AHEAD),
    "bdc-netlogon.log": answers("FS1"),
    "pdc-netlogon.log": answers("BDC"),
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("chain")
    (folder / "case.toml").write_text(CASE)
    (folder / "evidence").mkdir()
    for name, content in EVIDENCE.items():
        (folder / "evidence" / name).write_bytes(content)
    return investigate(load_case(folder), lambda _: None)


def test_four_tries_in_five_logs_are_four_attempts_on_the_accessed_server(chain: Analysis) -> None:
    assert chain.findings.attempts.total == chain.findings.attempts.bad_password == 4
    shown = ("client", "target", "target_basis", "authority_host", "witnesses")
    assert chain.scene.attempts.select(shown).rows() == [("PC1", "FS1", "accessed", "BDC", 5)] * 4


def test_the_records_of_one_try_are_cited_together(chain: Analysis) -> None:
    by_attempt = chain.scene.witnessed.join(chain.scene.observations, on="row")
    for _, group in by_attempt.group_by("attempt"):
        assert sorted(group["source"]) == [0, 1, 2, 3, 4]
        assert group["number"].n_unique() == 1  # the n-th record of every log


def test_times_stay_as_recorded_and_the_corrected_ones_stand_beside(chain: Analysis) -> None:
    written = b"".join(attempts_csv(chain.scene, chain.findings)).decode()
    rows = list(csv.DictReader(written.splitlines()))
    stamp = "%Y-%m-%dT%H:%M:%SZ"
    assert [(row["time"], row["time_corrected"]) for row in rows] == [
        ((each + AHEAD).strftime(stamp), each.strftime(stamp)) for each in TRIES
    ]


def test_each_clock_is_told_by_its_pairs(chain: Analysis) -> None:
    told = {clock.host: clock for clock in chain.findings.clocks}
    assert told["FS1"] == Clock(
        host="FS1",
        offset_seconds=95.0,
        uncertainty_seconds=1.0,
        basis="paired",
        spread_seconds=0.0,
        pairs=8,
        reference="BDC",
    )
    assert (told["BDC"].basis, told["BDC"].offset_seconds) == ("reference", 0.0)
    assert (told["PDC"].basis, told["PDC"].offset_seconds) == ("paired", 0.0)


def test_the_report_says_how_the_clocks_stood(chain: Analysis) -> None:
    said = [text(each) for each in clocks(chain.findings)]
    assert "The clock of BDC is the one that others are measured against." in said
    assert "The clock of FS1 minus BDC: +95 s ± 1 s (median of 8 pairs, spread 0 s)." in said


def test_the_findings_fit_the_published_schema(chain: Analysis) -> None:
    jsonschema.validate(json.loads(b"".join(findings_json(chain.findings))), findings_schema())
