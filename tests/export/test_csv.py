"""attempts.csv and lockouts.csv: one line each, exact times, no cell that a spreadsheet runs."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Case
from forensics.export import attempts_csv, cell, lockouts_csv
from forensics.findings import Findings
from forensics.traces import Clock
from forensics.values import LAST_TICKS, NOT_RECORDED, Instant
from tests.builders.event import Event
from tests.builders.evtx import evtx
from tests.builders.findings import at as moment
from tests.builders.findings import sms_case
from tests.builders.security import At, logon_4624, logon_failed_4625, validated_4776
from tests.builders.security_classic import failed_529, lockout_644, preauth_675
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log

INVENTED = sms_case()
ATTEMPTS = (
    "time,time_corrected,client,target,target_basis,authority,account,presented_domain,outcome,"
    "status,substatus,logon_type,package,process,workstation_recorded,address_recorded,event_id,"
    "witnesses,source,record,event_record_id,offset,length,incident"
)
LOCKOUTS = (
    "id,time,time_corrected,account,authority,host,basis,caller,caller_agrees,tripped_by,counted,"
    "shares,unexplained,reasons,certainty,refused,until,until_basis,source,record,offset,length,incident"
)


def attempts(case: Case) -> list[str]:
    """Return the lines of attempts.csv."""
    analysis = analysed(case)
    text = b"".join(attempts_csv(analysis.scene, analysis.findings)).decode("utf-8")
    assert text.endswith("\r\n")
    return text.split("\r\n")[:-1]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


# ── attempts.csv ────────────────────────────────────────────────────────────────────────────────


def test_an_old_failure_is_one_line_with_every_column(tmp_path: Path) -> None:
    bad = failed_529(TOKEN, "FIN-1", "\\\\FIN-1")
    assert attempts(case_of(tmp_path, {"a.evt": log("LONCAP01", (61, bad), first=7)})) == [
        ATTEMPTS,
        (
            "2001-10-09T00:01:01Z,,FIN-1,LONCAP01,accessed,LONCAP01,SMSCliToknAcct&,FIN-1,"
            "bad_password,,,3,NTLM,NtLmSsp ,\\\\FIN-1,,529,1,evidence/a.evt,7,,48,192,I1"
        ),
    ]


def modern() -> list[Event]:
    begin = at(61).ticks
    return [
        logon_failed_4625(At(3, begin + 1_230_000, "fs1.example.test")),
        logon_4624(At(4, begin + 20_000_001, "fs1.example.test"), WorkstationName="-"),
    ]


def test_a_modern_failure_and_the_success_beside_it(tmp_path: Path) -> None:
    found = attempts(case_of(tmp_path, {"a.evtx": evtx(modern())}))
    assert found[0] == ATTEMPTS
    assert [line.rsplit(",", 3)[0] for line in found[1:]] == [
        (
            "2001-10-09T00:01:01.123Z,,WS1,fs1.example.test,accessed,EXAMPLE,alice,EXAMPLE,"
            "bad_password,0xc000006d,0xc000006a,3,NTLM,NtLmSsp ,WS1,192.0.2.17,4625,1,"
            "evidence/a.evtx,3,3"
        ),
        (
            "2001-10-09T00:01:03.0000001Z,,WS1,fs1.example.test,accessed,EXAMPLE,alice,"
            "EXAMPLE,success,,,3,NTLM,NtLmSsp ,,192.0.2.17,4624,1,evidence/a.evtx,4,4"
        ),
    ]


def test_an_attempt_with_several_witnesses_is_one_line(tmp_path: Path) -> None:
    logs = {
        "dc.evtx": evtx([validated_4776(At(1, at(10).moment(), "dc1"))]),
        "fs.evtx": evtx([logon_failed_4625(At(7, at(10).moment(), "fs1"))]),
    }
    analysis = analysed(case_of(tmp_path, logs))
    (row,) = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    assert (row["target"], row["target_basis"], row["witnesses"]) == ("fs1", "accessed", "2")
    assert (row["source"], row["record"]) == ("evidence/fs.evtx", "7")


def test_an_attempt_that_only_its_authority_recorded_says_so(tmp_path: Path) -> None:
    bad = preauth_675("alice", "10.0.0.1")
    analysis = analysed(case_of(tmp_path, {"a.evt": log("LONDC01", (1, bad))}))
    (row,) = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    assert (row["target"], row["target_basis"]) == ("LONDC01", "recorded-by")
    assert (row["client"], row["address_recorded"], row["status"]) == (
        "10.0.0.1",
        "10.0.0.1",
        "0x18",
    )


def test_there_are_as_many_lines_as_attempts(tmp_path: Path) -> None:
    events = [(second, failed_529(TOKEN, "FIN-1", "FIN-1")) for second in range(9)]
    analysis = analysed(case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}))
    found = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    counts = analysis.findings.attempts
    assert len(found) == counts.total + counts.success == 9
    assert [row["time"] for row in found] == [at(second).iso() for second in range(9)]


def test_lines_made_piece_by_piece_are_those_made_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["FIN-1", "=FIN-2", "FIN-1", "FIN-3", "=FIN-2"]
    events = [(place, failed_529(TOKEN, name, name)) for place, name in enumerate(names)]
    analysis = analysed(case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}))
    whole = b"".join(attempts_csv(analysis.scene, analysis.findings))
    monkeypatch.setattr("forensics.export._PIECE", 2)
    assert b"".join(attempts_csv(analysis.scene, analysis.findings)) == whole
    assert [row["client"] for row in rows(whole)].count("'=FIN-2") == 2


def test_without_an_attempt_the_heading_stands_alone(tmp_path: Path) -> None:
    assert attempts(case_of(tmp_path, {"a.txt": b"?"})) == [ATTEMPTS]


@pytest.mark.parametrize(
    ("offset", "corrected"),
    [("+2s", "2001-10-09T00:00:59Z"), ("-0.25s", "2001-10-09T00:01:01.25Z"), ("", "")],
)
def test_a_corrected_time_stands_beside_that_of_a_known_clock(
    tmp_path: Path, offset: str, corrected: str
) -> None:
    toml = f'[[host]]\nname = "loncap01"\nclock_offset = "{offset}"\n'
    bad = failed_529(TOKEN, "FIN-1", "FIN-1")
    analysis = analysed(case_of(tmp_path, {"a.evt": log("LONCAP01", (61, bad))}, toml))
    (row,) = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    assert (row["time"], row["time_corrected"]) == ("2001-10-09T00:01:01Z", corrected)


@pytest.mark.parametrize("ticks", [0, 1, 2**62, LAST_TICKS, LAST_TICKS + 1, 2**63 - 1])
def test_hostile_times_are_written_as_everywhere_else(tmp_path: Path, ticks: int) -> None:
    case = case_of(tmp_path, {"a.evtx": evtx([logon_failed_4625(At(1, ticks))])})
    analysis = analysed(case)
    (row,) = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    assert row["time"] == Instant(ticks).iso()


HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "a\x01b",
    "a\x1b[31mb",
    "a\x85b\u2028c",
    "\u202egnp.exe",
    'a"b,c;d',
    "a\r\nb",
)


def test_no_cell_of_the_attempts_is_run_or_seen_by_a_terminal(tmp_path: Path) -> None:
    logs = {
        f"{place}.evt": log(
            name,
            (3 * place, failed_529(name, name, name)),
            (3 * place + 1, lockout_644(name, name)),
        )
        for place, name in enumerate(HOSTILE)
    }
    analysis = analysed(case_of(tmp_path, logs))
    found = rows(b"".join(attempts_csv(analysis.scene, analysis.findings)))
    assert_harmless(found)
    assert [row["account"] for row in found] == [cell(name) for name in HOSTILE]


def assert_harmless(found: list[dict[str, str]]) -> None:
    for row in found:
        for text in row.values():
            assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert all(char.isprintable() for char in text)


# ── lockouts.csv ────────────────────────────────────────────────────────────────────────────────


def test_a_lockout_is_one_line_with_every_column() -> None:
    findings = replace(INVENTED, lockouts=INVENTED.lockouts[:1], clocks=())
    text = b"".join(lockouts_csv(findings)).decode("utf-8")
    first = INVENTED.lockouts[0]
    place = first.evidence[0]
    assert isinstance(first.until, Instant)
    assert text == (
        f"{LOCKOUTS}\r\n"
        f"L1,{first.time.iso()},,SMSCliToknAcct&,LONDOM,LONDC01,recorded,FIN-429,yes,FIN-429,5,"
        f"FIN-429: 5,0,,certain,{first.refused},{first.until.iso()},policy,"
        f"evidence/londc01-security.evtx,{place.record},{place.offset},{place.length},I1\r\n"
    )


def test_shares_stand_in_one_cell_and_absent_values_are_empty() -> None:
    first = INVENTED.lockouts[0]
    shares = (
        replace(first.shares[0], client="A", bad_passwords=3),
        replace(first.shares[0], client=NOT_RECORDED, bad_passwords=2),
    )
    lockout = replace(
        first,
        shares=shares,
        caller=NOT_RECORDED,
        tripped_by=NOT_RECORDED,
        unexplained=NOT_RECORDED,
        until=NOT_RECORDED,
        until_basis="unknown",
        reasons=("log-gap", "policy"),
    )
    (row,) = rows(b"".join(lockouts_csv(replace(INVENTED, lockouts=(lockout,)))))
    assert row["shares"] == "A: 3; : 2"
    assert row["reasons"] == "log-gap; policy"
    assert (row["caller"], row["tripped_by"], row["unexplained"], row["until"]) == ("", "", "", "")


def test_there_are_as_many_lines_as_lockouts() -> None:
    found = rows(b"".join(lockouts_csv(INVENTED)))
    assert [row["id"] for row in found] == [each.id for each in INVENTED.lockouts]


def test_without_a_lockout_the_heading_stands_alone() -> None:
    assert b"".join(lockouts_csv(replace(INVENTED, lockouts=()))) == f"{LOCKOUTS}\r\n".encode()


def test_a_lockout_on_a_known_clock_has_a_corrected_time() -> None:
    lockout = replace(INVENTED.lockouts[0], time=moment(0))
    clock = Clock(
        host=lockout.host, offset_seconds=-0.75, uncertainty_seconds=NOT_RECORDED, basis="declared"
    )
    (row,) = rows(b"".join(lockouts_csv(replace(INVENTED, lockouts=(lockout,), clocks=(clock,)))))
    assert (row["time"], row["time_corrected"]) == (
        "2001-10-09T00:00:00.25Z",
        "2001-10-09T00:00:01Z",
    )


def hostile(name: str) -> Findings:
    first = INVENTED.lockouts[0]
    lockout = replace(
        first,
        account=name,
        authority=name,
        host=name,
        caller=name,
        tripped_by=name,
        shares=(replace(first.shares[0], client=name),),
        evidence=(replace(first.evidence[0], source=name),),
    )
    return replace(INVENTED, lockouts=(lockout,))


@pytest.mark.parametrize("name", [*HOSTILE, "\ud800x"], ids=ascii)
def test_no_cell_of_the_lockouts_is_run_or_seen_by_a_terminal(name: str) -> None:
    found = rows(b"".join(lockouts_csv(hostile(name))))
    assert len(found) == 1
    assert_harmless(found)
    for column in ("account", "authority", "host", "caller", "tripped_by", "source"):
        assert found[0][column] == cell(name)


# ── one cell ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("alice", "alice"),
        ("SMSCliToknAcct&", "SMSCliToknAcct&"),
        ("a-b", "a-b"),
        ("Büro 名 \U0001f600", "Büro 名 \U0001f600"),
        ("=1", "'=1"),
        ("-", "'-"),
        ("\t=1", "'<U+0009>=1"),
        ("a\nb", "a<U+000A>b"),
        ("\u202e", "<U+202E>"),
        ("\ud800", "<U+D800>"),
        ("\x9b31m", "<U+009B>31m"),
        ("<U+202E>", "<U+003C>U+202E>"),  # a name that is written like an escape
        ("'=1", "''=1"),
    ],
)
def test_a_cell_is_harmless_and_legible(text: str, shown: str) -> None:
    assert cell(text) == shown


@given(st.text("'=<U+02E>\u202e\t"), st.text("'=<U+02E>\u202e\t"))
def test_two_names_are_two_cells(one: str, other: str) -> None:
    assert (cell(one) == cell(other)) == (one == other)


@given(st.text(st.characters()))
def test_no_text_at_all_makes_a_cell_that_runs(text: str) -> None:
    shown = cell(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in shown)
    shown.encode("utf-8")
