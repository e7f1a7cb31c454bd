"""The data inside the page: attempts in columns, each text once, as JSON that no parser mistakes.

A name of the evidence may hold `</script>` or `<!--`; inside a script element both would be read as
markup (HTML, 4.12.1.3). So no `<`, `>` or `&` stands in the JSON, nor U+2028 and U+2029: each is
its escape. Texts are shown as the chapters show them (`legible`), so a filter finds what is read.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import orjson
import polars as pl

from forensics import legible
from forensics.findings import Findings
from forensics.html.gathering import Gathered
from forensics.narrative.views import MOST_RECORDS
from forensics.occurrences import Lockout
from forensics.values import LAST_TICKS, UNIX_EPOCH_TICKS, Absent, Instant

SCHEMA: Final = "attempts/1"
MOST_LOCKOUTS: Final = 5_000

_TICKS_PER_MS: Final = 10_000
_EXACT: Final = 2**53 - 1  # the last whole number before which a browser has all others
_ESCAPED: Final = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")
_PATHS: Final = frozenset(("source",))
_PATH_MOST: Final = 120


def island(gathered: Gathered, findings: Findings) -> str:
    """Return the data as JSON text, fit to stand in a script element.

    The document has `attempts` (how many there are), `silence`, `left_rows` and `left_attempts`
    (see `Gathered`); `rows`; `steps`, the time of each row in milliseconds since 1970, less that of
    the row before, and `rest`, the 100 ns beyond; `columns`, each of them `numbers`, or `words`
    with `codes` (one a row, or one for all), where `lasts` is the milliseconds of a run and `shift`
    the 100 ns by which the recorder's clock is ahead; `cited`, row and number of its record in the
    appendix; `lockouts` and `left_lockouts`.
    """
    rows = gathered.rows
    document = {
        "schema": SCHEMA,
        "attempts": gathered.attempts,
        "silence": gathered.silence,
        "left_rows": gathered.left_rows,
        "left_attempts": gathered.left_attempts,
        "rows": rows.height,
        **_moments(rows["time"]),
        "columns": {each.name: _column(each) for each in _columns(rows)},
        "cited": _cited(rows, findings),
        "lockouts": [_lockout(each) for each in findings.lockouts[:MOST_LOCKOUTS]],
        "left_lockouts": max(len(findings.lockouts) - MOST_LOCKOUTS, 0),
    }
    return escaped(orjson.dumps(document).decode())


def escaped(json: str) -> str:
    """Return JSON in which nothing can end or comment out the element that it stands in.

    These five characters stand in strings only, where a JSON escape means the same.
    """
    for char, escape in _ESCAPED:
        json = json.replace(char, escape)
    return json


def _moments(ticks: pl.Series) -> dict[str, object]:
    since = ticks.clip(0, LAST_TICKS) - UNIX_EPOCH_TICKS
    whole, rest = since // _TICKS_PER_MS, since % _TICKS_PER_MS
    steps = whole - whole.shift(1, fill_value=0)
    return {"steps": steps.to_list(), "rest": rest.to_list() if rest.sum() else 0}


def _columns(rows: pl.DataFrame) -> Iterator[pl.Series]:
    """Yield all columns but the time, and others told by their distance from it."""
    time = rows["time"].clip(0, LAST_TICKS)
    for each in rows.drop("time"):
        if each.name == "time_corrected":
            yield (rows["time"] - each).alias("shift")
        elif each.name == "until":
            until = each.clip(0, LAST_TICKS)
            yield (until // _TICKS_PER_MS - time // _TICKS_PER_MS).alias("lasts")
        else:
            yield each


def _column(values: pl.Series) -> dict[str, object]:
    """Return a column as numbers, or as words and which of them each row has."""
    if values.dtype.is_integer() and values.n_unique() > 1 and _exact(values):
        return {"numbers": values.to_list()}
    texts = values.cast(pl.String)
    words = texts.unique(maintain_order=True).to_list()
    most = _PATH_MOST if values.name in _PATHS else None
    if len(words) == 1:
        return {"words": _shown(words, most), "codes": 0}
    place = {word: code for code, word in enumerate(words)}
    return {"words": _shown(words, most), "codes": [place[text] for text in texts.to_list()]}


def _exact(numbers: pl.Series) -> bool:
    """Return whether a browser can hold these numbers; a record may claim any of 64 bits."""
    least, most = numbers.min(), numbers.max()
    return isinstance(least, int) and isinstance(most, int) and -_EXACT <= least <= most <= _EXACT


def _shown(words: list[str | None], most: int | None) -> list[str | None]:
    """Return words as the chapters print them; they stay different where they differ."""
    bound = {} if most is None else {"most": most}
    return [None if word is None else legible.name(word, **bound) for word in words]


def _cited(rows: pl.DataFrame, findings: Findings) -> list[list[int | str]]:
    """Return which rows have their record in the appendix, and under which number."""
    places: Mapping[tuple[str, int, int], str] = {
        (each.locator.source, each.locator.record, each.locator.offset): each.ref
        for each in findings.cited[:MOST_RECORDS]
    }
    sources = {source for source, _, _ in places}
    likely = rows.with_row_index("row").filter(pl.col("source").is_in(sources))
    # (row, where) pairs are looked up one by one only where a record of that number is printed.
    likely = likely.filter(pl.col("offset").is_in([offset for _, _, offset in places]))
    return [
        [row, places[place]]
        for row, *where in likely.select("row", "source", "record", "offset").iter_rows()
        if (place := tuple(where)) in places
    ]


def _lockout(lockout: Lockout) -> dict[str, object]:
    """Return what the lanes draw of a lockout; an unknown end is that of its last refusal."""
    last = lockout.last_refused if isinstance(lockout.until, Absent) else lockout.until
    return {
        "id": lockout.id,
        "time": _milliseconds(lockout.time),
        "until": _milliseconds(lockout.time if isinstance(last, Absent) else last),
        "known": not isinstance(lockout.until, Absent),
        "account": legible.name(lockout.account),
        "authority": legible.name(lockout.authority),
        "by": None if isinstance(lockout.tripped_by, Absent) else legible.name(lockout.tripped_by),
    }


def _milliseconds(moment: Instant) -> int:
    return (min(max(moment.ticks, 0), LAST_TICKS) - UNIX_EPOCH_TICKS) // _TICKS_PER_MS
