"""One attempt, many witnesses: records of one authentication try are linked and counted once.

The accessed machine writes 529 or 4625; the machine whose database holds the account writes 680,
681, 675, 4771 or 4776 for the same try, and a primary domain controller may write it again. They
are linked when account, client and result agree and the times lie close together, one to one and
in order; what one of them leaves open is no hindrance. Records of different accessed machines are
never linked, nor two of one machine's own.
"""

from collections.abc import Collection
from typing import Final

import polars as pl

from forensics.values import TICKS_PER_SECOND

AT_ONCE: Final = TICKS_PER_SECOND // 20
"""Two records of one machine as near as that belong together before any others: 50 ms, or the same
second of .evt."""

SAME_HOST: Final = 1 * TICKS_PER_SECOND
"""Two records of one try on one machine: 1 ms apart in a real log of 15 pairs; 1 s allows for the
whole seconds of .evt."""

OTHER_HOST: Final = 5 * TICKS_PER_SECOND
"""Between machines: the same, and the skew between two clocks of which nothing is known."""

_VAGUE: Final = ("other_failure", "none")
_ORDER: Final = ("time", "machine", "number", "row")

# What both records must tell, pass after pass; a success and a failure are never one try. The
# result sets a refusal and a wrong password apart: 539 never witnesses the 529 before it.
_PASSES: Final = (("client", "result"), ("client",), ())


def link(
    observations: pl.DataFrame, controllers: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the attempts, and which observation witnesses which attempt.

    Args:
        observations: Rows of kind `attempt` after `identities.place`, with a `row` column.
        controllers: Domain controllers, lower-case names as shown.

    Returns:
        Attempts, one row each in order of time: the columns of the record that shows most (the
        accessed machine's where there is one), `attempt` (that record's row), `time` (ticks),
        `account_key`, `target`, `target_basis`, `outcome` as the best witness tells it,
        `authority_host` (null where no authority recorded it; of several the one with the most
        records) and `witnesses` (how many records). And a frame of `attempt`, `row`: every
        witness, the attempt's own record among them.
    """
    tries = observations.with_columns(
        account_key().alias("account_key"),
        pl.coalesce("created", "written").alias("time"),
        pl.when(pl.col("witness") == "authority").then("machine").alias("authority_host"),
        pl.when(pl.col("witness") == "authority", ~pl.col("outcome").is_in(_VAGUE))
        .then("outcome")
        .alias("told"),
        _stays(controllers).alias("stays"),
    ).sort(_ORDER)
    attempts = tries.filter(pl.col("witness") == "target")
    links = [_alone(attempts)]
    reports = tries.filter(pl.col("witness") == "authority")
    hosts = reports.group_by("machine").len().sort("len", "machine", descending=[True, False])
    for host in hosts["machine"]:
        own = reports.filter(pl.col("machine").eq_missing(host))
        pairs = _pair(attempts, own, host)
        alone = own.join(pairs, on="row", how="anti")
        links += [pairs, _alone(alone)]
        attempts = pl.concat([_joined(attempts, own, pairs), alone]).sort(_ORDER)
    witnessed = pl.concat(links).sort("attempt", "row")
    return _counted(attempts, witnessed), witnessed


def account_key() -> pl.Expr:
    """Return what accounts are compared by: no domain prefix, no UPN suffix, no case."""
    bare = pl.col("account").str.to_lowercase().str.replace(r"^.*\\", "")
    return bare.str.replace(r"^([^@]+)@.*$", "$1")


def _stays(controllers: Collection[str]) -> pl.Expr:
    """Tell the tries that no other machine answers.

    An account under the client's own name, or the server's, is looked up by the accessed machine
    itself (Q103390); only among domain controllers is it passed on.
    """
    presented, machine, client = (
        pl.col(name).str.to_lowercase() for name in ("domain_name", "machine", "client")
    )
    local = ((presented == client) | (presented == machine)).fill_null(value=False)
    return local & ~machine.is_in(controllers)


def _alone(attempts: pl.DataFrame) -> pl.DataFrame:
    return attempts.select(pl.col("row").alias("attempt"), "row")


def _pair(attempts: pl.DataFrame, own: pl.DataFrame, host: str) -> pl.DataFrame:
    """Match the records of one authority to attempts, on its own machine first, then elsewhere.

    On its own machine, where one clock tells both times, the near ones come first, and among
    them a local account: that of a domain was checked elsewhere. In both, first where both records
    tell client and result, then where one leaves them open.
    """
    here, stays = pl.col("machine").eq_missing(host), pl.col("stays")
    places = (
        *((own_clock, near) for near in (AT_ONCE, SAME_HOST) for own_clock in (here & stays, here)),
        (~here & ~stays, OTHER_HOST),
    )
    pairs = pl.DataFrame(schema={"attempt": pl.UInt32, "row": pl.UInt32})
    for where, tolerance in places:
        for both in _PASSES:
            left = attempts.filter(where).join(pairs, left_on="row", right_on="attempt", how="anti")
            right = own.join(pairs, on="row", how="anti")
            if left.is_empty() or right.is_empty():
                continue
            found = _in_step(_stream(left, both), _stream(right, both), tolerance)
            new = pl.DataFrame(found, schema=pairs.schema, orient="row")
            pairs = pl.concat([pairs, new])
    return pairs


_Said = tuple[str, str]
"""Client and result; `""` where the record leaves it open."""

_Try = tuple[tuple[str, ...], int, _Said, int]
"""What a try is matched by: group, time (ticks), what is said of it, row."""


def _stream(frame: pl.DataFrame, both: tuple[str, ...]) -> list[_Try]:
    """Return the tries of a frame that tell all of `both`, ordered by group and time."""
    results = frame.sort(_ORDER).with_columns(
        (pl.col("outcome") == "success").cast(pl.String).alias("succeeded"),
        _result().alias("result"),
    )
    telling = results.drop_nulls(both) if both else results
    keys = telling.select(pl.col("account_key", "succeeded", *both).fill_null("")).rows()
    said = telling.select(pl.col("client", "result").fill_null("")).rows()
    rows = zip(keys, telling["time"].to_list(), said, telling["row"].to_list(), strict=True)
    return sorted(rows, key=lambda row: row[:2])


def _result() -> pl.Expr:
    """Return whether a try was refused or its password wrong; null where it is left open."""
    outcome = pl.coalesce("told", "outcome")
    refused = pl.when(outcome == "locked_out").then(pl.lit("refused")).otherwise(pl.lit("wrong"))
    return pl.when(~outcome.is_in([*_VAGUE, "success"])).then(refused)


def _in_step(left: list[_Try], right: list[_Try], tolerance: int) -> list[tuple[int, int]]:
    """Walk two ordered streams once and return pairs of rows, each row in at most one pair."""
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        (group, time, said, row), (other_group, other_time, other, other_row) = left[i], right[j]
        near = group == other_group and abs(time - other_time) <= tolerance
        if near and _agree(said, other):
            pairs.append((row, other_row))
            i, j = i + 1, j + 1
        elif (group, time) <= (other_group, other_time):
            i += 1
        else:
            j += 1
    return pairs


def _agree(said: _Said, other: _Said) -> bool:
    return all(mine == its or not mine or not its for mine, its in zip(said, other, strict=True))


def _joined(attempts: pl.DataFrame, own: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts with what a further authority adds to them.

    An outcome told by the machine that holds the account outranks the accessed machine's: 529 says
    "unknown user name or bad password" where the authority knows which of the two it was.
    """
    adds = ["client", "authority_host", "told"]
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
    accessed = pl.col("witness") == "target"
    basis = pl.when(accessed).then(pl.lit("accessed")).otherwise(pl.lit("recorded-by"))
    return (
        attempts.rename({"row": "attempt", "machine": "target"})
        .join(counts, on="attempt", how="left", maintain_order="left")
        .with_columns(basis.alias("target_basis"), pl.coalesce("told", "outcome").alias("outcome"))
        .drop("told", "stays")
    )
