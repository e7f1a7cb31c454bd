"""Measures how often this build is right: replays every case of the corpus, and judges it.

corpus → case folder → reading and analysis, as for a report → judged against its truth → tallies
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forensics import __version__
from forensics.progress import Tell
from forensics.selftest import articles, attempts, lockouts, records
from forensics.selftest.corpus import Corpus, Truth, unpack
from forensics.selftest.figures import SUBJECTS, Figures, Group
from forensics.selftest.replaying import Replayed, replay
from forensics.selftest.tally import Tally, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One case after it was judged: of which kind and generation it is, and a tally a subject."""

    kind: str
    generation: str
    tallies: Mapping[str, Tally]


def measure(corpus: Corpus, tell: Tell) -> Figures:
    """Return what this build makes of a corpus.

    Args:
        corpus: Of which the truth is known.
        tell: Told of each case.

    Raises:
        OSError: There is no room for the cases in the folder for temporary files.
    """
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="forensics-selftest-") as place:
        for nth, (folder, truth) in enumerate(unpack(corpus, Path(place)), 1):
            tell(f"case {nth} of {len(corpus.cases)}")
            judged.append(judge(replay(folder), truth))
    return Figures(
        program=__version__,
        corpus=corpus.version,
        date=corpus.date,
        sha256=corpus.sha256,
        all=_group(judged),
        kinds={
            name: _group([each for each in judged if each.kind == name])
            for name in dict.fromkeys(each.kind for each in judged)
        },
        generations={
            name: _group([each for each in judged if each.generation == name])
            for name in dict.fromkeys(each.generation for each in judged)
        },
    )


def judge(replayed: Replayed, truth: Truth) -> Judged:
    """Return one case, held against its truth."""
    locked, tripped, certain = lockouts.judge(replayed.findings.lockouts, truth)
    tallies = (
        records.judge(replayed, truth),
        attempts.judge(replayed, truth),
        locked,
        tripped,
        certain,
        articles.judge(replayed.findings, truth),
    )
    return Judged(
        kind=truth.kind,
        generation=truth.generation,
        tallies=dict(zip(SUBJECTS, tallies, strict=True)),
    )


def _group(judged: list[Judged]) -> Group:
    return Group(
        cases=len(judged),
        tallies={subject: total(each.tallies[subject] for each in judged) for subject in SUBJECTS},
    )
