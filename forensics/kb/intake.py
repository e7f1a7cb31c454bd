"""`forensics kb import`: takes article texts into the library and tells what became of them."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forensics.articles import library
from forensics.articles.importing import OUTCOMES, Taken, filling, take
from forensics.errors import CaseError

MOST_TOLD: Final = 20
"""Files that are told one by one; the rest are counted."""

_NOT_TAKEN: Final = ("refused", "kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What an import came to.

    Attributes:
        summary: One line.
        remarks: A line for each file that was not simply taken, at most 20, and the number of
            those left out.
        whole: Whether every file was taken, or was there already.
    """

    summary: str
    remarks: tuple[str, ...]
    whole: bool


def take_in(roots: Sequence[Path], kept: Path) -> Intake:
    """Take the texts of files and folders into the library at `kept`.

    Raises:
        CaseError: A path is not there, or the library cannot be used; nothing was taken.
    """
    for root in roots:
        if not os.path.lexists(root):
            raise CaseError(f"{root}: no such file or folder")
    counts: Counter[str] = Counter()
    remarks: list[str] = []
    with filling(kept) as opened:
        for root in roots:
            for taken in take(opened, root):
                counts[taken.outcome] += 1
                if taken.says and len(remarks) < MOST_TOLD:
                    remarks.append(_remark(root, taken))
        total = library.count(opened)
    told = counts["refused"] + counts["kept"] + counts["replaced"]
    if told > len(remarks):
        remarks.append(f"and {told - len(remarks):,} files more")
    numbers = ", ".join(f"{outcome} {counts[outcome]:,}" for outcome in OUTCOMES)
    noun = "article" if total == 1 else "articles"
    return Intake(
        summary=f"{numbers}; the library {kept} holds {total:,} {noun}",
        remarks=tuple(remarks),
        whole=not any(counts[outcome] for outcome in _NOT_TAKEN),
    )


def _remark(root: Path, taken: Taken) -> str:
    path = root / taken.path if os.path.isdir(root) else root  # noqa: PTH112 - pathlib's may raise
    name = f" ({taken.id})" if taken.id else ""
    return f"{path}{name}: {taken.outcome}: {taken.says}"
