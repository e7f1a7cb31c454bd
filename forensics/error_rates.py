"""The nouns of how often this build is right, by the corpus that it ships with.

They are part of the findings (`findings.py`); `selftest/` measures them, and a report quotes what
was measured when this build was tested.
"""

from dataclasses import dataclass
from typing import Final

from forensics.values import Absent

KINDS: Final = ("clean", "wrapped", "cut", "bit-flipped", "skewed", "duplicated")
"""What became of the logs of a case of the corpus; in skewed ones clocks are minutes apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """So many of so many: exact as a fraction, and in percent.

    Attributes:
        percent: Cut to a tenth, so that 100 is said of all alone; absent of nothing.
        lower: Of the 95 % interval of Clopper and Pearson, in percent, the next tenth down.
        upper: Likewise, the next tenth up.
    """

    number: int
    of: int
    percent: float | Absent
    lower: float | Absent
    upper: float | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """How often this build is right about one subject.

    Attributes:
        subject: `records`, `attempts`, `lockouts`, `tripping client`, `called certain` (lockouts,
            with who tripped them) or `article`.
        recall: Of the truths, those that were found as they were.
        clean: The same of cases whose logs are whole.
        precision: Of the claims, those that are true.
        unknown: Truths that were found with a part left open, which is no claim.
        lost: Of the truths that were not found, those of which no whole record is left.
        least_found: The kind of spoiling with the lowest recall; absent where all were found.
        least_right: The kind with the lowest precision; absent where all claims are true.
    """

    subject: str
    recall: Proportion
    clean: Proportion
    precision: Proportion
    unknown: int
    lost: int
    least_found: str | Absent
    least_right: str | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """What a selftest of this build measured.

    Attributes:
        corpus: Version of the corpus; `""` where nothing was measured.
        date: When the corpus was last changed.
        cases: How many cases it has.
        kinds: What became of their logs, of `KINDS`.
        rates: Of each subject.
    """

    corpus: str
    date: str
    cases: int
    kinds: tuple[str, ...]
    rates: tuple[ErrorRate, ...]


UNMEASURED = ErrorRates(corpus="", date="", cases=0, kinds=(), rates=())
