"""What a report comes to, in a few lines at the end of its command, on a terminal.

With `bar.py` the door to rich, which knows the terminal's width and what `NO_COLOR` asks for.
"""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forensics.batch.outcomes import Outcome
from forensics.commands.terminal import legible
from forensics.findings import Findings
from forensics.values import Absent
from forensics.words import counted, grouped

_CLIENTS = 3
_INK = {"high": "green", "moderate": "yellow", "low": "yellow", "none": "red"}


def summarise(outcome: Outcome, findings: Findings) -> None:
    """Print the summary of one report on stderr."""
    console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    console.print(Text(legible(findings.verdict.headline), style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, said, ink in _lines(outcome, findings):
        table.add_row(Text(label, style="dim"), Text(legible(said), style=ink))
    console.print(table)


def _lines(outcome: Outcome, findings: Findings) -> Iterator[tuple[str, str, str]]:
    article = f"; every check of {outcome.kb} holds" if outcome.kb else ""
    verdict = f"confidence {outcome.confidence}; defect or attack: {outcome.nature}{article}"
    yield "Verdict", verdict, _INK.get(outcome.confidence, "")
    lockouts, clients = counted(outcome.lockouts, "lockout"), counted(outcome.clients, "client")
    failures = f"{counted(outcome.attempts, 'failure')} of {clients}"
    yield "Found", f"{lockouts}, {failures}, all accounts together", ""
    senders = [
        f"{one.name} {grouped(one.bad_password)}"
        for one in findings.clients[:_CLIENTS]
        if not isinstance(one.name, Absent) and one.bad_password
    ]
    if senders:
        yield "Most sent", f"{', '.join(senders)} (bad passwords)", ""
    states = ", ".join(f"{count} {state}" for state, count in outcome.states.items())
    whole = set(outcome.states) <= {"intact"}
    yield "Evidence", states or "none", "" if whole else "yellow"
    yield "Ticket", "attach report.pdf; the text to paste is in ticket.txt beside it", ""
