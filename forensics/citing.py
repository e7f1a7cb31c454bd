"""Citing: the records that the report leans on, each findable, each read a second time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from forensics.events import FIELDS, EventTable
from forensics.evidence.corroborate.readers import READERS, corroborate
from forensics.evidence.corroborate.said import Comparison, Statement
from forensics.evidence.forms import Examined
from forensics.evidence.records import LOCATING, Batch
from forensics.exhibits import open_exhibit
from forensics.sources import CitedRecord, SecondReading
from forensics.status import describe
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Locator
from forensics.words import grouped

PRINTED: Final = 300
"""Cited records that the report lists at most (a printed row costs 5 ms)."""

DIFFERENCES: Final = 20
"""Records that differ before one reader, and reasons of failures, that are told at most."""

_KERBEROS: Final = (672, 675, 676, 4768, 4771)


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Where every observation stands, and which observations witness which attempt.

    Attributes:
        observations: All of them, ordered by `row`, which counts from 0.
        witnessed: Columns `attempt`, `row`, ordered by attempt.
        paths: Paths of the exhibits, by place.
        sound: Whether every exhibit was read without damage.
    """

    observations: pl.DataFrame
    witnessed: pl.DataFrame
    paths: Sequence[str]
    sound: bool

    @cached_property
    def _begins(self) -> "np.typing.NDArray[np.int64]":
        """Return where the rows of each attempt begin in `witnessed`, and last of all their end."""
        attempts = self.witnessed["attempt"].to_numpy()
        # Keys of another type would have the whole column cast.
        return attempts.searchsorted(np.arange(self.observations.height + 1, dtype=attempts.dtype))

    @cached_property
    def _rows(self) -> "np.typing.NDArray[np.uint32]":
        return self.witnessed["row"].to_numpy()

    @cached_property
    def _places(self) -> "tuple[np.typing.NDArray[np.int64], ...]":
        columns = self.observations.select("source", "number", "offset", "length")
        return tuple(each.to_numpy() for each in columns)

    def rows_of(self, attempt: int) -> tuple[int, ...]:
        """Return the observation rows of one attempt, its own record first."""
        if attempt >= self.observations.height:
            return ()
        begin, end = self._begins[attempt : attempt + 2]
        rows = self._rows[begin:end].tolist()
        return tuple(sorted(rows, key=lambda row: (row != attempt, row)))

    def of_attempt(self, attempt: int) -> tuple[Locator, ...]:
        """Return where the witnesses of one attempt are, its own record first."""
        return tuple(self.of_row(row) for row in self.rows_of(attempt))

    def of_row(self, row: int) -> Locator:
        """Return where one observation's record is."""
        source, number, offset, length = (int(column[row]) for column in self._places)
        return Locator(source=self.paths[source], record=number, offset=offset, length=length)


def select(wanted: Sequence[Iterable[Locator]]) -> tuple[tuple[Locator, ...], int]:
    """Return the records to cite, the first lists first, at most `PRINTED`; and how many in all."""
    distinct = dict.fromkeys(locator for locators in wanted for locator in locators)
    return tuple(distinct)[:PRINTED], len(distinct)


def cite(
    chosen: Sequence[Locator],
    registry: Registry,
    examined: Sequence[Examined],
    table: EventTable,
) -> tuple[tuple[CitedRecord, ...], tuple[SecondReading, ...]]:
    """Return the cited records in order of time, and what each second reader says of them."""
    rows = _rows(chosen, registry)
    compared = _compare(rows, examined)
    cited = tuple(
        _cited(f"R{place:04d}", row, registry, table, compared)
        for place, row in enumerate(rows.iter_rows(named=True), 1)
    )
    readings = (_second_reading(reader, each, registry.paths) for reader, each in compared.items())
    return cited, tuple(readings)


def _rows(chosen: Sequence[Locator], registry: Registry) -> pl.DataFrame:
    place = {path: source for source, path in enumerate(registry.paths)}
    keys = pl.DataFrame(
        {
            "source": [place[each.source] for each in chosen],
            "offset": [each.offset for each in chosen],
        },
        schema={"source": pl.UInt32, "offset": pl.Int64},
    )
    found = registry.observations.join(keys, on=["source", "offset"], how="semi")
    return found.with_columns(pl.coalesce("created", "written").alias("time")).sort(
        "time", "source", "number", "offset"
    )


_Compared = Mapping[str, Mapping[tuple[int, int], Comparison]]
"""Reader -> (source, offset) -> what it says."""


def _compare(rows: pl.DataFrame, examined: Sequence[Examined]) -> _Compared:
    compared: dict[str, dict[tuple[int, int], Comparison]] = {reader: {} for reader in READERS}
    for place, each in enumerate(examined):
        own = rows.filter(pl.col("source") == place)
        if each.form != "evtx" or each.reading is None or own.is_empty():
            continue
        statements = [
            statement
            for batch in each.reading.batches
            for statement in statements_of(batch, own["offset"])
        ]
        with open_exhibit(each.exhibit) as stream:
            for reader, comparisons in corroborate(stream, statements).items():
                compared[reader] |= {(place, one.offset): one for one in comparisons}
    return compared


def statements_of(batch: Batch, offsets: pl.Series) -> Iterable[Statement]:
    """Yield what our reader says of the records of a batch at `offsets`, for the other readers."""
    for row in batch.frame.filter(pl.col("offset").is_in(offsets.implode())).iter_rows(named=True):
        yield Statement(
            offset=row["offset"],
            length=row["length"],
            number=row["number"],
            written=row["written"],
            event_id=batch.event_id,
            event_record_id=row["event_record_id"],
            created=row["created"],
            computer=row["computer"],
            channel=row["channel"],
            values={name: value for name, value in row.items() if name not in LOCATING},
        )


def _cited(
    ref: str, row: Mapping[str, object], registry: Registry, table: EventTable, compared: _Compared
) -> CitedRecord:
    source, offset = int(str(row["source"])), int(str(row["offset"]))
    values = {name: str(row[name]) for name in FIELDS if row[name] is not None}
    event_id = int(str(row["event_id"]))
    record_id = row["event_record_id"]
    return CitedRecord(
        ref=ref,
        locator=Locator(
            source=registry.paths[source],
            record=int(str(row["number"])),
            offset=offset,
            length=int(str(row["length"])),
        ),
        event_record_id=NOT_APPLICABLE if record_id is None else int(str(record_id)),
        written=_time(row["written"], NOT_APPLICABLE),
        created=_time(row["created"], NOT_RECORDED),
        provider=str(row["provider"]),
        event_id=event_id,
        meaning=_meaning(table.words(str(row["provider"]), event_id), event_id, values),
        host=str(row["host"]),
        client=NOT_RECORDED if row["client"] is None else str(row["client"]),
        account=NOT_RECORDED if row["account"] is None else str(row["account"]),
        values=values,
        second_readers=_verdicts(compared, (source, offset)),
        wall=_time(row["wall"], NOT_APPLICABLE),
    )


def _time(ticks: object, missing: Absent) -> Instant | Absent:
    return missing if ticks is None else Instant(int(str(ticks)))


def _meaning(words: str, event_id: int, values: Mapping[str, str]) -> str:
    """Return the event in our words, with the words of the code that tells more."""
    codes = "kerberos" if event_id in _KERBEROS else "ntstatus"
    for name in ("substatus", "status"):
        said = describe(values.get(name, ""), codes)
        if said and said != "success":
            return f"{words}: {said}"
    return words


def _verdicts(compared: _Compared, place: tuple[int, int]) -> dict[str, str]:
    return {reader: _verdict(each[place]) for reader, each in compared.items() if place in each}


def _verdict(comparison: Comparison) -> str:
    if comparison.failed:
        return "failed"
    return "agrees" if comparison.agrees else "differs"


def _second_reading(
    reader: str, compared: Mapping[tuple[int, int], Comparison], paths: Sequence[str]
) -> SecondReading:
    """Return what one reader says of all records together.

    Many records fail for one reason, forwarded ones above all: told one by one they would push
    from the page what differs.
    """
    places = {key: f"{paths[key[0]]}, record {one.number}" for key, one in compared.items()}
    differing = [
        f"{places[key]}: {_difference(one)}" for key, one in compared.items() if one.differences
    ]
    failing: dict[str, list[str]] = {}
    for key, one in compared.items():
        if one.failed:
            failing.setdefault(one.failed, []).append(places[key])
    failures = [f"{_whose(met)}: {reason}" for reason, met in failing.items()]
    told = (*differing[:DIFFERENCES], *failures[:DIFFERENCES])
    verdicts = [_verdict(one) for one in compared.values()]
    return SecondReading(
        reader=reader,
        compared=len(verdicts),
        agree=verdicts.count("agrees"),
        same_library=sum(one.agrees and one.same_library for one in compared.values()),
        differ=verdicts.count("differs"),
        failed=verdicts.count("failed"),
        differences=told,
        untold=len(differing) + len(failures) - len(told),
    )


def _whose(places: Sequence[str]) -> str:
    """Return the records that one reason met: the first by name, the others by number."""
    return places[0] if len(places) == 1 else f"{places[0]}, and {grouped(len(places) - 1)} more"


def _difference(comparison: Comparison) -> str:
    return "; ".join(
        f"{each.name}: {each.ours!r} here, {each.theirs!r} there" for each in comparison.differences
    )
