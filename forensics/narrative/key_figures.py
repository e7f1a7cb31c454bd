"""The five figures of page 1, each with a link to the chapter that shows it."""

from dataclasses import dataclass

from forensics.findings import Findings
from forensics.narrative.common import failed, noun
from forensics.values import Absent
from forensics.words import counted, grouped, lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A key figure, what it counts, and where it is shown; `title` is for a screen reader."""

    number: str
    says: str
    href: str
    title: str


def key_figures(findings: Findings) -> tuple[Fact, ...]:
    """Return the figures of page 1."""
    counts, tallies = failed(findings), findings.tallies
    clients = tallies.clients.clients
    bad = _happened(counts.bad_password, "bad passwords")
    refused = _happened(counts.locked_out, "refused while locked")
    if not tallies.lockouts.incident:
        other = _happened(tallies.failures.neither, "other failures")
        return (
            _every(0, "lockouts recorded or inferred"),
            _happened(counts.total, "failed logons"),
            _who(clients, "clients sent them" if clients != 1 else "client sent them"),
            bad,
            refused if counts.locked_out else other,
        )
    return (
        _locked(findings),
        _targets(findings),
        _who(
            tallies.clients.sent_counted,
            f"of {counted(clients, 'client')} sent counted bad passwords",
        ),
        bad,
        refused,
    )


def _locked(findings: Findings) -> Fact:
    lockouts = findings.tallies.lockouts
    span = lockouts.span_seconds
    within = "" if isinstance(span, Absent) else f" in {lasting(span)}"
    noun_ = "lockout" if lockouts.incident == 1 else "lockouts"
    return _every(lockouts.incident, f"{noun_}{within}")


def _targets(findings: Findings) -> Fact:
    one, many = noun(findings)
    found = findings.tallies.targets
    if found.targets != found.with_lane:
        return _who(found.targets, many)
    return _who(found.locked, f"of {counted(found.targets, one, many)} saw it locked")


def _happened(number: int, says: str) -> Fact:
    title = "Shown in chapter 1, what happened"
    return Fact(number=grouped(number), says=says, href="#what", title=title)


def _who(number: int, says: str) -> Fact:
    title = "Shown in chapter 2, who and where"
    return Fact(number=grouped(number), says=says, href="#who", title=title)


def _every(number: int, says: str) -> Fact:
    title = "Shown in chapter 3, every lockout"
    return Fact(number=grouped(number), says=says, href="#locks", title=title)
