r"""Builds a netlogon.log as a domain controller writes it, one entry a line.

The layouts are those of Q189541 (Windows NT 4, without time stamps), Q191828 (with them) and of the
Windows Server documentation (thread and domain). The names used with it are invented.
"""

from collections.abc import Iterable
from dataclasses import dataclass

TAGGED = "[LOGON] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Logon:
    r"""What an entry about a logon says; `""` for what it leaves out.

    Attributes:
        who: `DOMAIN\\account`, or the account alone.
        status: As printed (`0xC000006A`); `""` for an entry that says Entered.
        stamp: `MM/DD HH:MM:SS`.
        hosted: The domain that Server 2003 and later print before the function.
    """

    who: str
    workstation: str
    status: str = ""
    via: str = ""
    logon: str = "Network"
    stamp: str = ""
    thread: str = ""
    hosted: str = ""

    def text(self) -> str:
        """Return the entry without its line end."""
        stamp = f"{self.stamp} " if self.stamp else ""
        thread = f"[{self.thread}] " if self.thread else ""
        hosted = f"{self.hosted}: " if self.hosted else ""
        via = f" (via {self.via})" if self.via else ""
        verb = f"Returns {self.status}" if self.status else "Entered"
        return (
            f"{stamp}{TAGGED}{thread}{hosted}SamLogon: {self.logon} logon of {self.who} "
            f"from {self.workstation}{via} {verb}"
        )


def netlogon(entries: Iterable[Logon | str], encoding: str = "cp1252") -> bytes:
    """Return the log; an entry that is a text stands as it is."""
    texts = (entry if isinstance(entry, str) else entry.text() for entry in entries)
    return "".join(f"{text}\r\n" for text in texts).encode(encoding)
