"""Meaning: what each decoded record says, by the table in `data/events.toml`.

Readers hand over records with their values; here every value gets its name in the field's words,
and every authentication try its outcome. The recorded text stays as it is.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from forensics.errors import KnowledgeError
from forensics.evidence.records import Batch, Wanted
from forensics.lean import INTERNED, as_text
from forensics.status import FAILURES, OUTCOMES, codes, parse_code

FIELDS: Final = (
    "account",
    "domain",
    "workstation",
    "address",
    "logon_type",
    "process",
    "package",
    "status",
    "substatus",
    "service",
    "sid",
    "caller",
    "by",
    "by_domain",
    "via",
    "component",
    "said",
    "threshold",
    "window",
    "duration",
    "unit",
    "scope",
    "password_set",
    "was",
    "was_day",
    "became",
    "became_day",
    "state",
    "thread",
    *("logon_failures", "account_changes", "audited", "auditing"),
)
"""The values that events are asked for, as recorded; null where the record has none."""

OBSERVATIONS: Final[dict[str, pl.DataType]] = {
    "offset": pl.Int64(),
    "length": pl.Int64(),
    "number": pl.UInt64(),
    "event_record_id": pl.UInt64(),
    "written": pl.Int64(),
    "created": pl.Int64(),
    "wall": pl.Int64(),
    "host": INTERNED,
    "recovered": pl.Boolean(),
    "provider": INTERNED,
    "event_id": pl.Int32(),
    "kind": INTERNED,
    "witness": INTERNED,
    "outcome": INTERNED,
    **dict.fromkeys(FIELDS, INTERNED),
    "said": pl.String(),
}
"""One row for each record that the table knows; times are ticks (100 ns since 1601, UTC), save
`wall`: the time as recorded by a log in local time, null for others."""

KINDS: Final = (
    *("attempt", "lockout", "unlock", "cleared", "remark", "policy", "audit", "password"),
    *("account", "start", "stop", "service", "clock", "renamed"),
)
WITNESSES: Final = ("target", "authority")

# A value that says "nothing was recorded here": Windows writes a dash, or leaves it empty; where
# netlogon.log has no name, it says (null).
_NOTHING: Final = ("", "-", "(null)")
_SID: Final = r"^%?\{?S-1-[0-9]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which value is what, for some event ids of one provider and Windows generation.

    Attributes:
        strings: Holds for records with at least so many insertion strings.
        outcomes: Event id -> outcome that the id alone tells.
        fields: Our name -> column in the batch (`TargetUserName`, or a string number).
        channels: Channels it is limited to; empty for any.
        code_fields: Fields whose codes tell the outcome, most specific first.
        code_table: Their table in `ntstatus.toml`, or `""`.
        sid_by_content: Two fields that may stand in either order.
        words: Event id -> our words, where another provider has the same id.
    """

    provider: str
    era: str
    kind: str
    witness: str
    strings: int
    outcomes: Mapping[int, str]
    fields: Mapping[str, str]
    cite: str
    channels: tuple[str, ...] = ()
    code_fields: tuple[str, ...] = ()
    code_table: str = ""
    sid_by_content: tuple[str, ...] = ()
    words: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """Every layout, and our words for each event id."""

    layouts: tuple[Layout, ...]
    meaning: Mapping[int, str] = field(default_factory=dict)

    def words(self, provider: str, event_id: int) -> str:
        """Return our words for an event."""
        for layout in self.layouts:
            if layout.provider == provider and event_id in layout.words:
                return layout.words[event_id]
        return self.meaning[event_id]

    def wanted(self) -> Wanted:
        """Return which records, and which of their values, readers shall decode."""
        fields: dict[str, dict[int, frozenset[str]]] = {}
        for layout in self.layouts:
            ids = fields.setdefault(layout.provider, {})
            for event_id in layout.outcomes:
                ids[event_id] = ids.get(event_id, frozenset()) | set(layout.fields.values())
        return Wanted(fields=fields)


@cache
def event_table() -> EventTable:
    """Return the table shipped with the package.

    Raises:
        KnowledgeError: A layout has an unknown or missing key, kind, witness, outcome, field or
            table of codes, or an event has no words.
    """
    text = files("forensics").joinpath("data/events.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    layouts = tuple(_layout(entry, place) for place, entry in enumerate(tables["layout"], 1))
    meaning = {int(key): words for key, words in tables["meaning"].items()}
    silent = {event_id for layout in layouts for event_id in layout.outcomes} - set(meaning)
    if silent:
        raise KnowledgeError(f"events.toml: [meaning] has no words for {sorted(silent)}")
    return EventTable(layouts=layouts, meaning=meaning)


def _layout(entry: dict[str, Any], place: int) -> Layout:
    try:
        layout = _as_given(entry)
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"events.toml: layout {place}: {error}") from error
    if layout.code_table:
        codes(layout.code_table)  # raises where there is no such table
    known = (
        layout.kind in KINDS
        and layout.witness in WITNESSES
        and set(layout.outcomes.values()) <= set(OUTCOMES)
        and set(layout.fields) <= set(FIELDS)
        and {*layout.code_fields, *layout.sid_by_content} <= set(layout.fields)
    )
    if not known:
        raise KnowledgeError(
            f"events.toml: layout {place}: unknown kind, witness, outcome or field"
        )
    return layout


def _as_given(entry: dict[str, Any]) -> Layout:
    given = dict(entry)
    code = given.pop("codes", {"fields": [], "table": ""})
    given["outcomes"] = {int(key): outcome for key, outcome in given["outcomes"].items()}
    given["words"] = {int(key): words for key, words in given.get("words", {}).items()}
    given["fields"] = {name: str(where) for name, where in given["fields"].items()}
    for key in ("channels", "sid_by_content"):
        given[key] = tuple(given.get(key, ()))
    return Layout(**given, code_fields=tuple(code["fields"]), code_table=code["table"])


def observe(batches: Iterable[Batch], table: EventTable) -> pl.DataFrame:
    """Return one row with the columns of `OBSERVATIONS` for each record that a layout covers.

    A record is read by the layout with the most strings that it can fill, so that the 13 strings
    of Server 2003 and the 6 of Windows 2000 each find their own.
    """
    frames = [_observe_batch(batch, table) for batch in batches]
    return pl.concat([pl.DataFrame(schema=OBSERVATIONS), *frames])


def _observe_batch(batch: Batch, table: EventTable) -> pl.DataFrame:
    layouts = sorted(
        (
            layout
            for layout in table.layouts
            if layout.provider == batch.provider and batch.event_id in layout.outcomes
        ),
        key=lambda layout: layout.strings,
        reverse=True,
    )
    rest, parts = batch.frame, []
    for layout in layouts:
        fits = pl.col("strings") >= layout.strings
        parts.append(_named(rest.filter(fits), layout, batch.event_id))
        rest = rest.filter(~fits)
    return pl.concat(parts or [pl.DataFrame(schema=OBSERVATIONS)])


def _named(frame: pl.DataFrame, layout: Layout, event_id: int) -> pl.DataFrame:
    """Return `frame` with our column names, outcomes told by codes where the layout says so."""
    if layout.channels:
        # Exports often leave out the channel; what they name is the provider.
        asked = pl.col("channel").is_in(layout.channels)
        frame = frame.filter(asked | pl.col("channel").is_null())
    held = {name: where for name, where in layout.fields.items() if where in frame.columns}
    named = frame.select(
        pl.col("offset", "length", "number", "event_record_id", "written", "created"),
        _column(frame, "wall", pl.Int64()).alias("wall"),
        pl.col("computer").alias("host"),
        pl.col("recovered"),
        *(pl.lit(getattr(layout, name)).alias(name) for name in ("provider", "kind", "witness")),
        pl.lit(event_id, dtype=pl.Int32).alias("event_id"),
        pl.lit(layout.outcomes[event_id]).alias("outcome"),
        *(_field(name, held.get(name)) for name in FIELDS),
    )
    named = _sid_by_content(named, layout.sid_by_content)
    named = named.with_columns(_outcome_by_code(named, layout).alias("outcome"))
    return named.select(pl.col(name).cast(kind) for name, kind in OBSERVATIONS.items())


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name) if name in frame.columns else pl.lit(None, dtype=dtype)


@cache
def _field(name: str, column: str | None) -> pl.Expr:
    """Return a column as recorded, a dash or nothing becoming null (not recorded)."""
    if column is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    blank = as_text(column).str.strip_chars().is_in(_NOTHING)
    return pl.when(blank).then(None).otherwise(pl.col(column)).alias(name)


def _sid_by_content(frame: pl.DataFrame, pair: tuple[str, ...]) -> pl.DataFrame:
    """Put the one of two fields that looks like a SID into the second (Q174074 swaps them)."""
    if not pair:
        return frame
    first, second = pair
    one, other = (as_text(name).str.contains(_SID) for name in pair)
    swapped = one & ~other.fill_null(value=False)
    return frame.with_columns(
        pl.when(swapped).then(pl.col(second)).otherwise(pl.col(first)).alias(first),
        pl.when(swapped).then(pl.col(first)).otherwise(pl.col(second)).alias(second),
    )


def _outcome_by_code(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return outcomes: the first code field that is not zero decides, else the event id.

    A substatus of 0 says nothing (4625 with 0xC0000234 carries it), so the status then speaks. The
    accessed machine's word that a logon failed stands even against a status of 0.
    """
    outcome = frame["outcome"]
    if not layout.code_table:
        return outcome
    *special, general = layout.code_fields
    telling = frame.select(
        pl.coalesce(*(pl.when(~_is_zero(name)).then(pl.col(name)) for name in special), general)
    ).to_series()
    table = codes(layout.code_table)
    told = {}
    for text in telling.unique().drop_nulls().to_list():
        value = parse_code(text)
        if value in table and (value or layout.witness == "authority"):
            told[text] = table[value].outcome
        elif value:
            # A code that is not listed is no success, whatever the id alone would tell.
            told[text] = "other_failure"
    by_code = telling.replace_strict(told, default=None, return_dtype=pl.String)
    return by_code.fill_null(outcome)


def _is_zero(name: str) -> pl.Expr:
    return as_text(name).str.contains(r"^\s*(0[xX])?0+\s*$")


def is_failure() -> pl.Expr:
    """Return the filter for observations and attempts that failed."""
    return pl.col("outcome").is_in(FAILURES)
