"""Measures what the event logs themselves cost to read, .evtx and .evt, beside other readers.

    python -m benchmarks.reading [MEGABYTES ...]

From the root of a checkout; 32, 64 and 128 MB where none is given. Read are: a generated Security
log (`logs.py`: 8 in 100 records are wanted), one in which every record is wanted and names differ
as much as they can, the chunks of a real log copied over and over (where the shared evidence is
there), and logs of Windows Server 2003 (`rings.py`), one of them wrapped. At last, one chunk alone:
what a file costs that holds next to nothing; and a case of four logs, hashed and read as a report
does it, by the wall beside their SHA-256 alone, and in bytes that workers elsewhere would send.

What is timed is this reader in one thread, from the opened file to the columns with all wanted
values, the custody hash not among them: the checksum of every chunk, the index of every record, and
the wanted fields. Time is that of the process, the least of several runs: in MB a second, and
against others in the same process. SHA-256 and zlib.crc32 of the same bytes are rulers. Peers are

- evtx, the Rust library, in one thread: its JSON text of every record, of which those with a wanted
  event id are loaded; of the smallest size;
- libevtx and libevt: the event id of each record, no values;
- python-evtx: the XML of each record.

The last two are so slow that some records are read, and the rest is extrapolated from their number.
The exponent is of how time grows from size to size: 1 is linear.
"""

import itertools
import json
import pickle
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

import pyevt
import pyevtx
from evtx import PyEvtxParser
from Evtx.Evtx import Evtx

from benchmarks.logs import Shape, multiplied, security_log
from benchmarks.measure import growth, seconds, seconds_of_hash
from benchmarks.rings import ring
from benchmarks.whole import make
from forensics.case import load_case
from forensics.engine.parts import parts_of
from forensics.engine.remote import sent
from forensics.engine.work import do
from forensics.engine.workers import Local, cores
from forensics.events import event_table
from forensics.evidence.evt import reader as evt
from forensics.evidence.evtx import reader as evtx
from forensics.evidence.records import Reading, Wanted
from forensics.exhibits import list_exhibits
from forensics.reading import read_exhibits

SIZES: Final = (32.0, 64.0, 128.0)
REAL: Final = Path("../shared/evidence/evtx/security.evtx")

_RUNS: Final = 4
_RECORD: Final = 570  # bytes of a record of a generated .evtx, about
_CHUNK: Final = 65_536
_HEADER: Final = 4_096
_FEW, _MORE = 60, 4_000  # records that slow peers read
_EVENT_ID: Final = re.compile(r'"EventID":\s*(?:\{[^{}]*\{[^{}]*\}[^{}]*"#text":\s*)?(\d+)')

Read = Callable[[BinaryIO, int, Wanted], Reading]
Peers = Mapping[str, Callable[[Path, int], float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log to read: how it is made (path, MB), what reads it, and who else can.

    Peers return the seconds that a log of so many records takes them.
    """

    name: str
    make: Callable[[Path, float], object]
    read: Read
    peers: Peers


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    sizes = [float(one) for one in arguments] or list(SIZES)
    with TemporaryDirectory() as folder:
        for log in LOGS:
            measure(log, Path(folder), sizes)
        alone(Path(folder))
        several(Path(folder) / "case")
    return 0


def measure(log: Log, folder: Path, sizes: Sequence[float]) -> None:
    """Print what one log costs in all sizes; peers read the first."""
    path, smaller, before = folder / "log", 0, 0.0
    for size in sizes:
        if log.make(path, size) is None:
            print(f"{log.name}: left out, {REAL} is not there")
            return
        took, records = _ours(log, path)
        if smaller:
            times = path.stat().st_size / smaller
            print(f"  exponent of growth {growth(before, took, times):.2f}")
        else:
            for name, peer in log.peers.items():
                _line(name, peer(path, records), path, took)
        smaller, before = path.stat().st_size, took


def _ours(log: Log, path: Path) -> tuple[float, int]:
    """Print what this reader costs beside the rulers; return its seconds and the records."""
    wanted = event_table().wanted()
    took, reading = _least(lambda: _read(log.read, path, wanted))
    records = len(reading.records.offset)
    share = sum(len(batch.frame) for batch in reading.batches) / records
    size = path.stat().st_size / 1e6
    print(f"{log.name}, {size:,.1f} MB, {records:,} records, {share:.1%} wanted")
    _line("this reader", took, path, took)
    _line("SHA-256", _least(lambda: seconds_of_hash([path]))[0], path, took)
    _line("zlib.crc32", _least(lambda: _checked(path))[0], path, took)
    return took, records


def alone(folder: Path) -> None:
    """Print what one chunk costs."""
    path = folder / "log"
    security_log(path, Shape(records=1))
    took, _ = _least(lambda: _read(evtx.read, path, event_table().wanted()), 8 * _RUNS)
    print(f"one chunk alone, {path.stat().st_size / 1e3:,.0f} kB: {took * 1e3:.1f} ms")


def several(folder: Path) -> None:
    """Print what four logs cost as a case, the hash among it, and what workers would send."""
    make("tenth", folder)
    case = load_case(folder)
    files = [exhibit.file for exhibit in list_exhibits(case)]
    size = sum(file.stat().st_size for file in files)
    with Local(cores()) as engine:
        read = min(_wall(lambda: read_exhibits(case, _quiet, engine)) for _ in range(_RUNS))
    hashed = min(_wall(lambda: seconds_of_hash(files)) for _ in range(_RUNS))
    parts = [
        part
        for place, exhibit in enumerate(list_exhibits(case))
        for part in parts_of(place, exhibit, event_table().wanted())
    ]
    came = sum(len(pickle.dumps(sent(do, part))) for part in parts)
    print(
        f"four logs, {size / 1e6:,.1f} MB, hashed and read: {read:.2f} s by the wall, "
        f"{read / hashed:.2f} x SHA-256 ({hashed:.2f} s); from workers come {came / 1e3:,.0f} kB"
    )


def _wall(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _quiet(_: object) -> None:
    """Tell nobody."""


def _line(name: str, took: float, path: Path, ours: float) -> None:
    ratio = f"{ours / took:8.2f} x its time" if took <= ours else f"{took / ours:8,.1f} x as fast"
    rest = "" if took == ours else f"   this reader: {ratio}"
    speed = path.stat().st_size / took / 1e6
    print(f"  {name:<36} {took:10.3f} s {speed:10,.2f} MB/s{rest}")


def _least(work: Callable[[], Any], runs: int = _RUNS) -> tuple[float, Any]:
    """Return the least time of several runs, and what the work gives."""
    timed = [seconds(work) for _ in range(runs)]
    return min(took for took, _ in timed), timed[0][1]


def _read(read: Read, path: Path, wanted: Wanted) -> Reading:
    with path.open("rb") as stream:
        return read(stream, path.stat().st_size, wanted)


def _checked(path: Path) -> int:
    """Return the CRC-32 of a file."""
    checksum, buffer = 0, bytearray(1 << 22)
    with path.open("rb", buffering=0) as stream:
        while got := stream.readinto(buffer):
            checksum = zlib.crc32(memoryview(buffer)[:got], checksum)
    return checksum


def _rust(path: Path, _: int) -> float:
    """Return how long the Rust library takes to find and load the wanted events."""
    ids = {str(one) for some in event_table().wanted().fields.values() for one in some}

    def find() -> int:
        records = PyEvtxParser(str(path), 1).records_json()
        texts = (record["data"] for record in records if record)
        found = (json.loads(text) for text in texts if _event_id(text) in ids)
        return sum(1 for _ in found)

    return seconds(find)[0]


def _event_id(text: str) -> str:
    found = _EVENT_ID.search(text)
    return found[1] if found else ""


def _python(path: Path, records: int) -> float:
    """Return how long python-evtx takes for the XML of all records."""

    def show() -> int:
        with Evtx(str(path)) as log:
            return _consumed(one.xml() for one in itertools.islice(log.records(), _FEW))

    return _extrapolated(show, records)


def _libyal(library: Any, path: Path, records: int) -> float:  # noqa: ANN401 - a C module
    """Return how long libevtx or libevt takes for the event ids of all records."""
    log = library.file()
    log.open(str(path))
    some = range(min(_MORE, log.get_number_of_records()))
    found = _extrapolated(
        lambda: _consumed(log.get_record(one).get_event_identifier() for one in some), records
    )
    log.close()
    return found


def _consumed(values: Iterable[object]) -> int:
    return sum(1 for _ in values)


def _extrapolated(work: Callable[[], int], records: int) -> float:
    took, count = seconds(work)
    return took / count * records


def _generated(path: Path, megabytes: float) -> int:
    return security_log(path, Shape(records=int(megabytes * 1e6 / _RECORD)))


def _distinct(path: Path, megabytes: float) -> int:
    shape = Shape(records=int(megabytes * 600), share=1, accounts=99_999, clients=99_999)
    return security_log(path, shape)


def _multiplied(path: Path, megabytes: float) -> int | None:
    return multiplied(path, REAL, int(megabytes)) if REAL.exists() else None


def _peers() -> Iterator[tuple[str, Callable[[Path, int], float]]]:
    yield "evtx (Rust), filter on event id", _rust
    yield "libevtx, event ids (extrapolated)", lambda *log: _libyal(pyevtx, *log)
    yield "python-evtx, XML (extrapolated)", _python


_OF_EVTX: Final = dict(_peers())
_OF_EVT: Final[Peers] = {"libevt, event ids (extrapolated)": lambda *log: _libyal(pyevt, *log)}

LOGS: Final = (
    Log(name="generated .evtx", make=_generated, read=evtx.read, peers=_OF_EVTX),
    Log(name="distinct names, .evtx", make=_distinct, read=evtx.read, peers={}),
    Log(name="real chunks, .evtx", make=_multiplied, read=evtx.read, peers=_OF_EVTX),
    Log(name="generated .evt", make=ring, read=evt.read, peers=_OF_EVT),
    Log(
        name="wrapped .evt",
        make=lambda path, size: ring(path, size, wrapped=True),
        read=evt.read,
        peers={},
    ),
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
