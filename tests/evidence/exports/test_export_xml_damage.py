"""Damage and malice in events exported as XML: it stays local, and nothing is expanded."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forensics.evidence.exports import xml_reader as export_xml
from forensics.evidence.exports.exported import AUDITING
from forensics.evidence.records import Reading, Wanted
from forensics.values import DamageCode
from tests.builders.export_xml import Exported, element, rooted, wevtutil

WANTED = Wanted(fields={AUDITING: {4625: frozenset({"TargetUserName"})}})
ONE = element(Exported())
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE Events [<!-- don\'t --><!ENTITY a "ha">'
    '<!ENTITY b "&a;&a;&a;&a;">]>'
)


def read(data: bytes | str, size: int | None = None) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return export_xml.read(BytesIO(raw), len(raw) if size is None else size, WANTED)


def told(reading: Reading) -> list[tuple[int, int, str, str, str]]:
    return [
        (row.offset, row.length, row.code.value, row.expected, row.found) for row in reading.damage
    ]


def test_a_document_type_is_refused_and_the_events_are_read() -> None:
    text = f"{LAUGHS}<Events>{ONE.replace('CLIENT7', '&b;', 1)}{ONE}</Events>"
    reading = read(text)
    begin = text.index("<!DOCTYPE")
    first = text.index("<Event ")
    length = text.index("</Event>") + 8 - first
    refused = "a document type declaration: not followed"
    assert told(reading) == [
        (
            begin,
            LAUGHS.index("]>") + 2 - begin,
            *UNREADABLE,
            "events without a document type",
            refused,
        ),
        (first, length, *UNREADABLE, "an <Event> element", "undefined entity"),
    ]
    (batch,) = reading.batches
    assert batch.frame["TargetUserName"].to_list() == ["SMSCliToknAcct&"]


UNREADABLE = (DamageCode.RECORD_UNREADABLE.value,)


def test_an_external_entity_is_not_fetched() -> None:
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    reading = read(f"{declared}\n{ONE.replace('CLIENT7', '&e;', 1)}\n{ONE}\n")
    assert [row.found for row in reading.damage] == [
        "a document type declaration: not followed",
        "undefined entity",
    ]
    assert len(reading.records.offset) == 1


def test_a_document_type_within_an_event_costs_that_event_only() -> None:
    inner = ONE.replace("<System>", '<!DOCTYPE x [<!ENTITY e "y">]><System>')
    reading = read(f"{inner}\n{ONE}\n")
    assert told(reading) == [
        (0, len(inner), *UNREADABLE, "an <Event> element", "not well-formed (invalid token)")
    ]
    assert len(reading.records.offset) == 1


def test_a_cut_file_loses_its_last_event_only() -> None:
    text = wevtutil([Exported(), Exported(number=42)])[:-40]
    reading = read(text)
    begin = len(ONE) + 2
    assert told(reading) == [
        (begin, len(text) - begin, "record-truncated", "</Event>", "the end of the file")
    ]
    assert reading.records.number.tolist() == [41]


def test_an_event_without_end_does_not_take_the_next_with_it() -> None:
    broken = ONE.removesuffix("</Event>")
    reading = read(f"{broken}\n{ONE}\n")
    assert told(reading) == [(0, len(broken) + 1, *UNREADABLE, "</Event>", "the next <Event>")]
    assert len(reading.records.offset) == 1


def test_text_between_events_is_damage_with_an_excerpt() -> None:
    reading = read(f"{ONE}\nwritten by hand\n{ONE}\n")
    (row,) = reading.damage
    assert (row.offset, row.length, row.found) == (len(ONE), 17, "other text")
    assert row.excerpt == b"\nwritten by hand\n"
    assert len(reading.records.offset) == 2


def test_a_root_that_never_ends_is_told() -> None:
    text = rooted([Exported()]).removesuffix("</Events>\r\n")
    assert told(read(text)) == [(len(text), 0, "end-missing", "</Events>", "the end of the file")]


def test_elements_nested_beyond_reason_cost_that_event_only() -> None:
    deep = ONE.replace("<EventData>", "<EventData>" + "<a>" * 9999 + "</a>" * 9999)
    reading = read(f"{deep}\n{ONE}\n")
    assert told(reading) == [
        (0, len(deep), *UNREADABLE, "an <Event> element", "elements nested more than 32 deep")
    ]


@pytest.mark.parametrize("forbidden", ["\x01", "&#1;", "&#x1F;", "&#xD800;", "\ufffe"])
def test_what_xml_forbids_becomes_a_mark_and_is_counted(forbidden: str) -> None:
    reading = read(ONE.replace("SMSCliToknAcct&amp;", f"a{forbidden}b"))
    assert reading.batches[0].frame["TargetUserName"].to_list() == ["a\ufffdb"]
    assert reading.claims["characters that XML forbids"] == "1"


def test_malformed_utf_8_in_a_file_that_says_utf_8_becomes_a_mark() -> None:
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{ONE}'.encode()
    reading = read(text.replace(b"SMSCliToknAcct&amp;", b"a\xffb\xc3\xbc"))
    assert reading.batches[0].frame["TargetUserName"].to_list() == ["a\ufffdbü"]
    assert reading.claims["characters that could not be decoded"] == "1"


def test_a_declared_code_page_is_followed() -> None:
    text = f'<?xml version="1.0" encoding="windows-1251"?>\n{ONE}'.replace("SMSCli", "Дюж")
    reading = read(text.encode("cp1251"))
    assert reading.batches[0].frame["TargetUserName"].to_list() == ["ДюжToknAcct&"]
    assert reading.claims["encoding"] == "windows-1251 (declared)"


@pytest.mark.parametrize(
    "name",
    [
        *(f"windows-{number}" for number in range(1245, 1265)),
        *(f"ISO-8859-{number}" for number in range(20)),
        *("utf-8", "UTF-16", "utf-7", "rot13", "zlib", "idna"),
    ],
)
def test_whatever_encoding_is_declared_the_events_are_read(name: str) -> None:
    reading = read(f'<?xml version="1.0" encoding="{name}"?>\n{ONE}')
    assert reading.damage == ()
    assert len(reading.records.offset) == 1


@pytest.mark.parametrize(
    ("whole", "broken", "expected", "found"),
    [
        (">4625</EventID>", ">x</EventID>", "an event id", "‹x›"),
        (">4625</EventID>", "></EventID>", "an event id", "none"),
        ("2002-08-12T", "2002-13-12T", "a time", "‹2002-13-12T09:15:03.1234567Z›"),
    ],
)
def test_an_event_without_id_or_time_is_indexed_and_told(
    whole: str, broken: str, expected: str, found: str
) -> None:
    text = ONE.replace(whole, broken)
    reading = read(text)
    assert told(reading) == [(0, len(text), *UNREADABLE, expected, found)]
    assert len(reading.records.offset) == 1


def test_a_file_that_became_shorter_is_told() -> None:
    reading = read(ONE, len(ONE) + 5)
    assert told(reading) == [
        (len(ONE), 5, "changed-while-read", f"{len(ONE) + 5} bytes", f"{len(ONE)} bytes")
    ]
    assert reading.bytes is not None
    assert (reading.bytes.unreadable, reading.bytes.total) == (5, len(ONE) + 5)


@pytest.mark.parametrize(
    "hostile",
    [
        "<Event ",
        "<Event>",
        "<!--",
        "<!DOCTYPE x [",
        "<![CDATA[",
        "</Event>",
        "<a",
        "<Event></Event>",
    ],
)
def test_text_made_to_be_searched_again_and_again_ends(hostile: str) -> None:
    text = hostile * 5_000
    export_xml.recognises(text.encode()[: 68 * 1024])
    reading = read(text)
    assert reading.bytes is not None
    assert reading.bytes.total == len(text)


PIECES = (
    *(ONE, "<Event ", "<Event>", "</Event>", "<Events>", "</Events>", "<!--", "-->", "<![CDATA["),
    *("]]>", "<!DOCTYPE x [", ']>"', "'", "\n", "é", "\x00", "&b;", LAUGHS, "Record 1\n", "<", ">"),
)


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.sampled_from(("utf-8", "utf-16", "utf-16-be", "cp1252")),
    st.integers(0, 9),
)
@example("", "utf-16", 0)
def test_whatever_the_pieces_nothing_raises_and_the_bytes_tile(
    text: str, encoding: str, cut: int
) -> None:
    data = text.encode(encoding, "replace")
    data = data[: len(data) - cut]
    assert_tiles(data)


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
def test_any_bytes_raise_nothing_and_tile(data: bytes) -> None:
    assert_tiles(data)


def assert_tiles(data: bytes) -> None:
    export_xml.recognises(data)
    reading = read(data)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert min(reading.bytes.header, reading.bytes.records, reading.bytes.unreadable) >= 0
    assert int(reading.records.length.sum()) == reading.bytes.records


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20
)


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from(("utf-8", "utf-16")))
def test_names_come_back_as_they_were_written(names: list[str], encoding: str) -> None:
    events = [Exported(values={"TargetUserName": name}) for name in names]
    reading = read(rooted(events).encode(encoding))
    assert reading.damage == ()
    assert reading.batches[0].frame["TargetUserName"].to_list() == names
