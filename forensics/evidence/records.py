"""The columns in which every reader of event logs hands over what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.values import Damage

UNKNOWN_EVENT_ID: Final = -1

LOCATING: Final[dict[str, pl.DataType]] = {
    "offset": pl.Int64(),  # bytes from the start of the file
    "length": pl.Int64(),  # bytes on disk
    "number": pl.UInt64(),  # record number in the record's own header
    "event_record_id": pl.UInt64(),  # System/EventRecordID; null where the form has none
    "written": pl.Int64(),  # ticks: the record header's time
    "created": pl.Int64(),  # ticks: System/TimeCreated, or an .evt record's time generated
    "computer": pl.String(),  # as recorded
    "channel": pl.String(),  # as recorded; null where the form has none
    "recovered": pl.Boolean(),  # outside every live chain
    "strings": pl.UInt16(),  # how many values the record carries
}
"""Columns that every `Batch.frame` begins with; ticks are 100 ns since 1601, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Every record of one exhibit, a row each, in file order; all arrays have equal length.

    Attributes:
        offset: int64, bytes from the start of the file.
        length: int64, bytes on disk.
        number: uint64, record number in the record's header.
        written: int64, ticks (100 ns since 1601, UTC) of the record's header.
        event_id: int32, `UNKNOWN_EVENT_ID` where it could not be read.
        recovered: bool, True for a record outside every live chain.
    """

    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    number: NDArray[np.uint64]
    written: NDArray[np.int64]
    event_id: NDArray[np.int32]
    recovered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The live records of one exhibit in runs, in order of number (`evidence/runs.py`).

    Within a run no number is missing, and all its records have a time (above 0) or none has. A step
    is where time falls back within a run while the numbers rise; what falls back between two runs
    is told by their ends.

    Attributes:
        first: uint64, the number that each run begins with; a row for each run, as the next seven.
        last: uint64, the number that it ends with.
        count: int64, records in it; numbers may stand twice.
        begins: int64, ticks of its first record.
        ends: int64, ticks of its last record.
        earliest: int64, lowest ticks in it.
        latest: int64, highest ticks in it.
        timed: bool, whether its records have times.
        run: int64, place of the run that a step stands in; a row for each step, as the next four.
        after: uint64, number before a step.
        before: uint64, number behind it.
        at: int64, ticks before it.
        back_to: int64, ticks behind it.
        recovered: How many records were recovered.
    """

    first: NDArray[np.uint64]
    last: NDArray[np.uint64]
    count: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    timed: NDArray[np.bool_]
    run: NDArray[np.int64]
    after: NDArray[np.uint64]
    before: NDArray[np.uint64]
    at: NDArray[np.int64]
    back_to: NDArray[np.int64]
    recovered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The wanted records of one provider, event id and field layout, decoded.

    Attributes:
        provider: As recorded (`Security`, `Microsoft-Windows-Security-Auditing`).
        event_id: The low 16 bits, as Event Viewer shows it.
        frame: The columns of `LOCATING`, then one String column for each wanted value: named
            values under their name (`TargetUserName`), positional ones under `"1"`, `"2"`, …
            (insertion string numbers). A value is rendered as Windows renders it in XML
            (`0xc000006d`, `S-1-5-18`, `3`), trailing blanks kept; null means not recorded.
    """

    provider: str
    event_id: int
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes:
    """Every byte of an exhibit by what it is; the four sum up to its size.

    Attributes:
        header: What frames the records: file and chunk headers, end markers, headings of columns.
        records: Live and recovered records, and copies that were dropped.
        filler: What the form leaves between them: zeros, 0x27, blank lines, slack without a record.
        unreadable: What should be a record, or its frame, and could not be read.
    """

    header: int
    records: int
    filler: int
    unreadable: int

    @property
    def total(self) -> int:
        """The sum, which is the size of the exhibit."""
        return self.header + self.records + self.filler + self.unreadable


Clock = Literal["utc", "local", "yearless"]
Numbering = Literal["log", "selection", "line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader got out of one exhibit.

    Attributes:
        records: Every record, live and recovered; none where `runs` stand for them.
        batches: The wanted ones, decoded; ordered by provider, event id and first offset.
        damage: Ordered by offset.
        computers: Distinct computer names as recorded, in order of first sight.
        claims: What the file's own header says, in words for the report (`dirty`: `yes`).
        duplicates: Recovered copies of live records that were dropped: record number and written
            time are equal, and so is what they say, as far as it could be read.
        bytes: Every byte by what it is; None only where a test hands over columns of its own.
        clock: What `written` and `created` are: `utc`, `local` (the wall clock of the machine that
            wrote them, counted as if it were UTC), or `yearless` (the same, in the year 2000, as
            the form records no year).
        numbering: What `number` is: `log`, the number that the log itself counts, of which none
            should be missing; `selection`, the same in an export that may hold a part only;
            `line`, the line at which the record begins, from 1.
        chunks: State -> how many chunks (.evtx), zeros written out; empty for other forms.
        runs: What later stages ask of all records, in the place of `records`; None where these
            stand there themselves. Ask `evidence/runs.py` for the runs of any reading.
    """

    records: Records
    batches: tuple[Batch, ...]
    damage: tuple[Damage, ...]
    computers: tuple[str, ...]
    claims: Mapping[str, str] = field(default_factory=dict)
    duplicates: int = 0
    bytes: Bytes | None = None
    clock: Clock = "utc"
    numbering: Numbering = "log"
    chunks: Mapping[str, int] = field(default_factory=dict)
    runs: Runs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records to decode: provider -> event id -> names or string numbers of the values.

    Providers are compared exactly as recorded; string numbers are decimal text, from `"1"`.

    Attributes:
        fields: Provider -> event id -> values.
        encoding: What the analyst declares for a text, as Python names it; `""` to detect it.
        date_order: `dmy`, `mdy` or `ymd` as the analyst declares it; `""` to tell it from the
            dates themselves.
    """

    fields: Mapping[str, Mapping[int, frozenset[str]]]
    encoding: str = ""
    date_order: str = ""
