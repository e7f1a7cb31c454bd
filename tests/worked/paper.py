"""The paper on which the worked examples are followed: who tries what when, and what is found.

Times are seconds after noon. Three bad passwords lock an account, the count starts again after 1800
seconds without one, and a lockout lasts 1800 seconds, unless an example says otherwise. All names
are invented. The machines write what their Windows writes; `pipeline.analyse` finds the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from forensics.findings import Findings
from forensics.occurrences import Lockout
from forensics.values import Absent, Instant
from tests.builders.incident import Attempt, Unlock, play
from tests.builders.simulator.logs import Log, write
from tests.builders.simulator.spoil import Evidence
from tests.builders.simulator.world import Keeping, World
from tests.builders.site import Client, Era, Policy, Site
from tests.simulated.reasoned import Known, analyse
from tests.simulated.who import domain, member

NOON: Final = datetime(2003, 10, 9, 12, tzinfo=UTC)
HALF_AN_HOUR: Final = timedelta(minutes=30)
THREE: Final = Policy(threshold=3, window=HALF_AN_HOUR, duration=HALF_AN_HOUR)
PCS: Final = tuple(Client(name=f"PC{number}", address=f"10.0.0.{number}") for number in range(1, 5))
KNOWN: Final = Known(clients=PCS)


# ── what is tried ───────────────────────────────────────────────────────────────────────────────


def moment(at: float) -> datetime:
    """Return the moment so many seconds after noon."""
    return NOON + timedelta(seconds=at)


def bad(*times: float, pc: int = 1, at: str = "SRV1", name: str = "") -> list[Attempt]:
    """Return wrong passwords of alice from PC`pc` at a machine; `name` is the domain presented."""
    client = PCS[pc - 1]
    return [
        Attempt(
            time=moment(time), client=client, target=at, account="alice", domain=name or client.name
        )
        for time in times
    ]


def good(time: float, *, pc: int = 1, at: str = "SRV1", name: str = "") -> Attempt:
    """Return the right password."""
    client = PCS[pc - 1]
    return Attempt(
        time=moment(time),
        client=client,
        target=at,
        account="alice",
        domain=name or client.name,
        right=True,
    )


def unlocked(time: float, *, authority: str = "SRV1", reset: bool = False) -> Unlock:
    """Return an administrator's unlocking, or their setting of a new password."""
    return Unlock(
        time=moment(time),
        authority=authority,
        account="alice",
        by="admin",
        by_domain=authority,
        reset=reset,
    )


# ── who there is ────────────────────────────────────────────────────────────────────────────────


def server(era: Era = Era.W2003, rules: Policy = THREE) -> World:
    """Return SRV1, which holds alice itself."""
    return World(site=member(era, rules))


def network(
    era: Era = Era.W2003,
    rules: Policy = THREE,
    keeping: Mapping[str, Keeping] | None = None,
) -> World:
    """Return the domain CORP: DC1 (primary), DC2, and FS1, FS2 with accounts of their own.

    FS1 asks DC2, FS2 asks DC1.
    """
    site: Site = domain(era, era, Era.W2003, rules)
    return World(site=site, keeping=keeping or {}, channel={"FS1": "DC2", "FS2": "DC1"})


# ── what is found ───────────────────────────────────────────────────────────────────────────────


def logs(world: World, *acts: Sequence[Attempt] | Attempt | Unlock) -> Evidence:
    """Return what the machines wrote; a machine that wrote nothing has an empty log."""
    flat: list[Attempt | Unlock] = []
    for act in acts:
        flat += [act] if isinstance(act, Attempt | Unlock) else list(act)
    written: dict[str, Log] = write(world, play(world.site, flat))
    return Evidence(logs=written)


def analysed(world: World, evidence: Evidence, known: Known = KNOWN) -> Findings:
    """Return the findings of the evidence."""
    return analyse(world, evidence, known)


def found(world: World, *acts: Sequence[Attempt] | Attempt | Unlock) -> Findings:
    """Return the findings of what the machines wrote about these acts."""
    return analysed(world, logs(world, *acts))


class Line(NamedTuple):
    """One lockout on one line: when, where, of what, by whom, and how sure that is."""

    at: float
    authority: str
    counted: tuple[float, ...]
    shares: Mapping[str, int]
    tripped_by: str
    refused: int
    certainty: str


def seconds(time: Instant | Absent) -> float:
    """Return a time in whole seconds after noon; -1 where there is none."""
    if isinstance(time, Absent):
        return -1
    return (time.ticks - Instant.of(NOON).ticks) // 10_000_000


def line(lockout: Lockout) -> Line:
    """Return one lockout on one line."""
    return Line(
        at=seconds(lockout.time),
        authority=lockout.authority,
        counted=tuple(seconds(each.time) for each in lockout.counted),
        shares={str(share.client): share.bad_passwords for share in lockout.shares},
        tripped_by=str(lockout.tripped_by),
        refused=lockout.refused,
        certainty=lockout.certainty,
    )


def lines(findings: Findings) -> list[Line]:
    """Return all lockouts, a line each."""
    return [line(lockout) for lockout in findings.lockouts]


def end(lockout: Lockout) -> tuple[float, str]:
    """Return when a lockout ended, and what tells it."""
    return seconds(lockout.until), lockout.until_basis
