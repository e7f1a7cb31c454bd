r"""A record of an SMS log taken apart: message, component, time, zone, thread.

    CCIM32 - Retry in 60 minutes $$<CCIM32><Tue Jan 04 15:19:28.663 2000><thread=112 (0x70)>
    ~Trusted domain: B   $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18 15:49:57 1997~><thread=12E>
    ...$$<SMS_OFFER_STATUS_SUMMARIZER><Fri Jul 14 08:37:37.180 2000 Eastern Daylight Time><thread=…>

The first is of a client of SMS 2.0 (Q236052), the second of SMS 1.x (Q171005), the third of a
server of SMS 2.0. Articles print trailers with a `<` or `>` too few or too many, one `$`, `<$$`,
`&<`, without a time, or `<BR/>` after them; those are read too. SMS Trace copies records as cells
between tabs, the time last (Q225507) or first (Q288218), by the 12-hour clock.
"""

from typing import Final

import polars as pl

PARTS: Final = ("message", "component", "when", "zone", "thread")
"""The columns that `parts` returns, beside `form`."""

DAY: Final = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) "
MARKS: Final = " \t~"
"""What stands around a message: blanks, and the line ends that SMS writes as `~`."""

_NAMED: Final = (
    r"(?:[A-Z][a-z]{2},? +)?[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d\d:\d\d(?:\.\d{1,7})? +\d{4}"
)
_NUMBERED: Final = r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,7})?"  # SMS 2003, with its bias
_TRAILER: Final = (
    r"^(?P<message>(?:.*[^$])?)(?:\$+&?<|<\$\$)(?P<component>[^<>$]+)>*[&\s]*"
    rf"(?:<?(?P<when>{_NAMED}|{_NUMBERED})(?P<zone>[^<>~]*)~?)?"
    r"[>&\s]*(?:<?thread=(?P<thread>[^<>&]*)[&\s]*>?)?(?P<tail>.*)$"
)
_CLOCK: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}:\d\d:\d\d(?: ?[AaPp][Mm])?"
_NUMBER: Final = r"\d+ \(0x[0-9A-Fa-f]+\)"
_TIME_LAST: Final = (
    rf"^(?P<message>.*?)[ ]*\t(?P<component>[^\t]+)\t(?P<when>{_CLOCK})\t(?P<thread>{_NUMBER})\s*$"
)
_TIME_FIRST: Final = (
    rf"^(?P<when>{_CLOCK})\t(?P<message>.*?)[ ]*\t(?P<component>[^\t]+?)"
    rf"[\t ](?P<thread>{_NUMBER})\s*$"
)
# Copies of message and component alone (Q235205, Q267558).
_NAMELESS: Final = r"^(?P<message>.*?)[ \t]+(?P<component>APM|SMS_[A-Z_]+)\s*$"
_BREAK: Final = r"(?i)<br ?/?>"
# A trailer whose end, or whose beginning, is gone.
_TORN: Final = r"[>&\s]<?thread=\s*\w+[^<>]*>?\s*$|\$\$&?<[^<>$]*>?[&\s]*(?:<[^<>]*)?$"

STRONG: Final = (
    rf"(?:\$\$?&?<|<\$\$)[^<>$]+[>&\s]*(?:<?(?:{_NAMED}|{_NUMBERED})|<thread=|<{DAY})"
    rf"|^.*\t[^\t]+\t{_CLOCK}\t{_NUMBER}\s*$|^{_CLOCK}\t.*[\t ]{_NUMBER}\s*$"
    r"|^\s*NAL\[\d{1,3}\] - "
)
"""What only a line of an SMS log has."""

WEAK: Final = r"\$\$<[^<>$\s]+>\s*$|\$<SMS_\w+>\s*$|^\s*\$\$<[^<>$]+>"
"""A trailer without time and thread, or on a line of its own."""


def parts(texts: pl.Series) -> pl.DataFrame:
    """Return the columns of `PARTS`, null where a text has none, `tail` and `form`.

    The message loses the blanks and `~` around it, which are the line ends that SMS put there;
    `form` is `trailer`, `copy`, `plain` or `torn` (a trailer of which a part is gone).
    """
    trailer = texts.str.extract_groups(_TRAILER).struct.unnest()
    tail = trailer["tail"].str.replace_all(_BREAK, "").str.strip_chars()
    timed = trailer["when"].is_not_null() | trailer["thread"].is_not_null()
    is_trailer = trailer["component"].is_not_null() & (timed | (tail == ""))
    groups = [texts.str.extract_groups(form).struct.unnest() for form in (_TIME_LAST, _TIME_FIRST)]
    last, first = groups
    is_copy = last["message"].is_not_null() | first["message"].is_not_null()
    nameless = texts.str.extract_groups(_NAMELESS).struct.unnest()
    form = (
        pl.when(is_copy.fill_null(value=False))
        .then(pl.lit("copy"))
        .when(is_trailer.fill_null(value=False))
        .then(pl.lit("trailer"))
        .when(texts.str.contains(_TORN))
        .then(pl.lit("torn"))
        .otherwise(pl.lit("plain"))
    )
    found = pl.select(form.alias("form"))
    return found.select(
        *(_choice(name, trailer, last, first, nameless).alias(name) for name in PARTS),
        pl.when(pl.col("form") == "trailer", tail != "").then(tail).alias("tail"),
        "form",
    ).with_columns(
        pl.coalesce("message", texts).str.strip_chars(MARKS),
        *(_bare(name) for name in ("component", "zone", "thread")),
    )


def _choice(
    name: str, trailer: pl.DataFrame, last: pl.DataFrame, first: pl.DataFrame, bare: pl.DataFrame
) -> pl.Expr:
    nothing = pl.lit(None, dtype=pl.String)

    def of(groups: pl.DataFrame) -> pl.Expr:
        return pl.lit(groups[name]) if name in groups.columns else nothing

    return (
        pl.when(pl.col("form") == "copy")
        .then(pl.coalesce(of(last), of(first)))
        .when(pl.col("form") == "trailer")
        .then(of(trailer))
        .when(pl.col("form") == "plain")
        .then(of(bare))
    )


def _bare(name: str) -> pl.Expr:
    stripped = pl.col(name).str.strip_chars(" \t&")
    return pl.when(stripped != "").then(stripped).alias(name)
