"""One case of the corpus by the ordinary way: loaded, read and analysed as for a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forensics.case import load_case
from forensics.engine.workers import HERE
from forensics.events import event_table
from forensics.findings import Findings
from forensics.knowing.knowledge import library
from forensics.knowing.vocabulary import check_declared
from forensics.pipeline import analyse
from forensics.progress import Step
from forensics.reading import read_exhibits, tool
from forensics.reconstruct import Scene
from forensics.selftest.corpus import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What this build makes of one case.

    Attributes:
        findings: All that a report would say.
        scene: The attempts behind it.
        places: Row of an observation -> exhibit and number of its record.
    """

    findings: Findings
    scene: Scene
    places: Mapping[int, Place]


def replay(folder: Path) -> Replayed:
    """Return what this build makes of a case.

    The hashes are not taken a second time, as nobody else knows of the folder.
    """
    case = load_case(folder)
    check_declared(case)
    examined = read_exhibits(case, _silent, HERE)
    same = dict.fromkeys((each.exhibit.path for each in examined), True)
    made = analyse(case, examined, same, event_table(), library(), tool())
    paths = [each.exhibit.path for each in examined]
    rows = made.scene.observations.select("row", "source", "number").iter_rows()
    return Replayed(
        findings=made.findings,
        scene=made.scene,
        places={row: (paths[source], int(number)) for row, source, number in rows},
    )


def _silent(_: str | Step) -> None:
    """Say nothing: cases of the corpus are no work of the operator's."""
