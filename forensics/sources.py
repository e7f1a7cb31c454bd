"""The nouns of the ledger: exhibits, their condition, what the logs cover, and the cited records.

They are part of the findings (`findings.py`), and what `forensics check` prints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forensics.values import NOT_APPLICABLE, Absent, Damage, Instant, Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounts:
    """Records of one exhibit by fate: `read == used + set_aside`; the others are counted apart."""

    read: int
    recovered: int
    damaged: int
    used: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteCounts:
    """Every byte of one exhibit: the four sum up to its size.

    Attributes:
        header: File and chunk headers, end markers, headings.
        records: Live and recovered records.
        filler: What the form leaves between them.
        unreadable: What should be a record or a header and could not be read.
    """

    header: int
    records: int
    filler: int
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGap:
    """Record numbers missing between two records that follow each other, and how many."""

    after: int
    before: int
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStep:
    """Time that falls back while record numbers rise: a clock that was set, or lines moved.

    Attributes:
        after: Number of the record before the step.
        before: Number of the record behind it.
        at: Time of the first.
        back_to: Time of the second, which is earlier.
    """

    after: int
    before: int
    at: Instant
    back_to: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One exhibit: what it is, what was read from it, and its condition.

    Attributes:
        path: Relative POSIX path inside the case folder.
        sha256: Taken before reading; the run stops trusting an exhibit whose hash differs after.
        size: Bytes.
        format: `evtx`, `evt`, … or `unknown`.
        state: `intact`, `damaged`, `unrecognised` or `unreadable`.
        reason: Why the state is not `intact`, else `""`.
        hosts: Computer names as recorded, in order of first sight.
        first: Time of the earliest live record.
        last: Time of the latest live record.
        first_record: Lowest record number of a live record; of a text the line.
        last_record: Highest one.
        record_gaps: At most 100; `gaps_total` counts all. Only of a log that numbers its records.
        cleared: Times at which the log says it was cleared (events 517 and 1102).
        set_aside_by: Reason -> number of live records.
        claims: What the file says of itself, and what had to be told (encoding, machine, zone).
        damage: Every damaged stretch, at most 100; `damage_total` counts all.
        unchanged: Whether the hash after the run equals the one before.
        sha256_after: The hash after the run; `""` where it could not be taken again.
        duplicates: Copies of live records outside every chain; they are dropped.
        bytes: Every byte by what it is; absent where nothing was read.
        numbering: What record numbers are: `log`, `selection` (a part of the log may be missing)
            or `line` (the number of the line in the text).
        chunks: Checksum state -> chunks of an .evtx log.
        time_steps: At most 100; `time_steps_total` counts all.
        audit_changed: Times at which the audit policy was changed (events 612 and 4719).
        id: `E1`, `E2`, … in order of path: what the report calls it.
        chunks_total: Of all states.
    """

    path: str
    sha256: str
    size: int
    format: str
    state: str
    reason: str
    hosts: tuple[str, ...]
    records: RecordCounts
    first: Instant | Absent
    last: Instant | Absent
    record_gaps: tuple[RecordGap, ...]
    gaps_total: int
    cleared: tuple[Instant, ...]
    set_aside_by: Mapping[str, int]
    claims: Mapping[str, str]
    damage: tuple[Damage, ...]
    damage_total: int
    unchanged: bool
    sha256_after: str = ""
    duplicates: int = 0
    bytes: ByteCounts | Absent = NOT_APPLICABLE
    numbering: str = "log"
    chunks: Mapping[str, int] = field(default_factory=dict)
    time_steps: tuple[TimeStep, ...] = ()
    time_steps_total: int = 0
    audit_changed: tuple[Instant, ...] = ()
    first_record: int | Absent = NOT_APPLICABLE
    last_record: int | Absent = NOT_APPLICABLE
    id: str = ""
    chunks_total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where something is out of order.

    Attributes:
        source: Path of the exhibit.
        shows: What is seen there: numbers, times, values as recorded.
        record: Record number; of a gap or a step the one before it.
        offset: First byte, where it has one.
        length: Bytes, where they are known.
    """

    source: str
    shows: str
    record: int | Absent = NOT_APPLICABLE
    offset: int | Absent = NOT_APPLICABLE
    length: int | Absent = NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregularity:
    """A kind of thing that is out of order in the evidence, and what it can and cannot mean.

    Attributes:
        kind: Its short name in `data/irregularities.toml`.
        title: What is seen.
        can_mean: What it can come of, the ordinary first.
        does_not_show: What nobody may conclude from it alone.
        collect: What would tell these apart.
        seen: Where, at most 100.
        total: In how many places; of records outside the chain, and of those with two contents,
            only such as tell of logons have a place of their own.
    """

    kind: str
    title: str
    can_mean: tuple[str, ...]
    does_not_show: str
    collect: str
    seen: tuple[Sighting, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time."""

    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCoverage:
    """What the logs of one machine cover of the incident window.

    Attributes:
        host: As shown elsewhere.
        roles: Declared, or shown by its records.
        whole: Stretches within the window that its event logs cover without a gap: what is not
            there was not recorded.
        part: Stretches of logs that may hold a selection (exports, texts, logs saved anew, logs of
            several machines): what is there happened, what is missing shows nothing.
        cleared: Times at which one of its logs was cleared.
        covered: Share of the window that `whole` covers, 0 to 1.
        observable: `yes` where `whole` covers all of the window, `part`, or `no`.
        bad_password: Failures of the subject account on it with a bad password.
        locked_out: Its refusals of the subject account.
    """

    host: str
    roles: tuple[str, ...]
    whole: tuple[Stretch, ...]
    part: tuple[Stretch, ...]
    cleared: tuple[Instant, ...]
    covered: float
    observable: str
    bad_password: int
    locked_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The incident window, and what the logs cover of it.

    Attributes:
        first: Where the window begins.
        last: Where it ends.
        basis: `declared`, or `observed`: from the first to the last failure or lockout of the
            subject account; `none` where there is neither.
        hosts: One each, of machines that wrote a log or that were accessed.
        without_log: Declared machines of which no exhibit holds a log, in order of declaration.
    """

    first: Instant | Absent
    last: Instant | Absent
    basis: str
    hosts: tuple[HostCoverage, ...]
    without_log: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedRecord:
    """One record that the report leans on.

    Attributes:
        ref: `R0001`, … in order of time; the anchor of every link to it.
        locator: Exhibit, header record number, byte offset, length.
        event_record_id: System/EventRecordID where the form has one.
        written: Time in the record's header; absent where the form has no such time.
        created: Time in the record's body; in UTC, as far as the zone of a local time is known.
        wall: That time as a log in local time recorded it, absent for other logs.
        meaning: The event in our words.
        values: Name -> value as recorded, in the record's order, for the fields that were used.
        second_readers: Reader -> `agrees`, `differs` or `failed`; empty for a record of another
            form than .evtx.
    """

    ref: str
    locator: Locator
    event_record_id: int | Absent
    written: Instant | Absent
    created: Instant | Absent
    provider: str
    event_id: int
    meaning: str
    host: str
    client: str | Absent
    account: str | Absent
    values: Mapping[str, str]
    second_readers: Mapping[str, str]
    wall: Instant | Absent = NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """How many cited .evtx records another, independent reader decoded, and with what result.

    Attributes:
        reader: Name of the library.
        compared: `agree + differ + failed`.
        same_library: Of `agree`, records without a template: our own reader reads these through
            this very library, so that agreement is no second opinion.
        differences: What differs, record by record; then each reason of a failure with the records
            that it met. At most 20 of each.
        untold: How many differing records and reasons are not told in `differences`.
    """

    reader: str
    compared: int
    agree: int
    same_library: int
    differ: int
    failed: int
    differences: tuple[str, ...]
    untold: int


def none_read(sources: Sequence[Source]) -> bool:
    """Tell whether there are exhibits, and none of them gave anything to read.

    A zip is read for its members, which are exhibits themselves.
    """
    return bool(sources) and all(
        source.state in ("unrecognised", "unreadable") or source.format == "zip"
        for source in sources
    )
