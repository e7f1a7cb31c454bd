"""The case: what the analyst knows, read from `case.toml` and `hosts.csv` beside it.

Every mistake here is the operator's and is answered in one line: file, place, mend.
"""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forensics.errors import CaseError
from forensics.findings import CustodyEntry
from forensics.values import NOT_RECORDED, Absent, Instant

ROLES: Final = ("cap", "dc", "dp", "client", "fileserver", "siteserver", "other")
_TABLES: Final = ("case", "policy", "host", "facts", "custody")
_CASE_TEXTS: Final = (
    "id",
    "title",
    "complaint",
    "ticket",
    "customer",
    "analyst",
    "organisation",
    "timezone",
)
_HOST_LISTS: Final = ("aliases", "addresses", "roles")
_HOST_TEXTS: Final = ("name", "timezone", "clock_offset")
_MOST: Final = 999  # the largest lockout threshold that Windows takes
_UNIT_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST: Final = 99_999 * 60  # the most that Windows takes as window or duration
_CENTURY: Final = 36_525 * 86_400  # no clock is wrong by more
_DURATION: Final = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,6})?)\s*([smhd]?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A machine as the analyst knows it; `clock_offset` is its clock minus true time, seconds."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    timezone: str = ""
    clock_offset: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPolicy:
    """The lockout policy as declared; seconds; a duration of 0 lasts until an unlock."""

    threshold: int | None = None
    window: int | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case folder and what the analyst says about it."""

    folder: Path
    id: str
    title: str
    complaint: str = ""
    ticket: str = ""
    customer: str = ""
    analyst: str = ""
    organisation: str = ""
    timezone: str = "UTC"
    window_from: Instant | Absent = NOT_RECORDED
    window_to: Instant | Absent = NOT_RECORDED
    policy: DeclaredPolicy = field(default_factory=DeclaredPolicy)
    hosts: tuple[Host, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    custody: tuple[CustodyEntry, ...] = ()
    described: bool = True


def load_case(folder: Path) -> Case:
    """Return the case in `folder`; without a `case.toml` the folder's name is its id and title.

    Raises:
        CaseError: No such folder, or a mistake in `case.toml` or `hosts.csv`.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise CaseError(f"{folder}: {what}; give the folder that holds case.toml and evidence/")
    name = folder.resolve().name or "case"
    hosts = _hosts_csv(folder / "hosts.csv")
    path = folder / "case.toml"
    if not path.exists():
        return Case(folder=folder, id=name, title=name, hosts=hosts, described=False)
    return _case(folder, _read_toml(path), _Place(path), name, hosts)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the operator's files we are, so that a mistake can be named."""

    path: Path
    table: str = ""

    def of(self, table: str) -> "_Place":
        return _Place(self.path, table)

    def error(self, key: str, mend: str) -> CaseError:
        where = f"[{self.table}] {key}" if self.table else key
        return CaseError(f"{self.path}: {where}: {mend}")


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: byte {error.start}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror}); make it readable") from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read_text(path))
    except (ValueError, RecursionError) as error:  # the latter from brackets without end
        raise CaseError(f"{path}: {error}; mend this line") from error


def _case(
    folder: Path, given: dict[str, Any], place: _Place, name: str, hosts: tuple[Host, ...]
) -> Case:
    _refuse_unknown(given, _TABLES, place)
    about = _table(given, "case", place)
    here = place.of("case")
    _refuse_unknown(about, (*_CASE_TEXTS, "from", "to"), here)
    texts: dict[str, Any] = {"id": name, "title": name}
    texts |= {key: _text(about, key, here) for key in _CASE_TEXTS if key in about}
    _check_zone(texts.get("timezone", "UTC"), here)
    begins, ends = _instant(about, "from", here), _instant(about, "to", here)
    if isinstance(begins, Instant) and isinstance(ends, Instant) and ends < begins:
        raise here.error("to", "lies before `from`; swap the two")
    return Case(
        folder=folder,
        **texts,
        window_from=begins,
        window_to=ends,
        policy=_policy(_table(given, "policy", place), place.of("policy")),
        hosts=(*hosts, *(_host(each, place.of("host")) for each in _tables(given, "host", place))),
        facts=_facts(_table(given, "facts", place), place.of("facts")),
        custody=tuple(
            _custody(each, place.of("custody")) for each in _tables(given, "custody", place)
        ),
    )


def _refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], place: _Place) -> None:
    for key in given:
        if key not in known:
            raise place.error(key, f"unknown key; known are {', '.join(known)}")


def _table(given: Mapping[str, Any], key: str, place: _Place) -> dict[str, Any]:
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise place.error(key, f"must be a table; write [{key}]")
    return value


def _tables(given: Mapping[str, Any], key: str, place: _Place) -> list[dict[str, Any]]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise place.error(key, f"must be an array of tables; write [[{key}]]")
    return value


def _text(given: Mapping[str, Any], key: str, place: _Place) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise place.error(key, 'must be text; put it in "quotes"')
    return value


def _texts(given: Mapping[str, Any], key: str, place: _Place) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise place.error(key, 'must be a list of texts; write ["a", "b"]')
    return tuple(value)


def _instant(given: Mapping[str, Any], key: str, place: _Place) -> Instant | Absent:
    value = given.get(key)
    if value is None:
        return NOT_RECORDED
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise place.error(key, "must be a time with its zone; write 2001-10-08T00:00:00Z")
    try:
        return Instant.of(value)
    except OverflowError as error:
        raise place.error(key, "lies outside the years 1 to 9999 in UTC") from error


def _check_zone(name: str, place: _Place) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        mend = f'"{name}" is no time zone of the tz database; write one such as "Europe/London"'
        raise place.error("timezone", mend) from error


def _policy(given: Mapping[str, Any], place: _Place) -> DeclaredPolicy:
    _refuse_unknown(given, ("threshold", "window", "duration"), place)
    threshold = given.get("threshold")
    if threshold is not None and (type(threshold) is not int or not 0 <= threshold <= _MOST):
        raise place.error("threshold", "must be a whole number from 0 (never locks) to 999")
    return DeclaredPolicy(
        threshold=threshold,
        window=_whole_seconds(given, "window", place),
        duration=_whole_seconds(given, "duration", place),
    )


def _whole_seconds(given: Mapping[str, Any], key: str, place: _Place) -> int | None:
    if key not in given:
        return None
    seconds = _seconds(_text(given, key, place), key, place)
    if not 0 <= seconds <= _LONGEST or seconds != int(seconds):
        raise place.error(key, 'must be whole seconds, at most 99999 minutes; write "30m"')
    return int(seconds)


def _seconds(text: str, key: str, place: _Place) -> float:
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise place.error(key, f'"{text}" is no span of time; write "30m", "2s", "1h" or "0"')
    sign, number, unit = match.groups()
    return (-1 if sign == "-" else 1) * float(number) * _UNIT_SECONDS[unit]


def _host(given: Mapping[str, Any], place: _Place) -> Host:
    _refuse_unknown(given, (*_HOST_TEXTS, *_HOST_LISTS), place)
    name = _text(given, "name", place)
    if not name:
        raise place.error("name", "is missing; give the machine's name")
    lists = {key: _texts(given, key, place) for key in _HOST_LISTS}
    for role in lists["roles"]:
        if role not in ROLES:
            raise place.error("roles", f'"{role}" is unknown; known are {", ".join(ROLES)}')
    zone = _text(given, "timezone", place)
    if zone:
        _check_zone(zone, place)
    return Host(name=name, **lists, timezone=zone, clock_offset=_clock_offset(given, place))


def _clock_offset(given: Mapping[str, Any], place: _Place) -> float | None:
    text = _text(given, "clock_offset", place)
    if not text:
        return None
    seconds = _seconds(text, "clock_offset", place)
    if abs(seconds) > _CENTURY:
        raise place.error("clock_offset", 'must be less than a century; write "+2s"')
    return seconds


def _hosts_csv(path: Path) -> tuple[Host, ...]:
    """Return the hosts of `hosts.csv`; several aliases, addresses or roles stand between `;`."""
    if not path.exists():
        return ()
    rows = csv.DictReader(io.StringIO(_read_text(path)), strict=True)
    hosts = []
    try:
        for row in rows:
            place = _Place(path, f"line {rows.line_num}")
            if None in row:
                raise place.error("row", "has more cells than the heading; quote commas")
            given: dict[str, Any] = {key: value or "" for key, value in row.items()}
            for key in _HOST_LISTS:
                parts = given.get(key, "").split(";")
                given[key] = [part.strip() for part in parts if part.strip()]
            hosts.append(_host(given, place))
    except csv.Error as error:
        begins = rows.line_num + 1  # the row that could not be read follows the last that could
        raise CaseError(f"{path}: line {begins}: {error}; mend this line") from error
    return tuple(hosts)


def _facts(given: Mapping[str, Any], place: _Place) -> dict[str, tuple[str, ...]]:
    facts = {}
    for key, value in given.items():
        if isinstance(value, dict):
            raise place.error(key, 'is a table; put the whole name in quotes, "sms.version"')
        facts[key] = (value,) if isinstance(value, str) else _texts(given, key, place)
    return facts


def _custody(given: Mapping[str, Any], place: _Place) -> CustodyEntry:
    _refuse_unknown(given, ("exhibit", "when", "who", "action"), place)
    when = given.get("when", "")
    if not isinstance(when, str | datetime | date):
        raise place.error("when", "must be a time; write 2001-10-09T10:12:00Z")
    return CustodyEntry(
        exhibit=_text(given, "exhibit", place),
        when=when if isinstance(when, str) else when.isoformat().replace("+00:00", "Z"),
        who=_text(given, "who", place),
        action=_text(given, "action", place),
    )
