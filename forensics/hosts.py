"""The machines as the analyst knows them: `[[host]]` of case.toml, and `hosts.csv` beside it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from forensics.case_toml import (
    Place,
    read_text,
    refuse_unknown,
    seconds,
    text,
    texts,
    unknown,
    zone,
)
from forensics.errors import CaseError

ROLES: Final = (
    *("cap", "dc", "dp", "client", "fileserver", "siteserver"),
    *("metering", "ras", "webserver", "mailserver", "terminalserver", "other"),
)
_TEXTS: Final = ("name", "timezone", "clock_offset")
_LISTS: Final = ("aliases", "addresses", "roles")
_CENTURY: Final = 36_525 * 86_400  # no clock is wrong by more


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A machine as the analyst knows it; `clock_offset` is its clock minus true time, seconds."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    timezone: str = ""
    clock_offset: float | None = None


def declared_host(given: Mapping[str, Any], place: Place) -> Host:
    """Return the host of one table.

    Raises:
        CaseError: A key is unknown or missing, or its value cannot be.
    """
    refuse_unknown(given, (*_TEXTS, *_LISTS), place)
    name = text(given, "name", place)
    if not name:
        raise place.error("name", "is missing; give the machine's name")
    lists = {key: texts(given, key, place) for key in _LISTS}
    for role in lists["roles"]:
        if role not in ROLES:
            raise unknown("roles", role, ROLES, place)
    return Host(
        name=name,
        **lists,
        timezone=zone(given, place),
        clock_offset=_clock_offset(given, place),
    )


def _clock_offset(given: Mapping[str, Any], place: Place) -> float | None:
    if not text(given, "clock_offset", place):
        return None
    offset = seconds(given, "clock_offset", place)
    if abs(offset) > _CENTURY:
        raise place.error("clock_offset", 'must be less than a century; write "+2s"')
    return offset


def hosts_csv(path: Path) -> tuple[Host, ...]:
    """Return the hosts of `hosts.csv`; several aliases, addresses or roles stand between `;`.

    Raises:
        CaseError: A mistake in it, by line.
    """
    if not path.exists():
        return ()
    rows = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    hosts = []
    try:
        for row in rows:
            place = Place(path, f"line {rows.line_num}")
            if None in row:
                raise place.error("row", "has more cells than the heading; quote commas")
            given: dict[str, Any] = {key: value or "" for key, value in row.items()}
            for key in _LISTS:
                parts = given.get(key, "").split(";")
                given[key] = [part.strip() for part in parts if part.strip()]
            hosts.append(declared_host(given, place))
    except csv.Error as error:
        begins = rows.line_num + 1  # the row that could not be read follows the last that could
        raise CaseError(f"{path}: line {begins}: {error}; mend this line") from error
    return tuple(hosts)
