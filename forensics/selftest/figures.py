"""The figures of one selftest, and those that are stated with this build.

`data/selftest/figures.json` holds what the tested build measured;
`python -m tests.selftest.figures` writes it anew. All that is compared are whole numbers, so no
machine's arithmetic plays a part.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Final

from forensics.selftest.tally import Tally

SUBJECTS: Final = (
    *("records", "attempts", "lockouts", "tripping client", "called certain", "article"),
)

STATED: Final = "data/selftest/figures.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was measured on some cases: how many there are, and a tally for each subject."""

    cases: int
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one selftest measured.

    Attributes:
        program: Version of the program.
        corpus: Version of the corpus.
        date: When the corpus was last changed.
        sha256: Of the corpus.
        all: All cases.
        kinds: By what became of the logs.
        generations: By the Windows of the machines.
    """

    program: str
    corpus: str
    date: str
    sha256: str
    all: Group
    kinds: Mapping[str, Group]
    generations: Mapping[str, Group]


def document(figures: Figures) -> dict[str, Any]:
    """Return figures as JSON knows them."""
    return asdict(figures)


def text(figures: Figures) -> str:
    """Return figures as they are kept in a file."""
    return json.dumps(document(figures), indent=1) + "\n"


def parsed(told: Mapping[str, Any]) -> Figures:
    """Return figures as `document` told them."""
    return Figures(
        program=told["program"],
        corpus=told["corpus"],
        date=told["date"],
        sha256=told["sha256"],
        all=_group(told["all"]),
        kinds={name: _group(each) for name, each in told["kinds"].items()},
        generations={name: _group(each) for name, each in told["generations"].items()},
    )


def _group(told: Mapping[str, Any]) -> Group:
    tallies = {subject: Tally(**counts) for subject, counts in told["tallies"].items()}
    return Group(cases=told["cases"], tallies=tallies)


def stated() -> Figures:
    """Return the figures that are stated with this build."""
    return parsed(json.loads(files("forensics").joinpath(STATED).read_text("utf-8")))


def differences(here: Figures, there: Figures) -> Iterator[str]:
    """Yield in words where figures differ from those stated; nothing where they are the same."""
    for name in ("program", "corpus", "date", "sha256"):
        mine, theirs = getattr(here, name), getattr(there, name)
        if mine != theirs:
            yield f"{name}: {mine} here, {theirs} stated"
    yield from _of_group("all cases", here.all, there.all)
    for name in dict.fromkeys((*here.kinds, *there.kinds)):
        yield from _of_group(name, here.kinds.get(name), there.kinds.get(name))
    for name in dict.fromkeys((*here.generations, *there.generations)):
        yield from _of_group(name, here.generations.get(name), there.generations.get(name))


def _of_group(name: str, mine: Group | None, theirs: Group | None) -> Iterator[str]:
    if mine is None or theirs is None:
        yield f"{name}: {'not ' if mine is None else ''}measured here, {_not(theirs)}stated"
        return
    if mine.cases != theirs.cases:
        yield f"{name}: {mine.cases} cases here, {theirs.cases} stated"
    for subject in dict.fromkeys((*mine.tallies, *theirs.tallies)):
        one, other = mine.tallies.get(subject, Tally()), theirs.tallies.get(subject, Tally())
        if one != other:
            yield f"{name}, {subject}: {_said(one)} here, {_said(other)} stated"


def _not(group: Group | None) -> str:
    return "not " if group is None else ""


def _said(tally: Tally) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(tally).items())
