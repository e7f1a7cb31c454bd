"""A reading with a value in every field, and readings told as values that can be compared."""

from dataclasses import fields
from typing import Any, Final

import numpy as np
import polars as pl

from forensics.evidence.records import LOCATING, Batch, Bytes, Reading, Records, Runs
from forensics.values import Damage, DamageCode


def told(reading: Reading) -> dict[str, Any]:
    """Return all of a reading as plain values, which compare as what they say."""
    return {each.name: _plain(getattr(reading, each.name)) for each in fields(reading)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any field
    match value:
        case np.ndarray():
            return str(value.dtype), value.tolist()
        case pl.DataFrame():
            return [*value.schema.items()], value.rows()
        case tuple():
            return tuple(map(_plain, value))
        case dict():
            return [*value.items()]
        case _ if hasattr(value, "__dataclass_fields__"):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


def columns(names: dict[str, type[np.generic]], rows: int) -> dict[str, Any]:
    return {name: np.arange(rows).astype(dtype) for name, dtype in names.items()}


RECORDS: Final[dict[str, type[np.generic]]] = {
    "offset": np.int64,
    "length": np.int64,
    "number": np.uint64,
    "written": np.int64,
    "event_id": np.int32,
    "recovered": np.bool_,
}
RUNS: Final[dict[str, type[np.generic]]] = {
    "first": np.uint64,
    "last": np.uint64,
    "count": np.int64,
    "begins": np.int64,
    "ends": np.int64,
    "earliest": np.int64,
    "latest": np.int64,
    "timed": np.bool_,
}
STEPS: Final[dict[str, type[np.generic]]] = {
    "run": np.int64,
    "after": np.uint64,
    "before": np.uint64,
    "at": np.int64,
    "back_to": np.int64,
}


def frame(rows: int) -> pl.DataFrame:
    values: dict[str, list[Any]] = {name: [None] * rows for name in LOCATING}
    values |= {"offset": [*range(rows)], "recovered": [True] * rows}
    values |= {"TargetUserName": ["alice ", None, ""][:rows], "2": ["é\0", "", None][:rows]}
    return pl.DataFrame(values, schema=LOCATING | {"TargetUserName": pl.String, "2": pl.String})


FULL: Final = Reading(
    records=Records(**columns(RECORDS, 4)),
    batches=(
        Batch(provider="Security", event_id=529, frame=frame(3)),
        Batch(provider="Sécurité\ud800", event_id=-1, frame=frame(0)),
    ),
    damage=(
        Damage(
            offset=4096,
            length=0,
            code=DamageCode.CHAIN_BROKEN,
            expected="a record",
            found="\udcff",
            excerpt=bytes(range(64)),
        ),
    ),
    computers=("dc2", "DC1", "\ud83d\ude00", ""),
    claims={"dirty": "yes", "a": "", "wrapped": "no\0"},
    duplicates=3,
    bytes=Bytes(header=1, records=2, filler=3, unreadable=1 << 62),
    clock="yearless",
    numbering="line",
    chunks={"whole": 0, "broken": 2},
    runs=Runs(**columns(RUNS, 3), **columns(STEPS, 2), recovered=5),
)
EMPTY: Final = Reading(records=Records(**columns(RECORDS, 0)), batches=(), damage=(), computers=())
