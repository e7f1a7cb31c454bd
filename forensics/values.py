"""The nouns that every stage shares: where a statement can be checked, what is missing, when.

This module imports nothing of the project, so any room may use it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

TICKS_PER_SECOND: Final = 10_000_000
"""One tick is 100 ns, the unit of a Windows FILETIME ([MS-DTYP] 2.3.3)."""

UNIX_EPOCH_TICKS: Final = 116_444_736_000_000_000
"""1970-01-01T00:00:00Z counted in ticks since 1601-01-01T00:00:00Z."""

_FILETIME_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)

LAST_TICKS: Final = 2_650_467_743_999_999_999
"""9999-12-31T23:59:59.9999999Z, the last instant that ISO 8601 can write."""


class Reason(StrEnum):
    """Why a value is missing; the four reasons of the contract."""

    NOT_RECORDED = "not-recorded"
    UNREADABLE = "unreadable"
    UNPARSABLE = "unparsable"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that the evidence does not give, with the reason. Never `None`, `""` or `0`."""

    reason: Reason


NOT_RECORDED: Final = Absent(Reason.NOT_RECORDED)
UNPARSABLE: Final = Absent(Reason.UNPARSABLE)
NOT_APPLICABLE: Final = Absent(Reason.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point in time as Windows counts it: ticks of 100 ns since 1601, UTC."""

    ticks: int

    @classmethod
    def of(cls, moment: datetime) -> "Instant":
        """Return the instant of an aware `moment`, exact to the microsecond."""
        since = moment.astimezone(UTC) - _FILETIME_EPOCH
        return cls(
            (since.days * 86_400 + since.seconds) * TICKS_PER_SECOND + since.microseconds * 10
        )

    def moment(self) -> datetime:
        """Return the aware UTC datetime, cut to the microsecond; years beyond 9999 are clamped."""
        return _FILETIME_EPOCH + timedelta(microseconds=self._writable() // 10)

    def iso(self) -> str:
        """Return ISO 8601 with `Z`; a fraction appears only where it is not zero, never rounded.

        Ticks that ISO 8601 cannot write, as in a damaged record, become the nearest it can.
        """
        seconds, ticks = divmod(self._writable(), TICKS_PER_SECOND)
        days, seconds = divmod(seconds, 86_400)
        minutes, second = divmod(seconds, 60)
        whole = f"{_date(days)}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
        return f"{whole}.{ticks:07d}".rstrip("0") + "Z" if ticks else f"{whole}Z"

    def _writable(self) -> int:
        return min(max(self.ticks, 0), LAST_TICKS)


@lru_cache(maxsize=4_096)  # a million moments are of a few days
def _date(days: int) -> str:
    """Return the date so many days after the first of 1601."""
    return (_FILETIME_EPOCH + timedelta(days=days)).date().isoformat()


class DamageCode(StrEnum):
    """The closed list of what can be wrong with a stretch of an exhibit."""

    HEADER_UNREADABLE = "header-unreadable"
    HEADER_CHECKSUM = "header-checksum"
    CHUNK_UNREADABLE = "chunk-unreadable"
    CHUNK_CHECKSUM = "chunk-checksum"
    HEADER_DISAGREES = "header-disagrees"
    CHAIN_BROKEN = "chain-broken"
    RECORD_TRUNCATED = "record-truncated"
    RECORD_UNREADABLE = "record-unreadable"
    TEMPLATE_UNREADABLE = "template-unreadable"
    END_MISSING = "end-missing"
    FILE_TRUNCATED = "file-truncated"
    READER_FAILED = "reader-failed"
    CHANGED_WHILE_READ = "changed-while-read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One stretch that could not be read as it should be.

    Attributes:
        offset: First byte of the stretch, counted from the start of the file.
        length: Bytes; 0 where the end is unknown.
        code: What is wrong.
        expected: What the format asks for at this place, in a few words.
        found: What stands there, in a few words.
        excerpt: At most 64 bytes from `offset` on.
    """

    offset: int
    length: int
    code: DamageCode
    expected: str
    found: str
    excerpt: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Locator:
    """Where a statement can be checked: exhibit, header record number, byte offset and length."""

    source: str
    record: int
    offset: int
    length: int
