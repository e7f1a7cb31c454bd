"""Citing: the records that the report leans on, each findable, each read a second time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from forensics.events import FIELDS, EventTable
from forensics.evidence.corroborate import Comparison, Statement, corroborate
from forensics.evidence.forms import Examined
from forensics.evidence.records import LOCATING, Batch
from forensics.findings import CitedRecord, SecondReading
from forensics.status import describe
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Instant, Locator

PRINTED: Final = 300
"""Cited records that the report lists at most (a printed row costs 5 ms)."""

DIFFERENCES: Final = 20
"""Disagreements with the second reader that are printed at most."""

_KERBEROS: Final = (675, 676, 4768, 4771)


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
    def _attempts(self) -> "np.typing.NDArray[np.uint32]":
        return self.witnessed["attempt"].to_numpy()

    def rows_of(self, attempt: int) -> tuple[int, ...]:
        """Return the observation rows of one attempt, its own record first."""
        begin, end = np.searchsorted(self._attempts, [attempt, attempt + 1])
        rows = self.witnessed["row"][int(begin) : int(end)].to_list()
        return tuple(sorted(rows, key=lambda row: (row != attempt, row)))

    def of_attempt(self, attempt: int) -> tuple[Locator, ...]:
        """Return where the witnesses of one attempt are, its own record first."""
        return tuple(self.of_row(row) for row in self.rows_of(attempt))

    def of_row(self, row: int) -> Locator:
        """Return where one observation's record is."""
        source, number, offset, length = self.observations.select(
            "source", "number", "offset", "length"
        ).row(row)
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
) -> tuple[tuple[CitedRecord, ...], SecondReading]:
    """Return the cited records in order of time, and what the second reader says of them."""
    rows = _rows(chosen, registry)
    compared = _compare(rows, examined)
    cited = tuple(
        _cited(f"R{place:04d}", row, registry, table, compared)
        for place, row in enumerate(rows.iter_rows(named=True), 1)
    )
    return cited, _second_reading(compared, registry.paths)


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


_Compared = dict[tuple[int, int], Comparison]
"""(source, offset) -> what the second reader says."""


def _compare(rows: pl.DataFrame, examined: Sequence[Examined]) -> _Compared:
    compared: _Compared = {}
    for place, each in enumerate(examined):
        own = rows.filter(pl.col("source") == place)
        if each.form != "evtx" or each.reading is None or own.is_empty():
            continue
        statements = [
            statement
            for batch in each.reading.batches
            for statement in _statements(batch, own["offset"])
        ]
        with each.exhibit.file.open("rb") as stream:
            for comparison in corroborate(stream, statements):
                compared[place, comparison.offset] = comparison
    return compared


def _statements(batch: Batch, offsets: pl.Series) -> Iterable[Statement]:
    for row in batch.frame.filter(pl.col("offset").is_in(offsets.implode())).iter_rows(named=True):
        yield Statement(
            offset=row["offset"],
            length=row["length"],
            number=row["number"],
            written=row["written"],
            event_id=batch.event_id,
            event_record_id=row["event_record_id"],
            computer=row["computer"],
            values={name: value for name, value in row.items() if name not in LOCATING},
        )


def _cited(
    ref: str, row: Mapping[str, object], registry: Registry, table: EventTable, compared: _Compared
) -> CitedRecord:
    source, offset = int(str(row["source"])), int(str(row["offset"]))
    values = {name: str(row[name]) for name in FIELDS if row[name] is not None}
    event_id = int(str(row["event_id"]))
    record_id, created = row["event_record_id"], row["created"]
    return CitedRecord(
        ref=ref,
        locator=Locator(
            source=registry.paths[source],
            record=int(str(row["number"])),
            offset=offset,
            length=int(str(row["length"])),
        ),
        event_record_id=NOT_APPLICABLE if record_id is None else int(str(record_id)),
        written=Instant(int(str(row["written"]))),
        created=NOT_RECORDED if created is None else Instant(int(str(created))),
        provider=str(row["provider"]),
        event_id=event_id,
        meaning=_meaning(event_id, values, table),
        host=str(row["host"]),
        client=NOT_RECORDED if row["client"] is None else str(row["client"]),
        account=NOT_RECORDED if row["account"] is None else str(row["account"]),
        values=values,
        second_reader=_verdict(compared.get((source, offset))),
    )


def _meaning(event_id: int, values: Mapping[str, str], table: EventTable) -> str:
    """Return the event in our words, with the words of the code that tells more."""
    words = table.meaning[event_id]
    codes = "kerberos" if event_id in _KERBEROS else "ntstatus"
    for name in ("substatus", "status"):
        said = describe(values.get(name, ""), codes)
        if said and said != "success":
            return f"{words}: {said}"
    return words


def _verdict(comparison: Comparison | None) -> str:
    if comparison is None:
        return "not-applicable"
    if comparison.failed:
        return "failed"
    return "agrees" if comparison.agrees else "differs"


def _second_reading(compared: _Compared, paths: Sequence[str]) -> SecondReading:
    verdicts = [_verdict(each) for each in compared.values()]
    differences = [
        f"{paths[source]}, record {each.number}: {each.failed or _difference(each)}"
        for (source, _), each in compared.items()
        if not each.agrees
    ]
    return SecondReading(
        reader="python-evtx",
        compared=len(verdicts),
        agree=verdicts.count("agrees"),
        differ=verdicts.count("differs"),
        failed=verdicts.count("failed"),
        differences=tuple(differences[:DIFFERENCES]),
    )


def _difference(comparison: Comparison) -> str:
    return "; ".join(
        f"{each.name}: {each.ours!r} here, {each.theirs!r} there" for each in comparison.differences
    )
