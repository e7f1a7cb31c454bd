r"""The lines of netlogon.log taken apart by patterns, wrapped ones joined.

An entry is one line. Articles print a long one on two (Q189541: `(via` / `TARGA) Returns`), and
people copy the log from them: what does not say `Entered` or `Returns` is joined with the lines
after it that complete it.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

ASKS: Final = r"(?:SamLogon: [A-Za-z ]+? logon|NetrLogonUasLogon) of\b"
"""What an entry about a logon has, whether it is whole or not."""

STATED, ENTERED = "Returns", "Entered"
"""The two verbs of a whole entry, in the spelling that this room gives them."""

VALUES: Final = (
    *("account", "domain", "workstation", "via"),
    *("status", "logon", "thread", "tag"),
)
"""What an entry may tell."""

STAMP: Final = r"\d\d/\d\d \d\d:\d\d:\d\d"
WRAPPED: Final = 4
"""Lines at most on which an article prints one entry."""

_BEGIN: Final = rf"^\s*(?:{STAMP}\b|\[[A-Z][A-Z_0-9]*\])"
_END: Final = r"\b(?:Entered|Returns 0[xX][0-9A-Fa-f]{1,8}|returns \d{1,10})\s*$"
_WHOLE: Final = re.compile(_END)

_HEAD: Final = (
    rf"^\s*(?:{STAMP})?\s*(?:\[(?P<tag>[A-Z][A-Z_0-9]*)\]\s*)?"
    r"(?:\[(?P<thread>\d+)\]\s*)?(?P<body>.*)$"
)
# A name may hold blanks, the source be empty (two blanks), and what is passed on names its way.
_SAM: Final = (
    r"^(?:[^\\]*?: )?SamLogon: (?P<logon>[A-Za-z ]+?) logon of (?P<who>.*) from"
    r" (?P<workstation>.*?)(?: \(via (?P<via>[^()]*)\))?(?: Package: ?[^ ]*)?"
    r" (?:(?P<entered>Entered)|Returns (?P<status>0[xX][0-9A-Fa-f]{1,8}))\s*$"
)
_UAS: Final = (
    r"^(?:[^\\]*?: )?(?P<logon>NetrLogonUasLogon) of (?P<who>.*) from (?P<workstation>[^ ]*)"
    r" returns (?P<status>\d{1,10})\s*$"
)
_DOMAIN: Final = r"^([^\\]*)\\"


def settled(text: pl.Series) -> int:
    """Return how many of some lines, from the first on, no line after them can change.

    An entry that begins on one of the last may be completed by a line that follows.
    """
    near = max(0, len(text) - WRAPPED + 1)
    begun = text.slice(near).str.contains(_BEGIN).arg_true()
    return near + int(begun[0]) if len(begun) else len(text)


def taken_apart(text: pl.Series) -> pl.DataFrame:
    r"""Return what entries say.

    Args:
        text: Entries, each on one line; null for what is not to be looked at.

    Returns:
        The columns of `VALUES` as recorded, null where an entry has none; `verb`: `Returns`,
        `Entered` or null.
    """
    head = text.str.extract_groups(_HEAD).struct.unnest()
    sam = head["body"].str.extract_groups(_SAM).struct.unnest()
    uas = head["body"].str.extract_groups(_UAS).struct.unnest()
    who = sam["who"].fill_null(uas["who"])
    status = sam["status"].fill_null(uas["status"])
    return pl.DataFrame(
        {
            "account": who.str.replace(_DOMAIN, ""),
            "domain": who.str.extract(_DOMAIN),
            "workstation": sam["workstation"].fill_null(uas["workstation"]),
            "via": sam["via"],
            "status": status,
            "logon": sam["logon"].fill_null(uas["logon"]),
            "thread": head["thread"],
            "tag": head["tag"],
        }
    ).with_columns(
        *(
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
            for name in ("workstation", "via")
        ),
        pl.when(status.is_not_null())
        .then(pl.lit(STATED))
        .when(sam["entered"].is_not_null())
        .then(pl.lit(ENTERED))
        .alias("verb"),
    )


def joined(frame: pl.DataFrame) -> pl.DataFrame:
    """Return lines with each wrapped entry in the row of its first line.

    Args:
        frame: Lines in order, where such that begin an entry may be left out: `line` (its
            number), `length`, `text`, and `asks`, whether it holds `ASKS`.
    """
    text = frame["text"]
    begins = text.str.contains(_BEGIN)
    broken = begins & frame["asks"] & ~text.str.contains(_END)
    if not broken.any():
        return frame
    goes_on = (~begins & (frame["line"].diff() == 1)).fill_null(value=False).to_list()
    texts, length = text.to_list(), frame["length"].to_numpy().copy()
    gone = np.zeros(len(texts), dtype=np.bool_)
    for place in broken.arg_true().to_list():
        last, whole = _completed(texts, goes_on, place)
        texts[place] = whole
        length[place] = length[place : last + 1].sum()
        gone[place + 1 : last + 1] = True
    whole_text, whole_length = pl.Series("text", texts), pl.Series("length", length)
    return frame.with_columns(whole_text, whole_length).filter(~pl.Series(gone))


def _completed(texts: Sequence[str], goes_on: Sequence[bool], place: int) -> tuple[int, str]:
    """Return the last line of the entry that begins at `place`, and its text on one line."""
    pieces = [texts[place].rstrip()]
    for after in range(place + 1, min(place + WRAPPED, len(texts))):
        if not goes_on[after] or not texts[after].strip():
            break
        pieces.append(texts[after].strip())
        whole = " ".join(pieces)
        if _WHOLE.search(whole):
            return after, whole
    return place, texts[place]
