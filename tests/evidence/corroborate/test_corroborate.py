"""Two readers decode cited records again; agreement, difference and failure are told apart."""

import io
import struct
from dataclasses import replace
from typing import Any, Final

import pytest

from forensics.evidence.corroborate.readers import READERS, corroborate
from forensics.evidence.corroborate.said import Comparison, Difference, Statement
from tests.builders import binxml, security
from tests.builders import security_classic as classic
from tests.builders.event import Event
from tests.builders.event import instance as event_instance
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import headless, overwritten, stale
from tests.builders.security import At
from tests.evidence.corroborate.corroborating import (
    BEGIN,
    agreed,
    all_agree,
    alone,
    failed,
    real,
    statements,
    two,
)
from tests.shared import shared

PYTHON, RUST = READERS

# ── agreement ───────────────────────────────────────────────────────────────────────────────────


def test_records_of_every_form_agree_in_the_order_asked() -> None:
    events = [
        security.lockout_4740(At(11, BEGIN)),
        security.logon_4624(At(12, BEGIN + 1), TargetUserName="a & <b>", IpPort=None),
        security.preauth_failed_4771(At(13, BEGIN + 2)),
        classic.failed_529("", "WS9,1", "", address="192.0.2.9").event(At(14, BEGIN + 3)),
        replace(classic.lockout_644("Łódź\r\n", "WS9").event(At(15, BEGIN + 4)), form="strings"),
        classic.lockout_644("Łódź\n", "WS9").event(At(16, BEGIN + 5)),
        replace(security.validated_4776(At(17, BEGIN + 6)), event_record_id=2455),
        replace(security.validated_4776(At(18, BEGIN)), created=BEGIN - 66, user="S-1-5-18"),
    ]
    log = evtx(events)
    given = statements(events, log)[::-1]
    assert corroborate(io.BytesIO(log), given) == all_agree(given)


def test_nothing_asked_gives_nothing() -> None:
    assert corroborate(io.BytesIO(b""), ()) == {"python-evtx": (), "evtx": ()}


@pytest.mark.parametrize(
    ("name", "count"), [("velocidex-security", 247), ("kerberos-4771-valid-user", 54)]
)
def test_every_authentication_record_of_a_real_log_agrees(name: str, count: int) -> None:
    path = shared(f"evidence/evtx/{name}.evtx")
    given = tuple(real(path.read_bytes()))
    with path.open("rb") as file:
        assert corroborate(file, given) == all_agree(given)
    assert len(given) == count


def test_a_record_of_a_real_log_agrees_when_it_is_the_only_one_asked() -> None:
    log = shared("evidence/evtx/velocidex-security.evtx").read_bytes()
    for given in list(real(log))[::12]:
        assert corroborate(io.BytesIO(log), (given,)) == all_agree((given,))


def test_a_forwarded_event_is_read_by_one_reader_and_that_it_is_ours_too_is_told() -> None:
    event = replace(security.validated_4776(At(1, BEGIN)), form="inline", user="S-1-5-18")
    log = evtx([event])
    (given,) = statements([event], log)
    reason = "ParseException: Parse Exception(the record has no template)"
    assert corroborate(io.BytesIO(log), (given,)) == {
        PYTHON: (failed(given, reason),),
        RUST: (replace(agreed(given), same_library=True),),
    }


def test_neither_the_header_of_the_file_nor_its_absence_matters() -> None:
    events = [security.lockout_4740(At(number, BEGIN + number)) for number in range(1, 400)]
    log = evtx(events)
    given = statements(events, log)[::50]
    shifted = [replace(one, offset=one.offset - FILE_HEADER) for one in given]
    moved = [replace(one, offset=one.offset + 1000) for one in given]
    assert len(log) > FILE_HEADER + 2 * CHUNK
    assert corroborate(io.BytesIO(stale(log)), given) == all_agree(given)
    assert corroborate(io.BytesIO(headless(log)), shifted) == all_agree(shifted)
    assert corroborate(io.BytesIO(bytes(1000) + log), moved) == all_agree(moved)


def test_a_chunk_whose_magic_is_gone_is_read_on_the_usual_grid() -> None:
    log, given = two()
    broken = overwritten(log, FILE_HEADER, b"ElfChun\0")
    assert corroborate(io.BytesIO(broken), given) == all_agree(given)


# ── difference ──────────────────────────────────────────────────────────────────────────────────

LIES: Final[list[tuple[dict[str, Any], tuple[str, str | None, str | None]]]] = [
    ({"number": 8}, ("number", "8", "1")),
    ({"written": BEGIN + 1}, ("written", str(BEGIN + 1), str(BEGIN))),
    ({"event_id": 4625}, ("event id", "4625", "4740")),
    ({"event_record_id": 3}, ("event record id", "3", "1")),
    ({"event_record_id": None}, ("event record id", None, "1")),
    ({"created": None}, ("created", None, "")),
    ({"computer": "DC1"}, ("computer", "DC1", "dc1.example.test")),
    ({"channel": "System"}, ("channel", "System", "Security")),
    ({"channel": None}, ("channel", None, "Security")),
    ({"user": "S-1-5-18"}, ("user", "S-1-5-18", None)),
    ({"values": {"TargetUserName": "bob"}}, ("TargetUserName", "bob", "alice")),
    ({"values": {"TargetUserName": None}}, ("TargetUserName", None, "alice")),
    ({"values": {"SubjectUserSid": "S-1-5-19"}}, ("SubjectUserSid", "S-1-5-19", "S-1-5-18")),
    ({"values": {"Workstation": "WS1"}}, ("Workstation", "WS1", None)),
    ({"values": {"SubjectLogonId": "0x3e8"}}, ("SubjectLogonId", "0x3e8", "")),
    ({"values": {"2": "WS2"}}, ("2", "WS2", "WS1")),
]
OWN_FORMS: Final = {
    ("created", PYTHON): str(BEGIN),
    ("created", RUST): "2026-03-02T04:40:00.000012Z",
    ("SubjectLogonId", PYTHON): "0x00000000000003e7",
    ("SubjectLogonId", RUST): "0x3e7",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("lie", "difference"), LIES)
def test_a_difference_is_reported_with_its_name_and_both_texts(
    lie: dict[str, Any], difference: tuple[str, str | None, str | None], reader: str
) -> None:
    log, (first, second) = two()
    name, ours, theirs = difference
    changed = replace(first, **lie)
    assert corroborate(io.BytesIO(log), (changed, second))[reader] == (
        Comparison(
            offset=first.offset,
            number=changed.number,
            agrees=False,
            differences=(
                Difference(name=name, ours=ours, theirs=OWN_FORMS.get((name, reader), theirs)),
            ),
            failed="",
        ),
        agreed(second),
    )


def test_a_time_is_compared_to_the_tick_by_one_reader_and_to_the_microsecond_by_the_other() -> None:
    log, (first, _) = two()
    for ticks, agree in ((1, [False, True]), (7, [False, False]), (-4, [False, False])):
        found = corroborate(io.BytesIO(log), (replace(first, created=BEGIN + ticks),))
        assert [found[reader][0].agrees for reader in READERS] == agree


def test_a_lie_about_a_forwarded_event_is_seen() -> None:
    event = replace(security.validated_4776(At(1, BEGIN)), form="inline")
    log = evtx([event])
    (given,) = statements([event], log)
    lie = replace(given, created=BEGIN + 1, values={"Status": "0x0"})
    (found,) = corroborate(io.BytesIO(log), (lie,))[RUST]
    assert found.differences == (
        Difference(
            name="created",
            ours="2026-03-02T04:40:00.0000124Z",
            theirs="2026-03-02T04:40:00.0000123Z",
        ),
        Difference(name="Status", ours="0x0", theirs="0xc000006a"),
    )


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        (binxml.hex32(0x6D), "0x6D"),
        (
            binxml.guid("{54849625-5478-4994-a5ba-3e3b0328c30d}"),
            "54849625-5478-4994-A5BA-3E3B0328C30D",
        ),
        (binxml.text("a\r\nb"), "a\nb"),
        (binxml.text("a", terminated=True), "a"),
        (binxml.NULL, ""),
        (binxml.text(""), None),
        (binxml.Value(0x10, struct.pack("<I", 0xC38), ""), "0xc38"),
        (binxml.filetime(BEGIN), "2026-03-02T04:40:00.0000123Z"),
        (binxml.filetime(BEGIN - 123), "2026-03-02T04:40:00Z"),
        (binxml.binary(b"ab\xff"), "6162FF"),
        (binxml.Value(0x0D, struct.pack("<i", 1), ""), "true"),
    ],
)
def test_formatting_is_no_difference(recorded: binxml.Value, ours: str | None) -> None:
    event = security.validated_4776(At(1, BEGIN), Status=recorded)
    log = evtx([event])
    (given,) = statements([event], log)
    given = replace(given, values={"Status": ours})
    assert corroborate(io.BytesIO(log), (given,)) == all_agree((given,))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("recorded", "ours"), [("007", "7"), ("2026-03-02T04:40:00Z", "2026-03-02T04:40:00.5Z")]
)
def test_a_text_is_not_taken_for_another_that_means_the_same(
    recorded: str, ours: str, reader: str
) -> None:
    event = security.validated_4776(At(1, BEGIN), TargetUserName=recorded)
    log = evtx([event])
    (given,) = statements([event], log)
    lie = replace(given, values={"TargetUserName": ours})
    (found,) = corroborate(io.BytesIO(log), (lie,))[reader]
    assert found.differences == (Difference(name="TargetUserName", ours=ours, theirs=recorded),)


@pytest.mark.parametrize("reader", READERS)
def test_a_classic_event_has_no_string_after_its_last(reader: str) -> None:
    event = classic.lockout_644("alice", "WS1").event(At(1, BEGIN))
    log = evtx([event])
    (given,) = statements([event], log)
    (found,) = corroborate(io.BytesIO(log), (replace(given, values={"7": "x"}),))[reader]
    assert found.differences == (Difference(name="7", ours="x", theirs=None),)


# ── what templates say ──────────────────────────────────────────────────────────────────────────


def held(data: binxml.Instance, values: dict[str, str | None]) -> tuple[bytes, Statement]:
    """Return a log whose one record holds `data`, and a statement of `values`."""
    whole = event_instance(security.lockout_4740(At(1, BEGIN)))
    log, given = alone(replace(whole, values=(*whole.values[:-1], data)))
    return log, replace(given, values=values)


def test_a_name_that_stands_twice_means_its_first_value_and_a_number_reaches_both() -> None:
    twice = tuple(
        binxml.Element("Data", (binxml.Slot(index, 0x01),), (("Name", "LogonGuid"),))
        for index in range(2)
    )
    data = binxml.Instance(binxml.Element("EventData", twice), (binxml.text("a"), binxml.text("b")))
    log, given = held(data, {"LogonGuid": "a", "1": "a", "2": "b"})
    assert corroborate(io.BytesIO(log), (given,)) == all_agree((given,))


def test_values_of_user_data_are_named_by_their_elements() -> None:
    cleared = binxml.Element(
        "LogFileCleared",
        (
            binxml.Element("SubjectUserSid", (binxml.Slot(0, 0x13),)),
            binxml.Element("SubjectUserName", (binxml.Slot(1, 0x01),)),
        ),
        (("xmlns", "urn:example"),),
    )
    data = binxml.Instance(
        binxml.Element("UserData", (cleared,)), (binxml.sid("S-1-5-18"), binxml.text("alice"))
    )
    log, given = held(
        data, {"SubjectUserSid": "S-1-5-18", "SubjectUserName": "alice", "2": "alice"}
    )
    assert corroborate(io.BytesIO(log), (given,)) == all_agree((given,))


def test_a_template_that_the_table_has_lost_is_found_all_the_same() -> None:
    events = [security.lockout_4740(At(1, BEGIN)), security.lockout_4740(At(2, BEGIN))]
    log = overwritten(evtx(events), FILE_HEADER + 384, bytes(128))
    second = statements(events, evtx(events))[1]
    assert corroborate(io.BytesIO(log), (second,)) == all_agree((second,))


def test_a_record_whose_template_was_overwritten_fails() -> None:
    events = [security.lockout_4740(At(1, BEGIN)), security.lockout_4740(At(2, BEGIN))]
    log = evtx(events)
    first, second = statements(events, log)
    template = log.index(b"\x0c\x01", first.offset + 1000) + 10
    broken = overwritten(log, template + 4, b"\x2a\x2a\x00\x00")
    reason = "the template is not the record's own"
    assert corroborate(io.BytesIO(broken), (second,)) == {
        PYTHON: (failed(second, f"ParseException: Parse Exception({reason})"),),
        RUST: (failed(second, reason),),
    }


def logs_of_two_chunks(first: Event, second: Event) -> tuple[bytes, tuple[Statement, ...]]:
    """Return a log of two chunks with one event each, and what is to be said of them."""
    logs = [evtx([first]), evtx([second])]
    said = [statements([event], log)[0] for event, log in zip((first, second), logs, strict=True)]
    other = replace(said[1], offset=said[1].offset + CHUNK)
    return logs[0] + logs[1][FILE_HEADER:], (said[0], other)


def test_templates_of_one_guid_that_differ_are_told_apart_from_chunk_to_chunk() -> None:
    event = security.validated_4776(At(1, BEGIN), TargetUserName="alice", Workstation="WS1")
    log, (first, second) = logs_of_two_chunks(event, event)
    name = "TargetUserName".encode("utf-16-le")
    at = log.index(name, FILE_HEADER + CHUNK)
    forged = overwritten(log, at, "TargetUserHome".encode("utf-16-le"))
    found = corroborate(io.BytesIO(forged), (first, second))
    difference = Difference(name="TargetUserName", ours="alice", theirs=None)
    for reader in READERS:
        assert found[reader][0] == agreed(first)
        assert found[reader][1].differences == (difference,)


def test_a_name_that_a_template_only_refers_to_counts_as_well() -> None:
    event = security.validated_4776(At(1, BEGIN), TargetUserName="alice")
    log, (first, second) = logs_of_two_chunks(event, event)
    at = log.index("Name\0".encode("utf-16-le"), FILE_HEADER + CHUNK)
    forged = overwritten(log, at, "Fame".encode("utf-16-le"))
    asked = replace(second, values={"TargetUserName": "alice"})
    found = corroborate(io.BytesIO(forged), (first, asked))
    for reader in READERS:
        assert found[reader][0] == agreed(first)
        assert [one.theirs for one in found[reader][1].differences] == [None]


def test_a_template_whose_slots_were_exchanged_in_one_chunk_is_read_as_it_stands_there() -> None:
    event = security.validated_4776(At(1, BEGIN), TargetUserName="alice", Workstation="WS1")
    log, (first, second) = logs_of_two_chunks(event, event)
    at = log.index("TargetUserName".encode("utf-16-le"), FILE_HEADER + CHUNK)
    slot = log.index(b"\x0d\x01\x00\x01", at)
    found = corroborate(io.BytesIO(overwritten(log, slot + 1, b"\x02\x00")), (first, second))
    difference = Difference(name="TargetUserName", ours="alice", theirs="WS1")
    for reader in READERS:
        assert found[reader][0] == agreed(first)
        assert found[reader][1].differences == (difference,)
