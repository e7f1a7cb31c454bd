"""Values out of the operator's files: each is checked, and a mistake is one line with its mend."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from forensics.case_keys import heading_of
from forensics.case_lines import line_of
from forensics.errors import CaseError
from forensics.values import NOT_RECORDED, Absent, Instant

_UNIT_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION: Final = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,6})?)\s*([smhd]?)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the operator's files we are, so that a mistake can be named.

    Attributes:
        path: The file.
        table: The table in it, `""` above all tables.
        nth: Which of several tables of that name, the first is 0; None where that is not known.
        text: What stands in the file, where lines are to be named.
    """

    path: Path
    table: str = ""
    nth: int | None = 0
    text: str = ""

    def of(self, table: str, nth: int = 0) -> "Place":
        """Return the place of a table in this file, or of one of several with that name."""
        return Place(self.path, table, nth, self.text)

    def error(self, key: str, mend: str) -> CaseError:
        """Return the mistake at `key`, to be raised."""
        line = line_of(self.text, self.table, self.nth, key)
        at = "" if line is None else f"line {line}: "
        where = f"[{self.table}] {key}" if self.table else key
        return CaseError(f"{self.path}: {at}{where}: {mend}")


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        CaseError: It cannot be read, or is not UTF-8. So do all below where a value is wrong.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: byte {error.start}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror}); make it readable") from error


def read_toml(path: Path) -> tuple[dict[str, Any], Place]:
    """Return the tables of a TOML file, and its place."""
    given = read_text(path)
    try:
        return tomllib.loads(given), Place(path, text=given)
    except (ValueError, RecursionError) as error:  # the latter from brackets without end
        raise CaseError(f"{path}: {error}; mend this line{_advice(given, str(error))}") from error


def _advice(given: str, mistake: str) -> str:
    """Return how a value is written that the reader of TOML met in the line that it names."""
    at = _AT.search(mistake)
    lines = given.splitlines()
    if at is None or int(at[1]) > len(lines):
        return ""
    value = lines[int(at[1]) - 1].partition("=")[2].strip()
    return next((f": {how}" for form, how in _FORMS if form.match(value)), "")


_AT: Final = re.compile(r"\(at line (\d{1,9}), ")
_FORMS: Final = (
    (re.compile("[^#]*[\u2018-\u201f«»]"), 'quotes are straight: "text"'),
    (re.compile(r"\d{4}-\d\d?-\d|\d\d?[./]\d"), "a time is written 2026-03-02T09:00:00Z"),
    (re.compile(r'"[^"]*\\'), "text with \\ stands in 'single quotes'"),
    (re.compile(r"""(["'])(?!.*\1)"""), "a quote is missing at the end"),
    (re.compile(r"[^\W\d]"), 'text stands in "quotes"'),
)
"""What a value looks like that is not TOML, the first that fits, and how it is written."""


def refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
    """Raise where a key is none of the known ones."""
    for key in given:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.8 if heading_of(key) else 0.6)
            meant = f"did you mean {near[0]}? Known" if near else f"{_elsewhere(key)}known"
            raise place.error(key, f"unknown key; {meant} are {', '.join(known)}")


def _elsewhere(key: str) -> str:
    """Return which table a key is of, as its heading may be missing: commented out still."""
    line = heading_of(key)
    return f"it belongs below a line {line}: take away the # before that too; " if line else ""


def table(given: Mapping[str, Any], key: str, place: Place) -> dict[str, Any]:
    """Return the table under `key`, empty where there is none."""
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise place.error(key, f"must be a table; write [{key}]")
    return value


def tables(given: Mapping[str, Any], key: str, place: Place) -> list[dict[str, Any]]:
    """Return the tables under `key`, none where there are none."""
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise place.error(key, f"must be an array of tables; write [[{key}]]")
    return value


def text(given: Mapping[str, Any], key: str, place: Place) -> str:
    """Return the text under `key`, `""` where there is none."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise place.error(key, 'must be text; put it in "quotes"')
    return value


def texts(given: Mapping[str, Any], key: str, place: Place) -> tuple[str, ...]:
    """Return the list of texts under `key`, empty where there is none."""
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise place.error(key, 'must be a list of texts; write ["a", "b"]')
    return tuple(value)


def choice(given: Mapping[str, Any], key: str, known: tuple[str, ...], place: Place) -> str:
    """Return the text under `key`, one of the known ones, `""` where there is none."""
    value = text(given, key, place)
    if value and value not in known:
        raise unknown(key, value, known, place)
    return value


def unknown(key: str, value: str, known: tuple[str, ...], place: Place) -> CaseError:
    """Return the mistake of a value that is none of the known ones, to be raised."""
    near = get_close_matches(value, known, n=1)
    meant = f'did you mean "{near[0]}"? Known' if near else "known"
    return place.error(key, f'"{value}" is unknown; {meant} are {", ".join(known)}')


def whole(
    given: Mapping[str, Any], key: str, bounds: tuple[int, int], said: tuple[Place, str]
) -> int | None:
    """Return the whole number under `key`, None where there is none.

    Args:
        given: The table.
        key: Of the number.
        bounds: The least and the most.
        said: The place, and what a number must be.
    """
    value = given.get(key)
    if value is not None and (type(value) is not int or not bounds[0] <= value <= bounds[1]):
        place, must = said
        raise place.error(key, must)
    return value


def instant(given: Mapping[str, Any], key: str, place: Place) -> Instant | Absent:
    """Return the time under `key`."""
    value = given.get(key)
    if value is None:
        return NOT_RECORDED
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise place.error(key, "must be a time with its zone; write 2001-10-08T00:00:00Z")
    try:
        return Instant.of(value)
    except OverflowError as error:
        raise place.error(key, "lies outside the years 1 to 9999 in UTC") from error


def zone(given: Mapping[str, Any], place: Place) -> str:
    """Return the time zone under `timezone`, `""` where there is none."""
    name = text(given, "timezone", place)
    if not name:
        return ""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        mend = f'"{name}" is no time zone of the tz database; write one such as "{_like(name)}"'
        raise place.error("timezone", mend) from error
    return name


def _like(name: str) -> str:
    """Return a time zone of which only the city was given, else an example."""
    city = name.strip().replace(" ", "_").casefold()
    zones = sorted(available_timezones())
    return next((zone for zone in zones if zone.casefold().endswith("/" + city)), "Europe/London")


def seconds(given: Mapping[str, Any], key: str, place: Place) -> float:
    """Return the span of time under `key` in seconds."""
    span = text(given, key, place)
    match = _DURATION.fullmatch(span.strip())
    if match is None:
        raise place.error(key, f'"{span}" is no span of time; write "30m", "2s", "1h" or "0"')
    sign, number, unit = match.groups()
    return (-1 if sign == "-" else 1) * float(number) * _UNIT_SECONDS[unit]
