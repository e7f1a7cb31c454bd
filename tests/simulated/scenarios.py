"""Draws scenarios: who there is, what they try, how machines keep records, and what is lost.

`orderly` ones can be explained to the last password: clocks are true, everything is audited, and
no silence is so near the window or the duration that a whole second decides. `wild` ones are not.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from tests.builders.incident import Attempt, Incident, Unlock, play
from tests.builders.simulator.clients import Habit, together
from tests.builders.simulator.logs import Log, write
from tests.builders.simulator.spoil import Evidence, cut, damaged, selected, without
from tests.builders.simulator.world import Audit, Clock, Keeping, World
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

NOON: Final = datetime(2003, 10, 9, 12, tzinfo=UTC)
DOMAIN: Final = "CORP"
SID: Final = "S-1-5-21-1-2-3-1001"
PCS: Final = tuple(Client(name=f"PC{number}", address=f"10.0.0.{number}") for number in range(1, 7))

_SLOT: Final = 20
"""Seconds of the grid on which orderly scenarios lie: a try is at most 9 s into its slot, so that
no silence comes nearer than a second to the windows and durations, which end half-way."""

_SPANS: Final = ((70, 70), (70, 310), (310, 310), (310, 0), (1810, 1810))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A world, what was done in it, and what came of it."""

    world: World
    acts: tuple[Attempt | Unlock, ...]

    @property
    def incident(self) -> Incident:
        """What came of it; the truth."""
        return play(self.world.site, self.acts)

    @property
    def policy(self) -> Policy:
        """The policy of all databases."""
        return self.world.site.databases[0].policy

    def logs(self) -> dict[str, Log]:
        """Return what each machine wrote."""
        return write(self.world, self.incident)


# ── who there is ────────────────────────────────────────────────────────────────────────────────


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a lockout policy."""
    window, duration = draw(st.sampled_from(_SPANS))
    return Policy(
        threshold=draw(st.integers(1, 5)),
        window=timedelta(seconds=window),
        duration=timedelta(seconds=duration),
    )


def member(era: Era, rules: Policy) -> Site:
    """Return one server that holds the accounts itself."""
    return Site(
        machines=(Machine(name="SRV1", era=era, domain=DOMAIN),),
        databases=(_database("SRV1", rules),),
    )


def domain(keeper: Era, second: Era | None, server: Era, rules: Policy) -> Site:
    """Return a primary controller, maybe a second one, and two servers with accounts of their own.

    All of them may be CAPs: a controller counts for the domain, a server for itself.
    """
    eras = {"DC1": keeper, "DC2": second, "FS1": server, "FS2": server}
    further = ("DC2",) if second else ()
    accounts = {"alice": SID, "bob": SID, "admin": SID}
    return Site(
        machines=tuple(
            Machine(name=name, era=era, domain=DOMAIN) for name, era in eras.items() if era
        ),
        databases=(
            Database(
                name=DOMAIN, keeper="DC1", policy=rules, accounts=accounts, controllers=further
            ),
            _database("FS1", rules),
            _database("FS2", rules),
        ),
    )


def _database(name: str, rules: Policy) -> Database:
    return Database(name=name, keeper=name, policy=rules, accounts={"alice": SID, "admin": SID})


@st.composite
def sites(draw: st.DrawFn, controllers: tuple[Era, ...]) -> Site:
    """Draw a site; its controllers are of one of these generations."""
    rules = draw(policies())
    if draw(st.integers(0, 3)) == 0:
        return member(draw(st.sampled_from(Era)), rules)
    keeper = draw(st.sampled_from(controllers))
    second = draw(st.sampled_from([None, *controllers]))
    return domain(keeper, second, draw(st.sampled_from(Era)), rules)


# ── what they do ────────────────────────────────────────────────────────────────────────────────


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


# ── how machines keep records ───────────────────────────────────────────────────────────────────


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Draw an audit policy."""
    on = st.sampled_from([True, True, True, False])
    return Audit(
        logon_failures=draw(on),
        logon_successes=draw(on),
        check_failures=draw(on),
        check_successes=draw(on),
        management=draw(on),
    )


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Draw a clock: right, wrong by seconds or minutes, set once, or drifting."""
    ahead = timedelta(milliseconds=draw(st.integers(-4_000, 4_000)))
    match draw(st.sampled_from(["right", "near", "far", "set", "drifts"])):
        case "right":
            return Clock()
        case "near":
            return Clock(ahead=ahead)
        case "far":
            return Clock(ahead=100 * ahead)
        case "set":
            stepped = draw(times(orderly=False))
            return Clock(stepped=stepped, step=timedelta(seconds=draw(st.integers(-90, 90))))
        case _:
            return Clock(drift=draw(st.integers(-60, 60)), since=NOON)


@st.composite
def keepings(draw: st.DrawFn) -> Keeping:
    """Draw how a machine keeps its records."""
    return Keeping(
        clock=draw(clocks()),
        audit=draw(audits()),
        holds=draw(st.sampled_from([None, None, None, 5, 20])),
        netlogon=draw(st.booleans()),
    )


@st.composite
def channels(draw: st.DrawFn, site: Site) -> dict[str, str]:
    """Draw which controller each member server asks."""
    further = [name for each in site.databases for name in (each.keeper, *each.controllers)]
    able = [name for name in further if name.startswith("DC")]
    servers = [each.name for each in site.machines if each.name.startswith("FS")]
    return {name: draw(st.sampled_from(able)) for name in servers if able}


# ── scenarios ───────────────────────────────────────────────────────────────────────────────────


@st.composite
def orderly(draw: st.DrawFn) -> Scenario:
    """Draw a scenario of which everything is recorded; controllers of NT 4 record too little."""
    site = draw(sites((Era.W2000, Era.W2003, Era.MODERN)))
    lines = {
        each.name: Keeping(netlogon=draw(st.integers(0, 3)) == 0)
        for each in site.machines
        if len(site.machines) > 1
    }
    world = World(site=site, keeping=lines, channel=draw(channels(site)))
    return Scenario(world=world, acts=draw(acts(site, orderly=True)))


@st.composite
def wild(draw: st.DrawFn) -> Scenario:
    """Draw a scenario in which anything may be amiss."""
    site = draw(sites(tuple(Era)))
    usual = draw(st.booleans())
    keeping = {} if usual else {each.name: draw(keepings()) for each in site.machines}
    world = World(site=site, keeping=keeping, channel=draw(channels(site)))
    happens = draw(st.sampled_from([dense(site), acts(site, orderly=False)]))
    return Scenario(world=world, acts=draw(happens))


@st.composite
def spoiled(draw: st.DrawFn, scenario: Scenario) -> Evidence:
    """Draw evidence of a scenario: logs cut, damaged, selected from or missing, or whole."""
    found = Evidence(logs=scenario.logs())
    parts = st.integers(0, 10).map(lambda tenth: tenth / 10)
    for machine in [each.name for each in scenario.world.machines()]:
        match draw(st.sampled_from(["whole", "whole", "cut", "damaged", "selected", "missing"])):
            case "cut":
                found = cut(found, machine, *sorted((draw(parts), draw(parts))))
            case "damaged":
                found = damaged(found, machine, *sorted((draw(parts), draw(parts))))
            case "selected":
                lost = draw(st.sets(st.integers(0, 16), max_size=6))
                found = selected(found, machine, lost)
            case "missing":
                found = without(found, machine)
            case _:
                pass
    return found
