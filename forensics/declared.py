"""What the analyst declares where the evidence may not say it: the policy, and of an exhibit."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from forensics.case_toml import Place, choice, refuse_unknown, seconds, text, whole, zone

DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
FIRST_YEAR: Final = 1993
"""The year of the first Windows NT, and so of the first event log."""

LAST_YEAR: Final = 2100
_MOST: Final = 999  # the largest lockout threshold that Windows takes
_LONGEST: Final = 99_999 * 60  # the most that Windows takes as window or duration
_NO_ENCODINGS_OF_TEXTS: Final = (
    *("idna", "punycode"),  # of host names
    *("raw-unicode-escape", "unicode-escape", "undefined"),  # of Python's own
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPolicy:
    """The lockout policy as declared; seconds; a duration of 0 lasts until an unlock."""

    threshold: int | None = None
    window: int | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredExhibit:
    """What the bytes of an exhibit may leave open; `""` and None where nothing is declared.

    Attributes:
        path: Of one exhibit as listed, or a pattern of `fnmatch` over such paths, in which `*`
            stands for any characters, `/` among them.
        host: The machine that wrote the log, for forms that do not name it.
        timezone: Of a log in local time, by its name in the tz database.
        encoding: Of a text, as Python names it.
        date_order: `dmy`, `mdy` or `ymd`.
        year: Of the first line, for logs that record none.
    """

    path: str
    host: str = ""
    timezone: str = ""
    encoding: str = ""
    date_order: str = ""
    year: int | None = None

    def covers(self, path: str) -> bool:
        """Return whether this is said of the exhibit at `path`."""
        return path == self.path or fnmatchcase(path, self.path)

    def under(self, later: "DeclaredExhibit") -> "DeclaredExhibit":
        """Return this with all that `later` declares in place of its own, the path aside."""
        said = {name: getattr(later, name) for name in _SAID}
        return replace(self, **{name: value for name, value in said.items() if value})


_SAID: Final = tuple(field.name for field in fields(DeclaredExhibit) if field.name != "path")


def declared_policy(given: Mapping[str, Any], place: Place) -> DeclaredPolicy:
    """Return the policy of `[policy]`.

    Raises:
        CaseError: A key is unknown, or its value cannot be.
    """
    refuse_unknown(given, ("threshold", "window", "duration"), place)
    must = "must be a whole number from 0 (never locks) to 999"
    return DeclaredPolicy(
        threshold=whole(given, "threshold", (0, _MOST), (place, must)),
        window=_whole_seconds(given, "window", place),
        duration=_whole_seconds(given, "duration", place),
    )


def _whole_seconds(given: Mapping[str, Any], key: str, place: Place) -> int | None:
    if key not in given:
        return None
    span = seconds(given, key, place)
    if not 0 <= span <= _LONGEST or span != int(span):
        raise place.error(key, 'must be whole seconds, at most 99999 minutes; write "30m"')
    return int(span)


def declared_exhibit(given: Mapping[str, Any], place: Place) -> DeclaredExhibit:
    """Return what one `[[exhibit]]` table says.

    Raises:
        CaseError: A key is unknown or missing, or its value cannot be.
    """
    refuse_unknown(given, ("path", *_SAID), place)
    path = text(given, "path", place)
    if not path:
        raise place.error("path", 'is missing; write it as listed, such as "evidence/netlogon.log"')
    must = f"must be a whole number from {FIRST_YEAR} to {LAST_YEAR}"
    return DeclaredExhibit(
        path=path,
        host=text(given, "host", place),
        timezone=zone(given, place),
        encoding=_encoding(given, place),
        date_order=choice(given, "date_order", DATE_ORDERS, place),
        year=whole(given, "year", (FIRST_YEAR, LAST_YEAR), (place, must)),
    )


def _encoding(given: Mapping[str, Any], place: Place) -> str:
    """Return the encoding as Python names it; an encoding of bytes or of host names is none."""
    name = text(given, "encoding", place)
    if not name:
        return ""
    mend = f'"{name}" is no encoding of texts; write one such as "utf-8", "utf-16" or "cp1252"'
    try:
        "".encode(name)  # refuses what does not turn text into bytes, which `lookup` does not
        found = codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise place.error("encoding", mend) from error
    if found in _NO_ENCODINGS_OF_TEXTS:
        raise place.error("encoding", mend)
    return found
