"""netlogon.log: what holds for any bytes, and for any log that is built."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.evidence.netlogon import reader
from forensics.evidence.netlogon.reader import ANSWERED, NETLOGON, PASSED_ON
from forensics.evidence.records import Wanted
from tests.builders.netlogon import Logon, netlogon

NAMES = ("account", "domain", "workstation", "via", "status", "logon", "thread")
ALL = Wanted(
    fields={NETLOGON: {ANSWERED: frozenset(NAMES), PASSED_ON: frozenset(NAMES)}},
    encoding="cp1252",  # telling code pages apart has tests of its own, and takes long
)
PIECES = (
    *(b"[LOGON] ", b"SamLogon: ", b"Network logon of ", b"D\\U ", b"from ", b"\\\\W ", b"(via "),
    *(b"DC) ", b"Returns ", b"0xC000006A", b"Entered", b"\r\n", b"\n", b"  ", b"\x00", b"\x81"),
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


@settings(deadline=None, max_examples=30)
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


@settings(deadline=None, max_examples=30)
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
