"""A selftest in words: a table a subject, kinds and generations as its rows, and what is stated."""

import json
from collections.abc import Iterator, Sequence

from forensics.error_rates import Proportion
from forensics.selftest.figures import SUBJECTS, Figures, Group, document
from forensics.selftest.tally import Tally, precision, recall
from forensics.values import Absent

_HEADS = ("", "cases", "found, of all true", "right, of all claimed", "open", "missed", "lost")

_NOTES = (
    "found: the truths that were found as they were, and the 95 % interval (Clopper and Pearson,",
    "as if each were a draw of its own). right: the claims that are true. open: found with a part",
    "that is left open, which is no claim. lost: of the missed, those of which no whole record is",
    "left in the evidence. The cases are invented and generated; this is no study of real ones.",
)


def lines(figures: Figures, differing: Sequence[str]) -> Iterator[str]:
    """Yield the tables of a selftest, and how they stand to what is stated with the build."""
    corpus = f"corpus {figures.corpus} of {figures.date}: {figures.all.cases} invented cases"
    yield f"lockout-forensics {figures.program}, {corpus}"
    for subject in SUBJECTS:
        yield ""
        yield from _table(subject, figures)
    yield ""
    yield from _NOTES
    yield ""
    if not differing:
        yield "These are the figures stated with this build: it works here as it was tested."
        return
    yield "These are not the figures stated with this build:"
    yield from (f"  {each}" for each in differing)


def text(figures: Figures, differing: Sequence[str]) -> str:
    """Return a selftest as JSON: counts, the shares that follow, and whether it is as stated."""
    told = document(figures)
    for name, group in _groups(figures):
        own = told["all"] if not name else told[name[0]][name[1]]
        own["shares"] = {
            subject: {"recall": _plain(recall(tally)), "precision": _plain(precision(tally))}
            for subject, tally in group.tallies.items()
        }
    told |= {"as_stated": not differing, "differences": [*differing]}
    return json.dumps(told, indent=1) + "\n"


def _groups(figures: Figures) -> Iterator[tuple[tuple[str, str] | None, Group]]:
    yield None, figures.all
    for name, group in figures.kinds.items():
        yield ("kinds", name), group
    for name, group in figures.generations.items():
        yield ("generations", name), group


def _plain(share: Proportion) -> dict[str, int | float | None]:
    return {
        "number": share.number,
        "of": share.of,
        **{
            name: None if isinstance(value := getattr(share, name), Absent) else value
            for name in ("percent", "lower", "upper")
        },
    }


def _table(subject: str, figures: Figures) -> Iterator[str]:
    groups = [*figures.kinds.items(), *figures.generations.items(), ("all", figures.all)]
    cells = [_row(name, group.cases, group.tallies[subject]) for name, group in groups]
    heads = (subject, *_HEADS[1:])
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for row in (heads, *cells):
        yield "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )


def _row(name: str, cases: int, tally: Tally) -> tuple[str, ...]:
    counts = (tally.unknown, tally.missed, tally.lost)
    return (name, str(cases), _share(recall(tally)), _share(precision(tally)), *map(str, counts))


def _share(share: Proportion) -> str:
    if not share.of:
        return "none"
    return f"{share.number:,}/{share.of:,} {share.percent} % ({share.lower}-{share.upper})"
