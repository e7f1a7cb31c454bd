"""Who failed where, gathered for a drawing: few enough senders, targets and bands to be read.

Few clients are all named; of many, the busiest are, and the others are taken together by subnet.
Targets are joined until at most 150 bands are left.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.edges import of_first
from forensics.findings import Findings
from forensics.occurrences import Client
from forensics.rests import by_group, ranked_clients
from forensics.words import grouped, or_why

_MOST_CLIENTS: Final = 30
_NAMED: Final = 12
_GROUPS: Final = 14
_MOST_RIBBONS: Final = 150
_TARGETS: Final = (12, 9, 6, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One origin of bands: a client, or several drawn as one (`lump`)."""

    title: str
    group: str
    counted: int
    failures: int
    lump: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The map as it is drawn.

    Attributes:
        senders: From top to bottom.
        count: (sender's title, target's title) -> failed logons.
        targets: Target's title -> failed logons; `joined` is the one that stands for several.
        joined: Its title, or `""`.
        lockouts: Target's title -> lockouts that it saw; a domain's lockout is seen by several.
    """

    senders: tuple[Sender, ...]
    count: Mapping[tuple[str, str], int]
    targets: Mapping[str, int]
    joined: str
    lockouts: Mapping[str, int]


def flows(findings: Findings) -> Flows | None:
    """Return the map of the subject account's failures, or None where no client failed."""
    senders, of = _senders(findings.clients)
    count = _count(findings, of)
    if not count:
        return None
    shown, joined = _shown(_by_target(count), len(senders))
    few = Counter[tuple[str, str]]()
    for (sender, target), failures in count.items():
        few[sender, shown[target]] += failures
    return Flows(
        senders=tuple(senders),
        count=few,
        targets=_by_target(few),
        joined=joined,
        lockouts=_lockouts(findings, shown),
    )


def _senders(clients: Sequence[Client]) -> tuple[list[Sender], Mapping[str, str]]:
    """Return the senders from top to bottom, and client -> title of the sender that shows it."""
    if len(clients) <= _MOST_CLIENTS:
        groups, rest = by_group(clients), []
    else:
        ranked = ranked_clients(clients)
        groups, rest = [("the busiest", ranked[:_NAMED])], ranked[_NAMED:]
    senders, of = [], {}
    for group, members in groups:
        for client in sorted(members, key=lambda one: (-one.counted, -_all(one), or_why(one.name))):
            senders.append(_one(client, group))
            of[or_why(client.name)] = or_why(client.name)
    for title, members in _lumps(rest):
        senders.append(_lump(title, members))
        of.update(dict.fromkeys((or_why(client.name) for client in members), title))
    return senders, of


def _lumps(rest: Sequence[Client]) -> list[tuple[str, list[Client]]]:
    named = [(group, members) for group, members in by_group(rest) if group][:_GROUPS]
    lumps = [(f"{group}: {grouped(len(members))} more", members) for group, members in named]
    placed = {or_why(client.name) for _, members in named for client in members}
    left = [client for client in rest if or_why(client.name) not in placed]
    return [*lumps, (f"{grouped(len(left))} more clients", left)] if left else lumps


def _one(client: Client, group: str) -> Sender:
    return Sender(
        title=or_why(client.name),
        group=group,
        counted=client.counted,
        failures=_all(client),
        lump=False,
    )


def _lump(title: str, members: Sequence[Client]) -> Sender:
    return Sender(
        title=title,
        group="the others, by subnet",
        counted=sum(client.counted for client in members),
        failures=sum(_all(client) for client in members),
        lump=True,
    )


def _all(client: Client) -> int:
    return client.bad_password + client.locked_out + client.unknown_account + client.other_failure


def _count(findings: Findings, of: Mapping[str, str]) -> Counter[tuple[str, str]]:
    count = Counter[tuple[str, str]]()
    for edge in of_first(findings):
        failures = edge.bad_password + edge.locked_out + edge.unknown_account + edge.other_failure
        client = or_why(edge.client)
        if failures and client in of:
            count[of[client], edge.target] += failures
    return count


def _by_target(count: Mapping[tuple[str, str], int]) -> Counter[str]:
    totals = Counter[str]()
    for (_, target), failures in count.items():
        totals[target] += failures
    return totals


def _shown(totals: Mapping[str, int], senders: int) -> tuple[Mapping[str, str], str]:
    """Return target -> title under which it is drawn, and the title that stands for several."""
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    kept = next(
        (most for most in _TARGETS if senders * min(most + 1, len(ranked)) <= _MOST_RIBBONS),
        _TARGETS[-1],
    )
    if len(ranked) <= kept + 1:
        return {name: name for name in ranked}, ""
    rest = f"{grouped(len(ranked) - kept)} others"
    return {name: name if index < kept else rest for index, name in enumerate(ranked)}, rest


def _lockouts(findings: Findings, shown: Mapping[str, str]) -> Mapping[str, int]:
    seen: dict[str, set[str]] = {}
    for lane in findings.lanes:
        if lane.host in shown:
            seen.setdefault(shown[lane.host], set()).update(one.lockout for one in lane.locked)
    return {target: len(lockouts) for target, lockouts in seen.items()}
