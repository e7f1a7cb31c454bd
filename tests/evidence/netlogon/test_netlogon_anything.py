"""netlogon.log: what holds for any bytes, and for any log that is built."""

import io
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.netlogon import reader
from forensics.evidence.netlogon.entries import ANSWERED, OTHER, PASSED_ON
from forensics.evidence.netlogon.lines import VALUES, taken_apart
from forensics.evidence.netlogon.plain import is_plain, values
from forensics.evidence.netlogon.reader import NETLOGON
from forensics.evidence.records import Reading, Wanted
from forensics.evidence.texts import encodings
from tests.builders.netlogon import Logon, netlogon

NAMES = ("account", "domain", "workstation", "via", "status", "logon", "thread")
ALL = Wanted(
    fields={NETLOGON: {ANSWERED: frozenset(NAMES), PASSED_ON: frozenset(NAMES)}},
    encoding="cp1252",  # telling code pages apart has tests of its own, and takes long
)
PIECES = (
    *(b"[LOGON] ", b"SamLogon: ", b"Network logon of ", b"D\\U ", b"from ", b"\\\\W ", b"(via "),
    *(b"DC) ", b"Returns ", b"0xC000006A", b"Entered", b"\r\n", b"\n", b"  ", b"\x00", b"\x81"),
    *(
        b"CORP: ",
        b"Generic logon of ",
        b"Package: Kerberos ",
        b"(null)",
        b"from from ",
        b"\xc3\xa9",
    ),
    *(b"logon of ", b"12/31 23:59:60 ", b"[SITE] x\n", b"Entered\n", b"Returns 0x0\n", b"\x1c"),
    *(b"08/01 08:12:26 ", b"99/99 99:99:99 ", b"NetrLogonUasLogon of ", b"returns 0", b"[12] "),
)

name = st.text("abcXYZ09.$&-_ äß", min_size=1, max_size=12).map(str.strip).filter(bool)
word = st.text("abcXYZ09-_", min_size=1, max_size=12)
entry = st.builds(
    Logon,
    who=st.builds("{}\\{}".format, word, name),
    workstation=st.one_of(st.just(""), word, word.map("\\\\{}".format)),
    status=st.integers(0, 2**32 - 1).map("0x{:X}".format),
    via=st.one_of(st.just(""), word),
    logon=st.sampled_from(["Network", "Interactive", "Transitive Network", "Service"]),
    stamp=st.sampled_from(["", "01/01 00:00:00", "02/29 23:59:59", "12/31 08:00:00"]),
    thread=st.one_of(st.just(""), st.integers(1, 99999).map(str)),
    hosted=st.one_of(st.just(""), word),
)


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES)).map(b"".join)))
def test_any_bytes_raise_nothing_and_every_byte_is_told(data: bytes) -> None:
    reader.recognises(data)
    reading = reader.read(io.BytesIO(data), len(data), ALL)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert reading.records.length.sum() == reading.bytes.records
    assert sum(each.length for each in reading.damage) == reading.bytes.unreadable
    ends = reading.records.offset + reading.records.length
    assert (ends[:-1] <= reading.records.offset[1:]).all()


@given(st.lists(entry, min_size=1, max_size=8))
def test_what_is_built_is_read_back(entries: list[Logon]) -> None:
    data = netlogon(entries)
    assert reader.recognises(data)
    reading = reader.read(io.BytesIO(data), len(data), ALL)
    rows = {
        row["number"]: tuple(row[each] or "" for each in NAMES)
        for batch in reading.batches
        for row in batch.frame.iter_rows(named=True)
    }
    assert rows == {
        line: (
            *(each.who.partition("\\")[2], each.who.partition("\\")[0], each.workstation),
            *(each.via, each.status, each.logon, each.thread),
        )
        for line, each in enumerate(entries, 1)
    }
    assert reading.damage == ()


# ── the quick way is the careful way ────────────────────────────────────────────────────────────

WHOLE = (
    *("[780] CORP: SamLogon: Network logon of CORP\\u1 from PC1 (via DC1) Returns 0xC000006A",),
    *("SamLogon: Transitive Network logon of (null)\\u1 from  (via DC1) Entered",),
    *("SamLogon: Generic logon of CORP\\(null) from (null) Package: Kerberos Returns 0x0",),
    *("SamLogon: Generic logon of CORP\\(null) from (null) Package: Kerberos Entered",),
    *("SamLogon: Network logon of MY DOMAIN\\Ann Foster from \\\\W95 Returns 0x00000000",),
    *("SamLogon: Network logon of Ann from Accounts from P Returns 0x1",),
    *("SamLogon: Network logon of u@corp.example from from Returns 0x1  ",),
    *("NetrLogonUasLogon of EXAMPLE from 928WIN95 returns 0",),
    *("SamLogon: Network logon of C\\u from P (via\r\n   DC1) Returns 0x1",),
)

whole = st.builds(
    lambda stamp, text, end: f"{stamp}[LOGON] {text}{end}".encode(),
    st.sampled_from(["", "08/01 08:12:26 ", "12/31 23:59:60 ", "13/01 00:00:00 "]),
    st.sampled_from(WHOLE),
    st.sampled_from(["\r\n", "\n", "", "\n\n", " \n", "x\n"]),
)
log = st.lists(st.one_of(whole, whole, st.sampled_from(PIECES)), max_size=12).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a log in which something was cut out, put in or written over."""
    data = draw(log)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from(PIECES)) + data[at + draw(st.integers(0, 12)) :]
    return data


def plainly(reading: Reading) -> tuple[object, ...]:
    """Return all that answers and the log as a whole are read as."""
    records = reading.records
    columns = (records.offset, records.length, records.number, records.written, records.event_id)
    return (
        [column.tolist() for column in columns],
        [(each.event_id, each.frame.rows()) for each in reading.batches if each.event_id != OTHER],
        (reading.damage, reading.bytes, dict(reading.claims)),
    )


@given(damaged())
def test_what_is_cut_at_its_marks_is_read_as_by_the_patterns(data: bytes) -> None:
    names = frozenset(VALUES)
    quick = replace(ALL, fields={NETLOGON: dict.fromkeys((ANSWERED, PASSED_ON), names)})
    # Where the values of other lines are wanted as well, every line goes the careful way.
    careful = replace(ALL, fields={NETLOGON: dict.fromkeys((OTHER, ANSWERED, PASSED_ON), names)})
    readings = [reader.read(io.BytesIO(data), len(data), wanted) for wanted in (quick, careful)]
    assert plainly(readings[0]) == plainly(readings[1])


@given(damaged(), st.integers(2, 200).map(lambda half: 2 * half), st.sampled_from(["", "utf-16"]))
def test_a_log_is_read_alike_in_stretches_of_any_length(data: bytes, block: int, page: str) -> None:
    if page:
        data = data.decode("latin-1").encode(page)
    wanted = replace(ALL, encoding="" if page else "cp1252")
    whole = reader.read(io.BytesIO(data), len(data), wanted)
    with patch.object(encodings, "BLOCK", block):
        parts = reader.read(io.BytesIO(data), len(data), wanted)
    assert plainly(parts) == plainly(whole)


@pytest.mark.parametrize("texts", [[each.text()] for each in (
    Logon(who="CORP\\ann", workstation="PC1", status="0x0"),
    Logon(who="MY DOMAIN\\Ann Müller", workstation="", via="DC1", status="0xC000006A"),
    Logon(who="(null)\\u", workstation="\\\\W95", status="0xC0000234", stamp="01/02 03:04:05"),
    Logon(who="u@corp.example", workstation="P", status="0x1", thread="12", hosted="CORP"),
)])  # fmt: skip
def test_an_entry_as_the_service_writes_it_goes_the_quick_way(texts: Sequence[str]) -> None:
    text = pl.Series(texts)
    assert is_plain(text).all()
    careful = taken_apart(text).select(VALUES)
    assert values(text, VALUES).select(VALUES).rows() == careful.rows()


@pytest.mark.parametrize(
    "text",
    [
        "[LOGON] SamLogon: Network logon of a from b from P Entered",
        "[LOGON] SamLogon: Network logon of x (via EVIL) Returns 0x0 from P Returns 0x1",
        "[LOGON] SamLogon: Network logon of x: SamLogon: Network logon of y from P Entered",
        "[LOGON] SamLogon:  logon of logon of x from P Entered",
        "[LOGON] SamLogon: Network logon of a from from  Entered",
        "   [LOGON] SamLogon: Network logon of a from P Entered",
        "[LOGON] SamLogon: Network logon of a from P Package: Returns Returns 0x0",
        "[LOGON] SamLogon: Network logon of a from P (via D C) Returns 0x0",
        "[LOGON] SamLogon: Network logon of a from P Returns 0x123456789",
        "[LOGON] NetrLogonUasLogon of a from P returns 0",
    ],
)
def test_an_entry_that_could_be_cut_at_a_wrong_mark_goes_the_careful_way(text: str) -> None:
    assert not is_plain(pl.Series([text])).any()
