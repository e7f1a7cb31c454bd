"""Several incidents in one case: what has no account, no source and no time in common stands apart.

Failures and lockouts of one account in one database belong together. The same account name in two
databases is one incident where a client failed in both, else two accounts that share a name.
Several accounts are one incident where one source sent most of each one's failures. What is left
is parted in time, at silences longer than any habit of software that comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.events import is_failure
from forensics.lean import INTERNED, as_text
from forensics.replay.lockouts import Episode, tripping
from forensics.values import TICKS_PER_SECOND

QUIET: Final = 8 * 86_400 * TICKS_PER_SECOND
"""A silence as long as that parts incidents, in ticks: agents and people come back within a week
(weekly is the longest rhythm of `rhythm.py`), and a weekly one may be late by hours."""

SEVERAL: Final = 5
"""So many accounts of one source are one incident: fewer share a machine by chance, as its users
and services do."""

_MOST_REFUSED: Final = 999  # refusals weigh less than one lockout, as in `subject.choose`
_FOREVER: Final = 2**62  # ticks beyond any date
_UNIT: Final = ["authority", "account_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One incident on its way to the findings.

    Attributes:
        id: `I1` for the weightiest, and so on: by lockouts, refusals and failures.
        apart: How it differs from `I1`: `account`, `authority` (the same account name elsewhere) or
            `time`; empty for `I1`.
    """

    id: str
    apart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """The incidents of a case, the weightiest first.

    Attributes:
        parts: Those with a lockout, a refusal or several accounts of one source; the weightiest in
            any case.
        attempts: With the column `incident`: an id of `parts`, null for what is in none.
        episodes: The incident of each episode, beside the episodes given.
        spans: `incident`, `authority`, `account_key`, `begins`, `ends` (ticks): of which time an
            account in a database is of an incident; `ends` is outside.
    """

    parts: tuple[Part, ...]
    attempts: pl.DataFrame
    episodes: tuple[str, ...]
    spans: pl.DataFrame


def separate(attempts: pl.DataFrame, episodes: Sequence[Episode]) -> Separated:
    """Return the incidents of a case.

    Args:
        attempts: From `authority.assign`, of every account.
        episodes: The lockouts of all of them, as replayed.
    """
    marks = pl.concat([_failures(attempts), _locks(episodes)])
    units = marks.select(_UNIT).unique(maintain_order=True).sort(_UNIT).with_row_index("unit")
    placed = marks.join(units, on=_UNIT, nulls_equal=True, maintain_order="left")
    grouped = placed.join(_together(placed), on="unit", maintain_order="left")
    timed = _periods(grouped)
    ranked = _ranked(timed)
    dated = timed.join(ranked.select("group", "period", "incident"), on=["group", "period"])
    spans = _spans(dated)
    locked = dated.filter(pl.col("episode").is_not_null()).sort("episode")
    return Separated(
        parts=_parts(ranked, spans),
        attempts=_place(attempts, units, spans),
        episodes=tuple(locked["incident"].to_list()),
        spans=spans.drop_nulls("incident").drop("unit"),
    )


def _failures(attempts: pl.DataFrame) -> pl.DataFrame:
    failed = attempts.select(*_UNIT, "client", "at", "outcome").filter(is_failure())
    # Failures that name no account stand for themselves only where nothing else failed.
    named = failed.filter(pl.col("account_key").is_not_null())
    return (failed if named.is_empty() else named).select(
        *_UNIT,
        "client",
        pl.col("at").cast(pl.Int64),
        (pl.col("outcome") == "locked_out").alias("refused"),
        pl.lit(None, dtype=pl.UInt32).alias("episode"),
    )


def _locks(episodes: Sequence[Episode]) -> pl.DataFrame:
    rows = [
        (each.story.authority, each.story.account_key, _sender(each), each.time, False, place)
        for place, each in enumerate(episodes)
    ]
    schema = {
        "authority": INTERNED,
        "account_key": INTERNED,
        "client": INTERNED,
        "at": pl.Int64(),
        "refused": pl.Boolean(),
        "episode": pl.UInt32(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _sender(episode: Episode) -> str | None:
    tripped = tripping(episode)
    if tripped is not None:
        return episode.story.client[tripped]
    return episode.recorded.caller if episode.recorded is not None else None


def _together(marks: pl.DataFrame) -> pl.DataFrame:
    """Return `unit` and its `group`: databases of one account, then accounts of one source."""
    pairs = marks.group_by("unit", "account_key", "client").len("marks").sort("unit", "client")
    labels = pairs.select("unit", "account_key").unique().with_columns(group="unit")
    # Most accounts are in one database and meet none of their own elsewhere.
    several = labels.filter(pl.len().over("account_key") > 1)
    named = pairs.drop_nulls("client").join(several, on="unit", how="semi")
    while True:
        met = named.select("unit", "client").join(labels, on="unit")
        least = met.with_columns(
            pl.col("group").min().over("account_key", as_text("client").str.to_lowercase())
        )
        joined = labels.select("unit").join(
            least.group_by("unit").agg(pl.col("group").min()), on="unit", how="left"
        )
        found = (
            labels.drop("group")
            .join(joined, on="unit")
            .with_columns(pl.coalesce("group", "unit").alias("group"))
        )
        if found.sort("unit")["group"].equals(labels.sort("unit")["group"]):
            break
        labels = found
    return _of_one_source(pairs, _nameless(pairs, labels)).select("unit", "group")


def _nameless(pairs: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Put a database that names no client to the account's busiest group: unknown is no other."""
    weights = pairs.join(labels.select("unit", "group"), on="unit")
    silent = pl.col("client").is_null().all().over("unit")
    busiest = (
        weights.filter(~silent)
        .group_by("account_key", "group")
        .agg(pl.col("marks").sum())
        .sort(["marks", "group"], descending=[True, False])
        .unique("account_key", keep="first", maintain_order=True)
        .select("account_key", pl.col("group").alias("busiest"))
    )
    least = weights.group_by("account_key").agg(pl.col("group").min().alias("least"))
    silent_units = weights.filter(silent)["unit"].unique()
    at_home = labels.join(busiest, on="account_key", how="left", nulls_equal=True).join(
        least, on="account_key", how="left", nulls_equal=True
    )
    return at_home.with_columns(
        pl.when(pl.col("unit").is_in(silent_units.implode()))
        .then(pl.coalesce("busiest", "least"))
        .otherwise("group")
        .alias("group")
    ).select("unit", "account_key", "group")


def _of_one_source(pairs: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Join the groups of `SEVERAL` accounts or more of which one client sent more than half."""
    sent = (
        pairs.join(labels.select("unit", "group"), on="unit")
        .group_by("group", "client")
        .agg(pl.col("marks").sum(), pl.col("account_key").first())
        .with_columns((2 * pl.col("marks") > pl.col("marks").sum().over("group")).alias("most"))
        .filter("most", pl.col("client").is_not_null())
        .with_columns(
            pl.col("account_key").n_unique().over("client").alias("accounts"),
            pl.col("group").min().over("client").alias("source"),
        )
    )
    several = sent.filter(pl.col("accounts") >= SEVERAL).select("group", "source")
    return labels.join(several, on="group", how="left").with_columns(
        pl.coalesce("source", "group").alias("group")
    )


def _periods(marks: pl.DataFrame) -> pl.DataFrame:
    """Return the marks with `period`, counted in each group, and where it `begins` (ticks).

    A period begins in the middle of the silence before it, so that a success in that silence is of
    the incident that it lies nearer to; the first has begun always.
    """
    silence = pl.col("at").diff().over("group")
    starts = (silence > QUIET).fill_null(value=False)
    middle = pl.col("at") - silence // 2
    ordered = marks.sort("group", "at", maintain_order=True).with_columns(
        starts.alias("starts"), pl.when(starts).then(middle).alias("begins")
    )
    return ordered.with_columns(
        pl.col("starts").cum_sum().over("group").alias("period"),
        pl.col("begins").forward_fill().over("group").fill_null(-_FOREVER),
    )


def _ranked(marks: pl.DataFrame) -> pl.DataFrame:
    """Return the groups' periods, the weightiest first; `incident` is null for a slight one."""
    weighed = (
        marks.group_by("group", "period")
        .agg(
            pl.col("episode").is_not_null().sum().alias("lockouts"),
            pl.col("refused").sum().clip(upper_bound=_MOST_REFUSED),
            pl.col("episode").is_null().sum().alias("failures"),
            pl.col("account_key").n_unique().alias("accounts"),
            pl.col("account_key").min().alias("name"),
            pl.col("at").min().alias("first"),
        )
        .sort(
            ["lockouts", "refused", "failures", "name", "first", "group"],
            descending=[True, True, True, False, False, False],
        )
        .with_row_index("rank")
    )
    counts = (
        (pl.col("lockouts") > 0)
        | (pl.col("refused") > 0)
        | (pl.col("accounts") >= SEVERAL)
        | (pl.col("rank") == 0)
    )
    number = pl.concat_str(pl.lit("I"), counts.cum_sum())
    return weighed.with_columns(pl.when(counts).then(number).cast(INTERNED).alias("incident"))


def _spans(marks: pl.DataFrame) -> pl.DataFrame:
    """Return from when until when an account in a database is of an incident, or of none."""
    spans = (
        marks.group_by("unit", *_UNIT, "period")
        .agg(pl.col("begins").first(), pl.col("incident").first())
        .sort("begins", "unit")
    )
    following = pl.col("begins").shift(-1).over("unit")
    return spans.with_columns(following.fill_null(_FOREVER).alias("ends")).drop("period")


def _place(attempts: pl.DataFrame, units: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts with the incident of their account, database and time."""
    numbered = attempts.with_row_index("place")
    found = (
        numbered.select("place", *_UNIT, pl.col("at").cast(pl.Int64))
        .join(units, on=_UNIT, nulls_equal=True)
        .sort("at", "place")
        .join_asof(
            spans.select("unit", "begins", "incident"),
            left_on="at",
            right_on="begins",
            by="unit",
            check_sortedness=False,
        )
        .select("place", "incident")
    )
    return numbered.join(found, on="place", how="left", maintain_order="left").drop("place")


def _parts(ranked: pl.DataFrame, spans: pl.DataFrame) -> tuple[Part, ...]:
    names = ranked["incident"].drop_nulls().to_list()
    main = spans.filter(pl.col("incident") == "I1")
    shared = spans.join(main, on="account_key", how="semi", nulls_equal=True)["incident"]
    same = spans.join(main, on=_UNIT, how="semi", nulls_equal=True)["incident"]
    kinds = dict.fromkeys(names, "account")
    kinds |= dict.fromkeys(shared.to_list(), "authority")
    kinds |= dict.fromkeys(same.to_list(), "time")
    return tuple(
        Part(id=name, apart=kinds[name] if place else "") for place, name in enumerate(names)
    )
