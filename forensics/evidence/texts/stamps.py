"""Dates and times as exporters write them, in the orders and languages that they come in.

`10/8/2001 9:15:03 AM`, `08.10.2001 09:15:03`, `2001-10-08T09:15:03.123Z`, `Tue Feb 18 06:42:17
2025`: read by column. Whether a day or a month stands first is told from all dates of a file
together, or stays unknown.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.evidence.records import Clock
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS

ORDERS: Final = ("ymd", "dmy", "mdy")

_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "jan januar january janvier janv",
            "feb februar february février fevrier févr fév fevr",
            "mar mär mrz märz march mars",
            "apr april avril avr",
            "may mai",
            "jun juni june juin",
            "jul juli july juillet juil",
            "aug august août aout",
            "sep sept september septembre",
            "oct okt october oktober octobre",
            "nov november novembre",
            "dec dez december dezember décembre decembre déc",
        ),
        1,
    )
    for name in names.split()
}
_AFTERNOON: Final = r"(?i)^(p\.?\s?m\.?|nachm\.?|下午|午後|오후)$"
_MORNING: Final = r"(?i)^(a\.?\s?m\.?|vorm\.?|上午|午前|오전)$"
_HALF: Final = r"(?i:[ap]\.?\s?m\.?|vorm\.?|nachm\.?|上午|下午|午前|午後|오전|오후)"
_CLOCK: Final = (
    rf"(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})[:.h](?P<minute>\d{{2}})"
    r"(?:[:.](?P<second>\d{2}))?(?:[.,](?P<fraction>\d{1,9}))?"
    rf"\s*(?P<after>{_HALF})?\s*(?P<zone>(?i:z|utc|gmt)|[+-]\d{{2}}:?\d{{2}})?"
)
_DATE: Final = r"(?P<a>\d{1,4})(?P<mark>[./-])\s?(?P<b>\d{1,2})[./-]\s?(?P<c>\d{1,4})\.?"
_NAMED_FIRST: Final = (
    r"^(?:\p{L}{2,}\.?,? +)?(?P<month>\p{L}{3,})\.? +(?P<b>\d{1,2}),? +(?:(?P<early>\d{4}) +)?"
)
_DAY_FIRST: Final = (
    r"^(?:\p{L}+,? +)?(?P<b>\d{1,2})[. -]+(?P<month>\p{L}{3,})[. -]+(?P<a>\d{4}),? +"
)
_FORMS: Final = (
    rf"^{_DATE}[ T,;]+{_CLOCK}$",
    rf"^{_CLOCK}[ ,;]+{_DATE}$",
    rf"{_NAMED_FIRST}{_CLOCK}(?: +(?P<a>\d{{4}}))?$",
    rf"^(?P<a>\d{{4}}) (?P<month>\p{{L}}{{3,}}) (?P<b>\d{{1,2}}) {_CLOCK}$",
    rf"{_DAY_FIRST}{_CLOCK}$",
)
_PARTS: Final = (
    *("a", "mark", "b", "c", "month", "early"),
    *("before", "hour", "minute", "second", "fraction", "after", "zone"),
)
_EPOCH: Final = r"^\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/$"  # ConvertTo-Json of PowerShell 5
_SHORT: Final = 2  # digits of a day or month; a year that stands first has four
_MONTHS_A_YEAR: Final = 12
_LEAST_YEAR: Final = 100
_PIVOT: Final = 30
_LAST_HOUR, _LAST = 23, 59
_TICKS_PER_MS: Final = TICKS_PER_SECOND // 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """The times of a column of texts.

    Attributes:
        ticks: Int64, 100 ns since 1601, null where a text is no time or its order is not known.
        clock: `utc` where the texts name their zone, else `local`; texts that name none among
            such that do are null.
        order: `ymd`, `dmy` or `mdy`; `""` where no text needs one; `unknown` where day and month
            cannot be told apart and nothing is declared.
        basis: How the order is known: `written`, `declared`, `dots between`,
            `a day beyond 12`, `AM and PM`, `the order of the records` or `not told`.
    """

    ticks: pl.Series
    clock: Clock
    order: str
    basis: str


def read_stamps(texts: pl.Series, declared: str = "") -> Stamps:
    """Return the times that `texts` write.

    Args:
        texts: String; blanks around and marks of direction within are overlooked.
        declared: The order of day, month and year as the analyst gives it, or `""`.
    """
    plain = (
        texts.str.replace_all("[\u200e\u200f]", "")
        .str.replace_all("[\u00a0\u202f\\s]+", " ")
        .str.strip_chars()
    )
    parts = _parts(plain)
    order, basis = _order(parts, declared)
    ticks = _ticks(_dated(parts, order))
    epoch = plain.str.extract(_EPOCH).cast(pl.Int64, strict=False)
    ticks = ticks.fill_null(epoch * _TICKS_PER_MS + UNIX_EPOCH_TICKS)
    zoned = parts["zone"].is_not_null() | epoch.is_not_null()
    if zoned.any():
        return Stamps(ticks=_only(ticks, zoned), clock="utc", order=order, basis=basis)
    return Stamps(ticks=ticks, clock="local", order=order, basis=basis)


def _only(ticks: pl.Series, where: pl.Series) -> pl.Series:
    return pl.select(pl.when(where).then(ticks)).to_series().rename("ticks")


def _parts(plain: pl.Series) -> pl.DataFrame:
    """Return the parts of each text by the first form that it has, as String columns."""
    parts = pl.DataFrame(
        {part: pl.repeat(None, len(plain), dtype=pl.String, eager=True) for part in _PARTS}
    )
    for form in _FORMS:
        left = plain.is_not_null() & parts["hour"].is_null()
        if not left.any():
            break
        open_ = pl.select(pl.when(left).then(plain)).to_series()
        groups = open_.str.extract_groups(form).struct.unnest()
        fits = groups["hour"].is_not_null() & parts["hour"].is_null()
        parts = parts.with_columns(
            pl.when(fits).then(groups[part]).otherwise(part).alias(part)
            for part in _PARTS
            if part in groups.columns and fits.any()
        )
    return parts.with_columns(pl.coalesce("a", "early").alias("a"))


def _order(parts: pl.DataFrame, declared: str) -> tuple[str, str]:
    """Return the order of the dates and how it is known."""
    open_ = parts.filter(
        pl.col("month").is_null(), pl.col("a").str.len_chars() <= _SHORT, pl.col("b").is_not_null()
    )
    if open_.is_empty():
        return ("ymd", "written") if parts["hour"].is_not_null().any() else ("", "not told")
    if declared in ORDERS:
        return declared, "declared"
    if (open_["mark"] == ".").all():
        return "dmy", "dots between"
    first, second = (open_[part].cast(pl.Int32, strict=False) for part in ("a", "b"))
    beyond = {
        "dmy": bool((first > _MONTHS_A_YEAR).any()),
        "mdy": bool((second > _MONTHS_A_YEAR).any()),
    }
    if any(beyond.values()):
        known = [order for order, seen in beyond.items() if seen]
        return (known[0], "a day beyond 12") if len(known) == 1 else ("unknown", "not told")
    if (open_["before"].is_not_null() | open_["after"].is_not_null()).any():
        return "mdy", "AM and PM"
    return _by_sequence(open_)


def _by_sequence(parts: pl.DataFrame) -> tuple[str, str]:
    """Tell the order in which the records' times rise, or fall, with fewer breaks."""
    breaks = {}
    for order in ("dmy", "mdy"):
        steps = _ticks(_dated(parts, order)).drop_nulls().diff().drop_nulls()
        breaks[order] = min(int((steps < 0).sum()), int((steps > 0).sum()))
    if breaks["dmy"] == breaks["mdy"]:
        return "unknown", "not told"
    return min(breaks, key=breaks.__getitem__), "the order of the records"


def _dated(parts: pl.DataFrame, order: str) -> pl.DataFrame:
    """Return Int64 columns `year`, `number`, `day` and those of the clock."""
    numbers = parts.with_columns(
        pl.col("month").str.to_lowercase().replace_strict(_MONTHS, default=None).alias("named"),
        *(
            pl.col(part).cast(pl.Int64, strict=False)
            for part in ("a", "b", "c", "hour", "minute", "second")
        ),
    )
    long = pl.col("a") >= _LEAST_YEAR
    day, month = ("a", "b") if order == "dmy" else ("b", "a")
    told = pl.lit(order in ("dmy", "mdy"))
    named = pl.col("named").is_not_null()
    year = pl.when(named | long).then("a").when(told).then("c")
    return numbers.select(
        _century(year).alias("year"),
        pl.coalesce("named", pl.when(long).then("b").when(told).then(month)).alias("number"),
        pl.when(named).then("b").when(long).then("c").when(told).then(day).alias("day"),
        pl.col("hour", "minute"),
        pl.col("second").fill_null(0),
        pl.col("fraction").str.pad_end(7, "0").str.head(7).cast(pl.Int64).fill_null(0),
        pl.coalesce("before", "after").alias("half"),
        pl.col("zone"),
    )


def _century(year: pl.Expr) -> pl.Expr:
    """Return the year of two digits as Windows reads it: 30 to 99 are of the last century."""
    return (
        pl.when(year >= _LEAST_YEAR)
        .then(year)
        .when(year >= _PIVOT)
        .then(year + 1900)
        .otherwise(year + 2000)
    )


def _ticks(dated: pl.DataFrame) -> pl.Series:
    hour = (
        pl.when(pl.col("half").str.contains(_AFTERNOON))
        .then(pl.col("hour") % 12 + 12)
        .when(pl.col("half").str.contains(_MORNING))
        .then(pl.col("hour") % 12)
        .otherwise("hour")
    )
    sane = (
        pl.col("year").is_between(1601, 9999)
        & pl.col("number").is_between(1, 12)
        & pl.col("day").is_between(1, 31)
        & (pl.col("hour") <= _LAST_HOUR)
        & (pl.col("minute") <= _LAST)
        & (pl.col("second") <= _LAST)
    )
    date = (
        pl.when(sane)
        .then(
            pl.format(
                "{}-{}-{}",
                pl.col("year").cast(pl.String).str.zfill(4),
                pl.col("number").cast(pl.String).str.zfill(2),
                pl.col("day").cast(pl.String).str.zfill(2),
            )
        )
        .str.to_date("%Y-%m-%d", strict=False)
    )
    zone = pl.col("zone").str.replace(":", "")
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    ahead = (
        zone.str.slice(1, 2).cast(pl.Int64, strict=False) * 3600
        + zone.str.slice(3, 2).cast(pl.Int64, strict=False) * 60
    ).fill_null(0) * sign
    seconds = (
        date.cast(pl.Int32).cast(pl.Int64) * 86_400
        + hour * 3600
        + pl.col("minute") * 60
        + pl.col("second")
        - ahead
    )
    ticks = seconds * TICKS_PER_SECOND + pl.col("fraction") + UNIX_EPOCH_TICKS
    return dated.select(ticks.alias("ticks")).to_series()
