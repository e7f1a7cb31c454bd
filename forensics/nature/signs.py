"""Signs: what each source of an incident did, one row a source, for the table of hypotheses.

A source is the client that a record names; the machine itself for logons that begin on it and name
no client; and an address that gives made-up names. Every sign is a count that a reader can repeat
with a pencil. Ten minutes, a minute and a run are told within the log of one machine where an order
matters, so that no clock decides. What guessing leaves is looked for in `guessing.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.knowing.entries import Entry
from forensics.lean import INTERNED
from forensics.nature import guessing
from forensics.nature.guessing import BATCH, MANY, MINUTE, SERVICE, SHOWN, TEN_MINUTES
from forensics.occurrences import Lockout, PasswordChange
from forensics.standings import Diagnosis
from forensics.timing.pulse import DAY
from forensics.traces import Rhythm
from forensics.values import TICKS_PER_SECOND, Absent, Locator
from forensics.who.naming import address, loopback

PERSON: Final = ("2", "7", "10", "11")
"""Logon types at a keyboard: interactive, unlock, remote interactive, cached interactive."""

AT_ONCE: Final = 3
"""So many failures in one second are more than anybody types."""

_AT_THE_MACHINE: Final = ("2", "4", "5", "7", "11")
_COLUMNS: Final = (
    *("attempt", "at", "time", "recorder", "target", "client", "address", "workstation"),
    *("account_key", "outcome", "logon_type", "presents", "domain"),
)
_TOLD: Final = (
    *("attempt", "at", "time", "recorder", "source", "account_key", "outcome", "logon_type"),
    "ours",
)
_OF_FAILURES: Final = ("client", "target", "presents")
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = rf"^{_OCTET}(?:\.{_OCTET}){{3}}$"
_MAPPED: Final = "::ffff:"  # an IPv4 address in IPv6 (RFC 4291, 2.5.5.2), as 4768 and 4771 write it


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the hypotheses of one incident are weighed against.

    Attributes:
        failures: Its failed attempts.
        attempts: All attempts of the case (`sought`): successes, and what else its sources tried.
        lockouts: Its own.
        rhythms: Of its busiest clients.
        changes: Of its account's password.
        diagnoses: Every article weighed.
        entries: What the articles say, for their nature.
        locate: Attempt number -> Locator of its own record.
    """

    failures: pl.DataFrame
    attempts: pl.DataFrame
    lockouts: Sequence[Lockout]
    rhythms: Sequence[Rhythm]
    changes: Sequence[PasswordChange]
    diagnoses: Sequence[Diagnosis]
    entries: Sequence[Entry]
    locate: Callable[[int], Locator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the sources of an incident show.

    Attributes:
        sources: One row each, most failures first (columns: the functions of this room).
        failures: Failed attempts of the incident, with their `source`; null where none is named.
        crowd: The most sources that failed within the same ten minutes.
        successes: Successes in the logs of the machines that recorded the failures.
    """

    sources: pl.DataFrame
    failures: pl.DataFrame
    crowd: int
    successes: int


def survey(seen: Seen) -> Signs:
    """Return what the sources of an incident show."""
    ours = pl.col("attempt").is_in(seen.failures["attempt"].implode())
    placed = seen.attempts.with_columns(ours.alias("ours"))
    fakes = guessing.made_up(placed)
    sent = placed.with_columns(_source(fakes).alias("source")).select(*_TOLD, *_OF_FAILURES)
    del placed  # a million attempts take room three times over else
    failures = sent.filter("ours")
    own = failures.drop_nulls("source")
    attempts = sent.select(_TOLD)
    theirs = attempts.join(own.select("source").unique(), on="source", how="semi").sort(
        "at", "attempt"
    )
    mixed, tried = guessing.mixed(theirs), guessing.tried(theirs)
    sources = _counted(own)
    for told in (
        _before(mixed),
        _friends(theirs),
        _strange(theirs, attempts),
        guessing.sprayed(tried),
        guessing.unknown(tried),
        guessing.fell(mixed),
        *guessing.runs(
            mixed.join(own.select("account_key").unique(), on="account_key", how="semi")
        ),
        _crowded(own, "hurried", MINUTE, MANY),
        _crowded(own, "at_once", TICKS_PER_SECOND, AT_ONCE),
        fakes.select(pl.col("address").alias("source"), "names", "names_rows"),
        _timed(seen.rhythms),
    ):
        sources = sources.join(told, on="source", how="left", maintain_order="left")
    logged_on = attempts.filter(pl.col("outcome") == "success")
    by_time = own.group_by(pl.col("at") // TEN_MINUTES).agg(pl.col("source").n_unique())
    return Signs(
        sources=_filled(sources).with_columns(_stranger().alias("stranger")),
        failures=failures,
        crowd=int(by_time["source"].max() or 0),  # type: ignore[arg-type]
        successes=logged_on.join(failures, on="recorder", how="semi").height,
    )


def sought(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return what is looked at of all attempts, with their addresses in one spelling."""
    return attempts.select(_COLUMNS).with_columns(_plain(attempts["address"]))


def _plain(addresses: pl.Series) -> pl.Series:
    """Return addresses in one spelling; null for what is none, and for the machine itself.

    Nearly all are IPv4 as it should be and stay as they are: only the others are parsed.
    """
    distinct = addresses.drop_nulls().unique().cast(pl.String)
    bare = distinct.str.strip_prefix(_MAPPED)
    usual = bare.str.contains(_IPV4)
    told = {
        each: address(each) or None
        for each in distinct.filter(~usual).to_list()
        if not loopback(each)
    }
    others = distinct.replace_strict(told, default=None, return_dtype=pl.String)
    forms = bare.set(bare.str.starts_with("127."), None).zip_with(usual, others)
    return addresses.replace_strict(distinct, forms, default=None, return_dtype=INTERNED)


def _source(fakes: pl.DataFrame) -> pl.Expr:
    itself = pl.when(pl.col("logon_type").is_in(_AT_THE_MACHINE)).then("target")
    made_up = pl.col("address").is_in(fakes["address"].implode())
    return pl.when(made_up).then("address").otherwise(pl.coalesce("client", itself))


def _counted(own: pl.DataFrame) -> pl.DataFrame:
    """Return the sources with their failures in the incident, and of what kind they are."""
    kinds = {
        # At the machine itself every local account is presented so.
        "own": (pl.col("presents") == "own-name") & pl.col("source").ne_missing(pl.col("target")),
        "typed": pl.col("logon_type").is_in(PERSON),
        "batch": pl.col("logon_type") == BATCH,
        "service": pl.col("logon_type") == SERVICE,
        "untyped": pl.col("logon_type").is_null(),
    }
    return (
        own.sort("at", "attempt")
        .group_by("source", maintain_order=True)
        .agg(
            pl.len().alias("failed"),
            pl.col("attempt").head(SHOWN).alias("rows"),
            *(kind.sum().alias(name) for name, kind in kinds.items()),
            *(
                pl.col("attempt").filter(kind).head(SHOWN).alias(f"{name}_rows")
                for name, kind in kinds.items()
            ),
        )
        .sort("failed", "source", descending=[True, False])
    )


def _before(mixed: pl.DataFrame) -> pl.DataFrame:
    """Return what a source logged on with among the accounts that also failed from it.

    `inside`: its logons with them at any time; `known`: those in the day before its first wrong
    password of the account, a refusal being none.
    """
    keys = ["source", "account_key"]
    wrong = pl.col("outcome") == "bad_password"
    began = mixed.filter(wrong).group_by(keys).agg(pl.col("at").min().alias("began"))
    logons = mixed.filter(pl.col("outcome") == "success").join(
        began, on=keys, how="left", maintain_order="left"
    )
    near = (pl.col("at") < pl.col("began")) & (pl.col("at") >= pl.col("began") - DAY)
    return logons.group_by("source").agg(
        pl.len().alias("inside"),
        near.sum().alias("known"),
        pl.col("attempt").filter(near).tail(SHOWN).alias("known_rows"),
    )


def _friends(theirs: pl.DataFrame) -> pl.DataFrame:
    """Return accounts that a source logged on with at any time before its first failure of any."""
    succeeded = pl.col("outcome") == "success"
    firsts = theirs.filter(~succeeded).group_by("source").agg(pl.col("at").min().alias("began"))
    earlier = (
        theirs.filter(succeeded)
        .join(firsts, on="source", how="inner", maintain_order="left")
        .filter(pl.col("at") < pl.col("began"))
    )
    return earlier.group_by("source").agg(
        pl.col("account_key").n_unique().alias("friends"),
        pl.col("attempt").head(SHOWN).alias("friends_rows"),
    )


def _strange(theirs: pl.DataFrame, attempts: pl.DataFrame) -> pl.DataFrame:
    """Return whether the log of a source's first failure tells of logons a day before it."""
    firsts = theirs.filter(pl.col("outcome") != "success").unique(
        "source", keep="first", maintain_order=True
    )
    logs = (
        attempts.filter(pl.col("outcome") == "success")
        .group_by("recorder")
        .agg(pl.col("time").min().alias("since"))
    )
    seen = firsts.join(logs, on="recorder", how="left")
    return seen.select("source", (pl.col("since") <= pl.col("time") - DAY).alias("watched"))


def _stranger() -> pl.Expr:
    """Tell a source that never logged on before, though the log would have told of it."""
    return pl.col("watched") & (pl.col("friends") == 0)


def _crowded(own: pl.DataFrame, sign: str, span: int, least: int) -> pl.DataFrame:
    """Return in how many spans of the clock (ticks) a source failed so many times and more."""
    spans = own.group_by("source", pl.col("time") // span).agg(
        pl.len().alias("tries"), pl.col("attempt").min()
    )
    return (
        spans.filter(pl.col("tries") >= least)
        .group_by("source")
        .agg(pl.len().alias(sign), pl.col("attempt").sort().head(SHOWN).alias(f"{sign}_rows"))
    )


def _timed(rhythms: Sequence[Rhythm]) -> pl.DataFrame:
    """Return which sources keep time, over all or on one target, and began after a change."""
    told: dict[str, tuple[bool, bool]] = {}
    for each in rhythms:
        keeps, changed = told.get(each.client, (False, False))
        told[each.client] = (
            keeps or not isinstance(each.seconds, Absent),
            changed or not isinstance(each.after_password, Absent),
        )
    return pl.DataFrame(
        [(client, *timed) for client, timed in told.items()],
        schema={"source": INTERNED, "keeps": pl.Boolean, "changed": pl.Boolean},
        orient="row",
    )


def _filled(sources: pl.DataFrame) -> pl.DataFrame:
    """Return what was not seen as nothing: zero, false, no rows."""
    flags = ("keeps", "changed", "half", "watched")
    lists = [name for name in sources.columns if name.endswith("rows")]
    numbers = [name for name in sources.columns if name not in (*flags, *lists, "source")]
    return sources.with_columns(
        pl.col(flags).fill_null(value=False),
        pl.col(numbers).cast(pl.Int64).fill_null(0),
        pl.col(lists).fill_null([]),
    )
