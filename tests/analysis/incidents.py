"""Simulated incidents on their way through the stages, from what machines write to lockouts.

The simulator of `tests.builders.incident` knows the truth; nothing here reads a log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from hypothesis import strategies as st

from forensics import observing
from forensics.case import Case, DeclaredPolicy, Host
from forensics.citing import Registry
from forensics.events import event_table
from forensics.evidence.forms import Examined
from forensics.exhibits import Exhibit
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene, reconstruct
from forensics.replay import lockouts, policy
from forensics.replay.explain import explain, in_order
from forensics.replay.stories import Story, tell
from tests.builders.incident import Attempt, Incident, Unlock, play
from tests.builders.journal import Entry, journal
from tests.builders.simulator.exhibits import read_records
from tests.builders.simulator.logs import Written
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

NOON: Final = datetime(2003, 10, 9, 12, tzinfo=UTC)
SID: Final = "S-1-5-21-1-2-3-1001"
ACCOUNTS: Final = {"alice": SID, "bob": SID, "admin": SID}
PCS: Final = tuple(Client(name=f"PC{number}", address=f"10.0.0.{number}") for number in range(1, 4))


# ── sites ───────────────────────────────────────────────────────────────────────────────────────


def member_server(era: Era, rules: Policy) -> Site:
    """Return a server that holds the accounts itself."""
    return Site(
        machines=(Machine(name="SRV1", era=era, domain="CORP"),),
        databases=(Database(name="SRV1", keeper="SRV1", policy=rules, accounts=ACCOUNTS),),
    )


def domain(keeper: Era, server: Era, rules: Policy) -> Site:
    """Return a domain controller and two servers, one of which holds accounts of its own too."""
    return Site(
        machines=(
            Machine(name="DC1", era=keeper, domain="CORP"),
            Machine(name="FS1", era=server, domain="CORP"),
            Machine(name="FS2", era=server, domain="CORP"),
        ),
        databases=(
            Database(name="CORP", keeper="DC1", policy=rules, accounts=ACCOUNTS),
            Database(name="FS1", keeper="FS1", policy=rules, accounts={"alice": SID, "admin": SID}),
        ),
    )


RULES: Final = st.sampled_from(
    [
        Policy(
            threshold=threshold,
            window=timedelta(seconds=window),
            duration=timedelta(seconds=duration),
        )
        for threshold in (1, 2, 3, 5)
        for window, duration in ((60, 60), (60, 300), (300, 300), (300, 0))
    ]
)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Draw a site of any Windows generation."""
    rules = draw(RULES)
    if draw(st.booleans()):
        return member_server(draw(st.sampled_from(Era)), rules)
    return domain(draw(st.sampled_from(Era)), draw(st.sampled_from(Era)), rules)


@st.composite
def acts(draw: st.DrawFn, site: Site) -> list[Attempt | Unlock]:
    """Draw what happens: mostly wrong passwords, in bursts and with silences between."""
    gaps = st.sampled_from([1, 1, 1, 2, 3, 5, 20, 59, 70, 320])
    time, drawn = NOON, list[Attempt | Unlock]()
    for gap in draw(st.lists(gaps, min_size=1, max_size=30)):
        time += timedelta(seconds=gap)
        kind = draw(st.sampled_from(["wrong", "wrong", "wrong", "wrong", "right", "unlock"]))
        database = draw(st.sampled_from(site.databases))
        if kind == "unlock":
            drawn.append(
                Unlock(
                    time=time,
                    authority=database.name,
                    account="alice",
                    by="admin",
                    by_domain=database.name,
                )
            )
            continue
        drawn.append(draw(_attempts(site, database, time, right=kind == "right")))
    return drawn


@st.composite
def _attempts(
    draw: st.DrawFn, site: Site, database: Database, time: datetime, *, right: bool
) -> Attempt:
    client = draw(st.sampled_from(PCS))
    local = database.name == database.keeper
    targets = [database.keeper] if local else [each.name for each in site.machines]
    return Attempt(
        time=time,
        client=client,
        target=draw(st.sampled_from(targets)),
        account=draw(st.sampled_from(sorted({"alice", "bob"} & set(database.accounts)))),
        domain=client.name if local else database.name,
        right=right,
    )


@st.composite
def incidents(draw: st.DrawFn) -> tuple[Site, Incident]:
    """Draw a site and an incident that was played through."""
    site = draw(sites())
    return site, play(site, draw(acts(site)))


@st.composite
def on_one_server(draw: st.DrawFn) -> tuple[Site, Incident]:
    """Draw an incident of one domain account on FS1, whose clock may then be moved.

    No silence is so near the window or the duration that seconds decide.
    """
    site = domain(draw(st.sampled_from(Era)), draw(st.sampled_from(Era)), draw(RULES))
    gaps = st.sampled_from([1, 1, 1, 2, 3, 5, 20, 50, 80, 340])
    time, drawn = NOON, list[Attempt]()
    for gap in draw(st.lists(gaps, min_size=1, max_size=25)):
        time += timedelta(seconds=gap)
        drawn.append(
            Attempt(
                time=time,
                client=draw(st.sampled_from(PCS)),
                target="FS1",
                account="alice",
                domain="CORP",
                right=draw(st.sampled_from([False, False, False, False, False, True])),
            )
        )
    return site, play(site, drawn)


# ── through the stages ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """What the stages make of the records of an incident."""

    scene: Scene
    stories: tuple[Story, ...]
    policy: policy.Policy
    lockouts: tuple[Lockout, ...]


def analysed(site: Site, logs: Mapping[str, Sequence[Entry]], *, declared: bool = True) -> Analysed:
    """Return what the logs of a site show, with the policy declared or left to be inferred."""
    rules = site.databases[0].policy
    said = DeclaredPolicy(
        threshold=rules.threshold,
        window=int(rules.window.total_seconds()),
        duration=int(rules.duration.total_seconds()),
    )
    case = Case(
        folder=Path(),
        id="X",
        title="X",
        hosts=tuple(Host(name=name, roles=("dc",)) for name in controllers(site)),
        policy=said if declared else DeclaredPolicy(),
    )
    examined = [_examined(machine, entries) for machine, entries in logs.items()]
    scene = reconstruct(case, examined, event_table())
    used = scene.observations.filter(pl.col("fate") == observing.USED)
    told = tell(scene.attempts, used, scene.sites, scene.offsets)
    window = policy.USUAL_WINDOW if case.policy.window is None else case.policy.window
    first = [lockouts.follow(story, window, case.policy.duration) for story in told]
    seen = [episode for replay in first for episode in replay.episodes]
    settled = policy.settle(case.policy, lockouts.precedents(seen))
    final = [lockouts.follow(story, settled.window, settled.duration) for story in told]
    ordered = in_order([episode for replay in final for episode in replay.episodes])
    registry = Registry(
        observations=scene.observations,
        witnessed=scene.witnessed,
        paths=[each.exhibit.path for each in examined],
        sound=True,
    )
    return Analysed(
        scene=scene,
        stories=told,
        policy=settled,
        lockouts=explain(ordered, settled, registry, scene.offsets),
    )


def controllers(site: Site) -> tuple[str, ...]:
    """Return the machines of a site that keep the accounts of a domain."""
    return tuple(each.keeper for each in site.databases if each.name != each.keeper)


def logs_of(site: Site, incident: Incident) -> dict[str, tuple[Entry, ...]]:
    """Return what each machine writes about an incident."""
    return journal(site, incident.happenings)


def _examined(machine: str, entries: Sequence[Entry]) -> Examined:
    written = [Written(number=number, entry=entry) for number, entry in enumerate(entries, 1)]
    exhibit = Exhibit(path=f"evidence/{machine}", file=Path(), size=1, sha256="", hindrance="")
    reading = read_records(written)
    return Examined(exhibit=exhibit, form="evt", state="intact", reason="", reading=reading)
