"""ticket.txt: what a support ticket asks for, in plain ASCII and 72 columns, on a page or so.

It is written for the engineer at the manufacturer: which product and article, how sure, what is
asked, what was counted, and the hashes that tell the evidence apart from any other. It is a leaf of
the root at the foot of the report's pages and so cannot hold that root; it holds the SHA-256 of
`findings.json`, from which everything else follows, and of the exhibits.
"""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from forensics.effects import LockoutPolicy
from forensics.findings import Findings
from forensics.knowing import leading
from forensics.sources import none_read
from forensics.standings import Diagnosis
from forensics.values import Absent
from forensics.words import counted, lasting, span

WIDTH: Final = 72
_LABEL: Final = 14
_LISTED: Final = 12
_MOST_LINES: Final = 9  # of a field
_OF_NAMES: Final = 4  # of a field with names; more would be a name made to flood it
_MOST_CAUSES: Final = 2
_MOST_ACTIONS: Final = 3
_MOST_EXHIBITS: Final = 8
_TYPED: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u2013\u2014", "-"),
        "\u00d7": "x",
        "\u2026": "...",
        "\u00a0": " ",
        "\u2039": "<",
        "\u203a": ">",
    }
)
"""What a typewriter has for the marks of print."""
_SYSTEMS: Final = {"nt": "NT 4.0", "2003": "Server 2003", "later": "Vista/Server 2008 or later"}
"""What the values of `server.os` stand for; of the others each says it itself."""


def ticket_txt(findings: Findings, digest: str) -> bytes:
    """Return the text to paste into a ticket; ends with a newline.

    Args:
        findings: All that it says.
        digest: SHA-256 of `findings.json`, in hexadecimal.
    """
    blocks = [*_lines(findings), "", *_hashes(findings), "", *_report(findings, digest)]
    return ("\n".join(blocks) + "\n").encode("ascii")


def _lines(findings: Findings) -> Iterable[str]:
    case, verdict = findings.case, findings.verdict
    shown = leading.shown(findings.diagnoses)[:_MOST_CAUSES]
    named = filter(None, dict.fromkeys((case.id, case.title)))
    yield from _field("Case", ": ".join(named), _OF_NAMES)
    if case.ticket:
        yield from _field("Ticket", case.ticket, _OF_NAMES)
    yield from _field("Product", _product(findings, shown))
    yield from _field("Finding", verdict.headline, _OF_NAMES)
    yield from _field("", verdict.statement)
    confidence = f"{verdict.confidence}. {' '.join(verdict.because)}".strip()
    yield from _field("Confidence", confidence)
    yield from _field("Asked", _asked(findings, shown))
    for each in shown:
        yield from _cause(each)
    yield from _counts(findings)
    for place, action in enumerate(findings.actions[:_MOST_ACTIONS]):
        yield from _field("" if place else "Do first", f"{place + 1}. {action.text}")


def _product(findings: Findings, shown: Sequence[Diagnosis]) -> str:
    named = [one.citation.product for one in shown if one.citation.product]
    if named:
        return named[0]
    systems = next((one.values for one in findings.facts if one.name == "server.os"), ())
    told = ", ".join(_SYSTEMS.get(each, each) for each in systems)
    return f"Windows ({told})" if systems else "Windows, version not known"


def _asked(findings: Findings, shown: Sequence[Diagnosis]) -> str:
    """Return the one question to the reader; ours, and told as such in the report."""
    lead = leading.supported(findings.diagnoses)
    if not findings.subject.failures.total and not findings.lockouts:
        return (
            "Nothing yet: none of the evidence could be read."
            if none_read(findings.sources)
            else "Nothing: no failed logon and no lockout of a named account is in the evidence."
        )
    if lead is None:
        near = f" Nearest: {', '.join(leading.label(one.kb) for one in shown)}." if shown else ""
        obtain = f" To collect next: {findings.undecided[0].obtain}" if findings.undecided else ""
        return f"Which cause fits these records?{near}{obtain}"
    if lead.kind != "article":
        return f"Confirm from these records that this is the cause: {lead.title}."
    if lead.fixed_in:
        return f"Confirm that this is {lead.kb}, and that {lead.fixed_in} corrects it at this site."
    if lead.resolution or lead.workaround:
        return f"Confirm that this is {lead.kb}, and that what it offers suits this site."
    return f"Confirm that this is {lead.kb}, and say what corrects it: the article names nothing."


def _cause(one: Diagnosis) -> Iterable[str]:
    cited = one.citation
    if one.kind == "article":
        yield from _field("Article", f"{one.kb} ({one.standing}), {cited.product}")
        yield from _field("", f"dated {cited.dated}: {one.title}")
    else:
        yield from _field("General", f"{one.title} ({one.standing})")
    yield from _field("Cause", one.cause)
    yield from _field("Status", f"{one.status} {leading.remedy(one)}")


def _counts(findings: Findings) -> Iterable[str]:
    subject, tallies = findings.subject, findings.tallies
    counts = subject.failures if isinstance(subject.account, str) else findings.attempts
    more = f" and {subject.accounts - 1} more of this incident" if subject.accounts > 1 else ""
    yield from _field("Account", f"{_known(subject.account)}{more}", _OF_NAMES)
    yield from _field("Servers", _listed([lane.host for lane in findings.lanes]), _OF_NAMES)
    clients = _listed([_known(each.name) for each in findings.clients])
    yield from _field("Clients", clients, _OF_NAMES)
    yield from _field("First, last", _span(findings))
    yield from _field("Lockouts", _lockouts(findings))
    yield from _field(
        "Failures",
        f"{counts.total} ({counts.bad_password} bad password, {counts.locked_out} refused while "
        f"locked, {counts.unknown_account} unknown account, {counts.other_failure} other)",
    )
    if tallies.lockouts.incident:
        yield from _field("Policy", _policy(findings.policy))


def _lockouts(findings: Findings) -> str:
    found, clients = findings.tallies.lockouts, findings.tallies.clients
    if not found.incident:
        return "0"
    within = (
        "" if isinstance(found.span_seconds, Absent) else f" within {lasting(found.span_seconds)}"
    )
    recorded = found.incident - found.incident_inferred
    return (
        f"{found.incident}{within} ({recorded} recorded, {found.incident_inferred} inferred); "
        f"{clients.sent_counted} of {counted(clients.clients, 'client')} sent what counted"
    )


def _policy(one: LockoutPolicy) -> str:
    threshold = one.threshold if isinstance(one.threshold, int) else "not known"
    ends = "never by itself" if one.duration_seconds == 0 else f"after {span(one.duration_seconds)}"
    return f"threshold {threshold}, window {span(one.window_seconds)}, unlocks {ends} ({one.basis})"


def _field(label: str, text: str, most: int = _MOST_LINES) -> list[str]:
    head = (f"{label}:" if label else "").ljust(_LABEL)
    return textwrap.wrap(
        ascii_only(text).strip() or "-",
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * _LABEL,
        break_long_words=True,
        break_on_hyphens=False,
        max_lines=most,
        placeholder=" [...]",
    )


def ascii_only(text: str) -> str:
    """Return `text` in printable ASCII: anything else becomes a visible escape."""
    typed = text.translate(_TYPED).replace("<U+", "<U+003C>U+")  # one that a name brings itself
    spelled = "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in typed)
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
    yield "Evidence (SHA-256):"
    for source in findings.sources[:_MOST_EXHIBITS]:
        state = "" if source.state == "intact" else f" ({source.state})"
        yield from textwrap.wrap(
            ascii_only(source.path) + state,
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            max_lines=2,
            placeholder=" [...]",
        )
        yield f"  {source.sha256 or 'not read'}"
    rest = len(findings.sources) - _MOST_EXHIBITS
    if rest > 0:
        yield f"  and {counted(rest, 'other exhibit')}: see manifest.json"


def _report(findings: Findings, digest: str) -> Iterable[str]:
    yield "findings.json of the report (SHA-256), from which all of this follows:"
    yield f"  {digest}"
    yield f"Made by {findings.tool.name} {findings.tool.version}. To check the report against the"
    yield "evidence: forensics verify report.pdf CASE"
