"""In chapter 3: how long the account was locked in each database, and who was turned away."""

from dataclasses import dataclass

from forensics.effects import Impact
from forensics.findings import Findings
from forensics.narrative.views import Cell, Numbers, Row, Table, Text, cell, column, say
from forensics.values import Absent
from forensics.words import counted, duration, grouped, left_over, percent

_MOST_ROWS = 30
_MOST_TARGETS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the lockouts cost; both parts are empty without a lockout."""

    says: Text
    table: Table | None


def cost(findings: Findings, numbers: Numbers) -> Cost:
    """Return what the lockouts cost."""
    if not findings.impact:
        return Cost(says=(), table=None)
    return Cost(says=_says(findings), table=_table(findings, numbers))


def _says(findings: Findings) -> Text:
    refused = findings.tallies.impact.refused
    if not refused:
        return say("No attempt was refused while an account was locked.")
    uninvolved, clean = findings.tallies.impact.uninvolved, findings.tallies.impact.clean
    return say(
        f"{counted(refused, 'attempt')} met a locked account. {grouped(uninvolved)} of these came "
        "from clients that had sent no bad password before that lockout; "
        f"{grouped(clean)} from clients that sent none of that account anywhere in this evidence. "
        "Of the last alone no record speaks against a right password, and none speaks for it: a "
        "refused password is not checked."
    )


def _table(findings: Findings, numbers: Numbers) -> Table | None:
    impact = findings.impact
    accounts = len({one.account.casefold() for one in impact}) > 1
    columns = (
        column("Account database", 24),
        column("Lockouts", 10, numeric=True),
        column("Locked in all", 15, numeric=True),
        column("Longest", 13, numeric=True),
        column("Of the window", 11, numeric=True),
        column("Refused", 10, numeric=True),
        column("No bad password before", 12, numeric=True),
        column("Nor anywhere else", 11, numeric=True),
    )
    rows = [_row(one, accounts=accounts) for one in impact[:_MOST_ROWS]]
    left = len(impact) - len(rows)
    more = f" {left_over(left)} in findings.json." if left else ""
    caption = say(
        "How long each database kept the account locked, its share of the incident window "
        "(chapter 5), and the attempts refused meanwhile; the last two columns are the refusals of "
        "clients that had sent no bad password before that lockout, and none elsewhere in the "
        f"evidence either.{more}"
    )
    return numbers.table(caption, columns, rows, "tight-rows")


def _row(one: Impact, *, accounts: bool) -> Row:
    least = "at least " if one.open_ended else ""
    share = "–" if isinstance(one.share, Absent) else f"{least}{percent(one.share)}"
    return Row(
        cells=(
            _database(one, accounts=accounts),
            cell(grouped(one.lockouts)),
            cell(f"{least}{duration(one.locked_seconds)}"),
            cell(f"{least}{duration(one.longest_seconds)}"),
            cell(share),
            cell(grouped(one.refused)),
            cell(grouped(one.uninvolved)),
            cell(grouped(one.clean)),
        )
    )


def _database(one: Impact, *, accounts: bool) -> Cell:
    """Return the database, and which machines asked it where that is not the same one."""
    notes = [say(one.account)] if accounts else []
    if [each.target.casefold() for each in one.asked] not in ([], [one.authority.casefold()]):
        shown = one.asked[:_MOST_TARGETS]
        said = ", ".join(f"{each.target} ×{grouped(each.refused)}" for each in shown)
        left = len(one.asked) - len(shown)
        more = f" and {grouped(left)} more" if left else ""
        notes.append(say(f"refused on {said}{more}"))
    return cell(one.authority, notes=notes)
