"""A small case whose people and machines have whatever names a test wants. All are invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.builders.export_csv import AUDITING, VALUES
from tests.builders.export_json import evtxecmd, lines
from tests.builders.export_xml import Exported

SID: Final = "S-1-5-21-1004336348-1177238915-682003330-1107"

CASE_TOML: Final = """\
[case]
id = "SR-77-Quillfeather"
title = "Quillfeather Mills: locked out"
complaint = "Brambleby cannot log on"
customer = "Quillfeather Mills"
analyst = "Thistlewood"
organisation = "Marlpit Support"
ticket = "TT-90210"

[policy]
threshold = 3
window = "30m"
duration = "30m"

[[custody]]
exhibit = "quill-fs.jsonl"
when = 2026-03-02T12:00:00Z
who = "Thistlewood"
action = "Fetched from Brambleby's desk"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The names of a case.

    Attributes:
        account: Is locked out; fails three times from the first client, once from each other.
        others: Fail once each, from the first client.
        clients: Name -> address.
        server: Writes the log.
        domain: Presented by the clients, holds the accounts.
        process: The logon process of every try.
        path: Of the exhibit, below `evidence/`.
        case_toml: What the analyst says.
    """

    account: str = "brambleby"
    others: tuple[str, ...] = ()
    clients: Mapping[str, str] = field(default_factory=lambda: {"QMWS-0417": "10.7.31.17"})
    server: str = "QMFS-07.mills.quillfeather.test"
    domain: str = "QMILLS"
    process: str = "NtLmSsp "
    path: str = "quill-fs.jsonl"
    case_toml: str = CASE_TOML

    def write(self, folder: Path) -> Path:
        """Write the case folder and return it."""
        place = folder / "evidence" / self.path
        place.parent.mkdir(parents=True, exist_ok=True)
        (folder / "case.toml").write_text(self.case_toml, encoding="utf-8")
        log = lines(evtxecmd(each) for each in self._records())
        place.write_text(log, encoding="utf-8", errors="surrogatepass")
        return folder

    def _records(self) -> list[Exported]:
        first = next(iter(self.clients))
        tries = [(self.account, first)] * 3
        tries += [(self.account, each) for each in self.clients if each != first]
        tries += [(each, first) for each in self.others]
        failed = [
            self._record(place, 4625, self._try(*each)) for place, each in enumerate(tries, 1)
        ]
        return [*failed[:3], self._record(90, 4740, self._lockout(first)), *failed[3:]]

    def _record(self, number: int, event_id: int, values: Mapping[str, str]) -> Exported:
        minute, second = divmod(number, 60)
        return Exported(
            number=number,
            event_id=event_id,
            created=f"2026-03-02T09:{minute:02d}:{second:02d}.0000000Z",
            provider=AUDITING,
            channel="Security",
            computer=self.server,
            values=values,
        )

    def _try(self, account: str, client: str) -> dict[str, str]:
        return {
            **VALUES,
            "TargetUserName": account,
            "TargetDomainName": self.domain,
            "WorkstationName": client,
            "IpAddress": self.clients[client],
            "LogonProcessName": self.process,
        }

    def _lockout(self, client: str) -> dict[str, str]:
        server = self.server.partition(".")[0]
        return {
            "TargetUserName": self.account,
            "TargetDomainName": client,
            "TargetSid": SID,
            "SubjectUserSid": "S-1-5-18",
            "SubjectUserName": f"{server}$",
            "SubjectDomainName": self.domain,
            "SubjectLogonId": "0x3e7",
        }
