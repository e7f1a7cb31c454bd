"""Markdown for wikis and tickets: what was found, in a page, with every name made harmless."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from forensics.findings import Findings
from forensics.knowing import leading
from forensics.legible import legible
from forensics.values import Absent
from forensics.words import counted, grouped, stamp

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>|~&$^!]|:(?=//)|(?<=www)\.)")
"""What Markdown and its tables would take for theirs; links are broken at their colon or dot."""

_CALLS: Final = re.compile(r"[@#]")
"""What wikis and trackers make mentions and references of, save in a span of code."""

_TICKS: Final = re.compile("`+")

LOCKOUTS: Final = 20
CLIENTS: Final = 10


def page(findings: Findings) -> str:
    """Return the page; ends with a newline."""
    findings = legible(findings)
    verdict, case = findings.verdict, findings.case
    lines = [
        f"# {_safe(': '.join(filter(None, (case.id, case.title))))}",
        "",
        f"**{_safe(verdict.statement)}**",
        "",
        f"Confidence: {verdict.confidence}. Nature: {verdict.nature}."
        + (f" Article: {verdict.kb}." if verdict.kb else ""),
        "",
        *(f"- {_safe(reason)}" for reason in verdict.because),
        *_lockouts(findings),
        *_clients(findings),
        *_causes(findings),
        *_actions(findings),
        *_evidence(findings),
        "",
        f"Made by lockout-forensics {findings.tool.version}.",
        f"Evidence set: `{findings.evidence_digest}`.",
    ]
    return "\n".join(lines) + "\n"


def _lockouts(findings: Findings) -> Iterator[str]:
    yield from ("", f"## {counted(len(findings.lockouts), 'lockout')}", "")
    rows = [
        (
            one.id,
            stamp(one.time),
            _value(one.account),
            _value(one.authority),
            _value(one.tripped_by),
            one.certainty,
        )
        for one in findings.lockouts[:LOCKOUTS]
    ]
    if rows:
        heads = ("Id", "Time (UTC)", "Account", "Account database", "Tripped by", "Certainty")
        yield from _table(heads, rows)
    left = len(findings.lockouts) - LOCKOUTS
    if left > 0:
        yield from ("", f"and {grouped(left)} more.")


def _clients(findings: Findings) -> Iterator[str]:
    rows = [
        (_value(one.name), grouped(one.bad_password), grouped(one.locked_out))
        for one in findings.clients[:CLIENTS]
    ]
    if rows:
        yield from ("", "## Clients", "")
        yield from _table(("Client", "Bad passwords", "Refused while locked"), rows)


def _causes(findings: Findings) -> Iterator[str]:
    shown = leading.shown(findings.diagnoses)
    if shown:
        yield from ("", "## Causes that are supported or open", "")
        yield from (f"- {_safe(one.kb)}, {one.standing}: {_safe(one.title)}" for one in shown)


def _actions(findings: Findings) -> Iterator[str]:
    if findings.actions:
        yield from ("", "## What to do", "")
        yield from (f"{place}. {_safe(one.text)}" for place, one in enumerate(findings.actions, 1))


def _evidence(findings: Findings) -> Iterator[str]:
    yield from ("", "## Evidence", "")
    rows = [
        (_value(one.path), one.state, grouped(one.records.read), f"`{one.sha256 or '-'}`")
        for one in findings.sources
    ]
    yield from _table(("File", "State", "Records read", "SHA-256"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _value(value: str | Absent) -> str:
    """Return a name as a span of code, where nothing in it is anything but itself."""
    if isinstance(value, Absent):
        return "not recorded"
    fence = "`" * (1 + max(map(len, _TICKS.findall(value)), default=0))
    pad = " " if "`" in value else ""
    return f"{fence}{pad}{value}{pad}{fence}".replace("|", "\\|")


def _safe(text: str) -> str:
    """Return prose that is nothing but text in Markdown."""
    escaped = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _CALLS.sub(r"`\g<0>`", escaped)
