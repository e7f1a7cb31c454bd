"""In chapter 1: the other incidents of the case, each with its verdict, told in short."""

from collections.abc import Iterator
from dataclasses import dataclass

from forensics.findings import Findings, Incident
from forensics.narrative.cover import steps
from forensics.narrative.views import (
    Numbers,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    inferred,
    say,
    strong,
)
from forensics.occurrences import Client
from forensics.words import capital, counted, grouped, listing, or_why, period, spelled

_APART = {
    "account": "Another account.",
    "authority": (
        "An account of the same name in another database: no client failed in both, so that "
        "nothing shows that the two have to do with each other."
    ),
    "time": (
        "The same account at another time: more than eight days without a failure lie between, "
        "as far as the logs reach."
    ),
}

_GAP = Span(" ", "gap")
"""A blank by itself: before a mark that goes to the next line WeasyPrint 70 breaks a sentence with
a blank at its end after its first word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One further incident: its heading and its paragraphs."""

    anchor: str
    title: str
    says: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """The incidents of the case; empty where there is but one."""

    says: Text
    table: Table | None
    told: tuple[Told, ...]


def incidents(findings: Findings, numbers: Numbers) -> Incidents:
    """Return what is told of several incidents."""
    found, total = findings.incidents, findings.incidents_total
    if total <= 1:
        return Incidents(says=(), table=None, told=())
    left = total - len(found)
    less = f" {capital(spelled(left, 'further one'))} weigh less and are not told here."
    return Incidents(
        says=say(
            f"The evidence shows {spelled(total, 'incident')} that have no account, no source or "
            f"no time in common; chapter 7 says how they are told apart. {found[0].id} is what "
            f"this report is about; the others are told in short.{less if left else ''}"
        ),
        table=_table(found, numbers),
        told=tuple(map(_told, found[1:])),
    )


def _table(found: tuple[Incident, ...], numbers: Numbers) -> Table | None:
    columns = (
        column("No.", 5),
        column("Accounts", 19),
        column("Account database", 16),
        column("From, to (UTC)", 22),
        column("Failed", 8, numeric=True),
        column("Refused", 8, numeric=True),
        column("Lockouts", 8, numeric=True),
        column("Busiest client", 14),
    )
    rows = [_row(one) for one in found]
    caption = "The incidents of this case, by lockouts, refusals and failures."
    return numbers.table(say(caption), columns, rows, "tight-rows")


def _row(one: Incident) -> Row:
    accounts = [*one.accounts[:1]] or ["none named"]
    more = one.accounts_total - len(accounts)
    databases = len(one.authorities) - 1
    return Row(
        cells=(
            cell(one.id),
            cell(accounts[0], notes=[say(f"and {grouped(more)} more")] if more > 0 else ()),
            cell(
                one.authorities[0] if one.authorities else "–",
                notes=[say(f"and {grouped(databases)} more")] if databases > 0 else (),
            ),
            cell(period(one.first, one.last)),
            cell(grouped(one.attempts.total)),
            cell(grouped(one.attempts.locked_out)),
            cell(grouped(one.lockouts_total)),
            cell(or_why(one.clients[0].name) if one.clients else "–"),
        )
    )


def _told(one: Incident) -> Told:
    verdict = one.verdict
    because = " ".join(verdict.because)
    return Told(
        anchor=one.id,
        title=f"{one.id}. {verdict.headline}",
        says=tuple(
            text
            for text in (
                say(f"{_APART[one.apart]} {verdict.statement}"),
                say(
                    strong(f"Confidence: {verdict.confidence}."),
                    f" {because}" if because else "",
                    " Nature: ",
                    inferred(verdict.nature),
                    ".",
                ),
                _senders(one),
                *_remedy(one),
            )
            if text
        ),
    )


def _senders(one: Incident) -> Text:
    if not one.clients:
        return ()
    shown = [_sender(client) for client in one.clients]
    left = one.clients_total - len(shown)
    more = [counted(left, "other client")] if left else []
    return say(f"Failures: {listing([*shown, *more])}, on {counted(one.targets_total, 'machine')}.")


def _sender(client: Client) -> str:
    tripped = f" (tripped {counted(client.tripped, 'lockout')})" if client.tripped else ""
    return f"{or_why(client.name)} {grouped(client.failures)}{tripped}"


def _remedy(one: Incident) -> Iterator[Text]:
    """Yield what would have prevented it, and each step with its mark."""
    fix = one.what_if
    if fix.smallest_fix and fix.prevented:
        names = listing(list(fix.smallest_fix[:5]))
        left = len(fix.smallest_fix) - 5
        others = f" and {counted(left, 'other client')}" if left > 0 else ""
        yield say(
            f"Without {names}{others} ",
            inferred(
                f"the policy would have given {grouped(fix.remaining)} of "
                f"{counted(fix.of, 'lockout')}"
            ),
            f" ({fix.method} search).",
        )
    for step in steps(one.actions):
        yield say(step.text, _GAP, step.tag)
