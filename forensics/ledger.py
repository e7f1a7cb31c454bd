"""The ledger: what became of every record of every exhibit, and whether the sums close."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.evidence import runs
from forensics.evidence.forms import Examined
from forensics.evidence.records import Reading
from forensics.observing import OTHER_EVENTS, RECOVERED, UNFIT, USED
from forensics.sources import ByteCounts, RecordCounts, RecordGap, Source, TimeStep
from forensics.values import NOT_APPLICABLE, Absent, DamageCode, Instant

SHOWN: Final = 100
"""Gaps, steps and damaged stretches that one exhibit lists at most."""

_NO_RECORDS: Final = RecordCounts(read=0, recovered=0, damaged=0, used=0, set_aside=0)

# Damage to one record; other codes are about the file or a chunk.
_RECORD_DAMAGE: Final = (DamageCode.RECORD_TRUNCATED, DamageCode.RECORD_UNREADABLE)


def account_for(
    examined: Sequence[Examined], judged: pl.DataFrame, unchanged: Mapping[str, bool]
) -> tuple[Source, ...]:
    """Return a source for each exhibit, in order.

    Args:
        examined: The exhibits after reading.
        judged: Observations with `source` and `fate`.
        unchanged: Path -> whether its hash after the run equals the one before.
    """
    return tuple(
        _source(each, judged.filter(pl.col("source") == place), unchanged[each.exhibit.path])
        for place, each in enumerate(examined)
    )


def rehashed(sources: Sequence[Source], after: Mapping[str, str]) -> tuple[Source, ...]:
    """Return the exhibits with the SHA-256 of each after the run, path -> hash or `""`."""
    return tuple(replace(each, sha256_after=after[each.path]) for each in sources)


def _source(each: Examined, judged: pl.DataFrame, unchanged: bool) -> Source:  # noqa: FBT001 - a value of the ledger, not a switch
    reading = each.reading
    fates = _fates(reading, judged)
    gaps = _gaps(reading)
    steps = _steps(reading)
    first, last = _span(reading)
    numbers = _numbers(reading)
    damage = reading.damage if reading else ()
    changed = "its bytes changed while it was read: copy it again and repeat"
    return Source(
        path=each.exhibit.path,
        sha256=each.exhibit.sha256,
        size=each.exhibit.size,
        format=each.form,
        state=each.state if unchanged else "damaged",
        reason=each.reason if unchanged else changed,
        hosts=reading.computers if reading else (),
        records=_counts(reading, fates),
        first=first,
        last=last,
        record_gaps=gaps[:SHOWN],
        gaps_total=len(gaps),
        cleared=times_of(judged, "cleared"),
        set_aside_by={fate: count for fate, count in sorted(fates.items()) if fate != USED},
        claims=dict(reading.claims) if reading else {},
        damage=damage[:SHOWN],
        damage_total=len(damage),
        unchanged=unchanged,
        duplicates=reading.duplicates if reading else 0,
        bytes=_bytes(each) if unchanged else NOT_APPLICABLE,
        numbering=reading.numbering if reading else "log",
        chunks=dict(reading.chunks) if reading else {},
        time_steps=steps[:SHOWN],
        time_steps_total=len(steps),
        audit_changed=times_of(judged, "audit"),
        first_record=numbers[0],
        last_record=numbers[1],
    )


def _bytes(each: Examined) -> ByteCounts | Absent:
    """Return the bytes by what they are, once their sum is checked."""
    bytes_ = each.reading.bytes if each.reading else None
    if bytes_ is None:
        return NOT_APPLICABLE
    parts = (bytes_.header, bytes_.records, bytes_.filler, bytes_.unreadable)
    if bytes_.total != each.exhibit.size or min(parts) < 0:
        raise AssertionError(f"the bytes of {each.exhibit.path} do not add up: {bytes_}")
    header, records, filler, unreadable = parts
    return ByteCounts(header=header, records=records, filler=filler, unreadable=unreadable)


def _fates(reading: Reading | None, judged: pl.DataFrame) -> dict[str, int]:
    """Return fate -> number of live records; what no layout covers says nothing of logons."""
    if reading is None:
        return {}
    live = judged.filter(pl.col("fate") != RECOVERED)
    fates: dict[str, int] = dict(live["fate"].value_counts().sort("fate").iter_rows())
    decoded = sum(int((~batch.frame["recovered"]).sum()) for batch in reading.batches)
    known = max(decoded, live.height)
    others = runs.live(runs.of(reading)) - known
    rest = {UNFIT: known - live.height, OTHER_EVENTS: others}
    return {**fates, **{fate: count for fate, count in rest.items() if count}}


def _counts(reading: Reading | None, fates: Mapping[str, int]) -> RecordCounts:
    if reading is None:
        return _NO_RECORDS
    told = runs.of(reading)
    used = fates.get(USED, 0)
    counts = RecordCounts(
        read=runs.live(told),
        recovered=told.recovered,
        damaged=sum(damage.code in _RECORD_DAMAGE for damage in reading.damage),
        used=used,
        set_aside=sum(fates.values()) - used,
    )
    if counts.read != counts.used + counts.set_aside or min(fates.values(), default=0) < 0:
        raise AssertionError(f"the ledger does not close: {counts}")
    return counts


def _gaps(reading: Reading | None) -> tuple[RecordGap, ...]:
    """Return the runs of record numbers that no live record has, in order of number."""
    if reading is None or reading.numbering != "log":
        return ()
    return tuple(RecordGap(after=a, before=b) for a, b in runs.gaps(runs.of(reading)))


def _steps(reading: Reading | None) -> tuple[TimeStep, ...]:
    """Return where time falls back while the numbers of live records rise."""
    if reading is None:
        return ()
    found = runs.steps(runs.of(reading))
    rows = zip(
        *(found[name].tolist() for name in ("after", "before", "at", "back_to")), strict=True
    )
    return tuple(
        TimeStep(after=after, before=before, at=Instant(at), back_to=Instant(back_to))
        for after, before, at, back_to in rows
    )


def _span(reading: Reading | None) -> tuple[Instant | Absent, Instant | Absent]:
    if reading is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    found = runs.span(runs.of(reading))
    if found is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    return Instant(found[0]), Instant(found[1])


def _numbers(reading: Reading | None) -> tuple[int | Absent, int | Absent]:
    """Return the lowest and the highest number of a live record."""
    told = runs.of(reading) if reading else None
    if told is None or not len(told.first):
        return NOT_APPLICABLE, NOT_APPLICABLE
    return int(told.first[0]), int(told.last[-1])


def times_of(judged: pl.DataFrame, kind: str) -> tuple[Instant, ...]:
    """Return the times of the used records of a kind, rising."""
    rows = judged.filter(pl.col("kind") == kind, pl.col("fate") == USED)
    times = rows.select(pl.coalesce("created", "written").alias("time"))["time"]
    return tuple(Instant(ticks) for ticks in times.sort().to_list())
