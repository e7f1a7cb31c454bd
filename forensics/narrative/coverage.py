"""Chapter 5, its middle: what the logs cover of the incident window, and what nobody could see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.figures.coverage import coverage as drawn
from forensics.findings import Findings
from forensics.narrative.views import Numbers, Picture, Row, Table, Text, cell, column, named, say
from forensics.sources import Coverage, HostCoverage
from forensics.values import Instant
from forensics.words import capital, counted, grouped, listing, percent, spelled, stamp

_MOST: Final = 40
_MOST_NAMED: Final = 8
_BASES: Final = {
    "declared": "as case.toml declares it",
    "observed": "from the first to the last failure or lockout of the incident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The section on coverage."""

    says: tuple[Text, ...]
    picture: Picture | None
    table: Table | None


def covered(findings: Findings, numbers: Numbers) -> Covered:
    """Return the section on coverage."""
    whole = findings.coverage
    first, last = whole.first, whole.last
    if not isinstance(first, Instant) or not isinstance(last, Instant):
        none = say("There is no incident window to cover: nothing failed and none is declared.")
        return Covered(says=(none, *_unlogged(whole)), picture=None, table=None)
    shown = whole.hosts[:_MOST]
    return Covered(
        says=(_window(findings, first, last), *_unlogged(whole), *_left(whole.hosts)),
        picture=numbers.picture(
            say(
                "What the logs cover, in UTC. Solid: a Security log without a missing record; "
                "hollow: a log that may hold a selection (an export, a text, a log saved anew or "
                "one of several machines); an upright line: a log was cleared."
            ),
            drawn(shown, (first, last), _alt(shown)),
        ),
        table=_table(shown, numbers),
    )


def _window(findings: Findings, first: Instant, last: Instant) -> Text:
    tallied = findings.tallies.exhibits
    return say(
        f"The incident window runs from {stamp(first)} to {stamp(last)} UTC, "
        f"{_BASES[findings.coverage.basis]}. The Security logs of "
        f"{grouped(tallied.observable_machines)} of "
        f"{counted(tallied.machines, 'machine')} cover all of it. Where a log does not cover the "
        "time, what it does not show may have happened all the same: that is printed as not "
        "observable."
    )


def _unlogged(whole: Coverage) -> tuple[Text, ...]:
    names = whole.without_log
    if not names:
        return ()
    left = len(names) - _MOST_NAMED
    more = [f"{grouped(left)} more"] if left > 0 else []
    said = (
        f"{capital(spelled(len(names), 'declared machine'))} "
        f"{'has' if len(names) == 1 else 'have'} no log among the exhibits: "
        f"{listing([*names[:_MOST_NAMED], *more])}."
    )
    return (say(said),)


def _left(hosts: Sequence[HostCoverage]) -> tuple[Text, ...]:
    left = len(hosts) - _MOST
    if left <= 0:
        return ()
    return (say(f"{capital(spelled(left, 'further machine'))} not printed; see findings.json."),)


def _table(hosts: Sequence[HostCoverage], numbers: Numbers) -> Table | None:
    columns = (
        column("Machine", 20),
        column("Its Security log covers", 22),
        column("Bad passwords", 29),
        column("Refused while locked", 29),
    )
    rows = [
        Row(
            cells=(
                cell(named(one.host), notes=[say(", ".join(one.roles))] if one.roles else []),
                cell(_share(one)),
                cell(_seen(one.bad_password, one)),
                cell(_seen(one.locked_out, one)),
            )
        )
        for one in hosts
    ]
    caption = "Failures of the account on each machine within the window, and what could be seen."
    return numbers.table(say(caption), columns, rows, "tight")


def _share(one: HostCoverage) -> str:
    if one.observable == "yes":
        return "all of the window"
    if one.observable == "part":
        return f"{percent(one.covered)} of the window"
    return "nothing for certain; its log may be a selection" if one.part else "nothing"


def _seen(count: int, one: HostCoverage) -> str:
    """Return a count, and how far it can be relied on: silence is not denial."""
    if one.observable == "yes":
        return grouped(count)
    if one.observable == "part":
        return f"{grouped(count)} seen; the rest of the window is not observable"
    return f"{grouped(count)} seen; not observable" if count else "not observable"


def _alt(hosts: Sequence[HostCoverage]) -> str:
    said = listing([f"{one.host}: {_share(one)}" for one in hosts[:_MOST_NAMED]])
    left = len(hosts) - _MOST_NAMED
    more = f"; and {grouped(left)} more" if left > 0 else ""
    return f"Bars of time by machine, showing what its Security log covers: {said}{more}."
