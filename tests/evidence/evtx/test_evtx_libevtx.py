"""Every live record of the real logs, field by field, beside what libevtx reads."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyevtx
import pytest

from forensics.evidence.records import Reading, Wanted
from tests.evidence.evtx.evtx_reading import live, read, rows
from tests.shared import shared

FIELDS: Final = {
    "Application_no_crc32": (17, 36),
    "MSExchange_Management_wec": (1, 0),
    "Security_short_selected": (7, 74),
    "Security_with_size_t": (636, 7_281),
    "account-restriction": (2, 42),
    "kerberos-4771-valid-user": (54, 594),
    "kerberos-unknown-users": (52, 722),
    "local-4625-burst": (16, 336),
    "openssh-unknown-users": (20, 238),
    "openssh-valid-users": (11, 217),
    "post-Security": (126, 1_444),
    "sample-with-zero-data-size-event": (335, 1_303),
    "sample_with_a_bad_chunk_magic": (267, 267),
    "security": (2_261, 26_245),
    "system": (1_881, 6_816),
    "velocidex-security": (739, 10_177),
}
"""Log -> live records that both read, and strings compared in them.

security_bad_string_cache is the log security once more, with one table of names destroyed.
"""


MORE: Final = {"sample-with-zero-data-size-event": 115, "sample_with_a_bad_chunk_magic": 34}
"""Live records beyond those of libevtx, which calls them recovered, or lost with their page."""


@dataclass(frozen=True, slots=True)
class Told:
    """One record as libevtx tells it; numbers are those of the record's header."""

    number: int
    written: int
    created: int | None
    provider: str
    event_id: int
    channel: str
    computer: str
    strings: tuple[str | None, ...]


def created(record: pyevtx.record) -> int | None:
    """Return System/TimeCreated; None where it is written out as text, which libevtx refuses."""
    try:
        ticks: int = record.get_creation_time_as_integer()
    except OSError:
        return None
    return ticks


@cache
def told_by_libevtx(name: str) -> tuple[Told, ...]:
    return tuple(map(told, pyevtx.open(str(shared(f"evidence/evtx/{name}.evtx"))).records))


def told(record: pyevtx.record) -> Told:
    # What libevtx calls the source is EventSourceName where there is one, and it knows no event id
    # that is written out as text: both stand in its XML.
    system = record.xml_string[:1_000]
    provider = re.search(r'<Provider Name="([^"]*)"', system)
    event_id = re.search(r"<EventID[^>]*>(\d+)<", system)
    assert provider
    assert event_id
    return Told(
        number=record.identifier,
        written=record.get_written_time_as_integer(),
        created=created(record),
        provider=provider[1],
        event_id=int(event_id[1]),
        channel=record.channel_name,
        computer=record.computer_name,
        strings=tuple(record.get_string(place) for place in range(record.number_of_strings)),
    )


@cache
def read_whole(name: str) -> Reading:
    """Return the reading of a log in which every event that libevtx tells is wanted."""
    wanted: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    for one in told_by_libevtx(name):
        known = wanted[one.provider].get(one.event_id, frozenset())
        numbers = {"Binary", *(str(number) for number in range(1, len(one.strings) + 1))}
        wanted[one.provider][one.event_id] = known | numbers
    log = shared(f"evidence/evtx/{name}.evtx").read_bytes()
    return read(log, Wanted(fields=wanted))


def same_form(text: str | None) -> str:
    """Return a value without what only differs in form.

    libevtx pads hexadecimal numbers and the fractions of times, writes GUIDs in small letters, and
    null as empty.
    """
    bare = text or ""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", bare):
        return bare[:-1].rstrip("0").rstrip(".") if "." in bare else bare[:-1]
    if re.fullmatch(r"0x[0-9a-fA-F]+", bare):
        return hex(int(bare, 16))
    return bare.lower() if bare.startswith("{") else bare


def pairs(name: str) -> Iterator[tuple[Told, Mapping[str, Any], str, int]]:
    """Yield what libevtx and this reader tell of each record, with our provider and event id."""
    told = {(one.number, one.written): one for one in told_by_libevtx(name)}
    for provider, event_id, row in rows(read_whole(name)):
        one = told.get((row["number"], row["written"]))
        if one is not None:
            yield one, row, provider, event_id


DIFFERENT: Final[Mapping[str, Mapping[int, int]]] = {
    # To libevtx a string that is one line break is none.
    "Application_no_crc32": {1003: 1},
    # It reads any size_t of 4 bytes as 0x0, where the library evtx reads as here; and it counts the
    # attributes below UserData as strings (1108, and those of system).
    "Security_with_size_t": {1108: 3, 4616: 9, 4624: 117, 4625: 9, 4648: 92, 4907: 384},
    "system": {10000: 4, 10001: 4, 10002: 4},
}
"""Log -> event id -> strings that differ, and why."""


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_every_live_record_is_the_one_that_libevtx_reads(name: str) -> None:
    compared = 0
    different: Counter[int] = Counter()
    both = list(pairs(name))
    for one, row, provider, event_id in both:
        mine = (provider, event_id, row["channel"], row["computer"])
        assert mine == (one.provider, one.event_id, one.channel, one.computer)
        assert one.created in {None, row["created"]}
        for place, text in enumerate(one.strings, 1):
            # To libevtx <Binary> is one more string, behind the others.
            found = row[str(place) if place <= row["strings"] else "Binary"]
            compared += 1
            different[event_id] += same_form(found) != same_form(text)
    assert +different == DIFFERENT.get(name, {})
    assert (len(both), compared) == FIELDS[name]


@pytest.mark.parametrize("name", FIELDS)
def test_no_live_record_is_missed_that_libevtx_reads(name: str) -> None:
    mine = read_whole(name).records
    columns = (mine.number[~mine.recovered], mine.written[~mine.recovered])
    found = set(zip(*(column.tolist() for column in columns), strict=True))
    assert {(one.number, one.written) for one in told_by_libevtx(name)} <= found
    assert live(read_whole(name)) - len(told_by_libevtx(name)) == MORE.get(name, 0)
