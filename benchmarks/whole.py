"""Measures whole reports, from start to PDF: time, memory of all processes, growth with size.

    python -m benchmarks.whole [CASE ...]

From the root of a checkout, on Linux; without a CASE all but `ten-million` (4 GB, made in the
system's folder for temporary files and removed again). Cases, all with invented data:

    small        the example case of Systems Management Server
    nothing      1 million records in 4 logs, none of them relevant
    tenth        100,000 records in 4 logs (50 MB), 8,000 of them authentication events
    million      1 million records in 4 logs (500 MB), 80,000 of them authentication events
    ten-million  10 million records in 4 logs (5 GB), 800,000 of them authentication events
    one-account  1 million attempts on one account in 4 logs
    one-log      1 million records in a single log

The page cache is warm. Times are by the wall and of all processes together, in seconds; against
SHA-256 of the same evidence in this run, and against what WeasyPrint alone takes for a bare table
of 1,000 rows (4.4 to 5.2 s on the machine that the project's targets name). Memory is that of all
processes at once, a page that several share counted once; it is looked at in a run of its own,
which that makes slower.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.logs import Role, Shape, security_log
from benchmarks.measure import Cost, cost, growth, memory, seconds_of_hash
from benchmarks.rendering import seconds_of_bare_table

_LOGS: Final[tuple[tuple[str, Role], ...]] = (
    ("fs1", "server"),
    ("fs2", "server"),
    ("dc1", "controller"),
    ("dc2", "controller"),
)
_CASE: Final = """\
[case]
id = "BENCHMARK"
title = "Invented logs of a stated size"
timezone = "UTC"

[policy]
threshold = 5
window = "30m"
duration = "30m"
"""
_HOST: Final = """
[[host]]
name = "{name}"
aliases = ["{name}.example.test"]
roles = ["{role}"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How large a case is: records of all logs together, and the shape of each log."""

    records: int
    shape: Shape
    logs: int = len(_LOGS)


_USUAL: Final = Shape(records=0)
LOADS: Final = {
    "nothing": Load(records=1_000_000, shape=replace(_USUAL, share=0.0)),
    "tenth": Load(records=100_000, shape=_USUAL),
    "million": Load(records=1_000_000, shape=_USUAL),
    "ten-million": Load(records=10_000_000, shape=_USUAL),
    "one-account": Load(
        records=1_250_000, shape=replace(_USUAL, share=0.8, accounts=1, clients=20)
    ),
    "one-log": Load(records=1_000_000, shape=_USUAL, logs=1),
}
_GROWING: Final = {"million": "tenth", "ten-million": "million"}


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    names = list(arguments) or ["small", *(each for each in LOADS if each != "ten-million")]
    bare = seconds_of_bare_table()
    print(f"a bare table of 1,000 rows: {bare:.2f} s")
    known: dict[str, tuple[int, Cost]] = {}
    for name in names:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
            folder = Path(scratch) / "case"
            make(name, folder)
            logs = [path for path in (folder / "evidence").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in logs)
            hashed = seconds_of_hash(logs)
            taken, held = reported(folder, Path(scratch) / "out")
        known[name] = size, taken
        smaller = known.get(_GROWING.get(name, ""))
        grown = (
            f"; growth from a tenth {growth(smaller[1].wall, taken.wall, size / smaller[0]):.2f}"
            if smaller
            else ""
        )
        print(
            f"{name:<12} {size / 1e6:>7,.0f} MB: {taken.wall:6.2f} s by the wall, "
            f"{taken.cpu:6.2f} s of processor; {taken.wall / hashed:6.1f} x SHA-256 "
            f"({hashed:.2f} s), {taken.wall / bare:4.2f} x a bare table; "
            f"{held / 1e6:,.0f} MB{grown}"
        )
        if taken.status not in {0, 3}:
            return taken.status
    return 0


def make(name: str, folder: Path) -> None:
    """Lay out the case of that name."""
    if name == "small":
        shutil.copytree("cases/sms-cap-lockout", folder, ignore=shutil.ignore_patterns("report"))
        return
    load = LOADS[name]
    (folder / "evidence").mkdir(parents=True)
    told = _CASE
    for host, role in _LOGS[: load.logs]:
        shape = replace(
            load.shape, records=load.records // load.logs, role=role, host=f"{host}.example.test"
        )
        security_log(folder / "evidence" / f"{host}-security.evtx", shape)
        told += _HOST.format(name=host, role="dc" if role == "controller" else "fileserver")
    (folder / "case.toml").write_text(told, encoding="utf-8")


def reported(folder: Path, out: Path) -> tuple[Cost, int]:
    """Return what the report of a case costs, and the bytes that a second first run of it takes."""
    command = [sys.executable, "-m", "forensics", "report", str(folder), "--out", str(out)]
    taken = cost(command)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    return taken, memory(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
