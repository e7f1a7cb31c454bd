"""Records of the text forms that carry rendered messages, made into a reading.

The reader of a form finds where its records stand and what their heads say; the values stand in
their messages. Here both come together, and every byte gets its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.exports.exported import (
    AUDITING,
    CLASSIC,
    INDEX,
    Export,
    batch,
    hand_over,
    provider_names,
    wanted_rows,
)
from forensics.evidence.records import UNKNOWN_EVENT_ID, Batch, Bytes, Clock, Reading, Wanted
from forensics.evidence.texts.lines import Lines
from forensics.evidence.texts.messages import UNREAD, by_label, unread
from forensics.evidence.texts.stamps import Stamps, read_stamps
from forensics.values import Damage, DamageCode

FOUND: Final[dict[str, pl.DataType]] = {
    "line": pl.UInt32(),  # place of the record's first line, from 0
    "lines": pl.UInt32(),  # how many it has
    "number": pl.UInt64(),  # record number of the log; null where the form has none
    "time": pl.String(),  # as written
    "computer": pl.String(),
    "channel": pl.String(),
    "source": pl.String(),  # as written
    "event": pl.String(),  # event id as written, decimal or 0x…
    "message": pl.String(),
}
"""One row for each record that a reader of a text form found, in file order."""

RECORD: Final = 0
HEADING: Final = 1
FILLER: Final = 2
UNREADABLE: Final = 3
"""What a line is; one of these for each line of a file."""

_SHORT_SOURCE: Final = r"(?i)^security-auditing$"  # as eventlog-to-syslog writes AUDITING
_LOG: Final = "Security"
_LOW: Final = 0xFFFF
_EXCERPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a reader found in one file.

    Attributes:
        found: The columns of `FOUND`.
        kinds: uint8, what each line of the file is.
        expected: What an unreadable line should have been, in a few words.
        claims: What the form tells of itself.
        yearless: The times have no year; `time` then ends with that of `records.Clock`, 2000.
    """

    found: pl.DataFrame
    kinds: NDArray[np.uint8]
    expected: str
    claims: Mapping[str, str] = field(default_factory=dict)
    yearless: bool = False


def reading(data: bytes, lines: Lines, told: Told, wanted: Wanted) -> Reading:
    """Return what one file says, values of the wanted records included."""
    stamps = read_stamps(told.found["time"], wanted.date_order)
    index = _index(lines, told.found, stamps)
    batches, bare = _batches(index, told.found["message"], wanted)
    clock: Clock = "yearless" if told.yearless and stamps.clock == "local" else stamps.clock
    return hand_over(
        Export(
            index=index,
            batches=batches,
            bytes=_bytes(lines, told.kinds),
            damage=_damage(data, lines, told),
            claims={**lines.claims(), **told.claims, **_time_claims(told.found, stamps), **bare},
            clock=clock,
        )
    )


def others(text: pl.Series, kinds: NDArray[np.uint8]) -> int:
    """Return how many lines are nothing of the form's, blank ones left out."""
    return int((text.str.contains(r"\S").to_numpy() & (kinds == FILLER)).sum())


def _index(lines: Lines, found: pl.DataFrame, stamps: Stamps) -> pl.DataFrame:
    first = found["line"].to_numpy()
    last = first + np.maximum(found["lines"].to_numpy(), 1) - 1
    begin, end = lines.offset[first], (lines.offset + lines.length)[last]
    event_id = _event_ids(found["event"])
    source = pl.select(
        pl.when(found["source"].str.contains(_SHORT_SOURCE))
        .then(pl.lit(AUDITING))
        .otherwise(found["source"])
        .alias("source")
    ).to_series()
    return pl.DataFrame(
        {
            "offset": begin,
            "length": end - begin,
            "line": first.astype(np.uint64) + 1,
            "number": found["number"],
            "created": stamps.ticks,
            "computer": found["computer"],
            "channel": found["channel"],
            "provider": provider_names(source, event_id),
            "event_id": event_id,
        },
        schema=INDEX,
    ).with_columns(
        # Forms that name no log name the provider, and these two write to one log only.
        pl.coalesce(
            "channel", pl.when(pl.col("provider").is_in((AUDITING, CLASSIC))).then(pl.lit(_LOG))
        ).alias("channel")
    )


def _event_ids(texts: pl.Series) -> pl.Series:
    """Return the low 16 bits of ids in decimal or, with `0x` before, in hex."""
    text = texts.str.strip_chars()
    decimal = text.cast(pl.Int64, strict=False)
    base = text.str.extract(r"(?i)^0x([0-9a-f]{1,8})$").str.to_integer(base=16, strict=False)
    value = decimal.fill_null(base)
    known = pl.select(
        pl.when(value >= 0).then(value & _LOW).otherwise(UNKNOWN_EVENT_ID).alias("event_id")
    )
    return known.to_series().cast(pl.Int32)


def _batches(
    index: pl.DataFrame, messages: pl.Series, wanted: Wanted
) -> tuple[tuple[Batch, ...], dict[str, str]]:
    """Return the batches, and what is claimed of messages in a wording that is not known."""
    batches, bare = [], 0
    for provider, event_id, place in wanted_rows(index, wanted):
        values = by_label(messages.gather(place), provider, event_id)
        bare += unread(values)
        batches.append(batch(index, place, values, wanted.fields[provider][event_id]))
    return tuple(batches), {UNREAD: str(bare)} if bare else {}


def _bytes(lines: Lines, kinds: NDArray[np.uint8]) -> Bytes:
    sums = [int(lines.length[kinds == kind].sum()) for kind in range(UNREADABLE + 1)]
    return Bytes(
        records=sums[RECORD],
        header=sums[HEADING],
        filler=sums[FILLER],
        unreadable=sums[UNREADABLE],
    )


def _damage(data: bytes, lines: Lines, told: Told) -> list[Damage]:
    """Return one row for each stretch of lines that are unreadable."""
    bad = told.kinds == UNREADABLE
    edges = np.flatnonzero(np.diff(bad.astype(np.int8), prepend=0, append=0))
    rows = []
    for first, after in edges.reshape(-1, 2).tolist():
        begin = int(lines.offset[first])
        end = int(lines.offset[after - 1] + lines.length[after - 1])
        rows.append(
            Damage(
                offset=begin,
                length=end - begin,
                code=DamageCode.RECORD_UNREADABLE,
                expected=told.expected,
                found="a line that is none"
                if after - first == 1
                else f"{after - first} lines that are none",
                excerpt=data[begin : min(end, begin + _EXCERPT)],
            )
        )
    return rows


def _time_claims(found: pl.DataFrame, stamps: Stamps) -> dict[str, str]:
    claims = {}
    if stamps.order:
        claims["date order"] = f"{stamps.order} ({stamps.basis})"
    unread = int((stamps.ticks.is_null() & found["time"].is_not_null()).sum())
    if unread:
        claims["times that could not be read"] = str(unread)
    return claims
