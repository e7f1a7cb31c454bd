"""What `forensics check` prints: every exhibit with its ledger, and what the logs cover."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.export import plain
from forensics.findings import CaseHeading, Tool
from forensics.sources import Coverage, HostCoverage, Source
from forensics.values import Absent, Instant
from forensics.words import counted, grouped, percent, stamp

SCHEMA: Final = "inventory/1"
WIDTH: Final = 100
_LISTED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The evidence of a case and its condition; no attempt is judged."""

    case: CaseHeading
    tool: Tool
    sources: tuple[Source, ...]
    coverage: Coverage


def inventory_json(inventory: Inventory) -> str:
    """Return the inventory as JSON, ends with a newline; nouns as in findings.json."""
    document = {"schema": SCHEMA, **plain(inventory)}
    return json.dumps(document, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def inventory_text(inventory: Inventory) -> str:
    """Return the inventory for a person; names in evidence are still hostile in it."""
    lines = [
        "  ".join(dict.fromkeys((inventory.case.id, inventory.case.title))),
        _states(inventory.sources),
        *(line for source in inventory.sources for line in ("", *_source(source))),
        "",
        *_coverage(inventory.coverage),
    ]
    return "\n".join(lines) + "\n"


def _states(sources: Sequence[Source]) -> str:
    states = Counter(source.state for source in sources)
    shown = ", ".join(f"{grouped(count)} {state}" for state, count in sorted(states.items()))
    return f"{counted(len(sources), 'exhibit')}: {shown}"


def _source(source: Source) -> Iterator[str]:
    yield f"{source.path}  [{source.format}, {source.state}]"
    if source.reason:
        yield from _wrapped(source.reason)
    yield from _wrapped(f"SHA-256 {source.sha256 or 'not taken'}, {grouped(source.size)} bytes")
    if not source.unchanged:
        yield from _wrapped("its bytes changed while it was read")
    if not isinstance(source.bytes, Absent):
        yield from _wrapped(
            f"bytes: {grouped(source.bytes.header)} header + {grouped(source.bytes.records)} "
            f"records + {grouped(source.bytes.filler)} filler + "
            f"{grouped(source.bytes.unreadable)} unreadable"
        )
        yield from _records(source)
    yield from _noted(source)
    yield from _damage(source)


def _records(source: Source) -> Iterator[str]:
    counts = source.records
    yield from _wrapped(
        f"records: {grouped(counts.read)} read = {grouped(counts.used)} used + "
        f"{grouped(counts.set_aside)} set aside; {grouped(counts.recovered)} recovered, "
        f"{grouped(counts.damaged)} damaged, {counted(source.duplicates, 'copy', 'copies')} dropped"
    )
    if source.set_aside_by:
        yield from _wrapped(f"set aside: {_pairs(source.set_aside_by)}")
    if isinstance(source.first_record, int):
        unit = "lines" if source.numbering == "line" else "record numbers"
        yield from _wrapped(f"{unit} {source.first_record} to {source.last_record}")
    if isinstance(source.first, Instant) and isinstance(source.last, Instant):
        hosts = f"; hosts: {_some(source.hosts)}" if source.hosts else ""
        yield from _wrapped(f"from {stamp(source.first)} to {stamp(source.last)}{hosts}")


def _noted(source: Source) -> Iterator[str]:
    if source.claims:
        said = "; ".join(f"{name}: {value}" for name, value in source.claims.items())
        yield from _wrapped(f"says of itself, or told: {said}")
    if source.chunks:
        seen = {state: count for state, count in source.chunks.items() if count}
        yield from _wrapped(f"chunks: {_pairs(seen)}")
    gaps = [f"{gap.after + 1} to {gap.before - 1}" for gap in source.record_gaps]
    if gaps:
        yield from _wrapped(f"record numbers missing ({grouped(source.gaps_total)}): {_some(gaps)}")
    steps = [
        f"{stamp(one.at)} (record {one.after}) back to {stamp(one.back_to)}"
        for one in source.time_steps
    ]
    if steps:
        yield from _wrapped(f"time steps back ({grouped(source.time_steps_total)}): {_some(steps)}")
    for name, moments in (("log cleared", source.cleared), ("audit policy", source.audit_changed)):
        if moments:
            yield from _wrapped(f"{name}: {_some([stamp(moment) for moment in moments])}")


def _damage(source: Source) -> Iterator[str]:
    for one in source.damage[:_LISTED]:
        place = f"bytes {grouped(one.offset)} to {grouped(one.offset + one.length)}"
        yield from _wrapped(
            f"damage: {one.code.value}, {place}: expected {one.expected}, found {one.found}"
        )
    if source.damage_total > _LISTED:
        yield from _wrapped(f"and {grouped(source.damage_total - _LISTED)} further damaged")


def _coverage(coverage: Coverage) -> Iterator[str]:
    first, last = coverage.first, coverage.last
    if isinstance(first, Instant) and isinstance(last, Instant):
        yield f"incident window ({coverage.basis}): {stamp(first)} to {stamp(last)} UTC"
    else:
        yield "incident window: none, as no logon failed and none is declared"
    width = max((len(one.host) for one in coverage.hosts), default=0)
    for one in coverage.hosts:
        yield f"  {one.host.ljust(width)}  {_covered(one)}"
    if coverage.without_log:
        yield f"declared hosts without any log: {_some(coverage.without_log)}"


def _covered(one: HostCoverage) -> str:
    """Return a bar of 20 characters and what it means."""
    bar = ("#" * int(one.covered * 20)).ljust(20, ".")
    said = {
        "yes": "covered",
        "part": f"{percent(one.covered)} covered; what is missing there cannot be told",
        "no": "not covered: what did not happen cannot be told",
    }[one.observable]
    part = " (only in logs that may hold a part)" if one.part and not one.whole else ""
    return f"[{bar}] {said}{part}"


def _pairs(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{grouped(count)} {name}" for name, count in counts.items())


def _some(items: Sequence[str]) -> str:
    left = len(items) - _LISTED
    return ", ".join(items[:_LISTED]) + (f" and {grouped(left)} more" if left > 0 else "")


def _wrapped(text: str) -> list[str]:
    flat = " ".join(text.split(" "))
    return textwrap.wrap(
        flat,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
        replace_whitespace=False,
    )
