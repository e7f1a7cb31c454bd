r"""Builds logs as SMS writes them, and copies of them as SMS Trace makes them.

The layouts are those of published lines: SMS 1.x (Q171005), clients of SMS 2.0 (Q236052), servers
with a zone (Q227010), copies with the time last (Q225507) or first (Q288218). What is said in them
is invented where a test makes it up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record; `when` is the wall clock, to the millisecond."""

    message: str
    component: str
    when: datetime
    thread: int = 112
    zone: str = ""

    def line(self) -> str:
        """Return it as SMS 2.0 writes it."""
        zone = f" {self.zone}" if self.zone else ""
        moment = f"{_date(self.when)}.{self.when.microsecond // 1000:03d} {self.when.year}{zone}"
        return f"{self.message}  $$<{self.component}><{moment}><thread={_both(self.thread)}>"

    def old_line(self) -> str:
        """Return it as SMS 1.x writes it: no fraction, the thread in hexadecimal."""
        moment = f"{_date(self.when)} {self.when.year}~"
        return f"{self.message}~   $$<{self.component}><{moment}><thread={self.thread:X}>"

    def copied(self) -> str:
        """Return it as SMS Trace copies it, the time last."""
        return f"{self.message}  \t{self.component}\t{_us(self.when)}\t{_both(self.thread)}\t"

    def copied_time_first(self) -> str:
        """Return it as SMS Trace copies it with the time as its first column."""
        return f"{_us(self.when)}\t{self.message}  \t{self.component}\t{_both(self.thread)}\t"


def sms_log(lines: Iterable[str], encoding: str = "cp1252") -> bytes:
    """Return a file of lines."""
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def _date(when: datetime) -> str:
    day, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    return f"{day} {month} {when.day:02d} {when:%H:%M:%S}"


def _us(when: datetime) -> str:
    half = "AM" if when.hour < 12 else "PM"
    clock = f"{(when.hour + 11) % 12 + 1}:{when:%M:%S} {half}"
    return f"{when.month}/{when.day}/{when.year} {clock}"


def _both(thread: int) -> str:
    return f"{thread} (0x{thread:X})"
