"""Simulated logs as exhibits: real bytes in a case folder, or straight into what readers return.

The straight way skips the event logs' bytes, which the tests of the readers prove, so that
thousands of scenarios can be tried; the lines of netlogon.log are read as they are.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from forensics.events import event_table
from forensics.evidence.forms import Examined
from forensics.evidence.netlogon import reader as netlogon_reader
from forensics.evidence.records import LOCATING, Batch, Reading, Records
from forensics.exhibits import Exhibit
from forensics.values import Damage, DamageCode, Instant
from tests.builders.evt import Record, evt
from tests.builders.evtx import evtx
from tests.builders.journal import evt_records, evtx_events
from tests.builders.netlogon import netlogon
from tests.builders.simulator.logs import Log, Written
from tests.builders.simulator.spoil import Evidence
from tests.builders.simulator.world import World
from tests.builders.site import Era

RECORD = 1_000
"""Bytes that a record of the straight way takes."""


# ── straight into what readers return ───────────────────────────────────────────────────────────


def examined(evidence: Evidence) -> list[Examined]:
    """Return the exhibits of the evidence as if they had been read, in order of path."""
    found = [each for log in evidence.logs.values() for each in _of_log(log, evidence)]
    return sorted(found, key=lambda each: each.exhibit.path)


def _of_log(log: Log, evidence: Evidence) -> Iterable[Examined]:
    damaged = log.machine in evidence.condition.damaged
    selected = log.machine in evidence.condition.selected
    if log.records:
        reading = read_records(log.records, damaged=damaged, selected=selected)
        yield _examined(security_path(log.machine), reading, "evt")
    if log.lines:
        data = netlogon(log.lines)
        lines = netlogon_reader.read(io.BytesIO(data), len(data), event_table().wanted())
        yield _examined(netlogon_path(log.machine), lines, "netlogon", len(data))


def security_path(machine: str) -> str:
    """Return the path of a machine's Security log."""
    return f"evidence/{machine.lower()}-security"


def netlogon_path(machine: str) -> str:
    """Return the path of a machine's netlogon.log."""
    return f"evidence/{machine.lower()}-netlogon.log"


def _examined(path: str, reading: Reading, form: str, size: int = 1) -> Examined:
    exhibit = Exhibit(path=path, file=Path(), size=size, sha256="", hindrance="")
    state = "damaged" if reading.damage else "intact"
    return Examined(exhibit=exhibit, form=form, state=state, reason="", reading=reading)


def read_records(
    written: Sequence[Written], *, damaged: bool = False, selected: bool = False
) -> Reading:
    """Return what a reader returns of a Security log, its records in order."""
    events = [each.event() for each in written]
    ticks = np.array([Instant.of(each.entry.time).ticks for each in written], np.int64)
    places = np.arange(len(written), dtype=np.int64)
    hole = Damage(
        code=DamageCode.RECORD_UNREADABLE,
        offset=0,
        length=RECORD,
        expected="a record",
        found="an invented hole",
    )
    return Reading(
        records=Records(
            offset=places * RECORD,
            length=np.full(len(written), RECORD, np.int64),
            number=np.array([each.number for each in written], np.uint64),
            written=ticks,
            event_id=np.array([event.event_id for event in events], np.int32),
            recovered=np.zeros(len(written), np.bool_),
        ),
        batches=tuple(_batches(written)),
        damage=(hole,) if damaged else (),
        computers=tuple(dict.fromkeys(each.entry.machine for each in written)),
        numbering="selection" if selected else "log",
    )


def _batches(written: Sequence[Written]) -> Iterable[Batch]:
    rows: dict[tuple[str, int], list[dict[str, object]]] = {}
    for place, each in enumerate(written):
        event = each.event()
        named = event.values
        values: dict[str, object] = (
            dict(named)
            if isinstance(named, Mapping)
            else {str(nth): text for nth, text in enumerate(named, 1)}
        )
        ticks = Instant.of(each.entry.time).ticks
        locating = {
            "offset": place * RECORD,
            "length": RECORD,
            "number": each.number,
            "written": ticks,
            "created": ticks,
            "computer": each.entry.machine,
            "channel": event.channel,
            "recovered": False,
            "strings": len(values),
        }
        rows.setdefault((event.provider, event.event_id), []).append(locating | values)
    for (provider, event_id), records in sorted(rows.items()):
        names = dict.fromkeys(name for record in records for name in record if name not in LOCATING)
        schema = {**LOCATING, **dict.fromkeys(names, pl.String())}
        yield Batch(
            provider=provider, event_id=event_id, frame=pl.DataFrame(records, schema=schema)
        )


# ── real bytes ──────────────────────────────────────────────────────────────────────────────────


def write_evidence(world: World, evidence: Evidence, folder: Path) -> None:
    """Write the logs of the evidence into the case folder `folder`, each in its own form."""
    for log in evidence.logs.values():
        modern = world.site.machine(log.machine).era is Era.MODERN
        if log.records:
            content = _evtx(log.records) if modern else _evt(log.records)
            suffix = ".evtx" if modern else ".evt"
            _put(folder / f"{security_path(log.machine)}{suffix}", content)
        if log.lines:
            _put(folder / netlogon_path(log.machine), netlogon(log.lines))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _evt(written: Sequence[Written]) -> bytes:
    records: list[Record] = []
    for each in written:
        records += evt_records([each.entry], each.number)
    return evt(records)


def _evtx(written: Sequence[Written]) -> bytes:
    return evtx([event for each in written for event in evtx_events([each.entry], "", each.number)])
