"""Parts of the reading of a case: values that any process which reaches the files can work on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from forensics import __version__
from forensics.evidence.evtx import ranges
from forensics.evidence.evtx import reader as evtx
from forensics.evidence.evtx.ranges import Gathered
from forensics.evidence.forms import HEAD, Examined
from forensics.evidence.records import Wanted
from forensics.exhibits import Exhibit, open_exhibit

RANGE: Final = 64 << 20
"""Bytes of a log that are read as one: 160,000 records, 100 MB of memory.

The cut is the same however many processes there are, so that nothing can depend on their number.
"""

Kind: TypeAlias = Literal["whole", "range", "hash"]
"""An exhibit with its SHA-256; a range of the chunks of an .evtx log; the SHA-256 of a file."""

Key: TypeAlias = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the reading.

    Attributes:
        place: Of the exhibit in the order of the case.
        kind: What is to be done.
        exhibit: What is to be read.
        wanted: Which records to decode, with what is declared of this exhibit.
        begin: Of a range, bytes from the start of the file.
        end: Where the chunks of a range end, if they are in step.
        version: Of the program that asks.
    """

    place: int
    kind: Kind
    exhibit: Exhibit
    wanted: Wanted
    begin: int = 0
    end: int = 0
    version: str = __version__

    @property
    def key(self) -> Key:
        """Return what tells this part from the others."""
        return self.place, self.kind, self.begin, self.end

    @property
    def weight(self) -> int:
        """Return the bytes it counts for; those of a cut log count half for its hash."""
        if self.kind == "range":
            return (self.end - self.begin) // 2
        return self.exhibit.size if self.kind == "whole" else self.exhibit.size // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a part.

    Attributes:
        version: Of the program that answers.
        key: Of the part.
        sha256: Of the file, for `hash`; `""` where it cannot be read.
        examined: The exhibit, for `whole`.
        gathered: What a range gave; None where it cannot be read.
        lost: Why nobody answered; `""` where somebody did.
        held: Whether what came of it is kept where it was done, to be joined there; another answer
            to the same part follows then.
    """

    version: str
    key: Key
    sha256: str = ""
    examined: Examined | None = None
    gathered: Gathered | None = None
    lost: str = ""
    held: bool = False


class Engine(Protocol):
    """Where parts are worked on."""

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield one answer for each part, as they come; before it may come one that is `held`."""

    def rest(self) -> None:
        """Give back what is held for further work, which may come nevertheless."""


def parts_of(place: int, exhibit: Exhibit, wanted: Wanted) -> tuple[Part, ...]:
    """Return the parts of one exhibit: one, or several of a log that is larger than a range.

    The hash of a large log comes first: it takes as long as all its ranges and cannot be shared.
    """
    whole = Part(place=place, kind="whole", exhibit=exhibit, wanted=wanted)
    if exhibit.hindrance or exhibit.member or exhibit.is_zip or exhibit.size <= RANGE:
        return (whole,)
    try:
        with open_exhibit(exhibit) as stream:
            if not evtx.recognises(stream.read(HEAD)):
                return (whole,)
            spans = ranges.cut(stream, exhibit.size, RANGE)
    except OSError:
        return (whole,)
    return (
        Part(place=place, kind="hash", exhibit=exhibit, wanted=wanted),
        *(
            Part(place=place, kind="range", exhibit=exhibit, wanted=wanted, begin=begin, end=end)
            for begin, end in spans
        ),
    )
