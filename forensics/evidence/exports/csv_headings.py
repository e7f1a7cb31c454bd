r"""Which exporter wrote a CSV, and what its columns are: told by headings or by a row's shape.

    Level,Date and Time,Source,Event ID,Task Category
    10/8/2001,9:15:03 AM,Security,Failure Audit,Logon/Logoff ,529,NT AUTHORITY\SYSTEM,LONCAP01,…

The names, shapes and exporters are data: `data/csvheadings.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError
from forensics.evidence.records import Clock

SEPARATORS: Final = (",", ";", "\t")

FRAME: Final = (
    r"(?i)^\s*(#TYPE\s.*|sep=.|PsLogList v.*|Copyright .*|Sysinternals.*"
    r"|.* log on \\\\.*:|Dump successfully completed\.?)\s*$"
)
"""Lines that exporters write around the records: Export-Csv, Excel, PsLogList, dumpel."""

# dumpel parts its columns by blanks, unless told otherwise; times, users and sources hold blanks
# of their own: `10/8/01 9:15:03 AM 16 2 529 Security NT AUTHORITY\SYSTEM LONCAP01 jdoe CAPDOM 3 …`.
_BLANK_START: Final = (
    r"^(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}) +(?P<clock>\d{1,2}:\d{2}:\d{2}(?: ?[AaPp][Mm])?)"
    r" +(?:0|1|2|4|8|16) +\d{1,5} +(?P<event_id>\d{1,5}) +"
)
BLANKS: Final = (
    rf"{_BLANK_START}(?P<provider>Security) +"
    r"(?:NT AUTHORITY\\(?:SYSTEM|ANONYMOUS LOGON|LOCAL SERVICE|NETWORK SERVICE)|[^\s\\]+\\[^\s\\]+"
    r"|S-1-[0-9-]+|N/A) +(?P<computer>\S+)(?: (?P<tail>.*))?$"
)
"""A record of the security log as dumpel writes it; the groups are roles of columns."""
ANY_BLANKS: Final = rf"{_BLANK_START}\S"
"""The same of any log: source, user and computer cannot be told apart with certainty."""

_WORDS: Final[Mapping[str, str]] = {
    "": r"",
    "word": r"\D",
    "digits": r"^\d{1,10}$",
    "type": r"^(0|1|2|4|8|16)$",  # of EVENTLOGRECORD
    "date": r"^\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\.?$",
    "clock": r"^\W*\d{1,2}[:.h]\d{2}[:.]\d{2}\D*$",
    "time": r"\d{1,2}[:.h]\d{2}[:.]\d{2}",
    "microsoft": r"(?i)microsoft",
}
_TELLING: Final = ("provider", "channel", "computer", "message", "strings", "payload")
_FIRST_LINES: Final = 20  # among which the headings stand
_ENOUGH: Final = 3  # lines of one shape, where the first is none: the file begins within a record
_MOST_CELLS: Final = 1000
_LONGEST_FRAME: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the columns of an export are.

    Attributes:
        exporter: In words for the report.
        clock: `utc` or `local`, where the times themselves name no zone.
        separator: Between cells; a blank for dumpel's own columns.
        quoted: Whether quotes hold a cell together.
        columns: Role (`event_id`, `time`, `message`, …) -> column, from 0.
        fields: Name of a value (`TargetUserName`) -> column.
        heading: The headings in lower case; empty where the export has none.
    """

    exporter: str
    clock: Clock
    separator: str
    quoted: bool
    columns: Mapping[str, int]
    fields: Mapping[str, int] = field(default_factory=dict)
    heading: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns are asked for."""
        return max((*self.columns.values(), *self.fields.values())) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The order of the values of an event since Vista, and how many there may be."""

    names: tuple[str, ...]
    counts: frozenset[int]


def tell(lines: Sequence[str]) -> Layout | None:
    """Return the layout of an export by its first lines, or None where they are none's."""
    told = [line for line in lines if line.strip() and not _is_frame(line)]
    for line in told[:_FIRST_LINES]:
        for separator in SEPARATORS:
            if layout := by_headings(apart(line, separator), separator):
                return layout
    shapes = [shape for line in told[:1] if (shape := _by_shape(line))]
    if not shapes:
        found = [shape for line in told[1:] if (shape := _by_shape(line))]
        shapes = [shape for shape in found if found.count(shape) >= _ENOUGH]
    return shapes[0] if shapes else None


def _is_frame(line: str) -> bool:
    return len(line) < _LONGEST_FRAME and re.match(FRAME, line) is not None


def apart(line: str, separator: str) -> list[str]:
    """Return the cells of a line of headings."""
    return [cell.strip().strip('"') for cell in line.split(separator, _MOST_CELLS)]


def by_headings(cells: Sequence[str], separator: str) -> Layout | None:
    """Return the layout that headings give, or None where they are not those of an event log.

    They must name the event id, a time, and where an event is from or what it says.
    """
    heading = tuple(plain(cell) for cell in cells)
    place = {name: column for column, name in reversed([*enumerate(heading)])}
    columns = {
        role: next(place[name] for name in names if name in place)
        for role, names in _data()["roles"].items()
        if not place.keys().isdisjoint(names)
    }
    known = value_names()
    fields = {known[name]: column for name, column in place.items() if name in known}
    timed = not columns.keys().isdisjoint(("time", "date", "clock"))
    telling = bool(fields) or not columns.keys().isdisjoint(_TELLING)
    if "event_id" not in columns or not timed or not telling:
        return None
    if "time" in columns:
        columns = {role: at for role, at in columns.items() if role not in ("date", "clock")}
    exporter = _exporter(place)
    if exporter.get("number") in place:
        columns["number"] = place[exporter["number"]]
    if not fields and columns.keys().isdisjoint(("message", "payload", "strings")):
        columns["message"] = len(heading)  # to which Event Viewer gives no heading
    return Layout(
        exporter=exporter["name"],
        clock=exporter["clock"],
        separator=separator,
        quoted=True,
        columns=columns,
        fields=fields,
        heading=heading,
    )


def plain(heading: str) -> str:
    """Return a heading as `csvheadings.toml` writes it."""
    return heading.strip('\ufeff\u00a0 \t"').replace("\u2019", "'").replace("\u00a0", " ").lower()


@cache
def heading_names() -> frozenset[str]:
    """Return every heading by which a row may be known as headings."""
    return frozenset(name for names in _data()["roles"].values() for name in names) | {
        *("level", "keywords", "ebene", "schlüsselwörter", "niveau", "mots clés", "mots-clés"),
        *("nivel", "palabras clave", "livello", "parole chiave", "type", "typ"),
        *value_names(),
    }


@cache
def value_names() -> Mapping[str, str]:
    """Return the names of values since Vista, by their lower case."""
    return {name.lower(): name for values in value_orders().values() for name in values.names}


@cache
def value_orders() -> Mapping[int, Values]:
    """Return event id -> order of the values of the provider AUDITING."""
    return {
        entry["event_id"]: Values(names=tuple(entry["names"]), counts=frozenset(entry["counts"]))
        for entry in _data()["values"]
    }


def _exporter(place: Mapping[str, int]) -> dict[str, Any]:
    for entry in _data()["exporter"]:
        wanted, one = entry.get("all", []), entry.get("any", [])
        if place.keys() >= set(wanted) and (not one or not place.keys().isdisjoint(one)):
            return dict(entry)
    raise KnowledgeError("csvheadings.toml: the last exporter must ask for no heading")


def _by_shape(line: str) -> Layout | None:
    """Return the layout of a row without headings, by its cells."""
    if re.match(ANY_BLANKS, line):
        columns = {"date": 0, "clock": 1, "event_id": 2, "provider": 3, "computer": 4, "tail": 5}
        return Layout(
            exporter="dumpel", clock="local", separator=" ", quoted=False, columns=columns
        )
    return next(_shaped(line), None)


def _shaped(line: str) -> Iterator[Layout]:
    for separator in SEPARATORS:
        cells = apart(line, separator)
        for shape in _data()["shape"]:
            words = shape["cells"]
            if len(cells) >= shape["least"] and all(
                re.search(_WORDS[word], cell) for word, cell in zip(words, cells, strict=False)
            ):
                yield Layout(
                    exporter=shape["name"],
                    clock=shape["clock"],
                    separator=separator,
                    quoted=shape["quoted"],
                    columns=shape["columns"],
                )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("forensics").joinpath("data/csvheadings.toml").read_text("utf-8"))
