"""Real logs, read once more by independent readers: the oracle and the library evtx."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from evtx import PyEvtxParser

from forensics.evidence.records import Wanted
from tests.evidence.evtx.evtx_reading import FIELDS, LOGONS, event_ids, live, read, rows
from tests.shared import shared

FILES: Final = (
    "Application_no_crc32",
    "MSExchange_Management_wec",
    "Security_short_selected",
    "Security_with_size_t",
    "account-restriction",
    "kerberos-4771-valid-user",
    "kerberos-unknown-users",
    "local-4625-burst",
    "openssh-unknown-users",
    "openssh-valid-users",
    "post-Security",
    "sample-with-zero-data-size-event",
    "sample_with_a_bad_chunk_magic",
    "security",
    "security_bad_string_cache",
    "system",
    "velocidex-security",
)

MORE: Final = {
    # The oracle stops at record 3, whose size was set to zero: 114 records follow in its chunk.
    "sample-with-zero-data-size-event": 450 - 335,
    # It stops where pages of a chunk were lost: 31 whole records stand behind the gaps.
    "sample_with_a_bad_chunk_magic": 301 - 270,
}
"""Live records that this reader finds beyond the oracle's, and why."""


def path(name: str) -> Path:
    return shared(f"evidence/evtx/{name}.evtx")


def oracle(name: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(shared("evidence/oracle.json").read_text("utf-8"))
    found: Mapping[str, Any] = told[f"evtx/{name}.evtx"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_live_record_of_a_real_log_is_found(name: str) -> None:
    assert live(read(path(name).read_bytes())) == oracle(name)["records"] + MORE.get(name, 0)


@pytest.mark.parametrize("name", [name for name in FILES if name not in MORE])
def test_event_ids_are_those_of_the_oracle(name: str) -> None:
    told = oracle(name)["event_ids"]  # the 25 most frequent ones
    found = event_ids(read(path(name).read_bytes()))
    assert {event_id: found[event_id] for event_id in told} == told
    assert "-1" not in found


@pytest.mark.parametrize("name", sorted(MORE))
def test_a_damaged_log_gives_at_least_the_event_ids_of_the_oracle(name: str) -> None:
    found = event_ids(read(path(name).read_bytes()))
    # The oracle calls an event id 0 that stood in a page of zeros; here it is not known.
    told = {key: count for key, count in oracle(name)["event_ids"].items() if key != "0"}
    assert {key for key, count in told.items() if found[key] < count} == set()
    assert found["0"] == 0


@pytest.mark.parametrize("name", FILES)
def test_authentication_events_are_those_of_the_oracle(name: str) -> None:
    told = oracle(name)["authentication"]
    found = Counter(
        " ".join([str(event_id), *(f"{key}={row[key]}" for key in FIELDS if row[key] is not None)])
        for _, event_id, row in rows(read(path(name).read_bytes(), LOGONS))
    )
    ids = {line.split(" ", 1)[0] for line in told}
    assert {line: n for line, n in found.items() if line.split(" ", 1)[0] in ids} == told


def test_a_renamed_machine_shows_both_names_in_order_of_first_sight() -> None:
    assert read(path("security").read_bytes()).computers == ("37L4247F27-25", "WIN-03DLIIOFRRA")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the library evtx tells it."""

    provider: str
    event_id: int
    record_id: int
    channel: str
    computer: str
    values: Mapping[str, str | None]


def told_by_evtx(file: Path) -> dict[int, Told]:
    """Return every event of a log, by the record number in the record's header."""
    told = {}
    for record in PyEvtxParser(file).records_json():
        assert record is not None
        event = json.loads(record["data"])["Event"]
        own = event["System"]
        told[record["event_record_id"]] = Told(
            provider=own["Provider"]["#attributes"]["Name"],
            event_id=int(text(own["EventID"]) or ""),
            record_id=int(text(own["EventRecordID"]) or ""),
            channel=own["Channel"],
            computer=own["Computer"],
            values=dict(values(event)),
        )
    return told


def values(event: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield names and texts; unnamed values are numbered."""
    held = event.get("EventData") or next(iter((event.get("UserData") or {}).values()), None) or {}
    for name, value in held.items():
        if name == "Data":
            listed = value["#text"] if isinstance(value["#text"], list) else [value["#text"]]
            yield from ((str(place), one) for place, one in enumerate(listed, 1))
        elif name != "#attributes":
            yield name, text(value)


def text(value: object) -> str | None:
    if isinstance(value, dict):
        return text(value.get("#text"))
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def comparable(value: str | None) -> str:
    """Return a value without what only differs in form.

    The library makes no difference between null and empty, writes no braces around a GUID, and
    cuts a time to the microsecond.
    """
    bare = (value or "").strip("{}")
    if bare.endswith("Z") and bare[10:11] == "T":
        seconds, _, fraction = bare[:-1].partition(".")
        return f"{seconds}.{fraction[:6].ljust(6, '0')}Z"
    return bare


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("security", 26_245),
        ("velocidex-security", 10_177),
        ("Security_with_size_t", 7_189),
        ("system", 6_834),
        ("Application_no_crc32", 49),
        ("MSExchange_Management_wec", 27),
    ],
)
def test_every_field_is_the_one_that_the_library_evtx_reads(name: str, fields: int) -> None:
    told = told_by_evtx(path(name))
    names: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    for one in told.values():
        known = names[one.provider].get(one.event_id, frozenset())
        names[one.provider][one.event_id] = known | one.values.keys()
    compared = 0
    different = []
    for provider, event_id, row in rows(read(path(name).read_bytes(), Wanted(fields=names))):
        one = told.pop(row["number"])
        system = (provider, event_id, row["event_record_id"], row["channel"], row["computer"])
        assert system == (one.provider, one.event_id, one.record_id, one.channel, one.computer)
        for key, value in one.values.items():
            compared += 1
            if comparable(row[key]) != comparable(value):
                different.append((one, key, row[key], value))
    assert different == []
    assert told == {}
    assert compared == fields
