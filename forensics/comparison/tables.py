"""The tables of the page: what is counted, clients, servers, the two cases; each is bounded."""

from typing import Final

from forensics.comparison.nouns import ComparedClient, Comparison, Measure, Server, Summary
from forensics.comparison.saying import length, limits, number, short
from forensics.comparison.wording import MEASURES, STATES, WHYS
from forensics.narrative.views import (
    Cell,
    Numbers,
    Row,
    Table,
    Text,
    cell,
    column,
    named,
    say,
    strong,
)
from forensics.values import Absent, Instant
from forensics.words import counted, date, grouped, minute, span

CLIENTS: Final = 20
SERVERS: Final = 5
"""Rows that are printed at most; `compare.json` holds all."""

_NAME: Final = 154.0  # px of a name in a table
_CELL: Final = 10.5  # px, the size of type there
_TITLE: Final = 260.0  # px of the title of a case
_UNTOLD: Final = ("not covered", "address")
_DASH: Final = cell("–")


def measures(one: Comparison, numbers: Numbers, per: str) -> Table | None:
    """Return what is counted, `per` being `an hour` or `a day`."""
    rows = [_measure(each) for each in one.measures]
    counts = one.client_counts
    if not isinstance(counts, Absent):
        rows.append(_counted("Clients that failed", counts.before, counts.after))
    return numbers.table(
        say(
            f"What is counted on both sides, its rate {per} of covered time, and the rate after "
            "over the rate before. 95 % intervals in grey."
        ),
        (
            column("", 25),
            column("Before", 12, numeric=True),
            column("Rate", 14, numeric=True),
            column("After", 9, numeric=True),
            column("Rate", 13, numeric=True),
            column("Expected", 11, numeric=True),
            column("Ratio", 14, numeric=True),
            column("Change", 16),
        ),
        rows,
        "whole tight",
    )


def _counted(what: str, before: int, after: int) -> Row:
    """Return a row of two numbers that have no rate."""
    numbers = cell(grouped(before)), _DASH, cell(grouped(after)), _DASH
    return Row(cells=(cell(what), *numbers, _DASH, _DASH, _DASH))


def _measure(one: Measure) -> Row:
    ratio = one.ratio
    told = () if isinstance(ratio, Absent) else (say(limits(ratio.lower, ratio.upper)),)
    value = "–"
    if not isinstance(ratio, Absent):
        value = "–" if isinstance(ratio.value, Absent) else number(ratio.value)
    return Row(
        cells=(
            cell(MEASURES[one.name]),
            cell(grouped(one.before.count)),
            _rate(one.before.rate, one.before.lower, one.before.upper),
            cell(grouped(one.after.count)),
            _rate(one.after.rate, one.after.lower, one.after.upper),
            cell(number(one.expected)),
            cell(value, notes=told),
            cell(strong(one.word) if one.word else "–", notes=_widened(one)),
        )
    )


def _rate(value: float, lower: float | Absent, upper: float | Absent) -> Cell:
    told = () if isinstance(lower, Absent) else (say(limits(lower, upper)),)
    return cell(number(value), notes=told)


def _widened(one: Measure) -> tuple[Text, ...]:
    return (say(f"widened: × {number(one.widened)}"),) if one.widened > 1 else ()


def _others(left: int, dashes: int) -> Row:
    cells = (cell(f"{counted(left, 'other')}, in compare.json"), *(_DASH for _ in range(dashes)))
    return Row(cells=cells, look="rest")


def clients(one: Comparison, numbers: Numbers, fewer: int) -> Table | None:
    """Return the clients.

    Args:
        one: The comparison.
        numbers: Of the tables.
        fewer: Rows that are left out, as reasons take their room.
    """
    shown = one.clients[: CLIENTS - fewer]
    rows = [_client(each) for each in shown]
    if len(one.clients) > len(shown):
        rows.append(_others(len(one.clients) - len(shown), 5))
    return numbers.table(
        say("Clients: those that still fail first, then new ones, and those gone quiet last."),
        (
            column("Client", 27),
            column("State", 30),
            column("Bursts before", 10, numeric=True),
            column("Bursts after", 10, numeric=True),
            column("Expected after", 10, numeric=True),
            column("Last failure, UTC", 19, numeric=True),
        ),
        rows,
        "tight",
    )


def _client(one: ComparedClient) -> Row:
    return Row(
        cells=(
            cell(named(short(one.name, _NAME, _CELL))),
            cell(strong(STATES[one.state].removesuffix(" to say")), _why(one)),
            cell(grouped(one.before_bursts)),
            cell(grouped(one.after_bursts)),
            cell("–" if one.state == "new" or one.why in _UNTOLD else number(one.expected)),
            cell(_moment(one.last)),
        )
    )


def _why(one: ComparedClient) -> str:
    if one.why == "expected" and not isinstance(one.wait_seconds, Absent):
        return f": {length(one.wait_seconds)} more"
    return WHYS[one.why]


def _moment(moment: Instant) -> str:
    return f"{date(moment)} {minute(moment)}"


def servers(one: Comparison, numbers: Numbers) -> Table | None:
    """Return the servers, those compared first."""
    shown = one.servers[:SERVERS]
    rows = [_server(each) for each in shown]
    if len(one.servers) > len(shown):
        rows.append(_others(len(one.servers) - len(shown), 5))
    return numbers.table(
        say("Servers on which the account failed or was locked, and what their logs cover."),
        (
            column("Server", 27),
            column("Covered before", 20),
            column("Covered after", 20),
            column("Bursts", 12, numeric=True),
            column("Lockouts", 11, numeric=True),
            column("Compared", 10),
        ),
        rows,
        "tight",
    )


def _server(one: Server) -> Row:
    return Row(
        cells=(
            cell(named(short(one.name, _NAME, _CELL))),
            cell(_covered(one.before_seconds, one.before_gaps, part=one.before_part)),
            cell(_covered(one.after_seconds, one.after_gaps, part=one.after_part)),
            cell(f"{one.before_bursts:,} → {one.after_bursts:,}"),
            cell(f"{one.before_lockouts:,} → {one.after_lockouts:,}"),
            cell("yes" if one.compared else "no"),
        )
    )


def _covered(seconds: float, gaps: int, *, part: bool) -> str:
    if not seconds:
        return "a selection only" if part else "no log"
    return length(seconds) + (f", {counted(gaps, 'gap')}" if gaps else "")


def cases(one: Comparison, numbers: Numbers) -> Table | None:
    """Return what the two cases are."""
    sides = one.before, one.after
    rows = (
        ("Case", [short(each.title, _TITLE, _CELL) for each in sides]),
        ("Lockout policy", [_policy(each) for each in sides]),
        ("Verdict of its report", [_verdict(each) for each in sides]),
        ("Exhibits", [_exhibits(each) for each in sides]),
    )
    return numbers.table(
        say("The two cases."),
        (column("", 18), column("Before", 41), column("After", 41)),
        [Row(cells=(cell(name), *(cell(each) for each in said))) for name, said in rows],
        "tight",
    )


def _policy(one: Summary) -> str:
    policy = one.policy
    if isinstance(policy.threshold, Absent):
        return "not known"
    if policy.threshold == 0:
        return f"never locks ({policy.basis})"
    until = policy.duration_seconds
    stays = "until unlocked" if until == 0 else f"for {span(until)}"
    window = span(policy.window_seconds)
    return f"{policy.threshold:,} within {window}, locked {stays} ({policy.basis})"


def _verdict(one: Summary) -> str:
    article = one.kb or "no article"
    return f"{article}, confidence {one.confidence}, nature {one.nature}"


def _exhibits(one: Summary) -> str:
    unsound = f", {grouped(one.unsound)} not read as a whole" if one.unsound else ", all intact"
    return counted(one.exhibits, "exhibit") + (unsound if one.exhibits else "")
