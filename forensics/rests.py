"""What a page draws together: the clients and targets beyond the busiest, summed.

The pages show so many of each one by one (`CLIENTS_LANES` and so on) and take the others together,
by subnet where one is known. Who is busiest is decided here, and here alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from forensics.edges import of_first, targets
from forensics.findings import Findings
from forensics.occurrences import Client
from forensics.tallies import Rest
from forensics.traces import Lane
from forensics.words import or_why

CLIENTS: Final = (0, 12, 25)
"""Clients that stand alone: in a matrix of subnets, on the map, as lanes and in the table."""

GROUPS: Final = (8, 14)
"""Subnets that stand alone: as lanes, on the map."""

LANES: Final = (7, 40)
"""Targets that stand alone: as lanes on page 1, in the table."""

TARGETS: Final = (12, 9, 6, 4)
"""Targets that stand alone on the map, the fewer the more clients there are."""


def ranked_clients(clients: Iterable[Client]) -> list[Client]:
    """Return the clients in the order of every figure and table: by what they counted for."""
    return sorted(
        clients,
        key=lambda one: (
            -one.counted,
            -one.tripped,
            -one.bad_password,
            -(one.locked_out + one.unknown_account + one.other_failure),
            or_why(one.name),
        ),
    )


def by_group(clients: Iterable[Client]) -> list[tuple[str, list[Client]]]:
    """Return the clients by group, the largest group first; those without one come last."""
    groups: defaultdict[str, list[Client]] = defaultdict(list)
    for client in clients:
        groups[client.group if isinstance(client.group, str) else ""].append(client)
    return sorted(groups.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))


def busiest_lanes(lanes: Sequence[Lane]) -> tuple[list[Lane], list[Lane]]:
    """Return the lanes as page 1 and as the table of targets rank them, the busiest first."""
    drawn = sorted(
        lanes, key=lambda one: (-one.lockouts, -(one.bad_password + one.locked_out), one.host)
    )
    listed = sorted(lanes, key=lambda one: (-one.lockouts, -one.bad_password, one.host))
    return drawn, listed


def rests(findings: Findings) -> tuple[Rest, ...]:
    """Return the sums of everything that a page takes together; nothing of a small case."""
    return (
        *_clients(findings.clients),
        *_lanes(findings.lanes),
        *_targets(findings),
    )


def _clients(clients: Sequence[Client]) -> Iterator[Rest]:
    ranked = ranked_clients(clients)
    for beyond in CLIENTS:
        rest = ranked[beyond:]
        if not rest or len(ranked) <= max(CLIENTS):
            continue
        yield _sum(rest, beyond, "")
        groups = by_group(rest)
        for subnet, members in groups[: max(GROUPS)]:
            if subnet:
                yield _sum(members, beyond, subnet)
        for most in GROUPS:
            alone = [name for name, _ in groups if name][:most]
            left = [each for name, members in groups if name not in alone for each in members]
            if left:
                yield _sum(left, beyond, "")


def _sum(clients: Sequence[Client], beyond: int, subnet: str) -> Rest:
    return Rest(
        of="clients",
        beyond=beyond,
        subnet=subnet,
        number=len(clients),
        bad_password=sum(one.bad_password for one in clients),
        locked_out=sum(one.locked_out for one in clients),
        neither=sum(one.unknown_account + one.other_failure for one in clients),
        failures=sum(one.failures for one in clients),
        counted=sum(one.counted for one in clients),
        lockouts=sum(one.tripped for one in clients),
    )


def _lanes(lanes: Sequence[Lane]) -> Iterator[Rest]:
    for beyond, ranked in zip(LANES, busiest_lanes(lanes), strict=True):
        rest = ranked[beyond:]
        if len(rest) > 1:
            yield Rest(
                of="lanes",
                beyond=beyond,
                number=len(rest),
                bad_password=sum(one.bad_password for one in rest),
                locked_out=sum(one.locked_out for one in rest),
                lockouts=len({each.lockout for one in rest for each in one.locked}),
            )


def _targets(findings: Findings) -> Iterator[Rest]:
    known = {one.name if isinstance(one.name, str) else None for one in findings.clients}
    failures = targets(of_first(findings), known)
    ranked = sorted(failures, key=lambda name: (-failures[name], name))
    locked = {lane.host: {each.lockout for each in lane.locked} for lane in findings.lanes}
    for beyond in TARGETS:
        rest = ranked[beyond:]
        if len(rest) > 1:
            yield Rest(
                of="targets",
                beyond=beyond,
                number=len(rest),
                failures=sum(failures[name] for name in rest),
                lockouts=len(set[str]().union(*(locked.get(name, set()) for name in rest))),
            )
