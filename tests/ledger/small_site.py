"""Small logs of an invented site, and the stages up to the one that a test looks at."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from forensics.case import Case, load_case
from forensics.events import event_table
from forensics.evidence.forms import Examined, examine
from forensics.exhibits import find_exhibits
from forensics.findings import Tool
from forensics.knowing.knowledge import library
from forensics.ledger import account_for
from forensics.pipeline import Analysis, analyse
from forensics.reconstruct import Scene, reconstruct
from forensics.sources import Source
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS, Instant
from tests.builders.evt import AUDIT_FAILURE, AUDIT_SUCCESS, Record, evt
from tests.builders.evtx import evtx
from tests.builders.security import At, lockout_4740, logon_failed_4625
from tests.builders.security_classic import Classic

MIDNIGHT: Final = 1_002_585_600
"""2001-10-09T00:00:00Z in Unix seconds."""

TOKEN: Final = "SMSCliToknAcct&"  # noqa: S105 - the name of an account
TOOL: Final = Tool(name="lockout-forensics", version="0", libraries={})

CLEARED: Final = Classic(
    517, ("SYSTEM", "NT AUTHORITY", "(0x0,0x3E7)", "admin", "LON", "(0x0,0x1)")
)
STARTED: Final = Classic(592, ("1234", "agent.exe", "8", "LONCAP01$", "LON", "(0x0,0x3E7)"))
"""A process began: says nothing of logons."""


def at(second: int) -> Instant:
    """Return the instant so many seconds after midnight of the invented day."""
    return Instant((MIDNIGHT + second) * TICKS_PER_SECOND + UNIX_EPOCH_TICKS)


def records(computer: str, *events: tuple[int, Classic], first: int = 1) -> list[Record]:
    """Return the records of a log: each event with its second of the invented day."""
    return [
        Record(
            number=number,
            generated=MIDNIGHT + second,
            written=MIDNIGHT + second,
            event_id=event.event_id,
            computer=computer,
            strings=event.strings,
            event_type=AUDIT_SUCCESS if event.succeeded else AUDIT_FAILURE,
        )
        for number, (second, event) in enumerate(events, first)
    ]


def log(computer: str, *events: tuple[int, Classic], first: int = 1) -> bytes:
    """Return a saved .evt log of one machine."""
    return evt(records(computer, *events, first=first))


def case_of(folder: Path, logs: Mapping[str, bytes], toml: str = "") -> Case:
    """Write a case, logs by their path under `evidence/`, and load it."""
    for path, content in logs.items():
        file = folder / "evidence" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if toml:
        (folder / "case.toml").write_text(toml, encoding="utf-8")
    return load_case(folder)


def locked_case(folder: Path) -> None:
    """Write a case of five bad passwords and the lockout after them, in an .evtx log."""
    events = [logon_failed_4625(At(number, at(number).ticks)) for number in range(1, 6)]
    events.append(lockout_4740(At(6, at(6).ticks)))
    case_of(folder, {"a.evtx": evtx(events)}, '[case]\nid = "SR-17"\n')


def read(case: Case) -> tuple[Examined, ...]:
    """Return the exhibits of a case after reading."""
    return tuple(examine(exhibit, event_table().wanted()) for exhibit in find_exhibits(case))


def scene_of(case: Case) -> Scene:
    """Return who did what when."""
    return reconstruct(case, read(case), event_table())


def sources_of(case: Case) -> tuple[Source, ...]:
    """Return the ledger of a case whose exhibits did not change while they were read."""
    examined = read(case)
    scene = reconstruct(case, examined, event_table())
    same = {each.exhibit.path: True for each in examined}
    return account_for(examined, scene.observations, same)


def analysed(case: Case) -> Analysis:
    """Return the findings of a case and its attempts."""
    examined = read(case)
    same = {each.exhibit.path: True for each in examined}
    return analyse(case, examined, same, event_table(), library(), TOOL)
