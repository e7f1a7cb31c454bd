"""Measures what reasoning costs: pairing records, incidents, replay, prevention, hypotheses.

    python -m benchmarks.reasoning [ATTEMPTS ...]
    python -m benchmarks.reasoning one|own|many|none [SIZE ...]

From the root of a checkout; 10,000, 100,000 and 1,000,000 attempts where none is given. Attempts
are invented: of 3,000 accounts from 20,000 clients on 5 servers within 30 days, half of them
successes. A server and a domain controller record each, so a million attempts are two million
records.

Time is that of the process, in seconds and against SHA-256 of as many bytes as such records take,
in the same run: the hash of every exhibit is taken anyway, and how fast a machine is cancels out.
The growth of a stage is the exponent of its time from one size to the next: 1 is linear.

With `one`, `own`, `many` or `none` the whole analysis is measured, stage by stage, on logs as if
they had been read (`estates.py`): so many attempts for one account; so many of one client for an
account of a server's own, which the server locks; so many records, of which 8 in 100 tell of
logons; so many that tell of nothing. Peak memory is that of the process, in a process of its own
for each size, and holds the logs themselves.
"""

import hashlib
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from math import log
from types import ModuleType
from typing import Final, TypeVar

import numpy as np
import polars as pl

from benchmarks import estates
from forensics import (
    citing,
    coverage,
    export,
    graph,
    incidents,
    lanes,
    ledger,
    observing,
    pipeline,
    subject,
    tallying,
    weighing,
)
from forensics import witnesses as witnessing
from forensics.events import event_table, is_failure
from forensics.evidence.forms import Examined
from forensics.findings import Tool
from forensics.knowing import facts
from forensics.knowing.knowledge import library
from forensics.nature import hypotheses
from forensics.nature.signs import Seen
from forensics.replay import explain, impact, locking, lockouts, prevention, stories
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.timing import pulse
from forensics.values import TICKS_PER_SECOND, Locator
from forensics.when import bearings, measuring
from forensics.who import authority, identities
from tests.builders.observed import BAD, GOOD, Row, Scene, observations, scene, seen

SIZES: Final = (10_000, 100_000, 1_000_000)
RECORD: Final = 600
"""Bytes that one record of a logon takes, about."""

_DAYS: Final = 30
_SERVERS: Final = 5
_ACCOUNTS: Final = 3_000
_CLIENTS: Final = 20_000
_POLICY: Final = Policy(threshold=5, window=1_800, duration=1_800, basis="declared")
_BUSIEST: Final = 60  # clients that prevention may repair

_SHAPES: Final[Mapping[str, Callable[[int], list[Examined]]]] = {
    "one": estates.one_account,
    "own": estates.own_account,
    "many": estates.many_accounts,
    "none": estates.nothing,
}
_STAGES: Final[tuple[tuple[ModuleType, str], ...]] = (
    *((bearings, "take"), (observing, "gather"), (observing, "judge")),
    *((identities, "identify"), (identities, "place"), (witnessing, "prepare")),
    *((measuring, "measure"), (witnessing, "link"), (authority, "assign")),
    *((ledger, "account_for"), (locking, "lock"), (stories, "tell"), (explain, "explain")),
    *((incidents, "separate"), (pulse, "rhythms"), (facts, "gather"), (hypotheses, "weigh")),
    *((prevention, "what_if"), (weighing, "take"), (weighing, "weigh"), (subject, "clients")),
    *((graph, "edges"), (lanes, "target_lanes"), (lanes, "client_lanes"), (citing, "cite")),
    *((coverage, "survey"), (impact, "tally"), (tallying, "tally")),
)
"""Rooms whose doors are timed in a whole analysis; some stand within others."""

_LEAST: Final = 0.02  # seconds: what takes less is not printed

Found = TypeVar("Found")


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    if arguments and arguments[0] in _SHAPES:
        return _whole(arguments[0], arguments[1:])
    sizes = [int(each) for each in arguments] or list(SIZES)
    before: Mapping[str, float] = {}
    smaller = 0
    for size in sizes:
        hashed = _seconds_of_hash(2 * RECORD * size)
        print(f"{size:,} attempts, SHA-256 of {2 * RECORD * size / 1e6:,.0f} MB in {hashed:.3f} s")
        found = stages(size)
        for stage, took in found.items():
            grown = _growth(before.get(stage), took, size, smaller)
            print(f"  {stage:<12} {took:8.3f} s {took / hashed:8.2f} x SHA-256{grown}")
        before, smaller = found, size
    return 0


def _whole(shape: str, given: Sequence[str]) -> int:
    """Print the stages of one whole analysis; of several sizes each in a process of its own."""
    if len(given) == 1:
        _print_whole(shape, int(given[0]))
        return 0
    before: dict[str, float] = {}
    smaller = 0
    for size in [int(each) for each in given] or list(SIZES):
        command = [sys.executable, "-m", "benchmarks.reasoning", shape, str(size)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        head, *lines = told.splitlines()
        print(head)
        found = {line[:32].strip(): float(line[32:].split()[0]) for line in lines}
        for stage, took in found.items():
            print(f"  {stage:<30} {took:8.3f} s{_growth(before.get(stage), took, size, smaller)}")
        before, smaller = found, size
    return 0


def _print_whole(shape: str, size: int) -> None:
    examined = _SHAPES[shape](size)
    taken: dict[str, float] = {}
    for room, door in _STAGES:
        _timed(room, door, taken)
    unchanged = {each.exhibit.path: True for each in examined}
    tool = Tool(name="lockout-forensics", version="0", libraries={})
    whole, made = _seconds(
        lambda: pipeline.analyse(
            estates.case(), examined, unchanged, event_table(), library(), tool
        )
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told, csv = _seconds(lambda: b"".join(export.attempts_csv(made.scene, made.findings)))
    written, document = _seconds(lambda: b"".join(export.findings_json(made.findings)))
    print(
        f"{shape}, {size:,}: {made.findings.attempts.total:,} attempts, "
        f"{len(made.findings.lockouts):,} lockouts, peak {peak:,.0f} MB, attempts.csv "
        f"{len(csv) / 1e6:,.0f} MB, findings.json {len(document) / 1e6:,.0f} MB"
    )
    rest = {"attempts.csv": told, "findings.json": written}
    for stage, took in {"analysis": whole, **taken, **rest}.items():
        if took >= _LEAST or stage == "analysis":
            print(f"  {stage:<30} {took:8.3f} s")


def _timed(room: ModuleType, door: str, taken: dict[str, float]) -> None:
    """Time every call of a function, wherever it is called through its room."""
    work = getattr(room, door)

    def watched(*given: object, **named: object) -> object:
        begin = time.process_time()
        try:
            return work(*given, **named)
        finally:
            name = f"{room.__name__.rpartition('.')[2]}.{door}"
            taken[name] = taken.get(name, 0.0) + time.process_time() - begin

    setattr(room, door, watched)


def stages(size: int) -> Mapping[str, float]:
    """Return stage -> seconds of the process for so many attempts."""
    base = scene(observations(_examples()))
    recorded = records(base, size)
    paired, attempts = _seconds(lambda: _attempts(base, recorded))
    parted, _ = _seconds(lambda: incidents.separate(attempts, ()))
    told: tuple[Story, ...]
    replayed, told = _seconds(lambda: _replayed(base, attempts, recorded))
    busiest = attempts.filter(is_failure())["client"].value_counts(sort=True)["client"]
    clients = busiest.head(_BUSIEST).to_list()
    prevented, _ = _seconds(lambda: prevention.prevent(told, _POLICY, clients))
    weighed, _ = _seconds(lambda: hypotheses.weigh(_seen(attempts)))
    return {
        "pairing": paired,
        "incidents": parted,
        "replay": replayed,
        "prevention": prevented,
        "hypotheses": weighed,
    }


def records(base: Scene, size: int) -> pl.DataFrame:
    """Return two records of each of so many attempts, like the two examples, in changing detail."""
    chance = np.random.default_rng(1)
    begin = base.observations["created"][0]
    of_server, of_controller = base.observations[:1], base.observations[1:2]
    drawn = pl.DataFrame(
        {
            "created": begin + np.sort(chance.integers(0, _DAYS * 86_400, size)) * TICKS_PER_SECOND,
            "account": chance.integers(0, _ACCOUNTS, size),
            "client": chance.integers(0, _CLIENTS, size),
            "machine": chance.integers(1, _SERVERS + 1, size),
            "outcome": chance.choice([BAD, GOOD], size),
            "number": np.arange(size, dtype=np.uint64),
        }
    ).with_columns(
        pl.concat_str(pl.lit("user"), "account").alias("account"),
        pl.concat_str(pl.lit("PC-"), "client").alias("client"),
        pl.concat_str(pl.lit("FS"), "machine").alias("machine"),
    )
    both = [
        example.drop(given.columns).join(given, how="cross").select(example.columns)
        for example, given in ((of_server, drawn), (of_controller, drawn.drop("machine")))
    ]
    return pl.concat(both, how="vertical_relaxed").with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
    )


def _examples() -> list[Row]:
    return [
        seen(0, "FS1", 4625, BAD, workstation="PC-1", domain="CORP", logon_type="3"),
        seen(0, "DC1", 4776, BAD, workstation="PC-1"),
    ]


def _attempts(base: Scene, recorded: pl.DataFrame) -> pl.DataFrame:
    tries = witnessing.prepare(recorded, ["dc1"])
    linked, _ = witnessing.link(tries, measuring.measure(tries, {}, {}))
    return authority.assign(linked, base.sites, base.identities)


def _replayed(base: Scene, attempts: pl.DataFrame, recorded: pl.DataFrame) -> tuple[Story, ...]:
    told = stories.tell(attempts, recorded, base.sites)
    for story in told:
        lockouts.follow(story, _POLICY.window, _POLICY.lasting)
    return told


def _seen(attempts: pl.DataFrame) -> Seen:
    return Seen(
        failures=attempts.filter(is_failure()),
        attempts=attempts,
        lockouts=(),
        rhythms=(),
        changes=(),
        diagnoses=(),
        entries=(),
        locate=lambda row: Locator(source="generated", record=row, offset=0, length=RECORD),
    )


def _seconds(work: Callable[[], Found]) -> tuple[float, Found]:
    begin = time.process_time()
    found = work()
    return max(time.process_time() - begin, 1e-6), found


def _seconds_of_hash(size: int) -> float:
    content = bytes(size)
    return _seconds(lambda: hashlib.sha256(content).digest())[0]


def _growth(before: float | None, took: float, size: int, smaller: int) -> str:
    if before is None or size <= smaller:
        return ""
    return f"   growth {log(took / before) / log(size / smaller):.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
