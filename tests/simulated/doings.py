"""Draws what clients and administrators do: habits, single tries, right passwords, unlocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from tests.builders.incident import Attempt, Unlock
from tests.builders.simulator.clients import Habit, together
from tests.builders.site import Database, Era, Site
from tests.simulated.who import DOMAIN, PCS

NOON: Final = datetime(2003, 10, 9, 12, tzinfo=UTC)

_SLOT: Final = 20
"""Seconds of the grid on which orderly scenarios lie: a try is at most 9 s into its slot, so that
no silence comes nearer than a second to the windows and durations, which end half-way."""


@st.composite
def times(draw: st.DrawFn, *, orderly: bool) -> datetime:
    """Draw when something begins."""
    if orderly:
        seconds = draw(st.integers(0, 40)) * _SLOT + draw(st.integers(0, 3)) * 2
        return NOON + timedelta(seconds=seconds)
    return NOON + timedelta(milliseconds=draw(st.integers(0, 900_000)))


@st.composite
def tries(draw: st.DrawFn, site: Site, *, orderly: bool, right: bool = False) -> Attempt:
    """Draw one try: of a domain's account by name, or of a client's own, which servers look up."""
    client = draw(st.sampled_from(PCS[: draw(st.integers(1, len(PCS)))]))
    target = draw(st.sampled_from(site.machines)).name
    own = len(site.machines) == 1 or draw(st.booleans())
    presented = client.name if own else DOMAIN
    asked = site.asked(target, presented)
    # Of a name that a server does not know, 529 does not tell that it does not.
    named = ["alice", "alice", "bob"] if not orderly or asked.name == DOMAIN else ["alice"]
    attempt = Attempt(
        time=draw(times(orderly=orderly)),
        client=client,
        target=target,
        account=draw(st.sampled_from(named)),
        domain=presented,
        right=right,
    )
    if asked.name == DOMAIN and draw(st.integers(0, 5)) == 0:
        attempt = replace(attempt, target="DC1", domain=DOMAIN, logon_type=2, unseen=True)
    if not orderly and draw(st.integers(0, 9)) == 0:
        old = draw(st.booleans()) and forgives(site, asked)
        attempt = replace(attempt, old=old, counts=draw(st.integers(1, 2)))
    return attempt


def forgives(site: Site, asked: Database) -> bool:
    """Tell whether a database does not count the password before: a domain's, since Server 2003."""
    return asked.name != asked.keeper and site.machine(asked.keeper).era in (Era.W2003, Era.MODERN)


@st.composite
def habits(draw: st.DrawFn, site: Site, *, orderly: bool) -> Habit:
    """Draw what one client does again and again."""
    every = draw(st.sampled_from([20, 60, 60, 300, 900]))
    return Habit(
        first=draw(tries(site, orderly=orderly)),
        every=timedelta(seconds=every),
        visits=draw(st.integers(1, 5)),
        tries=draw(st.integers(1, 2)),
        retried=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def others(draw: st.DrawFn, site: Site, *, orderly: bool) -> Attempt | Unlock:
    """Draw a right password, or an administrator who unlocks or sets a new password."""
    telling = [each for each in site.databases if site.machine(each.keeper).era is not Era.NT4]
    late = timedelta(seconds=14 if orderly else 0)  # in no second of a bad password
    if not telling or draw(st.booleans()):  # NT 4 records no unlock
        right = draw(tries(site, orderly=orderly, right=True))
        return replace(right, time=right.time + late)
    database = draw(st.sampled_from(telling if orderly else site.databases))
    return Unlock(
        time=draw(times(orderly=orderly)) + late,
        authority=database.name,
        account="alice",
        by="admin",
        by_domain=database.name,
        reset=draw(st.booleans()),
    )


@st.composite
def acts(draw: st.DrawFn, site: Site, *, orderly: bool) -> tuple[Attempt | Unlock, ...]:
    """Draw all that happens."""
    repeated = draw(st.lists(habits(site, orderly=orderly), min_size=1, max_size=6))
    single = draw(st.lists(others(site, orderly=orderly), max_size=4))
    return tuple(together(repeated, single))


@st.composite
def dense(draw: st.DrawFn, site: Site) -> tuple[Attempt | Unlock, ...]:
    """Draw one account's day in one database: a try after another, seconds or windows apart."""
    gaps = st.sampled_from([0.05, 0.3, 1, 1, 2, 3, 5, 20, 50, 69, 71, 200, 330])
    time, found = NOON, list[Attempt | Unlock]()
    for gap in draw(st.lists(gaps, min_size=3, max_size=30)):
        time += timedelta(seconds=gap)
        kind = draw(st.sampled_from(["wrong"] * 7 + ["right", "right", "old", "unlock"]))
        if kind == "unlock":
            found.append(_unlock(site, time, reset=False))
            continue
        found.append(
            Attempt(
                time=time,
                client=draw(st.sampled_from(PCS[:3])),
                target=draw(st.sampled_from(site.machines)).name,
                account="alice",
                domain=site.databases[0].name,
                right=kind == "right",
                old=kind == "old" and forgives(site, site.databases[0]),
            )
        )
    return tuple(found)


def _unlock(site: Site, time: datetime, *, reset: bool) -> Unlock:
    name = site.databases[0].name
    return Unlock(
        time=time, authority=name, account="alice", by="admin", by_domain=name, reset=reset
    )
