"""What the evidence proposes for `case.toml`: machines, roles, policy, time zones, the window.

Nothing here is taken as true: the analyst confirms it by taking away the sign of a comment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forensics.findings import Findings
from forensics.opening.zones import Candidate, said
from forensics.pipeline import Analysis
from forensics.values import NOT_RECORDED, Absent, Instant
from forensics.words import counted

HOSTS: Final = 40
"""So many machines are proposed; where there are more, `hosts.csv` is the better place."""

_OF_SMS: Final = ("smsclitoknacct", "smsclisvcacct", "smsclient_")
"""How the accounts of SMS clients begin: of Q299352 and Q231399, and those of a site."""

_STATED: Final = ("evidence", "inferred")
_LEAST_OFFSET: Final = 1.0  # seconds; less decides nothing that a second does not


@dataclass(frozen=True, slots=True, kw_only=True)
class HostProposal:
    """A machine, as one `[[host]]` would declare it, and why it is proposed.

    Attributes:
        roles: Shown by its records.
        aliases: Names that may be the same machine.
        clock_offset: Its clock minus those of others, as measured; `""` where it is not.
        maybe_cap: Accounts that clients of SMS 2.0 have for themselves were presented to it, as to
            a Client Access Point (Q299352), but as to other servers too (Q232653).
    """

    name: str
    because: str
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    clock_offset: str = ""
    maybe_cap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProposal:
    """The lockout policy, in seconds, and where it was found; None for what is not known."""

    threshold: int | None
    window: int | None
    duration: int | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneProposal:
    """Zones in which the local times of an exhibit meet the logs in UTC; at least one name."""

    path: str
    names: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """All that is proposed for one case.

    Attributes:
        hosts: Machines that keep logs here, and those that answer for a domain.
        further: How many more there are.
        policy: Of the domain, or None.
        zones: A proposal for each exhibit in local time.
        first: The first failure of any account.
        last: The last.
    """

    hosts: tuple[HostProposal, ...] = ()
    further: int = 0
    policy: PolicyProposal | None = None
    zones: tuple[ZoneProposal, ...] = ()
    first: Instant | Absent = NOT_RECORDED
    last: Instant | Absent = NOT_RECORDED


NOTHING: Final = Proposals()


def propose(analysis: Analysis, zones: tuple[Candidate, ...]) -> Proposals:
    """Return what an analysis proposes.

    Args:
        analysis: Of the evidence, with nothing declared.
        zones: What `zones.candidates` found in its observations.
    """
    findings = analysis.findings
    hosts = tuple(_hosts(findings))
    return Proposals(
        hosts=hosts[:HOSTS],
        further=len(hosts[HOSTS:]),
        policy=_policy(findings),
        zones=tuple(_zone(each, findings) for each in zones if each.zones),
        first=min((edge.first for edge in findings.edges), key=_ticks, default=NOT_RECORDED),
        last=max((edge.last for edge in findings.edges), key=_ticks, default=NOT_RECORDED),
    )


def _ticks(moment: Instant) -> int:
    return moment.ticks


def _hosts(findings: Findings) -> Iterator[HostProposal]:
    answering = {each.host: each for each in findings.controllers}
    logged = [each.host for each in findings.coverage.hosts]
    targets = {edge.target: edge.roles for edge in findings.edges}
    of_sms = {edge.target for edge in findings.edges if _is_of_sms(edge.account)}
    roles = {each.host: each.roles for each in findings.coverage.hosts}
    perhaps = _perhaps(findings)
    clocks = {each.host: each for each in findings.clocks if each.basis == "paired"}
    for name in dict.fromkeys((*logged, *answering, *targets)):
        shown = dict.fromkeys((*roles.get(name, ()), *targets.get(name, ())))
        if name in answering:
            shown["dc"] = None
        offset = clocks[name].offset_seconds if name in clocks else 0.0
        yield HostProposal(
            name=name,
            because="it keeps a log here" if name in logged else "accounts were presented to it",
            roles=tuple(shown),
            aliases=perhaps.get(name, ()),
            clock_offset=_signed(offset) if isinstance(offset, float | int) else "",
            maybe_cap=name in of_sms and "cap" not in shown,
        )


def _is_of_sms(account: str | Absent) -> bool:
    return isinstance(account, str) and account.casefold().startswith(_OF_SMS)


def _signed(offset: float) -> str:
    return f"{offset:+.1f}s" if abs(offset) >= _LEAST_OFFSET else ""


def _perhaps(findings: Findings) -> Mapping[str, tuple[str, ...]]:
    """Return for each name those that may be the same machine and were kept apart."""
    related = [tie.names for tie in findings.identities if tie.kind == "related"]
    found: dict[str, tuple[str, ...]] = {}
    for names in related:
        for name in names:
            others = tuple(other for other in names if other != name)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
    return found


def _policy(findings: Findings) -> PolicyProposal | None:
    policy = findings.policy
    if policy.basis not in _STATED or not isinstance(policy.threshold, int):
        return None
    window, duration = policy.window_seconds, policy.duration_seconds
    where = "stated in the evidence" if policy.basis == "evidence" else "inferred from lockouts"
    return PolicyProposal(
        threshold=policy.threshold,
        window=window if isinstance(window, int) else None,
        duration=duration if isinstance(duration, int) else None,
        because=where,
    )


def _zone(found: Candidate, findings: Findings) -> ZoneProposal:
    path = findings.sources[found.source].path
    tries = counted(found.of, "try", "tries")
    because = f"{found.met:,} of {tries} meet the logs in UTC at {said(found.offset)}"
    return ZoneProposal(path=path, names=found.zones, because=because)
