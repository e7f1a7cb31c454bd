"""Gathers what is out of order in all exhibits: each kind that occurs, with its places."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import polars as pl

from forensics.evidence.forms import Examined
from forensics.irregularities.claimed import disagreements
from forensics.irregularities.kinds import kinds
from forensics.irregularities.rewritten import rewritten
from forensics.observing import RECOVERED, USED
from forensics.sources import Irregularity, Sighting, Source
from forensics.values import NOT_APPLICABLE, Damage, DamageCode, Instant
from forensics.words import counted, grouped, stamp

SHOWN: Final = 100
"""Places of one kind that are listed at most."""

_DAMAGE: Final[Mapping[DamageCode, str]] = {
    DamageCode.HEADER_CHECKSUM: "checksums",
    DamageCode.CHUNK_CHECKSUM: "checksums",
    DamageCode.HEADER_DISAGREES: "header-disagrees",
    DamageCode.FILE_TRUNCATED: "cut-short",
    DamageCode.END_MISSING: "cut-short",
    DamageCode.CHANGED_WHILE_READ: "changed",
}
"""Every other code is a stretch that cannot be read."""

_Seen = tuple[list[Sighting], int]


def survey(
    examined: Sequence[Examined], sources: Sequence[Source], observations: pl.DataFrame
) -> tuple[Irregularity, ...]:
    """Return each kind that occurs, in the order of `data/irregularities.toml`.

    Args:
        examined: The exhibits after reading.
        sources: The ledger of each, in the same order.
        observations: With `source` and `fate`.
    """
    paths = [source.path for source in sources]
    found: dict[str, _Seen] = {
        "missing-numbers": _of(sources, _gaps, lambda one: one.gaps_total),
        "cleared": _recorded(observations, paths, "cleared"),
        "audit-changed": _recorded(observations, paths, "audit"),
        "time-falls": _of(sources, _steps, lambda one: one.time_steps_total),
        "no-checksums": _bounded(_unchecked(sources)),
        "outside-chain": _outside(sources, observations),
        "other-content": _contents(observations, paths),
        "numbers-differ": _bounded(_differing(examined)),
    }
    for kind, damaged in _damaged(examined, sources).items():
        found[kind] = _bounded(iter(damaged))
    return tuple(
        Irregularity(
            kind=one.kind,
            title=one.title,
            can_mean=one.can_mean,
            does_not_show=one.does_not_show,
            collect=one.collect,
            seen=tuple(found[one.kind][0][:SHOWN]),
            total=found[one.kind][1],
        )
        for one in kinds().values()
        if found.get(one.kind, ([], 0))[1]
    )


def _bounded(seen: Iterator[Sighting]) -> _Seen:
    shown = list(islice(seen, SHOWN))
    return shown, len(shown) + sum(1 for _ in seen)


def _of(
    sources: Sequence[Source],
    told: Callable[[Source], Iterator[Sighting]],
    total: Callable[[Source], int],
) -> _Seen:
    return [seen for one in sources for seen in told(one)], sum(map(total, sources))


def _gaps(source: Source) -> Iterator[Sighting]:
    for gap in source.record_gaps:
        missing = grouped(gap.before - gap.after - 1)
        yield Sighting(
            source=source.path,
            record=gap.after,
            shows=f"{missing} between {gap.after} and {gap.before}",
        )


def _steps(source: Source) -> Iterator[Sighting]:
    for step in source.time_steps:
        times = f"from {stamp(step.at)} back to {stamp(step.back_to)}"
        yield Sighting(
            source=source.path, record=step.after, shows=f"{times} after record {step.after}"
        )


def _recorded(observations: pl.DataFrame, paths: Sequence[str], kind: str) -> _Seen:
    """Return the used records of a kind, in order of time."""
    rows = observations.filter(pl.col("kind") == kind, pl.col("fate") == USED)
    rows = rows.with_columns(pl.coalesce("created", "written").alias("time"))
    shown = rows.sort("time", "row").head(SHOWN)
    return [
        _at(row, paths, f"event {row['event_id']} at {stamp(Instant(row['time']))} UTC")
        for row in shown.iter_rows(named=True)
    ], rows.height


def _at(row: Mapping[str, int], paths: Sequence[str], shows: str) -> Sighting:
    return Sighting(
        source=paths[row["source"]],
        record=row["number"],
        offset=row["offset"],
        length=row["length"],
        shows=shows,
    )


def _unchecked(sources: Sequence[Source]) -> Iterator[Sighting]:
    for source in sources:
        count = source.chunks.get("no checksums", 0)
        if count:
            of = counted(sum(source.chunks.values()), "chunk")
            yield Sighting(source=source.path, shows=f"{grouped(count)} of {of}")


def _outside(sources: Sequence[Source], observations: pl.DataFrame) -> _Seen:
    """Return how many records of each exhibit stand outside, then those that could be decoded."""
    several = [
        Sighting(source=one.path, shows=counted(one.records.recovered, "record"))
        for one in sources
        if one.records.recovered
    ]
    paths = [one.path for one in sources]
    rows = observations.filter(pl.col("fate") == RECOVERED)
    single = [
        _at(row, paths, f"record {row['number']}: event {row['event_id']}")
        for row in rows.head(SHOWN).iter_rows(named=True)
    ]
    return [*several, *single], len(several) + rows.height


def _contents(observations: pl.DataFrame, paths: Sequence[str]) -> _Seen:
    rows = rewritten(observations)
    shown = rows.head(SHOWN).iter_rows(named=True)
    return [_at(row, paths, row["shows"]) for row in shown], rows.height


def _differing(examined: Sequence[Examined]) -> Iterator[Sighting]:
    """Yield each log in which a live record's own number is not that of its header."""
    for each in examined:
        if each.reading is None or each.reading.numbering != "log":
            continue
        differ = ~pl.col("recovered") & (pl.col("event_record_id") != pl.col("number"))
        frames = [batch.frame.filter(differ) for batch in each.reading.batches]
        count = sum(frame.height for frame in frames)
        if not count:
            continue
        odd = [frame for frame in frames if frame.height]
        first = min((frame.row(0, named=True) for frame in odd), key=lambda row: row["offset"])
        pair = f"record {first['number']} calls itself {first['event_record_id']}"
        yield Sighting(
            source=each.exhibit.path,
            record=first["number"],
            offset=first["offset"],
            length=first["length"],
            shows=f"{counted(count, 'record')}; the first, {pair}",
        )


def _damaged(examined: Sequence[Examined], sources: Sequence[Source]) -> dict[str, list[Sighting]]:
    """Return kind -> places, of what the readers found damaged and what headers contradict."""
    found: dict[str, list[Sighting]] = {}
    for each, source in zip(examined, sources, strict=True):
        if not source.unchanged:
            differs = Sighting(source=source.path, shows="its SHA-256 afterwards is another")
            found.setdefault("changed", []).append(differs)
        if each.reading is None:
            continue
        for said in disagreements(each.form, each.reading.claims):
            found.setdefault("header-disagrees", []).append(
                Sighting(source=source.path, shows=said)
            )
        for damage in each.reading.damage:
            kind = _DAMAGE.get(damage.code, "unreadable")
            found.setdefault(kind, []).append(_stretch(source.path, damage))
    return found


def _stretch(path: str, damage: Damage) -> Sighting:
    code = damage.code.value.replace("-", " ")
    return Sighting(
        source=path,
        offset=damage.offset,
        length=damage.length or NOT_APPLICABLE,
        shows=f"{code} at byte {grouped(damage.offset)}: expected {damage.expected}, "
        f"found {damage.found}",
    )
