"""What a listing of the lockout policy says, as each of its forms hands it to the reader.

Values keep the words of the listing; `forensics.stated` turns them into numbers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

VALUES: Final = (
    *("threshold", "window", "duration", "unit", "scope", "domain", "listing"),
    *("audit_logon", "audit_account_logon", "audit_management"),
)
"""Names of the values: `unit` is that of window and duration, `minutes` or `hh:mm:ss`; `scope` the
computer role or the GPO as printed; `domain` whose accounts it is about, where the listing says so;
`listing` what printed it; the audit values are those of security templates: 0 none, 1 success,
2 failure, 3 both, or the words of a report."""

AUDITED: Final[Mapping[str, str]] = {
    "AuditLogonEvents": "audit_logon",
    "AuditAccountLogon": "audit_account_logon",
    "AuditAccountManage": "audit_management",
}
"""Names of audit settings, in templates and reports alike, and of our values."""

LOCKOUT: Final[Mapping[str, str]] = {
    "LockoutBadCount": "threshold",
    "ResetLockoutCount": "window",
    "LockoutDuration": "duration",
}
"""Names of the lockout settings in templates and reports ([MS-GPSB] 2.2.1.2), and of our values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One listing: bytes `begin` to `end` of the text, its values by name, its machine."""

    begin: int
    end: int
    values: Mapping[str, str]
    computer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A stretch that should hold a listing and cannot be read."""

    begin: int
    end: int
    expected: str
    found: str


_LINE: Final = re.compile(rb"(?:\r?\n)+|[^\n]*\n|[^\n]+")


class Line(NamedTuple):
    """One line: its bytes in the text, line end included, and its words without it.

    A tuple, as a hostile file has a million of them.
    """

    begin: int
    end: int
    words: str


def lines(text: bytes) -> Iterator[Line]:
    """Yield the lines of a text in UTF-8; blank ones in a row are one."""
    begin = 0
    for found in _LINE.finditer(text):
        yield Line(begin, found.end(), found[0].decode("utf-8", "replace").rstrip("\r\n"))
        begin = found.end()
