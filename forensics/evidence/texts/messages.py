"""Values out of rendered messages: the text of an event as Event Viewer and log agents show it.

A value is found by its label within its section (`Account Name:` under `Account For Which Logon
Failed:` is `TargetUserName`), in the languages of `data/messages_*.toml`.

A message with line ends is read by lines: a value is what stands behind its label on the same line,
and nothing that a value holds can pass for a label or a heading. Agents that put a message on one
line leave only blanks between its lines. Such a text is cut before every label and heading that the
event is known to have: before those that two blanks or a tab lead up to, where most of them have
such a lead (Snare turns a line end into two blanks and a tab into one), else before all of them.
The first occurrence in the section counts. What cannot be decided there: an account name that
holds such a label with the same lead. It then reads as it looks.

Blanks around a value are taken for layout, so those at a value's own end are lost.
"""

from typing import Final

import polars as pl

from forensics.evidence.texts import messages_patterns as patterns
from forensics.evidence.texts.messages_table import Wording, wordings

_POSITIONAL: Final = "strings"


def by_label(messages: pl.Series, provider: str, event_id: int) -> pl.DataFrame:
    """Return the values that rendered messages of one event show, a row each.

    Args:
        messages: String; null where there is none.
        provider: As `exported.provider_names` returns it.
        event_id: Decides which labels are looked for.

    Returns:
        String columns under the log's names: `TargetUserName`, `Status`, … since Vista; `"1"`,
        `"2"`, … before, with `strings` (UInt16), how many insertion strings the message shows:
        the highest whose label is there. Null where a label is absent; `-` and nothing stay as
        they are shown. No column where no wording of the event is known.
    """
    known = wordings(provider, event_id)
    if not known:
        return pl.DataFrame(height=len(messages))
    plain = patterns.plain(messages.cast(pl.String).fill_null(""))
    best = _best(plain, known)
    parts = []
    for place, wording in enumerate(known):
        rows = (best == place).arg_true()
        if len(rows):
            values = _values(plain.gather(rows), wording)
            parts.append(values.insert_column(0, rows.rename("row")))
    names = list(dict.fromkeys(name for each in known for name in _names(each)))
    columns = {name: pl.String() for name in names}
    together = pl.concat(
        [pl.DataFrame(schema={"row": pl.UInt32(), **columns}), *parts], how="diagonal"
    )
    return _counted(together.sort("row").drop("row"), names)


def unread(values: pl.DataFrame) -> int:
    """Return how many records have none of their values: of messages in a wording not known."""
    named = values.drop(_POSITIONAL, strict=False)
    if not named.width:
        return 0
    return int(named.select(pl.all_horizontal(pl.all().is_null())).to_series().sum())


UNREAD: Final = "records whose messages are in a wording that is not known"
"""What the ledger calls those that `unread` counts."""


def _best(plain: pl.Series, known: tuple[Wording, ...]) -> pl.Series:
    """Return which wording has the most of its labels in each message; the first of equals."""
    counts = pl.DataFrame(
        {str(place): patterns.labels_shown(plain, wording) for place, wording in enumerate(known)}
    )
    return counts.select(pl.concat_list(pl.all()).list.arg_max()).to_series()


def _values(plain: pl.Series, wording: Wording) -> pl.DataFrame:
    """Return the values of messages in one wording."""
    marked = patterns.headings_marked(patterns.in_lines(plain, wording), wording)
    headed = [place for place, section in enumerate(wording.sections) if section.headings]
    texts = patterns.section_texts(marked, headed)
    return pl.DataFrame(
        [
            texts.get(place, marked).str.extract(patterns.value(labels)).rename(name)
            for place, section in enumerate(wording.sections)
            for name, labels in section.labels
        ]
    )


def _names(wording: Wording) -> list[str]:
    return [name for section in wording.sections for name, _ in section.labels]


def _counted(values: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Add how many insertion strings each message shows, where values go by position."""
    if not all(name.isdecimal() for name in names):
        return values
    shown = [pl.when(pl.col(name).is_not_null()).then(int(name)) for name in names]
    highest = pl.max_horizontal(shown).fill_null(0).cast(pl.UInt16)
    return values.select(*sorted(names, key=int), highest.alias(_POSITIONAL))
