"""The data inside the page: every attempt as attempts.csv has it, and nothing that breaks out."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import legible
from forensics.binding import Binding
from forensics.export import attempts_csv, attempts_told
from forensics.html import page
from forensics.html.gathering import Gathered, gather
from forensics.html.island import MOST_LOCKOUTS, escaped
from forensics.html.island import island as made_of
from forensics.narrative import compose
from forensics.pipeline import Analysis
from forensics.values import LAST_TICKS, NOT_RECORDED
from tests.builders.evtx import evtx
from tests.builders.findings import sms_case
from tests.builders.screened import HOSTILE, hostile_attempts, screened, sms_attempts
from tests.builders.security import At, logon_4624, logon_failed_4625
from tests.builders.security_classic import failed_529, lockout_644
from tests.html.reading import island, rows
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log

pytestmark = pytest.mark.xdist_group("browser")  # pages are made once, for the browser too

DECLARED = '[[host]]\nname = "fs1.example.test"\nclock_offset = "+2.5s"\n'


def site(folder: Path) -> Analysis:
    """Return a case of both kinds of log, one of them from a machine whose clock is ahead."""
    bad = [(second, failed_529(TOKEN, f"FIN-{second % 3}", "\\\\FIN")) for second in range(9)]
    begin = at(61).ticks
    modern = [
        logon_failed_4625(At(3, begin + 1_230_001, "fs1.example.test")),
        logon_4624(At(4, begin + 20_000_000, "fs1.example.test"), WorkstationName="-"),
    ]
    logs = {
        "a.evt": log("LONCAP01", *bad, (4, lockout_644(TOKEN, "FIN-1"))),
        "b.evtx": evtx(modern),
    }
    return analysed(case_of(folder, logs, DECLARED))


def test_the_rows_are_those_of_attempts_csv_one_by_one(tmp_path: Path) -> None:
    analysis = site(tmp_path)
    findings = analysis.findings
    told = attempts_told(analysis.scene, findings)
    made = page(compose(findings, Binding()), findings, told)
    text = b"".join(attempts_csv(analysis.scene, findings)).decode()
    expected = [
        # A blank at the end of a name is shown as the chapters show it.
        {name: legible.name(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]
    assert len(expected) == 11
    assert {row["time_corrected"] for row in expected} >= {"", "2001-10-09T00:00:58.6230001Z"}
    assert list(rows(island(made))) == expected


def test_the_invented_rows_are_whole_too() -> None:
    found = list(rows(island(screened("sms_case"))))
    frame = sms_attempts()
    assert len(found) == frame.height == 351
    assert [row["client"] for row in found] == [name or "" for name in frame["client"]]
    assert [row["record"] for row in found] == [str(number) for number in frame["record"]]
    assert found[0]["event_record_id"] == str(2**63)  # more than a browser's numbers can hold


def test_cited_rows_carry_the_number_of_their_record() -> None:
    findings, frame = sms_case(), sms_attempts()
    place = frame.row(7, named=True)
    cited = findings.cited[3]
    locator = replace(
        cited.locator, source=place["source"], record=place["record"], offset=place["offset"]
    )
    changed = replace(cited, locator=locator)
    data = json.loads(made_of(gather(frame), replace(findings, cited=(changed,))))
    assert data["cited"] == [[7, cited.ref]]


def test_a_lockout_stands_with_what_its_lane_draws() -> None:
    findings = sms_case()
    first, second = findings.lockouts[:2]
    open_ended = replace(second, until=NOT_RECORDED, tripped_by=NOT_RECORDED)
    changed = replace(findings, lockouts=(first, open_ended))
    one, other = json.loads(made_of(gather(sms_attempts()), changed))["lockouts"]
    begins = first.time.moment().timestamp() * 1000
    assert one == {
        "id": "L1",
        "time": begins,
        "until": begins + 1_800_000,
        "known": True,
        "account": TOKEN,
        "authority": first.authority,
        "by": first.tripped_by,
    }
    assert (other["known"], other["by"], other["until"]) == (False, None, other["time"])


def test_more_lockouts_than_the_lanes_mark_are_counted() -> None:
    findings = sms_case()
    many = replace(findings, lockouts=findings.lockouts[:1] * (MOST_LOCKOUTS + 7))
    data = json.loads(made_of(gather(sms_attempts()), many))
    assert (len(data["lockouts"]), data["left_lockouts"]) == (MOST_LOCKOUTS, 7)


@pytest.mark.parametrize("ticks", [-5, 0, LAST_TICKS, 2**63 - 1])
def test_a_time_that_no_calendar_holds_is_the_nearest_one(ticks: int) -> None:
    frame = sms_attempts().head(1).with_columns(time=pl.lit(ticks, pl.Int64), time_corrected=None)
    (row,) = rows(json.loads(made_of(gather(frame), sms_case())))
    assert row["time"] in {"1601-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"}


# ── nothing breaks out ───────────────────────────────────────────────────────────────────────────


def test_hostile_names_arrive_as_the_chapters_show_them() -> None:
    shown = [row["target"] for row in rows(island(screened("hostile")))]
    assert shown == [legible.name(name) for name in HOSTILE]
    assert shown[0] == "</script><script>window.__pwned = 1</script>"


def test_no_letter_of_markup_stands_in_the_data() -> None:
    data = made_of(gather(hostile_attempts()), sms_case())
    assert {char for char in data if char in "<>&\u2028\u2029\x00\u202e"} == set()
    assert data.isprintable()


@given(st.text(), st.text())
def test_what_is_escaped_reads_as_before(name: str, value: str) -> None:
    plain = json.dumps({name: [value, "</script><!--\u2028"]}, ensure_ascii=False)
    safe = escaped(plain)
    assert json.loads(safe) == json.loads(plain)
    assert not set(safe) & set("<>&\u2028\u2029")


def test_a_hundred_thousand_attempts_take_some_eight_megabytes() -> None:
    frame = pl.concat([sms_attempts()] * 285).head(100_000).sort("time", maintain_order=True)
    data = made_of(gather(frame), sms_case())
    assert 4_000_000 < len(data) < 9_000_000


def test_an_empty_case_has_empty_columns() -> None:
    data = json.loads(
        made_of(Gathered(rows=sms_attempts().clear(), silence=0, attempts=0), sms_case())
    )
    assert (data["rows"], data["steps"], data["cited"]) == (0, [], [])
    assert all(column == {"words": [], "codes": []} for column in data["columns"].values())
