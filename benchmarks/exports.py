"""Measures how fast exports of event logs are read: CSV, JSON lines, XML.

    python -m benchmarks.exports [NAME ...]

From the root of a checkout; a name is the beginning of one of `exported.EXPORTS` (`csv`,
`jsonl winlogbeat`), all where none is given. Every size is read in a process of its own, once to
make what is made once (patterns, wordings) and then twice, of which the faster counts. Times are
those of the process; how fast a machine is cancels out in the ratio to SHA-256 of the same bytes,
taken in the same process, and against peers that do less: `csv.reader` with a dict a row,
`polars.read_csv`, `json.loads` and `orjson.loads` a line.

The exponent is that with which the time grows over three sizes; memory is what the larger of two
files needs more, for each byte that it has more.
"""

import csv
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import polars as pl

from benchmarks.exported import EXPORTS, Export, write
from benchmarks.measure import growth, seconds, seconds_of_hash
from forensics.events import event_table
from forensics.evidence.exports import csv_reader, json_reader, xml_reader

_SIZES: Final = (5_000_000, 15_000_000, 45_000_000)
_CHILD: Final = "--alone"
_READERS: Final = {"csv": csv_reader.read, "jsonl": json_reader.read, "xml": xml_reader.read}


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    if arguments[:1] == [_CHILD]:
        _measure(arguments[1], Path(arguments[2]))
        return 0
    for export in EXPORTS:
        if not arguments or any(export.name.startswith(name) for name in arguments):
            _compare(export)
    return 0


def _compare(export: Export) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        found = []
        for size in _SIZES:
            write(path, export, size)
            found.append((path.stat().st_size, *_alone(export.name, path)))
        size, took, hashed, memory = found[-1]
        exponent = growth(found[0][1], took, size / found[0][0])
        each = (memory - found[0][3]) / (size - found[0][0])
        print(
            f"{export.name:<18} {size / took / 1e6:6.1f} MB/s, {took / hashed:5.1f} x SHA-256 "
            f"({size / hashed / 1e6:,.0f} MB/s); exponent {exponent:4.2f}; "
            f"{each:4.1f} bytes of memory a byte (peak {memory / 1e6:,.0f} MB)"
        )
        for name, peer in _peers(export.name):
            other = seconds(partial(peer, path))[0]
            print(f"{'':18} {size / other / 1e6:6.1f} MB/s  {name}: {took / other:5.2f} x its time")


def _alone(name: str, path: Path) -> tuple[float, float, float]:
    """Return the seconds of reading and of the hash, and the peak of memory, of a new process."""
    command = [sys.executable, "-m", "benchmarks.exports", _CHILD, name, str(path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    took, hashed, memory = map(float, ran.stdout.split())
    return took, hashed, memory


def _measure(name: str, path: Path) -> None:
    times = [_read(name, path) for _ in range(3)]
    hashed = min(seconds_of_hash([path]) for _ in range(2))
    print(min(times[1:]), hashed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024)


def _read(name: str, path: Path) -> float:
    wanted = event_table().wanted()
    with path.open("rb") as stream:
        return seconds(
            lambda: _READERS[name.split(maxsplit=1)[0]](stream, path.stat().st_size, wanted)
        )[0]


def _peers(name: str) -> list[tuple[str, Callable[[Path], object]]]:
    if name.startswith("csv"):
        return [("csv.reader with a dict a row", _by_csv), ("polars.read_csv", _by_polars)]
    if name.startswith("jsonl"):
        return [("json.loads a line", _by_json), ("orjson.loads a line", _by_orjson)]
    return []


def _by_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        heading = next(rows)
        return sum(len(dict(zip(heading, row, strict=False))) for row in rows)


def _by_polars(path: Path) -> int:
    return len(pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True))


def _by_json(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(len(json.loads(line)) for line in stream)


def _by_orjson(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(len(orjson.loads(line)) for line in stream)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
