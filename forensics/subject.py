"""The subject: the account that page 1 is about, and the clients that sent its failures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from forensics.case import Host
from forensics.events import is_failure
from forensics.occurrences import AttemptCounts, Client, Lockout, Subject
from forensics.replay.stories import Story
from forensics.values import NOT_RECORDED, Absent, Instant
from forensics.who.identities import Identities
from forensics.who.naming import address

OTHERS: Final = 50
"""Further accounts that are named at most."""


def choose(attempts: pl.DataFrame, stories: Sequence[Story]) -> str | None:
    """Return the key of the subject account: the most locked one, else the one that failed most.

    Between equals the first name in the alphabet is taken, so that the choice is stable.
    """
    locked = Counter[str]()
    for story in stories:
        refused = story.outcome.count("locked_out")
        locked[story.account_key] += 1000 * len(story.lockouts) + min(refused, 999)
    failed = Counter(
        dict(
            attempts.filter(is_failure(), pl.col("account_key").is_not_null())["account_key"]
            .value_counts()
            .iter_rows()
        )
    )
    known = sorted({*failed, *(key for key, weight in locked.items() if weight)})
    return min(known, key=lambda key: (-locked[key], -failed[key], key), default=None)


def failed(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return `account_key`, `count` and `account` of all that failed, most failures first."""
    return (
        attempts.select("account_key", "account", "outcome")
        .filter(is_failure())
        .drop_nulls("account_key")
        .group_by("account_key")
        .agg(pl.len().alias("count"), pl.col("account").first())
        .sort(["count", "account_key"], descending=[True, False])
    )


def describe(
    every: pl.DataFrame, own: pl.DataFrame, subject: str | None, stories: Sequence[Story]
) -> Subject:
    """Return the subject with the counts of its incident, and the names of the further accounts.

    Args:
        every: The accounts of the case that failed, as `failed` returns them.
        own: Those of the incident.
        subject: The key of the account, as `choose` returns it.
        stories: Those of the incident.
    """
    spelled = {story.account_key: story.account for story in reversed(stories)}
    accounts = {*spelled, *own["account_key"].drop_nulls().unique().to_list()}
    others = every.filter(~pl.col("account_key").is_in(accounts))
    return Subject(
        account=NOT_RECORDED if subject is None else spelled[subject],
        failures=count(own if subject is not None else own.clear()),
        others=tuple(others["account"].head(OTHERS).to_list()),
        others_total=others.height,
        accounts=len(accounts),
    )


def count(attempts: pl.DataFrame) -> AttemptCounts:
    """Count attempts by outcome."""
    found = dict(attempts["outcome"].value_counts().iter_rows())
    failures = {
        outcome: found.get(outcome, 0)
        for outcome in ("bad_password", "locked_out", "unknown_account", "other_failure")
    }
    return AttemptCounts(total=sum(failures.values()), success=found.get("success", 0), **failures)


def clients(
    failures: pl.DataFrame,
    lockouts: Sequence[Lockout],
    declared: Iterable[Host],
    identities: Identities,
) -> tuple[Client, ...]:
    """Return the clients of the subject's failures.

    Most counted passwords first, then most failures, then by name; failures that name no client
    come under an absent name.
    """
    counted = Counter(password.client for each in lockouts for password in each.counted)
    tripped = Counter(each.tripped_by for each in lockouts)
    groups = _groups(failures, declared, identities)
    sums = [(pl.col("outcome") == outcome).sum().alias(outcome) for outcome in _OUTCOMES]
    rows = failures.group_by("client", maintain_order=True).agg(
        *sums, pl.col("time").min().alias("first"), pl.col("time").max().alias("last")
    )
    found = []
    for row in rows.iter_rows(named=True):
        name = NOT_RECORDED if row["client"] is None else row["client"]
        found.append(
            Client(
                name=name,
                group=groups.get((row["client"] or "").casefold(), NOT_RECORDED),
                **{outcome: row[outcome] for outcome in _OUTCOMES},
                counted=counted[name],
                tripped=tripped[name] if isinstance(name, str) else 0,
                first=Instant(row["first"]),
                last=Instant(row["last"]),
            )
        )
    return tuple(sorted(found, key=_rank))


_OUTCOMES: Final = ("bad_password", "locked_out", "unknown_account", "other_failure")


def _rank(client: Client) -> tuple[int, int, bool, str]:
    failures = (
        client.bad_password + client.locked_out + client.unknown_account + client.other_failure
    )
    absent = isinstance(client.name, Absent)
    return (-client.counted, -failures, absent, "" if absent else str(client.name).casefold())


def _groups(
    failures: pl.DataFrame, declared: Iterable[Host], identities: Identities
) -> Mapping[str, str | Absent]:
    """Return client -> its /24 (IPv4), from a declared address, else the first recorded one."""
    found: dict[str, str | Absent] = {}
    for host in declared:
        for each in host.addresses:
            _add(found, identities.name(host.name), each)
    named = failures.filter(pl.col("client").is_not_null(), pl.col("address").is_not_null())
    for client, recorded in (
        named.select("client", "address").unique(maintain_order=True).iter_rows()
    ):
        _add(found, client, recorded)
    return found


def _add(found: dict[str, str | Absent], client: str, recorded: str) -> None:
    parts = address(recorded).split(".")
    if len(parts) == 4 and parts[0] != "127":  # noqa: PLR2004 - the four parts of an IPv4 address
        found.setdefault(client.casefold(), ".".join(parts[:3]) + ".0/24")
