"""Several incidents in one case, from the files to the printed words. All names are invented.

On SRV1 the account `svc` locks twice, over PC1 alone; a week and two days later it locks again,
over PC2; and in between PC9 tries six accounts that nobody else tried, without a lockout.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from forensics import citing, investigating, verdict, weighing
from forensics.binding import Binding
from forensics.case import load_case
from forensics.events import EventTable
from forensics.evidence.forms import Examined
from forensics.export import attempts_csv, lockouts_csv
from forensics.investigating import investigate
from forensics.narrative import compose
from forensics.narrative.views import plain
from forensics.pipeline import Analysis
from forensics.values import Locator
from tests.builders.evt import Record, evt
from tests.builders.security_classic import Classic, failed_529, lockout_644

pytestmark = pytest.mark.xdist_group("several incidents")  # analysed once

BEGIN = datetime(2001, 10, 1, 8, tzinfo=UTC)
CASE = """
[case]
id = "S"
timezone = "UTC"

[policy]
threshold = 3
window = "30m"
duration = "30m"
"""


def locks(after: timedelta, client: str, refused: int) -> list[tuple[timedelta, Classic]]:
    """Return three bad passwords, the lockout and what was refused then, a second apart."""
    second = timedelta(seconds=1)
    bad = failed_529("svc", client, rf"\\{client}")
    late = failed_529("svc", client, rf"\\{client}", event_id=539)
    locked = lockout_644("svc", client)
    tries = [bad, bad, bad, locked, *([late] * refused)]
    return [(after + place * second, what) for place, what in enumerate(tries)]


def log(acts: Sequence[tuple[timedelta, Classic]]) -> bytes:
    """Return what SRV1 recorded."""
    times = [int((BEGIN + after).timestamp()) for after, _ in acts]
    return evt(
        [
            Record(
                number=number,
                generated=time,
                written=time,
                event_id=what.event_id,
                computer="SRV1",
                strings=what.strings,
            )
            for number, (time, (_, what)) in enumerate(zip(times, acts, strict=True), 1)
        ]
    )


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPRAYED = [
    (DAY + number * timedelta(seconds=10), failed_529(f"user{number}", "SRV1", r"\\PC9"))
    for number in range(6)
]
ACTS = [
    *locks(0 * DAY, "PC1", refused=2),
    *locks(HOUR, "PC1", refused=0),
    *SPRAYED,
    *locks(HOUR + 9 * DAY, "PC2", refused=1),
]


@pytest.fixture(name="found", scope="module")
def _found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analysed(tmp_path_factory.mktemp("several"), ACTS)


def analysed(folder: Path, acts: Sequence[tuple[timedelta, Classic]]) -> Analysis:
    (folder / "case.toml").write_text(CASE)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "srv1.evt").write_bytes(log(acts))
    return investigate(load_case(folder), lambda _: None)


def test_the_incidents_are_told_apart_and_counted_each(found: Analysis) -> None:
    findings = found.findings
    assert findings.incidents_total == 3
    said = [
        (each.id, each.apart, each.accounts_total, each.attempts.total, each.lockouts)
        for each in findings.incidents
    ]
    assert said == [
        ("I1", "", 1, 8, ("L1", "L2")),
        ("I2", "time", 1, 4, ("L3",)),
        ("I3", "account", 6, 6, ()),
    ]
    assert [each.authorities for each in findings.incidents] == [("SRV1",)] * 3
    assert [each.clients[0].name for each in findings.incidents] == ["PC1", "PC2", "PC9"]


def test_each_has_its_own_verdict_and_remedy(found: Analysis) -> None:
    one, two, three = found.findings.incidents
    assert one.verdict == found.findings.verdict
    assert one.what_if == found.findings.what_if
    assert one.verdict.headline == "svc was locked out twice in SRV1"
    assert two.verdict.headline == "svc was locked out once in SRV1"
    assert (one.what_if.of, one.what_if.smallest_fix) == (2, ("PC1",))
    assert (two.what_if.of, two.what_if.smallest_fix) == (1, ("PC2",))
    assert (three.what_if.of, three.what_if.smallest_fix) == (0, ())


def test_the_chapters_are_about_the_first(found: Analysis) -> None:
    findings = found.findings
    assert findings.subject.account == "svc"
    assert (findings.subject.failures.total, findings.attempts.total) == (8, 18)
    assert [client.name for client in findings.clients] == ["PC1"]
    assert [lane.host for lane in findings.client_lanes] == ["PC1"]
    assert findings.subject.others_total == 6


def test_edges_and_lockouts_say_of_which_they_are(found: Analysis) -> None:
    findings = found.findings
    assert [lockout.incident for lockout in findings.lockouts] == ["I1", "I1", "I2"]
    edges = {(edge.client, edge.account): edge.incident for edge in findings.edges}
    assert edges["PC1", "svc"] == "I1"
    assert edges["PC2", "svc"] == "I2"
    assert edges["PC9", "user0"] == "I3"
    attempts = csv.DictReader(io.StringIO(b"".join(attempts_csv(found.scene, findings)).decode()))
    assert [row["incident"] for row in attempts] == ["I1"] * 8 + ["I3"] * 6 + ["I2"] * 4
    lockouts = csv.DictReader(io.StringIO(b"".join(lockouts_csv(findings)).decode()))
    assert [row["incident"] for row in lockouts] == ["I1", "I1", "I2"]


def test_the_report_tells_each(found: Analysis) -> None:
    told = compose(found.findings, Binding()).incidents
    assert plain(told.says).startswith("The evidence shows three incidents that have no account,")
    assert told.table is not None
    assert [plain(row.cells[0].text) for row in told.table.rows] == ["I1", "I2", "I3"]
    assert [each.title for each in told.told] == [
        "I2. svc was locked out once in SRV1",
        "I3. 6 failed logons of 6 accounts, no lockout recorded",
    ]
    assert "Without PC2 the policy would have given 0 of 1 lockout" in plain(told.told[0].says[3])


def test_one_incident_is_not_told_apart(tmp_path: Path) -> None:
    found = analysed(tmp_path, locks(0 * DAY, "PC1", refused=2))
    assert found.findings.incidents_total == 1
    told = compose(found.findings, Binding()).incidents
    assert (told.says, told.table, told.told) == ((), None, ())


def test_without_a_failure_there_is_no_incident(tmp_path: Path) -> None:
    found = analysed(tmp_path, [(0 * DAY, Classic(512, ()))])
    assert (found.findings.incidents, found.findings.incidents_total) == ((), 0)


def test_records_are_read_a_second_time_while_the_other_incidents_are_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Analysis
) -> None:
    weighed = Event()
    cite, weigh = citing.cite, weighing.weigh

    def waiting(
        chosen: Sequence[Locator],
        registry: citing.Registry,
        examined: Sequence[Examined],
        table: EventTable,
    ) -> object:
        assert weighed.wait(30)
        return cite(chosen, registry, examined, table)

    def telling(stage: weighing.Stage, own: weighing.Own) -> verdict.Grounds:
        if own.part.id == "I2":
            weighed.set()
        return weigh(stage, own)

    monkeypatch.setattr(citing, "cite", waiting)
    monkeypatch.setattr(weighing, "weigh", telling)
    again = analysed(tmp_path, ACTS).findings
    assert again.cited == found.findings.cited
    assert again.incidents == found.findings.incidents


def test_an_exhibit_that_cannot_be_opened_again_is_told_to_who_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> object:
        raise FileNotFoundError("evidence/srv1.evt")

    monkeypatch.setattr(citing, "cite", gone)
    with pytest.raises(FileNotFoundError, match=r"evidence/srv1\.evt"):
        analysed(tmp_path, ACTS)


def test_the_second_readers_rest_after_an_analysis_and_after_one_that_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested: list[str] = []

    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(investigating, "rest", lambda: rested.append("rested"))
    analysed(tmp_path, ACTS)
    assert rested == ["rested"]
    monkeypatch.setattr(weighing, "weigh", interrupted)
    with pytest.raises(KeyboardInterrupt):
        investigate(load_case(tmp_path), lambda _: None)
    assert rested == ["rested", "rested"]
