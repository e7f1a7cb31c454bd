"""A worked example as a folder: exhibits and host list from the generator, prose from the checkout.

`case.toml` and `README.md` are written for people and by hand; they lie in `cases/`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.builders.incident import Truth
from tests.builders.journal import Entry
from tests.builders.security import At
from tests.builders.site import Client

CASES: Final = Path(__file__).resolve().parents[2] / "cases"
PROSE: Final = ("README.md", "case.toml")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One log of the evidence: its path in the case folder, its bytes and what was written."""

    path: str
    content: bytes
    entries: tuple[Entry, ...]

    def written(self) -> dict[int, int]:
        """Return how many records of each event id the incident left in it."""
        ids = (entry.what.event(At(1, entry.time)).event_id for entry in self.entries)
        return dict(sorted(Counter(ids).items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complete case folder and the truth about it.

    Attributes:
        name: The folder's name.
        files: Path in the folder -> bytes, in order of path.
        truth: What happened.
        written: Path of an exhibit -> event id -> records that the incident left in it.
    """

    name: str
    files: Mapping[str, bytes]
    truth: Truth
    written: Mapping[str, Mapping[int, int]]

    def write(self, folder: Path) -> None:
        """Write the case folder `name` into `folder`; other files there stay as they are."""
        for path, content in self.files.items():
            place = folder / self.name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def compose(
    name: str,
    exhibits: Iterable[Exhibit],
    hosts: bytes,
    truth: Truth,
    others: Mapping[str, bytes] | None = None,
) -> Case:
    """Return the case `name`, with the prose that lies in the checkout.

    `others` are files of the evidence that are no event logs: path -> bytes.
    """
    logs = tuple(exhibits)
    files = {path: (CASES / name / path).read_bytes() for path in PROSE}
    files |= {"hosts.csv": hosts} | {log.path: log.content for log in logs} | dict(others or {})
    return Case(
        name=name,
        files=dict(sorted(files.items())),
        truth=truth,
        written={log.path: log.written() for log in logs},
    )


def hosts_csv(rows: Iterable[tuple[Client, str]]) -> bytes:
    """Return `hosts.csv` for machines and their roles."""
    lines = ["name,aliases,addresses,roles,timezone,clock_offset"]
    lines += [f"{client.name},,{client.address},{role},," for client, role in rows]
    return "".join(f"{line}\n" for line in lines).encode("ascii")
