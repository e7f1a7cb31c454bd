"""Measures what text forms of evidence cost to read: netlogon.log, syslog, OSSEC, listings, SMS.

    python -m benchmarks.texts [FORM ...]

From the root of a checkout; forms are the names of `FORMS`, all where none is given. Logs are made
by the builders of the tests, of invented people and machines, in three sizes. In netlogon.log eight
lines in nine ask for a logon or answer, half of them each; one answer in two is an error, and 3,000
accounts come from 2,000 machines. In the others every record is one that the report wants
(4625, or an error of SMS), which is the dearest there is.

Each form is read in a process of its own, so that its peak of memory is its own. Time is that of
the process, the least of several runs, from the opened file to the columns with all wanted values:
in MB a second, against SHA-256 of the same file in the same process, and against a named peer, a
plain line loop in Python with one regular expression. That loop does less: it knows neither
offsets nor encodings, damage, claims or the values within messages. The exponent is of how time
grows from the smallest size to the largest.
"""

import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from benchmarks.measure import growth, seconds, seconds_of_hash
from forensics.events import event_table
from forensics.evidence.netlogon import reader as netlogon_reader
from forensics.evidence.records import Reading, Wanted
from forensics.evidence.sms import reader as sms_reader
from forensics.evidence.texts import listing, ossec, syslog
from tests.builders import listing as listed
from tests.builders.messages import FAILED_4625
from tests.builders.netlogon import Logon
from tests.builders.sms_log import Entry
from tests.builders.syslog import Said, evtsys_line, ossec_line, snare_line

_BEGAN: Final = datetime(2025, 1, 1)  # noqa: DTZ001 - a wall clock, as these logs have it
_RUNS: Final = 5
_CHILD: Final = "--alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of text.

    Attributes:
        sizes: In MB.
        records: Yields the text of record after record.
        read: What reads it.
        peer: The one regular expression of the line loop.
    """

    name: str
    sizes: tuple[int, int, int]
    records: Callable[[], Iterator[str]]
    read: Callable[[BinaryIO, int, Wanted], Reading]
    peer: str


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    if arguments[:1] == [_CHILD]:
        measure(next(form for form in FORMS if form.name == arguments[1]))
        return 0
    for name in arguments or [form.name for form in FORMS]:
        subprocess.run([sys.executable, "-m", "benchmarks.texts", _CHILD, name], check=True)  # noqa: S603
    return 0


def measure(form: Form) -> None:
    """Print what reading one form costs."""
    wanted = event_table().wanted()
    with TemporaryDirectory() as folder:
        paths = [_written(Path(folder) / f"{size}.txt", form, size) for size in form.sizes]
        before = _peak()
        runs = [[_reading(form, path, wanted) for path in paths] for _ in range(_RUNS)]
        peak = _peak()
        last = paths[-1]
        hashed = min(seconds_of_hash([last]) for _ in range(_RUNS))
        looped = seconds(lambda: _looped(last, re.compile(form.peer)))[0]
        sizes = [path.stat().st_size for path in paths]
    times = [min(times) for times in zip(*runs, strict=True)]
    exponent = growth(times[0], times[-1], sizes[-1] / sizes[0])
    print(
        f"{form.name:<9} {sizes[-1] / 1e6:4.0f} MB: {sizes[-1] / times[-1] / 1e6:6.1f} MB/s, "
        f"{times[-1] / hashed:5.1f} x SHA-256 ({sizes[-1] / hashed / 1e6:4.0f} MB/s), "
        f"{times[-1] / looped:5.2f} x a line loop in Python; "
        f"exponent {exponent:.2f} ({', '.join(f'{each:.2f}' for each in times)} s); "
        f"peak {peak:,} MB, of which {before:,} before"
    )


def _written(path: Path, form: Form, size: int) -> Path:
    written, records = 0, form.records()
    with path.open("wb") as stream:
        while written < size * 1_000_000:
            written += stream.write(next(records).encode())
    return path


def _reading(form: Form, path: Path, wanted: Wanted) -> float:
    with path.open("rb") as stream:
        return seconds(lambda: form.read(stream, path.stat().st_size, wanted))[0]


def _looped(path: Path, pattern: re.Pattern[str]) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as stream:
        return [found.groups() for line in stream if (found := pattern.search(line))]


def _peak() -> int:
    """Return the peak of memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000


# ── what the logs hold ──────────────────────────────────────────────────────────────────────────


def _moments() -> Iterator[tuple[int, datetime, random.Random]]:
    chance = random.Random(7)  # noqa: S311 - the same log each time
    moment, count = _BEGAN, 0
    while True:
        moment += timedelta(seconds=chance.random() * 2)
        count += 1
        yield count, moment, chance


def _netlogon() -> Iterator[str]:
    for count, moment, chance in _moments():
        stamp = f"{moment:%m/%d %H:%M:%S}"
        if count % 4 == 0:
            yield f"{stamp} [MISC] [{count % 900}] CORP: DsGetDcName function returns 0: Dom:C\r\n"
        asked = Logon(
            who=f"CORP\\user{chance.randrange(3_000):05d}",
            workstation=f"PC{chance.randrange(2_000):05d}",
            via=chance.choice(["", "", "MEMBER01", "DC2"]),
            logon=chance.choice(["Network", "Transitive Network", "Interactive"]),
            stamp=stamp,
            thread=str(400 + count % 9_000),
            hosted="CORP",
        )
        status = chance.choice(["0x0", "0x0", "0xC000006A", "0xC0000234"])
        yield f"{asked.text()}\r\n{replace(asked, status=status).text()}\r\n"


def _told() -> Iterator[tuple[int, datetime, Said]]:
    for count, moment, chance in _moments():
        account = f"user{chance.randrange(3_000):05d}"
        message = FAILED_4625.format(account=account, domain="CORP")
        date = f"{moment:%a %b %d %H:%M:%S %Y}"
        yield count, moment, Said(event_id=4625, message=message, date=date, counter=count)


def _snare() -> Iterator[str]:
    for _, moment, said in _told():
        yield snare_line(said, header=f"<14>{moment:%b %d %H:%M:%S} dc1 ")


def _evtsys() -> Iterator[str]:
    for _, moment, said in _told():
        yield evtsys_line(said, header=f"<14>{moment:%b %d %H:%M:%S} dc1 ")


def _ossec() -> Iterator[str]:
    for _, moment, said in _told():
        yield ossec_line(said, before=f"{moment:%Y %b %d %H:%M:%S} (dc1) 192.0.2.1->WinEvtLog ")


def _viewer() -> Iterator[str]:
    for _, moment, said in _told():
        yield listed.viewer(replace(said, date=f"{moment:%m/%d/%Y %I:%M:%S %p}"))


def _wevtutil() -> Iterator[str]:
    for count, moment, said in _told():
        yield listed.wevtutil(replace(said, date=f"{moment:%Y-%m-%dT%H:%M:%S}.123"), count)


def _sms() -> Iterator[str]:
    for count, moment, _ in _moments():
        message = f"CCIM32 - Trying server \\\\CAP{count % 7} failed {count}, error (1326)"
        entry = Entry(message=message, component="CCIM32", when=moment, thread=count % 900)
        yield f"{entry.line()}\r\n"


_SECURITY: Final = (
    r"(?:MSWinEventLog\t.*\t|Auditing: |AUDIT_FAILURE\()(\d{3,4})\b.*Account Name: (\S+)"
)
_LABELLED: Final = r"^\s*([A-Za-z ]+):\s*(.*)$"

FORMS: Final = (
    Form(
        name="netlogon",
        sizes=(10, 20, 40),
        records=_netlogon,
        read=netlogon_reader.read,
        peer=r"^(\d\d/\d\d \d\d:\d\d:\d\d) .*SamLogon: (.*) logon of (.*)\\(.*) from (\S*)"
        r"(?: \(via (.*)\))? (?:Entered|Returns (0x\w+))",
    ),
    Form(name="snare", sizes=(4, 8, 16), records=_snare, read=syslog.read, peer=_SECURITY),
    Form(name="evtsys", sizes=(4, 8, 16), records=_evtsys, read=syslog.read, peer=_SECURITY),
    Form(name="ossec", sizes=(4, 8, 16), records=_ossec, read=ossec.read, peer=_SECURITY),
    Form(name="viewer", sizes=(4, 8, 16), records=_viewer, read=listing.read, peer=_LABELLED),
    Form(name="wevtutil", sizes=(4, 8, 16), records=_wevtutil, read=listing.read, peer=_LABELLED),
    Form(
        name="sms",
        sizes=(4, 8, 16),
        records=_sms,
        read=sms_reader.read,
        peer=r"^(.*?)\s*\$\$<([^>]+)><([^>]+)><thread=([^>]+)>",
    ),
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
