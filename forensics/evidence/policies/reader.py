"""The lockout policy as evidence: what commands, templates and reports list of it.

`net accounts`, Get-ADDefaultDomainPasswordPolicy, `secedit /export`, and reports of Group Policy in
XML and HTML. Each listing is a record without a time: none of them says when it held. Windows'
words are kept as they stand.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import INDEX, Export, batch, hand_over, wanted_rows
from forensics.evidence.exports.recoded import (
    FILLER,
    HEADER,
    RECORD,
    UNREADABLE,
    account,
    damage_of,
    lay,
    recode,
    tiles,
)
from forensics.evidence.policies import accounts as policy_accounts
from forensics.evidence.policies import page as policy_page
from forensics.evidence.policies import report as policy_report
from forensics.evidence.policies import template as policy_template
from forensics.evidence.policies.found import VALUES, Found, Unread
from forensics.evidence.records import Reading, Wanted

POLICY: Final = "policy listing"
"""The provider under which listings are handed over."""

LISTED: Final = 3001
"""The event id of a listing; an id of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Iterable[Found | Unread]]


_MARKED_UP: Final = (
    _Kind(recognises=policy_report.recognises, read=policy_report.read),
    _Kind(recognises=policy_page.recognises, read=policy_page.read),
)
_PLAIN: Final = (
    _Kind(recognises=policy_template.recognises, read=policy_template.read),
    _Kind(recognises=policy_accounts.recognises, read=policy_accounts.read),
)


def recognises(head: bytes) -> bool:
    """Tell whether a file begins as a listing of the lockout policy."""
    text = recode(head).text
    return any(kind.recognises(text) for kind in (*_MARKED_UP, *_PLAIN))


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Return the listings of a file; a listing that cannot be read is damage.

    Args:
        file: Opened for bytes, at its beginning.
        size: Bytes of the file.
        wanted: Values are asked for by the names of `policy_found.VALUES`.
    """
    recoded = recode(file.read(size), wanted.encoding)
    parts = list(_parts(recoded.text))
    cut = tiles(_tiles(recoded.text, parts))
    laid = lay(recoded, cut)
    found = [part for part in parts if isinstance(part, Found)]
    index = _index(laid.filter(pl.col("kind") == RECORD), found)
    values = pl.DataFrame(
        {name: [one.values.get(name) for one in found] for name in VALUES},
        schema=dict.fromkeys(VALUES, pl.String()),
    )
    return hand_over(
        Export(
            index=index,
            batches=tuple(
                batch(index, place, values[place], wanted.fields[provider][event_id])
                for provider, event_id, place in wanted_rows(index, wanted)
            ),
            bytes=account(recoded, laid, size),
            damage=damage_of(recoded, laid, cut, size),
            claims={**recoded.claims(), **_said(found)},
        )
    )


def _parts(text: bytes) -> Iterator[Found | Unread]:
    """Yield what a text holds, in its order; what one script printed may be of several kinds."""
    whole = next((kind for kind in _MARKED_UP if kind.recognises(text)), None)
    kinds = (whole,) if whole else _PLAIN
    at = 0
    for part in sorted(
        (part for kind in kinds for part in kind.read(text)), key=lambda part: part.begin
    ):
        if part.end > at:
            yield replace(part, begin=max(part.begin, at))
            at = part.end


def _said(found: Sequence[Found]) -> dict[str, str]:
    listings = dict.fromkeys(one.values["listing"] for one in found)
    return {"exporter": ", ".join(listings)} if listings else {}


def _index(records: pl.DataFrame, found: Sequence[Found]) -> pl.DataFrame:
    return records.select(
        "offset",
        "length",
        "line",
        pl.lit(None, dtype=pl.UInt64).alias("number"),
        pl.lit(None, dtype=pl.Int64).alias("created"),
        pl.Series("computer", [one.computer for one in found], dtype=pl.String),
        pl.lit(None, dtype=pl.String).alias("channel"),
        pl.lit(POLICY).alias("provider"),
        pl.lit(LISTED, dtype=pl.Int32).alias("event_id"),
    ).select(*INDEX)


def _tiles(
    text: bytes, parts: Iterable[Found | Unread]
) -> Iterator[tuple[int, int, tuple[str, str] | None]]:
    """Yield the begin and kind of each tile; what lies between listings frames them."""
    at = 0
    for part in parts:
        yield from _between(text, at, part.begin)
        if isinstance(part, Found):
            yield part.begin, RECORD, None
        elif part.begin < part.end:
            yield part.begin, UNREADABLE, (part.expected, part.found)
        at = part.end
    yield from _between(text, at, len(text))


def _between(text: bytes, begin: int, end: int) -> Iterator[tuple[int, int, None]]:
    if begin < end:
        yield begin, HEADER if text[begin:end].strip() else FILLER, None
