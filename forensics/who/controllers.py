"""Controllers: domain controllers that nobody declared, recognised by their own records.

Only a domain controller issues Kerberos tickets, and only a domain controller answers a logon for
another machine (Q102716, Q103390): a member server checks the passwords of its own accounts, in its
own name. That a lockout was written on behalf of `SERVER$` of a domain says nothing: a member
server has an account in its domain too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.lean import as_text
from forensics.when.pairing import KEYS, pairs

# Only a domain controller runs the Kerberos service that writes these.
KERBEROS_IDS: Final = (672, 675, 676, 4768, 4771)

SERVING: Final = ("event_id", "row", "provider", "via_name")
"""Columns of observations that `by_service` looks at, beside their `machine`."""

ENOUGH: Final = 3
"""Tries at least that a machine answered for others: one alone may be chance."""

_NETLOGON: Final = "netlogon.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a machine is taken for a domain controller.

    Attributes:
        because: One clause.
        row: An observation that shows it.
    """

    because: str
    row: int


def by_service(observations: pl.DataFrame) -> dict[str, Ground]:
    """Return lower-case machine -> ground, by what only a domain controller writes.

    That is records of the Kerberos service, and lines of its netlogon.log that answer a logon
    which another machine passed on.
    """
    found: dict[str, Ground] = {}
    tickets = observations.filter(pl.col("event_id").is_in(KERBEROS_IDS))
    for machine, row, event_id in _firsts(tickets).select("key", "row", "event_id").iter_rows():
        found[machine] = Ground(because=f"it writes {event_id}, of the Kerberos service", row=row)
    passed = observations.filter(
        pl.col("provider") == _NETLOGON, pl.col("via_name").is_not_null()
    ).filter(as_text("via_name").str.to_lowercase() != as_text("machine").str.to_lowercase())
    for machine, row, via in _firsts(passed).select("key", "row", "via_name").iter_rows():
        said = f"its netlogon.log answers a logon that {via} passed on"
        found.setdefault(machine, Ground(because=said, row=row))
    return found


def _firsts(rows: pl.DataFrame) -> pl.DataFrame:
    named = rows.filter(pl.col("machine").is_not_null())
    keyed = named.with_columns(as_text("machine").str.to_lowercase().alias("key"))
    return keyed.sort("key", "row").unique("key", keep="first", maintain_order=True)


def by_answers(tries: pl.DataFrame, settled: Iterable[str]) -> dict[str, Ground]:
    """Return lower-case machine -> ground, by the passwords that it checked for other machines.

    Three tries at least of which it has the check and another machine the logon, of an account
    that presents a domain; none counts of a client, account and result that logged on to it as
    well: that may be an account of its own.

    Args:
        tries: From `witnesses.prepare`.
        settled: Lower-case machines whose role is declared or known; they are not looked at.
    """
    machine = as_text("machine").str.to_lowercase()
    told = tries.drop_nulls([*KEYS, "machine"])
    accessed = told.filter(pl.col("voice") == "target")
    checks = told.filter(pl.col("voice") == "authority", ~machine.is_in([*settled])).join(
        accessed, on=["machine", *KEYS], how="anti"
    )
    if checks.is_empty():
        return {}
    machines = told["machine"].unique().cast(pl.String).str.to_lowercase().to_list()
    asked = accessed.filter(
        pl.col("domain_name").is_not_null(),
        ~as_text("domain_name").str.to_lowercase().is_in(machines),
        ~pl.col("stays"),
    )
    return _grounds(pairs(pl.concat([asked, checks])), checks)


def _grounds(paired: pl.DataFrame, checks: pl.DataFrame) -> dict[str, Ground]:
    times = paired.select(pl.col("other").alias("machine"), time=pl.col("time") + pl.col("apart"))
    counts = dict(paired.group_by("other").len().iter_rows())
    shown = checks.join(times.unique(), on=["machine", "time"], how="semi")
    servers = paired.group_by("other").agg(pl.col("one").unique().sort())
    others = dict(servers.iter_rows())
    found = {}
    for machine, row in _firsts(shown).select("machine", "row").iter_rows():
        if counts.get(machine, 0) >= ENOUGH:
            names = others[machine]
            said = f"it checked {counts[machine]} passwords for {names[0]}"
            more = f" and {len(names) - 1} other machines" if len(names) > 1 else ""
            found[machine.lower()] = Ground(because=said + more, row=row)
    return found
