"""Draws scenarios: who there is, what they try, how machines keep records, and what is lost.

`orderly` ones can be explained to the last password: clocks are true, everything is audited, and
no silence is so near the window or the duration that a whole second decides. `wild` ones are not.
"""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st

from tests.builders.incident import Attempt, Incident, Unlock, play
from tests.builders.simulator.logs import Log, write
from tests.builders.simulator.spoil import Evidence, cut, damaged, selected, without
from tests.builders.simulator.world import Audit, Clock, Keeping, World
from tests.builders.site import Era, Policy, Site
from tests.simulated.doings import NOON, acts, dense, times
from tests.simulated.who import sites


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


@st.composite
def shortened(draw: st.DrawFn, scenario: Scenario) -> Evidence:
    """Draw evidence of a scenario whose logs begin late, end early or are missing, all sound."""
    found = Evidence(logs=scenario.logs())
    parts = st.integers(0, 10).map(lambda tenth: tenth / 10)
    for machine in [each.name for each in scenario.world.machines()]:
        match draw(st.sampled_from(["whole", "cut", "missing"])):
            case "cut":
                found = cut(found, machine, *sorted((draw(parts), draw(parts))))
            case "missing":
                found = without(found, machine)
            case _:
                pass
    return found
