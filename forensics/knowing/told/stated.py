"""Stated: what SMS logs and rhythms tell, and what the operator states, held against the rest."""

from typing import Final

import polars as pl

from forensics.case import Case
from forensics.knowing import remarks
from forensics.knowing.told.ground import MODERATE, SHOWN, Incident, of_each, plural
from forensics.standings import Fact
from forensics.timing import pulse

_NAMED: Final = 6
# The rollup keeps the version numbers of its service pack (Q266130).
_OF_ROLLUP: Final = {"SP4HRP": "SP4"}


def rhythms(incident: Incident) -> tuple[Fact, ...]:
    """Return the facts `rhythm.…`: our reasoning from times."""
    return (
        _timed(incident, "rhythm.period", pulse.periods(incident.rhythms)),
        _timed(incident, "rhythm.onset_after_password_change", pulse.onset(incident.rhythms)),
        _timed(incident, "rhythm.follows", pulse.following(incident.rhythms)),
    )


def _timed(incident: Incident, name: str, said: pulse.Said) -> Fact:
    """Return what rhythms say; more may lie outside the logs, and most keep none of starts."""
    own = incident.failures.select("attempt", "client").filter(pl.col("client").is_in(said.clients))
    return Fact(
        name=name,
        values=said.values,
        complete=False,
        shows=said.shows,
        evidence=(
            *said.evidence[:SHOWN],
            *of_each(incident, own, "client"),
        ),
        strength=MODERATE,
    )


def remarked(incident: Incident, name: str, told: remarks.Told | None) -> Fact:
    """Return what SMS logs tell; what they do not tell may be so all the same.

    Silence is not denial: such a log holds 100 KB at most.
    """
    if told is None:
        return Fact(name=name, values=(), complete=False, shows="no line of an SMS log tells")
    more = f" and {len(told.rows) - _NAMED} more" if len(told.rows) > _NAMED else ""
    return Fact(
        name=name,
        values=tuple(told.rows),
        complete=False,
        shows=f"{plural(told.lines, 'line')} of SMS logs: "
        f"{', '.join(list(told.rows)[:_NAMED])}{more}",
        evidence=tuple(incident.locate_row(row) for row in told.shown(SHOWN)),
    )


def held(case: Case, name: str, seen: Fact | None) -> Fact:
    """Return what the operator states of one name, held against what the evidence says of it.

    What is stated is complete. Where the evidence has another value both are shown, and only what
    both of them say is held; nothing is denied.

    Args:
        case: With what is stated.
        name: One of `OPERATOR`.
        seen: What the evidence says of it, if anything.
    """
    values = case.facts.get(name)
    if values is None:
        return seen or Fact(name=name, values=(), complete=False, shows="not stated")
    stated = f"stated in case.toml: {', '.join(values) or 'none'}"
    if seen is None or not seen.values:
        return Fact(name=name, values=values, complete=True, shows=stated)
    implied = {_OF_ROLLUP[value] for value in values if value in _OF_ROLLUP}
    others = [value for value in seen.values if value not in {*values, *implied}]
    return Fact(
        name=name,
        values=tuple(value for value in values if value in seen.values) if others else values,
        complete=not others,
        shows=f"{stated}; {'but ' if others else ''}{seen.shows}",
        evidence=seen.evidence,
    )
