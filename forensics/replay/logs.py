"""What is known of the machines of a case and of their logs: what could have been recorded.

A lockout is explained by what is recorded; how sure that is, and why something may be missing,
depends on which machines answer for a database, what their logs cover and what they show at all.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.coverage import by_host
from forensics.events import is_failure
from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.evidence.forms import Examined
from forensics.observing import NAMELESS, RECOVERED
from forensics.reconstruct import Scene
from forensics.values import Absent
from forensics.when import clocks
from forensics.who.authority import Sites

_SINCE_2000: Final = (671, 672, 673, 674, 675, 676, 677, 678, 680, 681, 682, 683)
"""Event ids of account logons and unlocks, which Windows 2000 brought."""

_NETLOGON: Final = "netlogon.log"
_VISTA: Final = 4096  # since Vista an event id is that of before and this number more
_WITH_ADDRESS: Final = tuple(range(528, 541))

Stretch = tuple[int, int]
"""Ticks from and to, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """What is known of the machines of a case.

    Attributes:
        whole: Machine -> stretches, ticks, that its logs cover without a gap.
        logged: Machines with a log, whole or in part.
        declared: Machines that the analyst names.
        sites: What each answers for.
        failed: Machine -> times, rising, of the failed attempts of any account it recorded.
        timed: Machines, lower case, whose clock offset is known.
        controllers: Domain controllers, as shown: declared, or known by what they wrote.
        since_2000: Machines, lower case, whose records Windows 2000 or a later one wrote.
        since_2003: Likewise Server 2003 or a later one.
        before_2003: Likewise an older one, by its logons, which all lack an address.
        passing: Machines whose own records show a failure that they checked.
        recovered: Machine -> times, rising, of recovered records of attempts and lockouts.
    """

    whole: Mapping[str, Sequence[Stretch]]
    logged: tuple[str, ...]
    declared: tuple[str, ...]
    sites: Sites
    failed: Mapping[str, Sequence[int]]
    timed: frozenset[str]
    controllers: tuple[str, ...] = ()
    since_2000: frozenset[str] = frozenset()
    since_2003: frozenset[str] = frozenset()
    before_2003: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()
    recovered: Mapping[str, Sequence[int]] = field(default_factory=dict)


def logs_of(case: Case, examined: Sequence[Examined], scene: Scene) -> Logs:
    """Return what is known of the machines of a case."""
    whole, part = by_host(examined, scene)
    seen = scene.observations
    checked = is_failure() & (pl.col("kind") == "attempt")
    own = pl.col("witness") == "authority"
    log = pl.col("provider") != _NETLOGON
    logged = tuple(dict.fromkeys((*whole, *part)))
    later = _lower(seen.filter(_since_2003(), log))
    return Logs(
        whole=whole,
        logged=logged,
        declared=tuple(dict.fromkeys(scene.identities.name(host.name) for host in case.hosts)),
        sites=scene.sites,
        failed=_times(seen.filter(checked)),
        timed=frozenset(
            one.host.casefold()
            for one in clocks.known(scene)
            if not isinstance(one.offset_seconds, Absent)
        ),
        controllers=_controllers(scene, logged),
        since_2000=_lower(seen.filter(pl.col("event_id").is_in(_SINCE_2000) | _since_2003(), log)),
        since_2003=later,
        before_2003=_lower(seen.filter(_classic_logon(), log)) - later,
        passing=frozenset(_machines(seen.filter(checked, own, log))),
        recovered=_times(
            seen.filter(
                pl.col("fate") == RECOVERED,
                pl.col("kind").is_in(["attempt", "lockout", "unlock"]),
            )
        ),
    )


def _since_2003() -> pl.Expr:
    """Tell records of Server 2003 or later: events since Vista, and logons with an address."""
    vista = (pl.col("event_id") >= _VISTA) & (pl.col("provider") == AUDITING)
    return vista | (_classic_logon() & pl.col("address").is_not_null())


def _classic_logon() -> pl.Expr:
    return pl.col("event_id").is_in(_WITH_ADDRESS) & (pl.col("provider") == CLASSIC)


def _controllers(scene: Scene, logged: Sequence[str]) -> tuple[str, ...]:
    """Return the controllers that are declared or known, as shown where they have a log.

    Only a controller is asked through another machine, and notes so in its netlogon.log.
    """
    shown = {name.casefold(): name for name in logged}
    asked = (pl.col("provider") == _NETLOGON) & pl.col("via_name").is_not_null()
    named = asked & (pl.col("machine") != NAMELESS)
    names = (*scene.sites.controllers(), *sorted(_lower(scene.observations.filter(named))))
    return tuple(dict.fromkeys(shown.get(name, name) for name in names))


def _times(rows: pl.DataFrame) -> dict[str, list[int]]:
    """Return machine -> times of its rows, rising."""
    times = (
        rows.filter(pl.col("machine").is_not_null())
        .select("machine", pl.coalesce("created", "written").alias("time"))
        .drop_nulls()
        .sort("time")
    )
    parts = times.partition_by("machine", as_dict=True)
    return {str(name): frame["time"].to_list() for (name,), frame in parts.items()}


def _machines(rows: pl.DataFrame) -> list[str]:
    return rows["machine"].unique().drop_nulls().to_list()


def _lower(rows: pl.DataFrame) -> frozenset[str]:
    return frozenset(name.casefold() for name in _machines(rows))


def answering(authority: str, hosts: Iterable[str], logs: Logs) -> list[str]:
    """Return the machines that answer for a database.

    A domain controller whose domain no record names is taken to answer for any domain, and the
    domain of one that stands under its own name may be that of any other.
    """
    machines = {host.casefold() for host in (*logs.logged, *logs.declared)}
    sites = logs.sites
    leading = {host.casefold() for host in logs.controllers}
    domain = authority.casefold() not in machines or "dc" in sites.roles_of(authority)
    return [
        host
        for host in dict.fromkeys(hosts)
        if sites.database_of(host).casefold() == authority.casefold()
        or (
            domain
            and ("dc" in sites.roles_of(host) or host.casefold() in leading)
            and sites.database_of(host) == host
        )
    ]


def any_of(times: Sequence[int], stretch: Stretch) -> bool:
    """Tell whether one of the times, rising, lies within a stretch."""
    return bisect_left(times, stretch[0]) < bisect_right(times, stretch[1])
