r"""Write lines of log agents, as they write events of Windows; all content is invented.

Layouts are those of real lines: Snare's of its samples in rsyslog's tests, OSSEC's of its manual.
"""

from dataclasses import dataclass

from tests.builders.messages import single_blanks, snare


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One event as an agent tells it.

    Attributes:
        event_id: As the log has it.
        message: As Windows renders it, with line ends.
        source: `Security` or the provider's name.
        date: The machine's local time: `Mon Oct 08 09:15:03 2001`.
        counter: What Snare counts.
    """

    event_id: int
    message: str
    source: str = "Microsoft-Windows-Security-Auditing"
    computer: str = "DC1.example.com"
    date: str = "Tue Feb 18 06:42:17 2025"
    counter: int = 4625
    failed: bool = True


def snare_line(said: Said, *, header: str = "", counted: bool = True, tab: str = "\t") -> str:
    """Return a line of Snare; `counted` has it end with the counter once more."""
    outcome = "Failure Audit" if said.failed else "Success Audit"
    fields = (
        *("MSWinEventLog", "1", "Security", str(said.counter), said.date, str(said.event_id)),
        *(said.source, "N/A", "N/A", outcome, said.computer, "Logon", "", snare(said.message)),
        *((str(said.counter),) if counted else ()),
    )
    return header + tab.join(fields) + "\n"


def ntsyslog_line(said: Said, *, header: str = "") -> str:
    """Return a line of NTsyslog, which writes no date and no machine of its own."""
    outcome = "failure" if said.failed else "success"
    message = single_blanks(said.message)
    return f"{header}security[{outcome}] {said.event_id} NT AUTHORITY\\SYSTEM {message}\n"


def evtsys_line(said: Said, *, header: str = "") -> str:
    """Return a line of eventlog-to-syslog since Vista."""
    outcome = "AUDIT_FAILURE" if said.failed else "AUDIT_SUCCESS"
    source = said.source.removeprefix("Microsoft-Windows-")
    return f"{header}{source}: {said.event_id}: {outcome} {single_blanks(said.message)}\n"


def ossec_line(said: Said, *, before: str = "", hexadecimal: bool = False) -> str:
    """Return an event as OSSEC writes it; `before` is the archive's head, or the event's time."""
    outcome = "AUDIT_FAILURE" if said.failed else "AUDIT_SUCCESS"
    number = f"0x{said.event_id:08X}" if hexadecimal else str(said.event_id)
    message = snare(said.message).replace("   ", "  ")
    return (
        f"{before}WinEvtLog: Security: {outcome}({number}): {said.source}: (no user): no domain: "
        f"{said.computer}: {message}\n"
    )


def ossec_alert(said: Said, *, arrived: str) -> str:
    """Return an alert of `alerts.log`, a blank line behind it."""
    return (
        f"** Alert 1305864240.21708: - windows,\n{arrived} (dc1) 192.0.2.1->WinEvtLog\n"
        "Rule: 18105 (level 4) -> 'Windows audit failure event.'\nSrc IP: (none)\n"
        f"User: (no user)\n{ossec_line(said)}\n"
    )
