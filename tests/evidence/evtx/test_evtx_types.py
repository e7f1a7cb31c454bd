"""Single values and template definitions of binary XML, byte by byte."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evtx.binxml import Element, Hole, Part, definition
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.layouts import NOWHERE, Field, System, event_data, system
from forensics.evidence.evtx.types import elements, render


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        (0x00, b"", None),
        (0x01, b"", ""),
        (0x01, "Advapi  ".encode("utf-16-le"), "Advapi  "),
        (0x01, "TEMPORAL\0".encode("utf-16-le"), "TEMPORAL"),
        (0x01, b"\x3d\xd8", "\ufffd"),
        (0x01, b"a\0b", "a"),
        (0x02, b"caf\xe9\0", "café"),
        (0x03, b"\xff", "-1"),
        (0x04, b"\xff", "255"),
        (0x05, b"\xfe\xff", "-2"),
        (0x06, b"\xfe\xff", "65534"),
        (0x07, b"\xfd\xff\xff\xff", "-3"),
        (0x08, b"\x0a\0\0\0", "10"),
        (0x09, b"\xff" * 8, "-1"),
        (0x0A, b"\xff" * 8, "18446744073709551615"),
        (0x0B, struct.pack("<f", 1.5), "1.5"),
        (0x0C, struct.pack("<d", -0.25), "-0.25"),
        (0x0D, b"\x01\0\0\0", "true"),
        (0x0D, b"\0\0\0\0", "false"),
        (0x0E, b"\xd9\x06\0\0", "D9060000"),
        (
            0x0F,
            b"\x25\x96\x84\x54\x78\x54\x94\x49\xa5\xba\x3e\x3b\x03\x28\xc3\x0d",
            "{54849625-5478-4994-A5BA-3E3B0328C30D}",
        ),
        (0x0F, b"\x25", None),
        (0x10, b"\x94\x01\0\0", "0x194"),
        (0x11, struct.pack("<Q", 116_444_736_000_000_001), "1970-01-01T00:00:00.0000001Z"),
        (0x12, struct.pack("<8H", 2007, 3, 0, 18, 13, 4, 9, 20), "2007-03-18T13:04:09.020Z"),
        (0x12, b"\x01", None),
        (0x13, b"\x01\x01\0\0\0\0\0\x05\x12\0\0\0", "S-1-5-18"),
        (0x13, b"\x01\x02\0\0\0\0\0\x05\x12\0\0\0", None),
        (0x14, b"\x6d\x00\x00\xc0", "0xc000006d"),
        (0x14, b"\0\0\0\0", "0x0"),
        (0x15, b"\xe7\x03\0\0\0\0\0\0", "0x3e7"),
        (0x81, "a\0b \0".encode("utf-16-le"), "a, b "),
        (0x88, b"\x01\0\0\0\x02\0\0\0", "1, 2"),
        (0x7E, b"\x01", None),
    ],
)
def test_a_value_is_rendered_as_windows_renders_it(kind: int, raw: bytes, text: str | None) -> None:
    assert render(kind, raw) == text


def test_an_array_of_strings_keeps_its_empty_ones() -> None:
    assert elements(0x81, "a\0\0b\0\0".encode("utf-16-le")) == ["a", "", "b", ""]
    assert elements(0x81, "a\0b".encode("utf-16-le")) == ["a", "b"]
    assert elements(0x81, b"\0\0") == [""]
    assert elements(0x81, b"") == []


def test_an_array_whose_size_does_not_fit_has_no_values() -> None:
    assert elements(0x88, b"\x01\0\0") == []
    assert elements(0x81 + 0x12, b"\x01") == []


@given(st.integers(0, 255), st.binary(max_size=80))
def test_no_bytes_make_a_value_raise(kind: int, raw: bytes) -> None:
    text = render(kind, raw)
    assert text is None or text.encode("utf-8").decode("utf-8") == text


def name(text: str, at: int) -> bytes:
    """Return a name as it stands where it is used first: at offset `at` of the chunk."""
    value = 0
    for unit in text.encode("utf-16-le")[::2]:
        value = (value * 65_599 + unit) & 0xFFFF_FFFF
    head = struct.pack("<IIHH", at + 4, 0, value & 0xFFFF, len(text))
    return head + text.encode("utf-16-le") + b"\0\0"


def plain_definition(text: str) -> bytes:
    """Return `<Data>`, a substitution, `text`, and the end of the element."""
    tokens = b"\x0f\x01\x01\0\x01\xff\xff\0\0\0\0"
    tokens += name("Data", len(tokens)) + b"\x02"
    literal = struct.pack("<BBH", 5, 1, len(text)) + text.encode("utf-16-le")
    return tokens + b"\x0e\x03\x00\x14" + literal + b"\x04\0"


def test_a_definition_gives_elements_holes_and_literal_text() -> None:
    tokens = plain_definition("abc")
    root, length = definition(tokens, 0, len(tokens))
    assert length == len(tokens)
    assert root is not None
    assert (root.name, root.attributes, root.children) == ("Data", {}, [])
    assert root.parts == [Hole(3, 0x14), "abc"]


def test_literal_text_comes_in_four_forms() -> None:
    head, _, tail = plain_definition("").partition(b"\x05\x01\0\0")
    section = b"\x07\x02\0a\0b\0"
    entity = b"\x49" + name("amp", len(head) + len(section) + 3 + 1)
    tokens = head + section + b"\x48\x26\x20" + entity + tail
    root, length = definition(tokens, 0, len(tokens))
    assert length == len(tokens)
    assert root is not None
    assert root.parts == [Hole(3, 0x14), "ab", "\u2026", "&"]


def test_a_name_whose_hash_does_not_match_makes_the_definition_unreadable() -> None:
    tokens = plain_definition("abc").replace("Data".encode("utf-16-le"), "Date".encode("utf-16-le"))
    assert definition(tokens, 0, len(tokens))[0] is None


def test_a_definition_that_is_cut_short_is_unreadable() -> None:
    tokens = plain_definition("abc")
    found = [definition(tokens[:end], 0, end)[0] for end in range(len(tokens))]
    assert found == [None] * len(tokens)


def own(event_id: Part, *data: Part) -> Element:
    """Return the definition of a record's own template."""
    system_element = Element(
        "System",
        children=[
            Element("Provider", attributes={"Name": ["Security"]}),
            Element("EventID", parts=[event_id]),
            Element("TimeCreated", attributes={"SystemTime": [Hole(6, 0x11)]}),
            Element("EventRecordID", parts=[Hole(10, 0x0A)]),
            Element("Channel", parts=[Hole(16, 0x01)]),
        ],
    )
    return Element("Event", children=[system_element], parts=list(data))


def test_the_places_of_system_values_are_told_by_the_template() -> None:
    assert system(own(Hole(3, 0x06), Hole(17, 0x21))) == System(
        provider="Security", channel=Hole(16, 0x01), computer=None, data=17
    )
    assert system(own(Hole(3, 0x06), "text")) == System(
        provider="Security", channel=Hole(16, 0x01), computer=None, data=NOWHERE
    )


@pytest.mark.parametrize(
    "unusual",
    [
        own(Hole(4, 0x06), Hole(17, 0x21)),
        own("4625", Hole(17, 0x21)),
        own(Hole(3, 0x06), Hole(17, 0x21), Hole(18, 0x21)),
    ],
    ids=["event id elsewhere", "event id in the template", "two data"],
)
def test_a_system_template_of_another_build_is_left_to_the_general_reader(
    unusual: Element,
) -> None:
    assert system(unusual) is None


def test_values_below_other_elements_are_fields_as_well() -> None:
    inner = Element("LogFileCleared", children=[Element("Channel", parts=[Hole(0, 0x01)])])
    layout = event_data(Element("UserData", children=[inner]))
    assert layout is not None
    assert layout.fields == (Field(name="Channel", part=Hole(0, 0x01)),)


def data(*children: Element) -> Element:
    return Element("EventData", children=list(children))


def field(name: str, *parts: Part) -> Element:
    return Element("Data", attributes={"Name": [name]}, parts=list(parts))


def test_of_two_values_with_one_name_the_name_is_the_first_and_numbers_reach_both() -> None:
    # So in 4648 of Windows Vista and 7.
    layout = event_data(data(field("LogonGuid", Hole(4, 0x0F)), field("LogonGuid", Hole(7, 0x0F))))
    assert layout is not None
    assert layout.find("LogonGuid") == layout.find("1") == Hole(4, 0x0F)
    assert (layout.find("2"), layout.find("3"), layout.find("0")) == (Hole(7, 0x0F), None, None)


def test_binary_is_no_string_of_a_classic_event() -> None:
    strings, blob = Element("Data", parts=[Hole(0, 0x81)]), Element("Binary", parts=[Hole(2, 0x0E)])
    layout = event_data(data(strings, blob))
    assert layout is not None
    assert (layout.strings, layout.classic) == (1, 0)
    assert (layout.find("Binary"), layout.find("2")) == (Hole(2, 0x0E), None)


@pytest.mark.parametrize(
    "unusual",
    [
        field("Mixed", "before ", Hole(0, 0x01)),
        Element("Data", attributes={"Name": [Hole(1, 0x01)]}, parts=[Hole(0, 0x01)]),
        field("Nested", Hole(0, 0x21)),
    ],
    ids=["mixed content", "name from a value", "nested again"],
)
def test_a_layout_that_is_not_plain_is_left_to_the_general_reader(unusual: Element) -> None:
    assert event_data(data(unusual)) is None


def test_a_list_of_unnamed_values_beside_others_is_left_to_the_general_reader() -> None:
    two = (Element("Data", parts=[Hole(0, 0x81)]), Element("Data", parts=[Hole(1, 0x01)]))
    assert event_data(data(*two)) is None


@given(st.data())
def test_no_bytes_make_a_definition_raise(draws: st.DataObject) -> None:
    tokens = bytearray(plain_definition("abc"))
    for at in draws.draw(st.lists(st.integers(0, len(tokens) - 1), max_size=4)):
        tokens[at] = draws.draw(st.integers(0, 255))
    root, _ = definition(bytes(tokens), 0, draws.draw(st.integers(0, 2 * len(tokens))))
    assert root is None or root.name


def test_rows_made_to_collide_are_told_apart() -> None:
    factor = 0x9E37_79B9_7F4A_7C15  # the hash counts the second word so many times the first
    one, other = (1, 5), (1 + factor, 4)
    words = np.array([one, other, one], dtype=np.uint64)
    first, same = distinct(words)
    assert (len(first), words[first][same].tolist()) == (2, words.tolist())


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3)))
def test_each_row_equals_the_one_that_stands_for_it(rows: list[list[int]]) -> None:
    words = np.array(rows, dtype=np.uint64).reshape(-1, 3)
    first, same = distinct(words)
    assert np.array_equal(words[first][same], words)
    assert len(first) == len({tuple(row) for row in rows})


@given(st.lists(st.integers(0, 9)))
def test_the_first_of_equal_rows_stands_for_them_and_they_are_counted_in_their_order(
    row: list[int],
) -> None:
    first, same = distinct(np.array(row, dtype=np.uint64)[:, None])
    each = list(dict.fromkeys(row))
    assert first.tolist() == [row.index(one) for one in each]
    assert same.tolist() == [each.index(one) for one in row]
