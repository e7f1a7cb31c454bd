"""Which lanes a figure shows: all of them while they are few, else the busiest and then groups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.bursts import Bursts, framed, together
from forensics.findings import Findings
from forensics.occurrences import Client, Lockout
from forensics.rests import by_group, ranked_clients
from forensics.traces import Lane
from forensics.values import Instant
from forensics.words import grouped, or_why

MOST_TARGETS: Final = 8
MOST_CLIENTS: Final = 30
_BUSIEST: Final = 25
_GROUPS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A time during which the account was locked; an unknown end is hatched."""

    begins: Instant
    ends: Instant
    ends_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One lane as drawn: marks and the three counts that stand at its right.

    Where the findings hold no bursts of it, `extent` is its first and its last failure.
    """

    title: str
    strong: bool
    bursts: Bursts
    locked: tuple[Locked, ...]
    lockouts: tuple[tuple[Instant, str], ...]
    bad_password: int
    locked_out: int
    lockout_count: int
    extent: tuple[Instant, Instant] | None = None


def target_tracks(findings: Findings) -> tuple[Track, ...]:
    """Return one track a target; beyond eight, the busiest seven and one for the others."""
    lanes = findings.lanes
    if len(lanes) <= MOST_TARGETS:
        return tuple(_target(lane) for lane in lanes)
    busiest = sorted(lanes, key=lambda lane: (-lane.lockouts, -_failures(lane), lane.host))
    kept = {lane.host for lane in busiest[: MOST_TARGETS - 1]}
    shown = [_target(lane) for lane in lanes if lane.host in kept]
    rest = [_target(lane) for lane in lanes if lane.host not in kept]
    return (*shown, _merged(f"{grouped(len(rest))} others", rest))


def client_tracks(findings: Findings) -> tuple[Track, ...]:
    """Return one track a client; beyond thirty, the busiest 25, then one for each group."""
    lanes = {lane.host: lane for lane in findings.client_lanes}
    tripped = _tripped(findings)
    ranked = ranked_clients(findings.clients)
    if len(ranked) <= MOST_CLIENTS:
        return tuple(_client(client, lanes, tripped) for client in ranked)
    shown = [_client(client, lanes, tripped) for client in ranked[:_BUSIEST]]
    return (*shown, *_groups(ranked[_BUSIEST:], lanes, tripped))


def _groups(
    rest: Sequence[Client],
    lanes: Mapping[str, Lane],
    tripped: Mapping[str, list[tuple[Instant, str]]],
) -> list[Track]:
    named = [(group, members) for group, members in by_group(rest) if group]
    tracks = [
        _merged(
            f"{group}: {grouped(len(members))} more",
            [_client(client, lanes, tripped) for client in members],
        )
        for group, members in named[:_GROUPS]
    ]
    placed = {or_why(client.name) for _, members in named[:_GROUPS] for client in members}
    left = [client for client in rest if or_why(client.name) not in placed]
    if left:
        merged = [_client(client, lanes, tripped) for client in left]
        tracks.append(_merged(f"{grouped(len(left))} more", merged))
    return tracks


def _failures(lane: Lane) -> int:
    return lane.bad_password + lane.locked_out


def _target(lane: Lane) -> Track:
    return Track(
        title=lane.host,
        strong=True,
        bursts=framed(lane.bursts),
        locked=tuple(
            Locked(begins=one.begins, ends=one.ends, ends_known=one.ends_known)
            for one in lane.locked
        ),
        lockouts=tuple((one.begins, one.lockout) for one in lane.locked),
        bad_password=lane.bad_password,
        locked_out=lane.locked_out,
        lockout_count=lane.lockouts,
    )


def _client(
    client: Client,
    lanes: Mapping[str, Lane],
    tripped: Mapping[str, list[tuple[Instant, str]]],
) -> Track:
    name = or_why(client.name)
    lane = lanes.get(name)
    return Track(
        title=name,
        strong=client.counted > 0,
        bursts=framed(lane.bursts if lane else ()),
        locked=(),
        lockouts=tuple(tripped.get(name, ())),
        bad_password=client.bad_password,
        locked_out=client.locked_out,
        lockout_count=client.tripped,
        extent=None if lane else (client.first, client.last),
    )


def _merged(title: str, tracks: Sequence[Track]) -> Track:
    extents = [track.extent for track in tracks if track.extent]
    return Track(
        title=title,
        strong=False,
        bursts=together(track.bursts for track in tracks),
        locked=tuple(locked for track in tracks for locked in track.locked),
        lockouts=tuple(sorted({mark for track in tracks for mark in track.lockouts})),
        bad_password=sum(track.bad_password for track in tracks),
        locked_out=sum(track.locked_out for track in tracks),
        lockout_count=len({number for track in tracks for _, number in track.lockouts}),
        extent=(min(extents)[0], max(last for _, last in extents)) if extents else None,
    )


def _tripped(findings: Findings) -> Mapping[str, list[tuple[Instant, str]]]:
    marks: defaultdict[str, list[tuple[Instant, str]]] = defaultdict(list)
    for lockout in subject_lockouts(findings):
        if isinstance(lockout.tripped_by, str):
            marks[lockout.tripped_by].append((lockout.time, lockout.id))
    return marks


def subject_lockouts(findings: Findings) -> tuple[Lockout, ...]:
    """Return the lockouts of the incident that page 1 is about."""
    own = {each.id for each in findings.incidents[:1]}
    return tuple(one for one in findings.lockouts if one.incident in own)
