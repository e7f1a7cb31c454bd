"""Who held an address, and when; and the address that presents names without end.

A record that names only an address is given to the workstation that other records name together
with it: while one workstation held it, and one lease before and after. Between two holders, beyond
that reach, or where several held it at once, it stays the bare address: unknown is an answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.lean import INTERNED
from forensics.values import TICKS_PER_SECOND
from forensics.who.apart import Apart
from forensics.who.kinship import Bond, Kin
from forensics.who.naming import address, key, loopback, says_nothing
from forensics.who.ties import NAMES, RECORDS

LEASE: Final = 8 * 86_400 * TICKS_PER_SECOND
"""Ticks of eight days, for which a Windows DHCP server lends an address unless told otherwise
(Windows Server reference, `Add-DhcpServerv4Scope -LeaseDuration`)."""

MADE_UP: Final = 20
"""So many unsupported names of one address within one `LEASE` are made up. An address that is lent
passes on once a lease or so, and an office of 19 machines behind one gateway still counts as 19."""

_TENURES: Final = {
    "by_address": INTERNED,
    "holder": INTERNED,
    "begin": pl.Int64(),
    "end": pl.Int64(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """What addresses tell.

    Attributes:
        tenures: `by_address` (canonical), `holder` (as shown), `begin`, `end` (ticks): when an
            address alone is the holder. Tenures of one address do not overlap.
        made_up: A made-up name (as shown elsewhere) -> the address that presents it.
        bonds: Why, and what stays open.
    """

    tenures: pl.DataFrame
    made_up: Mapping[str, str]
    bonds: tuple[Bond, ...]


def hold(observations: pl.DataFrame, kin: Kin, apart: Apart, recorders: Iterable[str]) -> Holders:
    """Return who held which address.

    Args:
        observations: As gathered.
        kin: Which names are one machine.
        apart: What the analyst keeps apart.
        recorders: Keys of the machines that keep a log.
    """
    pairs = _pairs(observations, kin, apart)
    invented = _made_up(pairs, kin)
    keeping = pl.col("by_address").is_in(list(recorders)) & pl.col("by_name").is_in(
        [kin.shown[each] for each in recorders if each in kin.shown]
    )
    # What the analyst declares of an address stands before what the records tell of it.
    plain = pairs.join(invented, on="by_address", how="anti").filter(
        ~pl.col("by_address").is_in(list(kin.shown))
    )
    held, shared = _tenures(plain.filter(~keeping))
    folded = invented.filter(~pl.col("parted")).select("by_name", "by_address")
    return Holders(
        tenures=held.filter(~pl.col("parted")).select(*_TENURES),
        made_up=dict(folded.iter_rows()),
        bonds=(
            *_told_of_made_up(invented),
            *_told_of_held(held),
            *_told_of_shared(shared),
            *_told_of_logs(plain.filter(keeping)),
        ),
    )


def _pairs(observations: pl.DataFrame, kin: Kin, apart: Apart) -> pl.DataFrame:
    """Return each address with each workstation that records name with it.

    A server that names itself as the workstation speaks for a client that it does not name.

    Returns:
        `by_address` (canonical), `by_name` (as shown), `begin`, `end` (ticks; null without times),
        `records`, `row` (the first) and `parted` (kept apart by the analyst), ordered by address,
        time and name.
    """
    time = pl.coalesce("created", "written")
    distinct = (
        observations.select("workstation", "address", "host", "created", "written", "row")
        .drop_nulls(["workstation", "address"])
        .group_by("workstation", "address", "host")
        .agg(time.min().alias("begin"), time.max().alias("end"), pl.len(), pl.col("row").min())
    )
    named = distinct.with_columns(
        _each(distinct["workstation"], lambda name: _shown(name, kin)).alias("by_name"),
        _each(distinct["host"], lambda name: _shown(name, kin)).alias("machine"),
        _each(distinct["address"], _outside).alias("by_address"),
    ).drop_nulls(["by_name", "by_address"])
    other = (pl.col("by_name") != pl.col("machine")) & (pl.col("by_name") != pl.col("by_address"))
    pairs = (
        named.filter(other)
        .group_by("by_address", "by_name")
        .agg(
            pl.col("begin").min(),
            pl.col("end").max(),
            pl.col("len").sum().alias("records"),
            pl.col("row").min(),
        )
        .sort("by_address", "begin", "by_name")
    )
    parted = [
        apart.parts(found, key(name))
        for found, name in pairs.select("by_address", "by_name").iter_rows()
    ]
    return pairs.with_columns(pl.Series("parted", parted, dtype=pl.Boolean))


def _shown(name: str, kin: Kin) -> str | None:
    return None if says_nothing(name) else kin.shown.get(key(name), name)


def _outside(recorded: str) -> str | None:
    """Return an address of another machine in canonical form; None for what is none."""
    return None if loopback(recorded) or says_nothing(recorded) else address(recorded) or None


def _each(column: pl.Series, form: Callable[[str], str | None]) -> pl.Series:
    """Return a column with every distinct text in another form."""
    forms = {each: form(each) for each in column.unique().to_list()}
    return column.replace_strict(forms, return_dtype=INTERNED)


def _made_up(pairs: pl.DataFrame, kin: Kin) -> pl.DataFrame:
    """Return the pairs of addresses that present made-up names with such names."""
    single = pl.col("by_address").n_unique().over("by_name") == 1
    unsupported = pairs.filter(single, ~pl.col("by_name").is_in(list(kin.supported)))
    nth = pl.col("begin").shift(1 - MADE_UP).over("by_address")
    fast = (nth - pl.col("begin") <= LEASE).any().over("by_address")
    timed = unsupported.drop_nulls("begin").filter(fast)
    return unsupported.join(timed, on="by_address", how="semi", maintain_order="left")


def _tenures(pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the pairs as tenures, and those of addresses that several held at once."""
    timed = pairs.drop_nulls("begin").rename({"by_name": "holder"})
    before = pl.col("end").cum_max().shift(1).over("by_address")
    at_once = (pl.col("begin") <= before).any().over("by_address")
    place = pl.int_range(pl.len()).over("by_address")
    turns = pl.len().over("by_address")
    marked = timed.with_columns(
        at_once.fill_null(value=False).alias("at_once"),
        turns.alias("turns"),
        pl.when(place == 0).then(pl.col("begin") - LEASE).otherwise("begin").alias("begin"),
        pl.when(place == turns - 1).then(pl.col("end") + LEASE).otherwise("end").alias("end"),
    )
    return marked.filter(~pl.col("at_once")), marked.filter("at_once")


def _told_of_made_up(invented: pl.DataFrame) -> list[Bond]:
    grouped = invented.group_by("by_address", "parted", maintain_order=True).agg(
        pl.col("by_name").head(NAMES),
        pl.len(),
        pl.col("records").sum(),
        pl.col("row").head(RECORDS),
    )
    return [
        Bond(
            names=(found, *names) if parted else tuple(names),
            kind="apart" if parted else "made-up",
            reason="analyst" if parted else "made-up",
            rows=tuple(rows),
            total=total + parted,
            records=records,
            shown=None if parted else found,
        )
        for found, parted, names, total, records, rows in grouped.iter_rows()
    ]


def _told_of_held(held: pl.DataFrame) -> list[Bond]:
    columns = held.select("holder", "by_address", "turns", "parted", "row")
    return [
        Bond(
            names=(holder, found),
            kind="apart" if parted else "merged",
            reason=_HELD[parted, turns == 1],
            rows=(row,),
            shown=None if parted else holder,
        )
        for holder, found, turns, parted, row in columns.iter_rows()
    ]


_HELD: Final = {
    (False, True): "named-together",
    (False, False): "held-in-turn",
    (True, True): "analyst",
    (True, False): "analyst",
}


def _told_of_shared(shared: pl.DataFrame) -> list[Bond]:
    grouped = shared.group_by("by_address", maintain_order=True).agg(
        pl.col("holder").head(NAMES - 1), pl.len(), pl.col("row").head(RECORDS)
    )
    return [
        Bond(
            names=(found, *names),
            kind="related",
            reason="shared-address",
            rows=tuple(rows),
            total=total + 1,
        )
        for found, names, total, rows in grouped.iter_rows()
    ]


def _told_of_logs(pairs: pl.DataFrame) -> list[Bond]:
    columns = pairs.select("by_name", "by_address", "row")
    return [
        Bond(names=(name, found), kind="related", reason="two-recorders", rows=(row,))
        for name, found, row in columns.iter_rows()
    ]
