"""Finds where the records of a CSV end and which separators part their cells, by its quotes.

A line end within quotes ends no record (RFC 4180). Where quotes do not open and close at the edges
of cells, one was lost or stands for itself. Then the record that holds it reaches up to the next
line that looks like the start of one, and all goes on from there as if nothing had been: a lost
quote costs one record, not the rest of the file.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

QUOTE, CR, LF, PAIR = 0x22, 0x0D, 0x0A, 0x00
_ONE_BYTE: Final = 0x100
_LONGEST: Final = 1 << 20  # units of a record whose quotes are looked at one by one

Places = NDArray[np.int64]
Units = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A text divided; places are counted in units (bytes, or 16-bit words) from its start.

    Attributes:
        begin: int64, where each record begins; the first at 0.
        separators: int64, those that part cells, rising.
        broken: bool, for each record, True where its quotes do not close as they should.
        newlines: int64, every line end, within quotes or not.
        mended: Whether quotes were amiss, so that records end where the next ones seem to begin.
    """

    begin: Places
    separators: Places
    broken: NDArray[np.bool_]
    newlines: Places
    mended: bool = False


@dataclass(frozen=True)
class _Marks:
    """Where quotes, line ends and separators of a text stand.

    Two quotes side by side open and close nothing: they are a quote within a cell, or an empty
    cell. Of three, the last one counts.
    """

    units: Units
    separator: int

    @cached_property
    def plain(self) -> NDArray[np.uint8]:
        """The text, a byte a unit, without pairs of quotes."""
        single = narrow(self.units).replace(b'""', bytes((PAIR, PAIR)))
        return np.frombuffer(single, dtype=np.uint8)

    @cached_property
    def quotes(self) -> Places:
        return np.flatnonzero(self.plain == QUOTE)

    @cached_property
    def newlines(self) -> Places:
        return np.flatnonzero(self.plain == LF)

    @cached_property
    def separators(self) -> Places:
        return np.flatnonzero(self.plain == self.separator)

    def outside(self, marks: Places, parity: int = 0) -> Places:
        """Return the marks before which an even number of quotes stands, or an odd one."""
        even = (np.searchsorted(self.quotes, marks) & 1) == parity
        outside: Places = marks[even]
        return outside

    def misplaced(self, parity: int) -> Places:
        """Return the quotes that are amiss, if quote number `parity` is one to open a cell.

        What opens a cell stands behind a separator or line end, what closes it before one.
        """
        quotes, size = self.quotes, len(self.plain)
        if not len(quotes):
            return quotes
        before, after = self.plain[quotes - 1], self.plain[np.minimum(quotes + 1, size - 1)]
        begins = self._edge(before) | (before == PAIR) | (quotes == 0)
        ends = self._edge(after) | (after == CR) | (quotes == size - 1)
        opens = np.arange(len(quotes)) & 1 == parity
        misplaced: Places = quotes[~np.where(opens, begins, ends)]
        return misplaced

    def _edge(self, units: Units) -> NDArray[np.bool_]:
        edge: NDArray[np.bool_] = (units == self.separator) | (units == LF)
        return edge


def divide(units: Units, separator: int, starts: Callable[[], Places]) -> Division:
    """Return where records and cells of a text begin.

    Args:
        units: The text, uint8 or uint16.
        separator: The unit between cells.
        starts: Gives the places of the lines that look like the start of a record, rising; asked
            only where quotes are amiss.
    """
    marks = _Marks(units, separator)
    if len(marks.quotes) & 1 == 0 and not len(marks.misplaced(0)):
        begin = _begins(marks.outside(marks.newlines) + 1, len(units))
        return Division(
            begin=begin,
            separators=marks.outside(marks.separators),
            broken=np.zeros(len(begin), dtype=np.bool_),
            newlines=marks.newlines,
        )
    return _Mended(marks, starts()).division()


def by_line(units: Units, separator: int | None) -> Division:
    """Return the same for a text whose quotes stand for themselves; None parts no cells."""
    newlines = np.flatnonzero(units == LF)
    begin = _begins(newlines + 1, len(units))
    separators = units == separator if separator is not None else np.empty(0, dtype=np.bool_)
    return Division(
        begin=begin,
        separators=np.flatnonzero(separators),
        broken=np.zeros(len(begin), dtype=np.bool_),
        newlines=newlines,
    )


def record_end(data: bytes) -> int:
    """Return where the last record of a text ends that its quotes hold together; 0 for none."""
    at, odd = len(data), data.count(b'"') & 1
    while (end := data.rfind(b"\n", 0, at)) >= 0:
        odd ^= data.count(b'"', end, at) & 1
        if not odd:
            return end + 1
        at = end
    return 0


def _begins(after: Places, size: int) -> Places:
    """Return where records begin, from where they end."""
    return np.concatenate((np.zeros(1, np.int64), after[after < size])) if size else after[:0]


class _Mended:
    """Walks from one misplaced quote to the next; between them everything is done by columns."""

    def __init__(self, marks: _Marks, starts: Places) -> None:
        self.marks = marks
        self.starts = starts.tolist()
        self.misplaced = marks.misplaced(0), marks.misplaced(1)
        self.ends = tuple(marks.outside(marks.newlines, parity) for parity in (0, 1))
        self.cells = tuple(marks.outside(marks.separators, parity) for parity in (0, 1))
        self.begin: list[Places] = []
        self.separators: list[Places] = []
        self.broken: list[int] = []

    def division(self) -> Division:
        place, size = 0, len(self.marks.units)
        while place < size:
            place = self._stretch(place)
        begin = np.concatenate(self.begin)
        return Division(
            begin=begin,
            separators=np.concatenate(self.separators),
            broken=np.isin(begin, np.array(self.broken, dtype=np.int64)),
            newlines=self.marks.newlines,
            mended=True,
        )

    def _stretch(self, place: int) -> int:
        """Take the records from `place` up to a misplaced quote, and the one that holds it."""
        quotes, size = self.marks.quotes, len(self.marks.units)
        passed = int(np.searchsorted(quotes, place))
        parity = passed & 1
        limit = self._amiss(place, passed)
        ends = _between(self.ends[parity], place, size if limit is None else limit)
        if limit is None:
            self._take(place, _begins(ends - place + 1, size - place) + place, size, parity)
            return size
        last = int(ends[-1]) + 1 if len(ends) else place
        self._take(place, np.concatenate(([place], ends + 1))[:-1], last, parity)
        following = bisect_left(self.starts, last + 1)
        after = self.starts[following] if following < len(self.starts) else size
        self._suspect(last, after)
        return after

    def _amiss(self, place: int, passed: int) -> int | None:
        """Return where the next quotes are that are amiss, or None where none are."""
        misplaced = self.misplaced[passed & 1]
        at = int(np.searchsorted(misplaced, place))
        if at < len(misplaced):
            return int(misplaced[at])
        open_at_end = (len(self.marks.quotes) - passed) & 1
        return int(self.marks.quotes[-1]) if open_at_end else None

    def _take(self, place: int, begin: Places, end: int, parity: int) -> None:
        self.begin.append(begin.astype(np.int64))
        self.separators.append(_between(self.cells[parity], place, end))

    def _suspect(self, begin: int, end: int) -> None:
        """Take one record whose quotes are amiss, cell by cell."""
        self.begin.append(np.array([begin], dtype=np.int64))
        broken = end - begin > _LONGEST
        separators: list[int] = []
        if not broken:
            text = narrow(self.marks.units[begin:end]).decode("latin-1")
            separators, broken = _cells(text, chr(self.marks.separator))
        if broken:
            self.broken.append(begin)
        self.separators.append(np.array(separators, dtype=np.int64) + begin)


def _between(places: Places, begin: int, end: int) -> Places:
    low, high = np.searchsorted(places, (begin, end))
    return places[low:high]


def _cells(text: str, separator: str) -> tuple[list[int], bool]:
    """Return the separators of a record in which quotes stand for themselves within a cell.

    The second is True where a cell begins with a quote that no quote at its end closes, or a line
    ends outside of quotes.
    """
    closed = re.compile(rf'"[^"]*(?:""[^"]*)*"(?={separator}|\r?\n?\Z)|(?!")[^{separator}]*')
    places: list[int] = []
    place = 0
    while (cell := closed.match(text, place)) is not None:
        place = cell.end()
        if not cell[0].startswith('"') and "\n" in cell[0].removesuffix("\n"):
            return places, True
        if text[place : place + 1] != separator:
            return places, False
        places.append(place)
        place += 1
    return places, True


def narrow_lines(units: Units) -> tuple[list[str], Places]:
    """Return the lines of a text, a character a unit, and where they begin."""
    begin = _begins(np.flatnonzero(units == LF) + 1, len(units))
    return narrow(units).decode("latin-1").split("\n")[: len(begin)], begin


def narrow(units: Units) -> bytes:
    """Return a text, a byte a unit; what is beyond one byte stands as `?`.

    Good for what is plain in any language, such as separators and numbers.
    """
    if units.dtype == np.uint8:
        return units.tobytes()
    return np.where(units < _ONE_BYTE, units, ord("?")).astype(np.uint8).tobytes()
