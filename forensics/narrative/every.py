"""Chapter 3: every lockout with the bad passwords that counted, or that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forensics.figures import squares
from forensics.findings import Findings
from forensics.narrative.impact import Cost, cost
from forensics.narrative.views import (
    MOST_LOCKOUTS,
    Cell,
    Links,
    Numbers,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    inferred,
    named,
    say,
)
from forensics.occurrences import Lockout
from forensics.sources import none_read
from forensics.values import TICKS_PER_SECOND, Absent, Instant
from forensics.words import (
    capital,
    clock,
    counted,
    date,
    grouped,
    listing,
    minutes_seconds,
    one_day,
    or_why,
    spelled,
)

_MOST_SHARES = 4
_MOST_RECORDS = 9
_REASONS = {
    "log-gap": "gap in a log",
    "no-log": "a log is missing",
    "auditing": "no failures audited",
    "clock": "unknown clocks",
    "policy": "threshold inferred",
    "unknown": "not known",
}
_DOUBTS = {
    "threshold": "the threshold is not known",
    "missing": "a counted password is missing",
    "beyond": "more bad passwords stand before it than the policy lets pass",
    "old-password": "the password was changed before, and old ones do not count",
    "clock": "a clock was set or drifts",
    "inferred": "no record of the lockout itself",
    "policy": "the policy is not stated of this database",
    "damage": "an exhibit is not whole or not known",
    "sender": "a sender is not named, or by its address only",
    "caller": "Windows names another caller",
    "order": "which client came last cannot be told",
    "authority": "what one database counted may stand under two names",
    "log-gap": "a log has a gap just there, or is an export",
    "no-log": "the log of a machine that answers for the database is missing",
    "passed-on": "no controller's log shows failures that other servers passed on",
    "counters": "several controllers of NT 4 or an unknown Windows each count",
    "recovered": "a recovered record lies just there",
}
_MOST_IDS = 4
_LISTED = (
    "For each lockout the bad passwords that counted are listed with their senders; the client "
    "that sent the last one tripped it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Chapter 3."""

    says: tuple[Text, ...]
    lockouts: Table | None
    left: Text
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tells:
    """What differs between the lockouts of the table, and is therefore told in each row."""

    same_day: bool
    accounts: bool
    incidents: bool


def every(findings: Findings, links: Links, numbers: Numbers) -> Every:
    """Return chapter 3."""
    lockouts = findings.lockouts
    if not lockouts:
        return Every(says=(_none(findings),), lockouts=None, left=(), cost=cost(findings, numbers))
    shown = lockouts[:MOST_LOCKOUTS]
    left = len(lockouts) - len(shown)
    return Every(
        says=(_says(findings),),
        lockouts=_table(findings, shown, links, numbers),
        left=say(
            f"{capital(spelled(left, 'further lockout'))} of the "
            f"{grouped(findings.tallies.lockouts.total)} {'is' if left == 1 else 'are'} not "
            "printed here; lockouts.csv and findings.json hold all of them."
        )
        if left
        else (),
        cost=cost(findings, numbers),
    )


def _none(findings: Findings) -> Text:
    if none_read(findings.sources):
        return say(
            "Whether an account was locked is not known: none of the evidence could be read."
        )
    failures, refused = findings.attempts.total, findings.attempts.locked_out
    said = say("No lockout was recorded, and none can be inferred from the evidence.")
    if refused:
        said = say(
            said,
            f" {counted(refused, 'attempt')} met an account that was locked already; ",
            inferred("that lockout lies outside the evidence"),
            ".",
        )
    elif failures:
        said = say(
            said,
            f" The {counted(failures, 'failed logon')} in this evidence, of whatever account, did "
            "not lead to one that these records would show.",
        )
    return say(
        said,
        " That nothing was recorded does not prove that nothing happened; ",
        Span("chapter 7", "", "#method", "Chapter 7, method and limits"),
        " says why.",
    )


def _says(findings: Findings) -> Text:
    lockouts = findings.lockouts
    tallied = findings.tallies.lockouts
    guessed, short, differ = tallied.total_inferred, tallied.short, tallied.differing
    said: list[str | Span] = [_LISTED]
    if guessed:
        said.append(
            inferred(
                f"{capital(spelled(guessed, 'lockout'))} {_is(guessed)} not recorded but inferred: "
                "refusals follow bad passwords."
            )
        )
    if short:
        said.append(
            f"For {spelled(short, 'lockout')} not every counted password was found; dashed squares "
            "stand for the missing ones, and the likely reasons stand with the senders "
            "(chapter 7 says what they mean)."
        )
    if differ:
        said.append(
            f"For {spelled(differ, 'lockout')} Windows recorded another caller than the client "
            "that sent the last counted password; both are given."
        )
    said.append(_doubted(lockouts))
    return say(*(piece for one in said if one for piece in (one, " ")))[:-1]


def _doubted(lockouts: Sequence[Lockout]) -> str:
    """Return what speaks against certainty, each with the lockouts that it concerns."""
    told = []
    for doubt, words in _DOUBTS.items():
        names = [lockout.id for lockout in lockouts if doubt in lockout.doubts]
        if names:
            left = len(names) - _MOST_IDS
            more = [f"{grouped(left)} more"] if left > 0 else []
            every = "all" if len(names) == len(lockouts) > 1 else ""
            told.append(f"{words} ({every or listing([*names[:_MOST_IDS], *more])})")
    return f"Why one is not certain: {'; '.join(told)}." if told else ""


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _table(
    findings: Findings, shown: Sequence[Lockout], links: Links, numbers: Numbers
) -> Table | None:
    same_day = one_day(lockout.time for lockout in shown)
    accounts = len({lockout.account.casefold() for lockout in findings.lockouts}) > 1
    columns = (
        column("No.", 4),
        column("Locked, until", 15.5),
        column("Where", 11),
        column("Tripped by", 11),
        column("Counted", 10.5),
        column("Within, min:s", 6.5, numeric=True),
        column("Then refused", 7, numeric=True),
        column("Bad passwords by", 11),
        column("Basis", 7.5),
        column("Records", 16),
    )
    tells = _Tells(
        same_day=same_day, accounts=accounts, incidents=len({one.incident for one in shown}) > 1
    )
    rows = [_row(lockout, links, tells) for lockout in shown]
    caption = (
        f"{counted(findings.tallies.lockouts.total, 'lockout')}. Squares: the counted passwords in "
        "order; filled, from the client that tripped the lockout; outlined, from another."
    )
    return numbers.table(say(caption), columns, rows, "locks")


def _row(lockout: Lockout, links: Links, tells: _Tells) -> Row:
    drawn = squares(lockout)
    counted_cell = Cell(figure=drawn) if drawn else cell("none found")
    return Row(
        anchor=lockout.id if lockout.id in links.lockouts else "",
        cells=(
            cell(Span(lockout.id, "lockout")),
            _time(lockout, same_day=tells.same_day),
            cell(lockout.host, notes=_where(lockout, tells)),
            cell(or_why(lockout.tripped_by), notes=_caller(lockout)),
            counted_cell,
            cell(_within(lockout)),
            cell(grouped(lockout.refused)),
            _senders(lockout),
            _basis(lockout),
            cell(links.evidence(lockout.evidence, _MOST_RECORDS)),
        ),
    )


def _time(lockout: Lockout, *, same_day: bool) -> Cell:
    notes = []
    if isinstance(lockout.until, Instant):
        day = (
            "" if same_day or one_day((lockout.time, lockout.until)) else f"{date(lockout.until)} "
        )
        end = f"to {day}{clock(lockout.until)}, {lockout.until_basis}"
        notes.append(say(end if lockout.until_basis == "unlocked" else inferred(end)))
    else:
        notes.append(say("end not known"))
    begin = clock(lockout.time)
    return cell(begin if same_day else f"{date(lockout.time)} {begin}", notes=notes)


def _where(lockout: Lockout, tells: _Tells) -> list[Text]:
    notes = []
    if lockout.authority.casefold() != lockout.host.casefold():
        notes.append(say("in ", named(lockout.authority)))
    if tells.accounts:
        notes.append(say(named(lockout.account)))
    if tells.incidents and isinstance(lockout.incident, str):
        notes.append(say(f"incident {lockout.incident}"))
    return notes


def _caller(lockout: Lockout) -> list[Text]:
    if isinstance(lockout.caller, Absent):
        return [say(f"Windows: {or_why(lockout.caller)}")]
    if lockout.caller_agrees == "no":
        return [say("Windows names ", Span(lockout.caller, "strong"))]
    agrees = lockout.caller_agrees == "yes"
    return [say("Windows: same" if agrees else f"Windows: {lockout.caller}")]


def _within(lockout: Lockout) -> str:
    within = lockout.within_seconds
    return "–" if isinstance(within, Absent) else minutes_seconds(within * TICKS_PER_SECOND)


def _senders(lockout: Lockout) -> Cell:
    lines = [
        say(f"{or_why(share.client)} ×{grouped(share.bad_passwords)}") for share in lockout.shares
    ]
    kept = lines[:_MOST_SHARES]
    if len(lines) > _MOST_SHARES:
        others = counted(len(lines) - _MOST_SHARES, "other")
        kept.append(say(f"{others}, of {counted(lockout.counted_total, 'password')} in all"))
    if isinstance(lockout.unexplained, int) and lockout.unexplained:
        kept.append(say(f"not found ×{grouped(lockout.unexplained)}"))
    if lockout.reasons:
        reasons = ", ".join(_REASONS.get(one, one) for one in lockout.reasons)
        kept.append(say(inferred(f"likely: {reasons}")))
    first = kept[0] if kept else say("–")
    return replace(cell(first), notes=tuple(kept[1:]))


def _basis(lockout: Lockout) -> Cell:
    basis = inferred("inferred") if lockout.basis == "inferred" else Span(lockout.basis)
    notes = [say(lockout.certainty)]
    if lockout.unordered:
        rivals = [or_why(one) for one in lockout.unordered[:_MOST_SHARES]]
        notes.append(say(f"not told apart from {', '.join(rivals)}: the clocks lie too near"))
    return cell(basis, notes=notes)
