"""A simulated world: machines that keep records in their own way, and by their own clocks.

`tests.builders.site` says who there is and whose database decides. Here stands what an honest
analysis does not know: how each clock stands, what each machine audits, how much its log holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.builders.site import Era, Machine, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far a machine's clock is ahead of true time.

    Attributes:
        ahead: All the time.
        stepped: When somebody set it, true time; None for never.
        step: By how much.
        drift: Seconds that it gains in an hour, since `since`.
        since: When it was last right, true time.
    """

    ahead: timedelta = timedelta()
    stepped: datetime | None = None
    step: timedelta = timedelta()
    drift: float = 0.0
    since: datetime | None = None

    def shows(self, time: datetime) -> datetime:
        """Return what the clock shows at a true time."""
        shown = time + self.ahead
        if self.stepped is not None and time >= self.stepped:
            shown += self.step
        if self.since is not None:
            hours = (time - self.since) / timedelta(hours=1)
            shown += timedelta(seconds=self.drift * hours)
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What a machine audits: logons it is accessed by, passwords it checks, and its accounts.

    NT 4 needs failures of Logon/Logoff on each accessed machine, and successes of account
    management for 644 (Q182918); passwords checked are a category since Windows 2000.
    """

    logon_failures: bool = True
    logon_successes: bool = True
    check_failures: bool = True
    check_successes: bool = True
    management: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How one machine keeps its records.

    Attributes:
        clock: By which it writes their times.
        audit: Of what it writes any.
        holds: Records that its log holds; the oldest are overwritten. None for all.
        netlogon: Whether its netlogon.log is turned on.
    """

    clock: Clock = field(default_factory=Clock)
    audit: Audit = field(default_factory=Audit)
    holds: int | None = None
    netlogon: bool = False


AS_USUAL = Keeping()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A site, and how its machines keep records.

    Attributes:
        site: Machines and databases.
        keeping: Machine -> how it keeps its records; `AS_USUAL` where it is not named.
        channel: Member server -> the domain controller that it asks; else the primary one.
    """

    site: Site
    keeping: Mapping[str, Keeping] = field(default_factory=dict)
    channel: Mapping[str, str] = field(default_factory=dict)

    def kept_by(self, machine: str) -> Keeping:
        """Return how a machine keeps its records."""
        return self.keeping.get(machine, AS_USUAL)

    def shown(self, machine: str, time: datetime) -> datetime:
        """Return the time that a machine writes at a true time; before Vista whole seconds."""
        shown = self.kept_by(machine).clock.shows(time)
        modern = self.site.machine(machine).era is Era.MODERN
        return shown if modern else shown.replace(microsecond=0)

    def controllers(self) -> tuple[str, ...]:
        """Return the domain controllers, the primary ones first."""
        domains = [each for each in self.site.databases if each.name != each.keeper]
        return (
            *(each.keeper for each in domains),
            *(name for each in domains for name in each.controllers),
        )

    def machines(self) -> tuple[Machine, ...]:
        """Return the machines of the site."""
        return self.site.machines
