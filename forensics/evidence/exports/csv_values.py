"""The values of the wanted records of a CSV, wherever its exporter put them.

In columns of their own, in the JSON of EvtxECmd's payload, among the insertion strings, or in the
message that Event Viewer made of them. Each is asked in this order; the first that has a value
gives it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from forensics.evidence.exports.csv_headings import BLANKS, Layout, Values, value_orders
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_table import Table, bare, cells, rest
from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.evidence.texts.messages import by_label

_COUNT: Final = "strings"
_FAILED_LOGONS: Final = frozenset((*range(529, 537), 539))
# user, domain, logon type, process, package, workstation (Q174074)
_SIX: Final = r"^(\S+) +(\S+) +(\d{1,2}) +(\S+) +(\S+) +(\S+)$"
_NAME: Final = '"@Name":'
# A payload whose values need no unescaping; an empty value has no text.
_PAYLOAD: Final = (
    r'^\{"EventData":\{"Data":\[(?:\{"@Name":"[^"\\]*"(?:,"#text":"[^"\\]*")?\},?)*\]\}\}$'
)
_MOST_STRINGS: Final = 64
_NO_STRINGS: Final = r"^\s*(System\.String\[\])?\s*$"  # as Export-Csv writes an array


def read_values(
    table: Table, rows: Places, layout: Layout, event: tuple[str, int], names: frozenset[str]
) -> tuple[pl.DataFrame, Places]:
    """Return the values of records of one layout and event, and which rows hold broken values.

    Args:
        table: All rows.
        rows: Which of them, rising.
        layout: What their columns are.
        event: Provider, as `exported.provider_names` returns it, and event id.
        names: Which values are wanted.

    Returns:
        String columns under the names of the log, `strings` where it is known, a row for each of
        `rows`; and those of `rows` whose payload is no JSON.
    """
    broken = rows[:0]
    found = [_fields(table, rows, layout)] if event[0] == AUDITING else []
    if "payload" in layout.columns:
        values, bad = _payload(table, rows, layout.columns["payload"], names)
        found.append(values)
        broken = rows[bad]
    found += _from_text(table, rows, layout, event)
    return _first_of(found, len(rows)), broken


def _from_text(
    table: Table, rows: Places, layout: Layout, event: tuple[str, int]
) -> Iterator[pl.DataFrame]:
    columns = layout.columns
    if "strings" in columns:
        texts = cells(table, rows, [columns["strings"]]).to_series()
        strings = _strings(texts, "|")
        yield _by_position(strings, event)
        if not strings.has_nulls():
            return
    if "message" in columns:
        texts = message(table, rows, layout)
        yield by_label(texts, *event)
        if not layout.quoted:
            yield _by_blanks(texts, event)
    if "tail" in columns:
        texts = _tail(table, rows, layout)
        yield _by_position(_strings(texts, table.mark), event)
        yield _by_blanks(texts.str.replace_all(table.mark, " ", literal=True), event)


def _tail(table: Table, rows: Places, layout: Layout) -> pl.Series:
    if layout.separator == " ":
        return table.text[rows].str.extract_groups(BLANKS).struct.field("tail")
    return rest(table, rows, layout.columns["tail"])


def _first_of(found: list[pl.DataFrame], height: int) -> pl.DataFrame:
    """Return for each value the first frame's that has it; the count goes with the first of all."""
    names = dict.fromkeys(name for frame in found for name in frame.columns)
    if not names:
        return pl.DataFrame(height=height)
    numbered = pl.concat(
        [
            frame.rename({name: f"{place} {name}" for name in frame.columns})
            for place, frame in enumerate(found)
            if frame.width
        ],
        how="horizontal",
    )
    count = pl.lit(None) if _COUNT not in names else _count(found)
    return numbered.select(
        *(
            pl.coalesce(
                f"{place} {name}" for place, frame in enumerate(found) if name in frame.columns
            )
            for name in names
            if name != _COUNT
        ),
        *([count] if _COUNT in names else []),
    ).rename(lambda name: name.split(" ", 1)[-1])


def _count(found: list[pl.DataFrame]) -> pl.Expr:
    counts = [f"{place} {_COUNT}" for place, frame in enumerate(found) if _COUNT in frame.columns]
    told = [pl.when(pl.col(name) > 0).then(pl.col(name)) for name in counts]
    return pl.coalesce(*told, pl.lit(0, dtype=pl.UInt16)).alias(f"0 {_COUNT}")


def _fields(table: Table, rows: Places, layout: Layout) -> pl.DataFrame:
    columns = layout.fields
    if not columns:
        return pl.DataFrame(height=len(rows))
    frame = cells(table, rows, list(columns.values()))
    return frame.select(
        pl.when(pl.col(str(column)) != "").then(pl.col(str(column))).alias(name)
        for name, column in columns.items()
    )


def _payload(
    table: Table, rows: Places, column: int, names: frozenset[str]
) -> tuple[pl.DataFrame, Places]:
    """Return the values that EvtxECmd writes as `{"EventData":{"Data":[{"@Name":…,"#text":…}]}}`.

    The second is which of `rows` hold no such thing, by their place among them. A payload as
    EvtxECmd writes it is read by column: unescaped quotes stand around its own words only.
    """
    texts = cells(table, rows, [column]).to_series()
    frame = pl.DataFrame(
        {name: _value(texts, name) for name in sorted(names)}
        | {_COUNT: texts.str.count_matches(_NAME, literal=True).cast(pl.UInt16, strict=False)}
    )
    other = np.flatnonzero((~texts.str.contains(_PAYLOAD)).fill_null(value=True).to_numpy())
    read = [_event_data(text) for text in texts[other]]
    bad = other[np.array([values is None for values in read], dtype=np.bool_)]
    return _replaced(frame, other, [values or {} for values in read]), bad


def _value(texts: pl.Series, name: str) -> pl.Series:
    found = texts.str.extract(rf'{_NAME}"{re.escape(name)}","#text":"([^"]*)"')
    empty = texts.str.contains(rf'{_NAME}"{name}"}}', literal=True)
    return pl.select(pl.when(empty & found.is_null()).then(pl.lit("")).otherwise(found)).to_series()


def _replaced(frame: pl.DataFrame, rows: Places, read: list[Mapping[str, str]]) -> pl.DataFrame:
    """Return the frame with some rows of their own values."""
    if not read:
        return frame
    given = {
        name: [values.get(name) for values in read] for name in frame.columns if name != _COUNT
    } | {_COUNT: [min(len(values), _MOST_STRINGS) for values in read]}
    others = pl.DataFrame(given, schema=frame.schema).with_columns(pl.Series("row", rows))
    kept = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    kept = kept.filter(~pl.col("row").is_in(rows.tolist()))
    return pl.concat([kept, others.select(kept.columns)]).sort("row").drop("row")


def _event_data(text: str | None) -> Mapping[str, str] | None:
    """Return name -> value, empty where an event has no named values, None where it is broken."""
    if not text:
        return {} if text is not None else None
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for key in ("EventData", "Data"):
        data = data.get(key, {}) if isinstance(data, dict) else {}
    listed = data if isinstance(data, list) else [data]
    return {
        name: value
        for entry in listed
        if isinstance(entry, dict)
        and isinstance(name := entry.get("@Name"), str)
        and isinstance(value := entry.get("#text", ""), str)
    }


def message(table: Table, rows: Places, layout: Layout) -> pl.Series:
    """Return the messages; one that no quotes hold together goes to the end of its row."""
    column = layout.columns["message"]
    if column < max(layout.width, len(layout.heading)) - 1:
        return cells(table, rows, [column]).to_series()
    text = rest(table, rows, column)
    whole = text.str.replace_all(table.mark, layout.separator, literal=True)
    if layout.quoted:
        first = text.str.splitn(table.mark, 2).struct.field("field_0")
        whole = pl.select(
            pl.when(text.str.starts_with('"')).then(first).otherwise(whole)
        ).to_series()
    return whole.to_frame("message").select(bare(pl.all())).to_series()


def _strings(texts: pl.Series, separator: str) -> pl.Series:
    """Return the insertion strings as lists; null where there are none."""
    empty = texts.str.contains(_NO_STRINGS).fill_null(value=True)
    parts = texts.str.split(separator)
    return pl.select(pl.when(~empty).then(parts)).to_series()


def _by_position(strings: pl.Series, event: tuple[str, int]) -> pl.DataFrame:
    """Return insertion strings by their number, or under the names that they have since Vista."""
    provider, event_id = event
    if provider == CLASSIC:
        return _numbered(strings, event_id)
    order = value_orders().get(event_id) if provider == AUDITING else None
    return _named(strings, order) if order else pl.DataFrame(height=len(strings))


def _numbered(strings: pl.Series, event_id: int) -> pl.DataFrame:
    if event_id in _FAILED_LOGONS:
        # A logon type that is no number: a value held a separator, or all of them are one text.
        whole = strings.list.get(2, null_on_oob=True).str.contains(r"^\s*\d{1,2}\s*$")
        strings = pl.select(pl.when(whole).then(strings)).to_series()
    counts = strings.list.len().fill_null(0).clip(0, _MOST_STRINGS).cast(pl.UInt16)
    longest = max(counts.to_list(), default=0)
    return pl.DataFrame(
        {
            **{
                str(number): strings.list.get(number - 1, null_on_oob=True)
                for number in range(1, longest + 1)
            },
            _COUNT: counts,
        }
    )


def _named(strings: pl.Series, order: Values) -> pl.DataFrame:
    whole = strings.list.len().is_in(list(order.counts))
    strings = pl.select(pl.when(whole).then(strings)).to_series()
    return pl.DataFrame(
        {name: strings.list.get(place, null_on_oob=True) for place, name in enumerate(order.names)}
    )


def _by_blanks(texts: pl.Series, event: tuple[str, int]) -> pl.DataFrame:
    """Return the six strings of a failed logon that only blanks part, where they can be no others.

    Six words of which the third is a number; a name with a blank, or an empty one, makes them more
    or fewer, and then nothing is read.
    """
    if event[0] != CLASSIC or event[1] not in _FAILED_LOGONS:
        return pl.DataFrame(height=len(texts))
    six = texts.str.strip_chars().str.extract_groups(_SIX).struct.unnest()
    count = pl.when(pl.col("1").is_not_null()).then(6).otherwise(0).cast(pl.UInt16)
    return six.with_columns(count.alias(_COUNT))
