"""Whether what is said of simulated evidence is true."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from forensics.occurrences import Lockout
from forensics.values import Instant
from tests.builders.incident import Ruling, TrueLockout
from tests.builders.simulator.controllers import Part, way
from tests.builders.simulator.world import World
from tests.simulated.scenarios import Scenario

_NEAR = 20_000
"""Ticks, 2 ms: recorded times are taken over as they are."""


def shares(lockout: Lockout) -> dict[str, int]:
    """Return what each client sent of a found lockout."""
    return {str(share.client): share.bad_passwords for share in lockout.shares}


def true_shares(was: TrueLockout) -> dict[str, int]:
    """Return what each client sent of a lockout as it was."""
    return dict(Counter(each.client for each in was.counted))


def records_of(scenario: Scenario) -> Iterator[tuple[TrueLockout, str, int]]:
    """Yield every lockout as it was, with each machine that records it and the ticks it shows."""
    incident = scenario.incident
    locking = [each for each in incident.happenings if isinstance(each, Ruling) and each.locks]
    for ruling, was in zip(locking, incident.truth.lockouts, strict=True):
        for station in way(scenario.world, ruling):
            if station.part is not Part.IS_ACCESSED:
                shown = scenario.world.shown(station.machine, station.time)
                yield was, station.machine, Instant.of(shown).ticks


def answering(world: World, was: TrueLockout) -> tuple[str, ...]:
    """Return under which names the database of a lockout may stand."""
    database = next(each for each in world.site.databases if each.name == was.authority)
    return (database.name, database.keeper, *database.controllers)


def the_true(lockout: Lockout, scenario: Scenario) -> TrueLockout | None:
    """Return the lockout as it was, by its record; None where none was."""
    for was, machine, ticks in records_of(scenario):
        if (
            machine == lockout.host
            and abs(ticks - lockout.time.ticks) < _NEAR
            and was.account == lockout.account
            and lockout.authority in answering(scenario.world, was)
        ):
            return was
    return None


def false_claims(lockouts: tuple[Lockout, ...], scenario: Scenario) -> list[str]:
    """Return what is wrong with the lockouts that are called certain, in words; hopefully nothing.

    A certain one says who sent how many of the passwords that counted, and who tripped it.
    """
    wrong = []
    for lockout in lockouts:
        if lockout.certainty != "certain":
            continue
        was = the_true(lockout, scenario)
        if was is None:
            wrong.append(f"{lockout.id}: never happened")
        elif shares(lockout) != true_shares(was):
            wrong.append(f"{lockout.id}: shares {shares(lockout)}, in truth {true_shares(was)}")
        elif lockout.tripped_by != was.tripped_by:
            wrong.append(f"{lockout.id}: {lockout.tripped_by}, in truth {was.tripped_by}")
    return wrong


def seconds(span: timedelta) -> int:
    """Return a policy's span in seconds."""
    return int(span.total_seconds())
