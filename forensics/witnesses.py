"""One attempt, many witnesses: records of one authentication try are linked and counted once.

The accessed machine writes 529 or 4625; the machine whose database holds the account writes 680,
681, 675, 4771 or 4776 for the same try, and a primary domain controller may write it again. Each
of them may have a line in its netlogon.log, which names the machine that passed the question on.
They are linked when account, client and result agree and the times, less what is known of the
clocks, lie close together, one to one and in order; what one of them leaves open is no hindrance.
Records of different accessed machines are never linked, nor two of one machine's own log.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import polars as pl

from forensics import linking
from forensics.lean import INTERNED, as_text, lean
from forensics.values import TICKS_PER_SECOND
from forensics.when.offsets import UNKNOWN, Offsets
from forensics.when.pairing import APART

AT_ONCE: Final = TICKS_PER_SECOND // 20
"""Two records of one machine as near as that belong together before any others: 50 ms, or the same
second of .evt."""

SAME_HOST: Final = 1 * TICKS_PER_SECOND
"""Two records of one try on one machine: 1 ms apart in a real log of 15 pairs; 1 s allows for the
whole seconds of .evt."""

OTHER_HOST: Final = APART
"""Between machines: the same, and the skew between two clocks of which nothing is known."""

_NETLOGON: Final = "netlogon.log"
_VAGUE: Final = ("other_failure", "revoked", "none")
_REFUSED: Final = ("locked_out", "revoked")
_ORDER: Final = ("at", "machine", "number", "row")

_LINKED: Final = (
    *("row", "machine", "number", "time", "client", "outcome", "account_key"),
    *("voice", "passing", "accessed", "authority_host", "told", "result", "stays"),
)
"""What records are linked by."""

_KEPT: Final = (
    *("source", "offset", "length", "event_record_id", "event_id", "account", "domain"),
    *("domain_name", "workstation", "address", "logon_type", "process", "package", "provider"),
    *("service", "status", "substatus"),
)
"""What an attempt keeps of its record beside that; all else is looked up where it is cited."""

# What both records must tell, pass after pass; a success and a failure are never one try. The
# result sets a refusal and a wrong password apart: 539 never witnesses the 529 before it.
_PASSES: Final = (("client", "result"), ("client",), ())
_CHAINED: Final = (("client", "result", "accessed"), ("client", "accessed"), *_PASSES)


def prepare(observations: pl.DataFrame, controllers: Collection[str] = ()) -> pl.DataFrame:
    """Return the tries with the columns by which records are compared.

    Args:
        observations: Rows of kind `attempt` after `identities.place`, with a `row` column.
        controllers: Domain controllers, lower-case names as shown.

    Returns:
        Further columns: `account_key`, `time` (ticks, as recorded), `voice` (`target`,
        `authority`, `netlogon`), `passing` (its machine passes questions on), `accessed` (the
        machine accessed, where the record tells it), `authority_host`, `told` (an outcome worth
        telling), `result` and `stays` (no other machine answers).
    """
    lines = pl.col("provider") == _NETLOGON
    asking = observations.filter(lines, pl.col("via_name").is_not_null())["machine"]
    passing = [*controllers, *asking.drop_nulls().unique().cast(pl.String).str.to_lowercase()]
    authority = pl.col("witness") == "authority"
    voiced = observations.with_columns(
        account_key().alias("account_key"),
        pl.coalesce("created", "written").alias("time"),
        pl.when(lines).then(pl.lit("netlogon")).otherwise("witness").alias("voice"),
        as_text("machine")
        .str.to_lowercase()
        .is_in(passing)
        .fill_null(value=False)
        .alias("passing"),
        pl.when(authority, ~pl.col("outcome").is_in(_VAGUE)).then("outcome").alias("told"),
        (_stays(controllers) & ~authority).alias("stays"),
    )
    # Who passes questions on may stand between; any other machine that is named was accessed.
    forwards = as_text("via_name").str.to_lowercase().is_in(passing)
    asked = pl.when(~forwards).then("via_name")
    netlogon = pl.col("voice") == "netlogon"
    told = voiced.with_columns(
        _result().alias("result"),
        pl.when(pl.col("voice") == "target")
        .then("machine")
        .when(netlogon & pl.col("via_name").is_null())
        .then("machine")
        .when(netlogon)
        .then(asked)
        .alias("accessed"),
        # A member server's netlogon.log tells what another machine answered.
        pl.when(authority & (~netlogon | pl.col("passing")))
        .then("machine")
        .alias("authority_host"),
    )
    return lean(told)


def link(tries: pl.DataFrame, offsets: Offsets = UNKNOWN) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the attempts, and which observation witnesses which attempt.

    Args:
        tries: From `prepare`.
        offsets: What is known of the clocks.

    Returns:
        Attempts, one row each in order of time: what is kept of the record that shows most (the
        accessed machine's where there is one), `attempt` (that record's row), `time` (ticks, as
        recorded), `recorder` (the machine that recorded it), `account_key`, `target`,
        `target_basis`, `outcome` as the best witness tells it, `authority_host` (null where no
        authority recorded it; of several the one with the most records), `witnesses` (how many
        records), `nth` (number of the record that told `at`; null of a line of netlogon.log), `at`
        (ticks by the reference clock, of the authority's own record where there is
        one), `doubt` (ticks by which that clock leaves `at` open) and `clock` (the machine that
        told `at`). And a frame of `attempt`, `row`: every witness, the attempt's own record among
        them.
    """
    told = pl.col("authority_host").is_not_null()
    placed = (
        offsets.place(tries.select(_LINKED))
        .with_columns(
            pl.when(told).then("at").alias("kept"),
            pl.when(told).then("at_else").alias("kept_else"),
            pl.when(pl.col("voice") != "netlogon").then("number").alias("nth"),
        )
        .with_columns(pl.when(told).then("nth").alias("kept_nth"))
    )
    attempts = placed.filter(pl.col("voice") == "target").sort(_ORDER)
    links = [_alone(attempts)]
    reports = placed.filter(pl.col("voice") != "target")
    logs = (
        reports.group_by("machine", "voice")
        .len()
        .sort("voice", "len", "machine", descending=[False, True, False])
    )
    for host, voice, _ in logs.iter_rows():
        own = reports.filter(pl.col("machine").eq_missing(host), pl.col("voice") == voice)
        pairs = _pair(attempts, own, host, offsets)
        alone = own.join(pairs, on="row", how="anti")
        links += [pairs, _alone(alone)]
        attempts = pl.concat([_joined(attempts, own, pairs), alone]).sort(_ORDER)
    witnessed = pl.concat(links).sort("attempt", "row")
    linked = _counted(attempts, witnessed)
    # What nobody looks at meanwhile is not sorted and joined with the rest.
    aside = tries.select("row", *(name for name in _KEPT if name in tries.columns))
    whole = linked.join(aside, left_on="attempt", right_on="row", maintain_order="left")
    return whole, witnessed


def account_key() -> pl.Expr:
    """Return what accounts are compared by: no domain prefix, no UPN suffix, no case."""
    bare = as_text("account").str.to_lowercase().str.replace(r"^.*\\", "")
    return bare.str.replace(r"^([^@]+)@.*$", "$1").cast(INTERNED)


def _stays(controllers: Collection[str]) -> pl.Expr:
    """Tell the tries that no other machine answers.

    An account under the client's own name, or the server's, is looked up by the accessed machine
    itself (Q103390); only among domain controllers is it passed on.
    """
    presented, machine, client = (
        as_text(name).str.to_lowercase() for name in ("domain_name", "machine", "client")
    )
    local = ((presented == client) | (presented == machine)).fill_null(value=False)
    return local & ~machine.is_in(controllers)


def _alone(attempts: pl.DataFrame) -> pl.DataFrame:
    return attempts.select(pl.col("row").alias("attempt"), "row")


def _pair(
    attempts: pl.DataFrame, own: pl.DataFrame, host: str | None, offsets: Offsets
) -> pl.DataFrame:
    """Match the records of one machine's log to attempts, by its own clock first, then by others.

    By its own clock the near ones come first, and among them a local account: that of a domain was
    checked elsewhere. In both, first where both records tell client and result, then where one
    leaves them open.
    """
    by_own = pl.col("authority_host").eq_missing(host) & pl.col("kept").is_not_null()
    attempts = attempts.with_columns(
        pl.when(by_own).then("kept").otherwise("at").alias("at"),
        (pl.col("machine").eq_missing(host) | by_own).alias("here"),
    ).sort(_ORDER)
    passes = _PASSES if own["accessed"].is_null().all() else _CHAINED
    left, right = linking.streams(_told(attempts), _told(own))
    times = {name: (attempts[name].to_numpy(), own[name].to_numpy()) for name in ("at", "at_else")}
    free, open_ = np.ones(attempts.height, np.bool_), np.ones(own.height, np.bool_)
    found = [(np.zeros(0, np.intp), np.zeros(0, np.intp))]
    for where, tolerance, time in _places(attempts, own, host, offsets):
        here = attempts.select(where.fill_null(value=False)).to_series().to_numpy()
        for both in passes:
            mine = np.flatnonzero(free & here & left.telling(both))
            its = np.flatnonzero(open_ & right.telling(both))
            if not len(mine) or not len(its):
                continue
            pair = linking.in_step(
                linking.Side(left, mine, times[time][0][mine]),
                linking.Side(right, its, times[time][1][its]),
                both,
                tolerance,
            )
            free[pair[0]] = open_[pair[1]] = False
            found.append(pair)
    mine, its = (np.concatenate(each) for each in zip(*found, strict=True))
    return pl.DataFrame({"attempt": attempts["row"][mine], "row": own["row"][its]})


def _told(tries: pl.DataFrame) -> pl.DataFrame:
    """Return what tries are matched by."""
    succeeded = (pl.col("outcome") == "success").cast(pl.String).alias("succeeded")
    return tries.select(
        *("machine", "number", "row", "account_key"),
        *(succeeded, "client", _result().alias("result"), "accessed"),
    )


def _places(
    attempts: pl.DataFrame, own: pl.DataFrame, host: str | None, offsets: Offsets
) -> list[tuple[pl.Expr, int, str]]:
    """Return which attempts are looked at, one place after another, and how near they must be.

    The column of the time comes with it. What a clock leaves in doubt is looked for at either of
    the two times, by the other one last.
    """
    here, stays = pl.col("here"), pl.col("stays")
    # A local account is not asked for through Net Logon.
    local = (here & stays, here) if own["voice"].first() == "authority" else (here & ~stays,)
    places = [(own_clock, near, "at") for near in (AT_ONCE, SAME_HOST) for own_clock in local]
    others: list[tuple[pl.Expr, int, str]] = []
    by_tolerance: dict[int, list[str | None]] = {}
    for machine in attempts.filter(~here)["machine"].unique().sort().to_list():
        by_tolerance.setdefault(offsets.tolerance(machine, host), []).append(machine)
    for tolerance, machines in sorted(by_tolerance.items()):
        among = pl.col("machine").is_in(machines, nulls_equal=True)
        others.append((~here & ~stays & among, tolerance, "at"))
    if not offsets.moved():
        return [*places, *others]
    return [*places, *others, *((where, near, "at_else") for where, near, _ in others)]


def _result() -> pl.Expr:
    """Return whether a try was refused or its password wrong; null where it is left open."""
    outcome = pl.coalesce("told", "outcome")
    open_ = outcome.is_in(["other_failure", "none", "success"])
    refused = pl.when(outcome.is_in(_REFUSED)).then(pl.lit("refused")).otherwise(pl.lit("wrong"))
    return pl.when(~open_).then(refused)


def _joined(attempts: pl.DataFrame, own: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts with what a further authority adds to them.

    An outcome told by the machine that holds the account outranks the accessed machine's: 529 says
    "unknown user name or bad password" where the authority knows which of the two it was.
    """
    adds = ["client", "accessed", "authority_host", "kept", "kept_else", "kept_nth", "told"]
    added = pairs.join(own.select("row", *adds), on="row").drop("row")
    joined = attempts.join(
        added, left_on="row", right_on="attempt", how="left", maintain_order="left", suffix="_added"
    )
    return joined.with_columns(pl.coalesce(name, f"{name}_added") for name in adds).select(
        attempts.columns
    )


def _counted(attempts: pl.DataFrame, witnessed: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts with the outcome that the best witness tells, and their witnesses."""
    counts = witnessed.group_by("attempt").agg(pl.len().cast(pl.UInt16).alias("witnesses"))
    told = pl.col("accessed").is_not_null()
    basis = pl.when(told).then(pl.lit("accessed")).otherwise(pl.lit("recorded-by")).cast(INTERNED)
    kept = pl.col("kept").is_not_null()
    return (
        attempts.rename({"row": "attempt", "machine": "recorder"})
        .join(counts, on="attempt", how="left", maintain_order="left")
        .with_columns(
            basis.alias("target_basis"),
            pl.coalesce("told", "outcome").alias("outcome"),
            pl.coalesce("accessed", "recorder").alias("target"),
            pl.when(kept).then("authority_host").otherwise("recorder").alias("clock"),
            pl.when(kept).then("kept_nth").otherwise("nth").alias("nth"),
            pl.coalesce("kept", "at").alias("at"),
            (pl.coalesce("kept", "at") - pl.coalesce("kept_else", "at_else")).abs().alias("doubt"),
        )
        .sort("time", "recorder", "number", "attempt")
        .drop("told", "stays", "kept", "kept_else", "kept_nth", "at_else")
        .drop("accessed", "voice", "passing", "result")
    )
