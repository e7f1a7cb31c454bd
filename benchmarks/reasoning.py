"""Measures what reasoning costs: pairing records, incidents, replay, prevention, hypotheses.

    python -m benchmarks.reasoning [ATTEMPTS ...]

From the root of a checkout; 10,000, 100,000 and 1,000,000 attempts where none is given. Attempts
are invented: of 3,000 accounts from 20,000 clients on 5 servers within 30 days, half of them
successes. A server and a domain controller record each, so a million attempts are two million
records.

Time is that of the process, in seconds and against SHA-256 of as many bytes as such records take,
in the same run: the hash of every exhibit is taken anyway, and how fast a machine is cancels out.
The growth of a stage is the exponent of its time from one size to the next: 1 is linear.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import Final, TypeVar

import numpy as np
import polars as pl

from forensics import incidents
from forensics import witnesses as witnessing
from forensics.events import is_failure
from forensics.nature import hypotheses
from forensics.nature.signs import Seen
from forensics.replay import lockouts, prevention, stories
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.values import TICKS_PER_SECOND, Locator
from forensics.when import measuring
from forensics.who import authority
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

Found = TypeVar("Found")


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
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
