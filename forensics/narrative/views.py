"""What the templates print: sentences in pieces, tables, pictures; values only, nothing to compute.

Texts here are plain and unescaped; the template engine escapes every one of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from forensics.figures.drawing import Figure
from forensics.findings import Findings
from forensics.values import Locator

MOST_LOCKOUTS: Final = 60
MOST_RECORDS: Final = 300
MOST_SOURCES: Final = 60
_IN_A_ROW: Final = 3
_NARROW: Final = 3  # columns that fit a narrow screen


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence: its look, and where it leads.

    Attributes:
        text: As printed.
        look: `""`, `name` (as recorded), `strong`, `rec` (a record), `inferred` or `tag`.
        href: `#anchor` inside the report, or `""`.
        title: What a screen reader says of the link.
    """

    text: str
    look: str = ""
    href: str = ""
    title: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, its share of the width in percent, and whether it holds numbers."""

    title: str
    share: float
    numeric: bool = False

    @property
    def percent(self) -> int:
        """The share in whole percent, for a page that may not set styles."""
        return round(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: a line, further lines, fainter lines below them, and a drawing."""

    text: Text = ()
    lines: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; the first cell is its heading."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `look` is a CSS class."""

    number: int
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    look: str = ""

    @property
    def wide(self) -> bool:
        """Whether it has so many columns that a narrow screen has to scroll."""
        return len(self.columns) > _NARROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure with its caption."""

    number: int
    caption: Text
    figure: Figure


@dataclass(frozen=True, slots=True)
class Numbers:
    """The running numbers of figures and tables, in order of composition."""

    figures: Iterator[int] = field(default_factory=lambda: count(1))
    tables: Iterator[int] = field(default_factory=lambda: count(1))

    def picture(self, caption: Text, figure: Figure | None) -> Picture | None:
        """Return the figure with the next number, or None where there is none."""
        if figure is None:
            return None
        return Picture(number=next(self.figures), caption=caption, figure=figure)

    def table(
        self, caption: Text, columns: Sequence[Column], rows: Sequence[Row], look: str = ""
    ) -> Table | None:
        """Return the table with the next number, or None where it would have no row."""
        if not rows:
            return None
        whole = sum(column.share for column in columns) / 100
        return Table(
            number=next(self.tables),
            caption=caption,
            columns=tuple(replace(one, share=round(one.share / whole, 2)) for one in columns),
            rows=tuple(rows),
            look=look,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What the report prints and may therefore link to."""

    refs: tuple[str, ...]
    records: Mapping[Locator, int]
    lockouts: frozenset[str]
    exhibits: Mapping[str, str]
    texts: frozenset[str] = frozenset()  # paths of exhibits whose records are lines

    def record(self, locator: Locator) -> Span | None:
        """Return a link to a printed record, or None."""
        place = self.records.get(locator)
        return None if place is None else self._run(place, place)

    def evidence(self, locators: Sequence[Locator], most: int = 8) -> Text:
        """Return links to the printed records among `locators`, and how many are not printed.

        The first one stays first; of the others, three and more in a row become one link.
        """
        wanted = list(dict.fromkeys(locators))
        places = [self.records[one] for one in wanted if one in self.records]
        runs = [*_runs(places[:1]), *_runs(sorted(places[1:]))]
        shown = runs[:most]
        left = len(wanted) - sum(last - first + 1 for first, last in shown)
        pieces = [piece for run in shown for piece in (self._run(*run), Span(" "))][:-1]
        if left:
            more = f" and {left:,} more" if pieces else f"{left:,} in findings.json"
            pieces.append(Span(more))
        return tuple(pieces)

    def _run(self, first: int, last: int) -> Span:
        begin, end = self.refs[first], self.refs[last]
        if first == last:
            return Span(begin, "rec", f"#{begin}", f"Record {begin} in the appendix")
        title = f"Records {begin} to {end} in the appendix"
        return Span(f"{begin}–{end}", "rec", f"#{begin}", title)

    def lockout(self, number: str) -> Span:
        """Return a link to a lockout in chapter 3, or its bare number where it is not printed."""
        if number not in self.lockouts:
            return Span(number)
        return Span(number, "rec", f"#{number}", f"Lockout {number} in chapter 3")

    def exhibit(self, path: str) -> Span:
        """Return a link to the exhibit in chapter 5, or its path where it is not printed."""
        number = self.exhibits.get(path)
        if number is None:
            return Span(path, "name")
        return Span(number, "rec", f"#{number}", f"Exhibit {number} in chapter 5: {path}")


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return rising places as (first, last); fewer than three in a row stay single."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [
        pair
        for run in runs
        for pair in (
            [(run[0], run[-1])] if len(run) >= _IN_A_ROW else [(place, place) for place in run]
        )
    ]


def links_of(findings: Findings) -> Links:
    """Return what the report prints, as the caps of its tables have it."""
    return Links(
        refs=tuple(one.ref for one in findings.cited[:MOST_RECORDS]),
        records={one.locator: at for at, one in enumerate(findings.cited[:MOST_RECORDS])},
        lockouts=frozenset(one.id for one in findings.lockouts[:MOST_LOCKOUTS]),
        exhibits={one.path: one.id for one in findings.sources[:MOST_SOURCES]},
        texts=frozenset(one.path for one in findings.sources if one.numbering == "line"),
    )


def say(*parts: str | Span | Text) -> Text:
    """Return a sentence from its pieces."""
    spans: list[Span] = []
    for part in parts:
        match part:
            case str():
                spans.append(Span(part))
            case Span():
                spans.append(part)
            case _:
                spans.extend(part)
    return tuple(span for span in spans if span.text)


def named(text: str) -> Span:
    """Return a name as recorded."""
    return Span(text, "name")


def strong(text: str) -> Span:
    """Return an emphasised piece."""
    return Span(text, "strong")


def inferred(text: str) -> Span:
    """Return a value that no record states: it looks different, and says so."""
    return Span(text, "inferred")


def tag(text: str, look: str = "") -> Span:
    """Return a framed word, such as a standing or an origin."""
    return Span(text, f"tag {look}".strip())


def series(items: Sequence[Span]) -> Text:
    """Return `A`, `A and B`, `A, B and C`."""
    pieces: list[Span] = []
    for left, item in zip(range(len(items) - 1, -1, -1), items, strict=True):
        pieces += [item, Span(", " if left > 1 else " and " if left else "")]
    return say(*pieces)


def cell(*parts: str | Span | Text, lines: Sequence[Text] = (), notes: Sequence[Text] = ()) -> Cell:
    """Return a cell from the pieces of its first line; what is empty is left out."""
    return Cell(
        text=say(*parts),
        lines=tuple(line for line in lines if line),
        notes=tuple(note for note in notes if note),
    )


def column(title: str, share: float, *, numeric: bool = False) -> Column:
    """Return a column."""
    return Column(title=title, share=share, numeric=numeric)


def plain(text: Text) -> str:
    """Return a text without looks and links."""
    return "".join(span.text for span in text)
