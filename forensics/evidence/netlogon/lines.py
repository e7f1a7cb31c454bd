r"""The lines of netlogon.log taken apart, wrapped ones joined.

An entry is one line. Articles print a long one on two (Q189541: `(via` / `TARGA) Returns`), and
people copy the log from them: what does not say `Entered` or `Returns` is joined with the lines
after it that complete it.
"""

import re
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.texts.lines import Lines

ASKS: Final = r"(?:SamLogon: [A-Za-z ]+? logon|NetrLogonUasLogon) of\b"
"""What an entry about a logon has, whether it is whole or not."""

STATED, ENTERED = "Returns", "Entered"
"""The two verbs of a whole entry, in the spelling that this room gives them."""

_BEGIN: Final = r"^\s*(?:\d\d/\d\d \d\d:\d\d:\d\d\b|\[[A-Z][A-Z_0-9]*\])"
_END: Final = r"\b(?:Entered|Returns 0[xX][0-9A-Fa-f]{1,8}|returns \d{1,10})\s*$"
_WHOLE: Final = re.compile(_END)
_WRAPPED: Final = 4
"""Lines at most on which an article prints one entry."""

_HEAD: Final = (
    r"^\s*(?P<stamp>\d\d/\d\d \d\d:\d\d:\d\d)?\s*(?:\[(?P<tag>[A-Z][A-Z_0-9]*)\]\s*)?"
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


def entries(lines: Lines) -> pl.DataFrame:
    r"""Return one row for each entry, and for each line that is none, in file order.

    Returns:
        `line` (from 1), `offset`, `length`, `text`; `stamp` (`MM/DD HH:MM:SS`), `tag`, `thread`,
        `logon`, `account`, `domain`, `workstation`, `via` and `status` as recorded, null where the
        line has none; `verb`: `Returns`, `Entered` or null. The lengths sum up to the file's size.
    """
    frame = _joined(lines)
    head = frame["text"].str.extract_groups(_HEAD).struct.unnest()
    sam = head["body"].str.extract_groups(_SAM).struct.unnest()
    uas = head["body"].str.extract_groups(_UAS).struct.unnest()
    who = sam["who"].fill_null(uas["who"])
    status = sam["status"].fill_null(uas["status"])
    parts = pl.DataFrame(
        {
            "logon": sam["logon"].fill_null(uas["logon"]),
            "account": who.str.replace(_DOMAIN, ""),
            "domain": who.str.extract(_DOMAIN),
            "workstation": sam["workstation"].fill_null(uas["workstation"]),
            "via": sam["via"],
            "status": status,
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
    return frame.hstack(head.drop("body").get_columns()).hstack(parts.get_columns())


def _joined(lines: Lines) -> pl.DataFrame:
    """Return `line`, `offset`, `length`, `text`, wrapped entries in one row."""
    frame = pl.DataFrame(
        {
            "line": pl.Series(range(1, len(lines.text) + 1), dtype=pl.UInt64),
            "offset": lines.offset,
            "length": lines.length,
            "text": lines.text,
        }
    )
    begins = lines.text.str.contains(_BEGIN)
    broken = begins & lines.text.str.contains(ASKS) & ~lines.text.str.contains(_END)
    if not broken.any():
        return frame
    texts, ends, begun = lines.text.to_list(), lines.length.copy(), begins.to_list()
    gone = np.zeros(len(texts), dtype=np.bool_)
    for place in broken.arg_true().to_list():
        last, whole = _completed(texts, begun, place)
        texts[place] = whole
        ends[place] = lines.length[place : last + 1].sum()
        gone[place + 1 : last + 1] = True
    joined = frame.with_columns(pl.Series("text", texts), pl.Series("length", ends))
    return joined.filter(~pl.Series(gone))


def _completed(texts: list[str], begun: list[bool], place: int) -> tuple[int, str]:
    """Return the last line of the entry that begins at `place`, and its text on one line."""
    pieces = [texts[place].rstrip()]
    for after in range(place + 1, min(place + _WRAPPED, len(texts))):
        if begun[after] or not texts[after].strip():
            break
        pieces.append(texts[after].strip())
        whole = " ".join(pieces)
        if _WHOLE.search(whole):
            return after, whole
    return place, texts[place]
