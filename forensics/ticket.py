"""ticket.txt: what a support ticket asks for, in plain ASCII and 72 columns."""

import textwrap
from collections.abc import Iterable
from typing import Final

from forensics.findings import Findings
from forensics.knowing import leading
from forensics.standings import Diagnosis
from forensics.values import Absent

WIDTH: Final = 72
_LABEL: Final = 14
_LISTED: Final = 12


def ticket_txt(findings: Findings) -> bytes:
    """Return the text to paste into a ticket; ends with a newline."""
    blocks = [*_lines(findings), "", "Evidence (SHA-256):", *_hashes(findings)]
    return ("\n".join(blocks) + "\n").encode("ascii")


def _lines(findings: Findings) -> Iterable[str]:
    verdict = findings.verdict
    yield from _field("Case", f"{findings.case.id}: {findings.case.title}")
    if findings.case.ticket:
        yield from _field("Ticket", findings.case.ticket)
    yield from _field("Finding", verdict.headline)
    yield from _field("", verdict.statement)
    confidence = f"{verdict.confidence}. {' '.join(verdict.because)}".strip()
    yield from _field("Confidence", confidence)
    for each in leading.shown(findings.diagnoses):
        yield from _cause(each)
    counts = findings.attempts
    yield from _field("Account", _known(findings.subject.account))
    yield from _field("Servers", _listed([lane.host for lane in findings.lanes]))
    yield from _field("Clients", _listed([_known(each.name) for each in findings.clients]))
    yield from _field("First, last", _span(findings))
    yield from _field("Lockouts", f"{len(findings.lockouts)}")
    yield from _field(
        "Failures",
        f"{counts.total} ({counts.bad_password} bad password, {counts.locked_out} refused while "
        f"locked, {counts.unknown_account} unknown account, {counts.other_failure} other)",
    )
    for place, action in enumerate(findings.actions[:3]):
        yield from _field("" if place else "Do first", f"{place + 1}. {action.text}")


def _cause(one: Diagnosis) -> Iterable[str]:
    cited = one.citation
    if one.kind == "article":
        yield from _field("Article", f"{one.kb} ({one.standing}), {cited.product}")
        yield from _field("", f"dated {cited.dated}: {one.title}")
    else:
        yield from _field("General", f"{one.title} ({one.standing})")
    yield from _field("Cause", one.cause)
    yield from _field("Status", f"{one.status} {leading.remedy(one)}")


def _field(label: str, text: str) -> list[str]:
    head = (f"{label}:" if label else "").ljust(_LABEL)
    return textwrap.wrap(
        ascii_only(text).strip() or "-",
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * _LABEL,
        break_long_words=True,
        break_on_hyphens=False,
    )


def ascii_only(text: str) -> str:
    """Return `text` in printable ASCII: anything else becomes a visible escape."""
    spelled = "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
    return spelled.encode("ascii", "backslashreplace").decode("ascii")


def _known(name: str | Absent) -> str:
    return "(not recorded)" if isinstance(name, Absent) else name


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_LISTED])
    rest = len(names) - _LISTED
    return f"{shown} and {rest} others" if rest > 0 else shown


def _span(findings: Findings) -> str:
    if not findings.clients:
        return "-"
    first = min(each.first for each in findings.clients)
    last = max(each.last for each in findings.clients)
    return f"{first.iso()}, {last.iso()}"


def _hashes(findings: Findings) -> Iterable[str]:
    for source in findings.sources:
        state = "" if source.state == "intact" else f" ({source.state})"
        yield from textwrap.wrap(
            ascii_only(source.path) + state, WIDTH, initial_indent="  ", subsequent_indent="  "
        )
        yield f"  {source.sha256 or 'not read'}"
