"""In chapter 7: how often this build was right where the truth is known, and what that is not."""

from dataclasses import dataclass
from typing import Final

from forensics.error_rates import ErrorRate, ErrorRates, Proportion
from forensics.narrative.views import Cell, Column, Numbers, Row, Span, Table, Text, say
from forensics.values import Absent
from forensics.words import capital, counted, grouped, listing

_COLUMNS: Final = (
    Column(title="Of", share=12.5),
    Column(title="Found, of all that is true", share=28.5),
    Column(title="On clean logs", share=13),
    Column(title="Least", share=9),
    Column(title="Right, of all that is claimed", share=28),
    Column(title="Least", share=9),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a selftest measured when this build was tested; no table where nothing was."""

    says: Text
    table: Table | None


def measured(rates: ErrorRates, numbers: Numbers) -> Measured:
    """Return the rates that are stated with this build."""
    if not rates.rates:
        return Measured(says=(), table=None)
    return Measured(
        says=say(
            f"Measured on {counted(rates.cases, 'invented case')} that the makers of this program "
            f"generated (corpus {rates.corpus} of {rates.date}), of Windows from NT 4 to today, "
            f"with logs that are {listing(rates.kinds)}; Least names the worst of these. That is "
            "no study of real incidents, and nobody's error rate in a case such as this. What the "
            "spoiling took from the evidence counts as not found; what the program leaves open is "
            "no claim. Called certain are lockouts, with who tripped them. Intervals of 95 % "
            "(Clopper and Pearson) take each item as a draw of its own. To measure it again: ",
            Span("forensics selftest", "m"),
            ".",
        ),
        table=numbers.table(
            say("How often this build was right where the truth is known."),
            _COLUMNS,
            [_row(rate) for rate in rates.rates],
        ),
    )


def _row(rate: ErrorRate) -> Row:
    texts = (
        capital(rate.subject),
        _share(rate.recall),
        _fraction(rate.clean),
        _kind(rate.least_found),
        _share(rate.precision),
        _kind(rate.least_right),
    )
    return Row(cells=tuple(Cell(text=say(text)) for text in texts))


def _share(share: Proportion) -> str:
    if isinstance(share.percent, Absent):
        return "none"
    return f"{_fraction(share)}: {share.percent} % ({share.lower} to {share.upper})"


def _fraction(share: Proportion) -> str:
    return f"{grouped(share.number)} of {grouped(share.of)}"


def _kind(kind: str | Absent) -> str:
    return "–" if isinstance(kind, Absent) else kind
