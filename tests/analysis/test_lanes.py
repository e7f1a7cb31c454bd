"""Bursts and lanes: what happened on each host over time."""

from dataclasses import replace
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.events import is_failure
from forensics.lanes import CLIENTS, TARGETS, bursts, client_lanes, target_lanes
from forensics.lean import INTERNED
from forensics.occurrences import Lockout
from forensics.traces import Burst, LockedPeriod
from forensics.values import NOT_RECORDED, Absent, Instant
from forensics.who.authority import Sites
from tests.builders.observed import BAD, GOOD, REFUSED, Row, observations, scene, seen, ticks

SITES = Sites(
    roles={"srv1": ("cap",), "dc1": ("dc",)}, domain={"dc1": "CORP"}, declared=frozenset()
)


def at(seconds: float) -> Instant:
    return Instant(ticks(seconds))


def frame(*tries: tuple[float, str]) -> pl.DataFrame:
    rows = [(ticks(time), outcome) for time, outcome in tries]
    return pl.DataFrame(rows, schema={"time": pl.Int64(), "outcome": INTERNED}, orient="row")


# ── bursts ──────────────────────────────────────────────────────────────────────────────────────


def test_failures_less_than_90_seconds_apart_are_one_burst() -> None:
    assert bursts(frame((0, BAD), (90, BAD), (180, BAD))) == (
        Burst(first=at(0), last=at(180), outcome=BAD, count=3),
    )


def test_a_longer_silence_ends_a_burst() -> None:
    assert bursts(frame((0, BAD), (10, BAD), (100.1, BAD))) == (
        Burst(first=at(0), last=at(10), outcome=BAD, count=2),
        Burst(first=at(100.1), last=at(100.1), outcome=BAD, count=1),
    )


def test_each_outcome_has_its_own_bursts() -> None:
    assert bursts(frame((0, BAD), (50, REFUSED), (60, BAD), (100, REFUSED))) == (
        Burst(first=at(0), last=at(60), outcome=BAD, count=2),
        Burst(first=at(50), last=at(100), outcome=REFUSED, count=2),
    )


def test_successes_are_in_no_burst_and_nothing_is_none() -> None:
    assert bursts(frame((0, GOOD))) == ()
    assert bursts(frame()) == ()


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from([BAD, REFUSED, GOOD])), max_size=30)
)
def test_every_failure_is_in_one_burst_whatever_the_order(tries: list[tuple[int, str]]) -> None:
    found = bursts(frame(*tries))
    assert sum(burst.count for burst in found) == sum(what != GOOD for _, what in tries)
    assert found == bursts(frame(*reversed(tries)))
    assert list(found) == sorted(found, key=lambda each: (each.first, each.outcome))
    for burst, later in pairwise(found):
        if burst.outcome == later.outcome:
            assert later.first.ticks - burst.last.ticks > 90 * 10_000_000


# ── lanes ───────────────────────────────────────────────────────────────────────────────────────


def tried(time: float, host: str = "SRV1", outcome: str = BAD, client: str = "PC1") -> Row:
    return seen(time, host, 4625, outcome, workstation=client, domain=client)


def failures(*rows: Row) -> pl.DataFrame:
    return scene(observations(rows)).attempts.filter(is_failure())


LOCKOUT = Lockout(
    id="L1",
    time=at(20),
    account="alice",
    authority="SRV1",
    host="SRV1",
    basis="recorded",
    caller="PC1",
    counted=(),
    shares=(),
    tripped_by="PC1",
    unexplained=0,
    certainty="certain",
    refused=1,
    until=at(1820),
    until_basis="policy",
    evidence=(),
    last_refused=at(60),
)


def test_a_server_s_lane_has_its_failures_its_roles_and_its_lockouts() -> None:
    own = failures(tried(0), tried(10), tried(60, outcome=REFUSED), tried(5, host="SRV2"))
    first, second = target_lanes(own, [LOCKOUT], SITES)
    assert (first.host, first.roles) == ("SRV1", ("cap",))
    assert (first.bad_password, first.locked_out, first.lockouts) == (2, 1, 1)
    assert first.locked == (
        LockedPeriod(lockout="L1", begins=at(20), ends=at(1820), ends_known=True),
    )
    assert first.bursts == (
        Burst(first=at(0), last=at(10), outcome=BAD, count=2),
        Burst(first=at(60), last=at(60), outcome=REFUSED, count=1),
    )
    assert (second.host, second.roles, second.lockouts) == ("SRV2", (), 0)


def test_an_unknown_end_is_drawn_to_the_last_refusal_or_to_the_lockout_itself() -> None:
    def period(last_refused: Instant | Absent) -> LockedPeriod:
        lockout = replace(LOCKOUT, until=NOT_RECORDED, last_refused=last_refused)
        (lane,) = target_lanes(failures(tried(0)), [lockout], SITES)
        (locked,) = lane.locked
        return locked

    refused = LockedPeriod(lockout="L1", begins=at(20), ends=at(60), ends_known=False)
    assert period(at(60)) == refused
    assert period(NOT_RECORDED) == replace(refused, ends=at(20))


def test_a_lockout_of_the_domain_shows_on_every_server_that_asks_the_domain() -> None:
    rows = [
        seen(0, "FS1", 4625, BAD, workstation="PC1", domain="CORP"),
        seen(1, "FS2", 4625, BAD, workstation="PC1", domain="CORP"),
        tried(2, host="SRV1"),
    ]
    of_domain = replace(LOCKOUT, authority="CORP", host="DC1")
    lanes = target_lanes(failures(*rows), [of_domain], SITES)
    assert [(lane.host, lane.lockouts) for lane in lanes] == [("FS1", 1), ("FS2", 1), ("SRV1", 0)]


def test_where_only_lockouts_are_recorded_the_recording_machine_has_a_lane() -> None:
    of_domain = replace(LOCKOUT, authority="CORP", host="DC1")
    (lane,) = target_lanes(failures(), [of_domain], SITES)
    assert (lane.host, lane.roles, lane.lockouts) == ("DC1", ("dc",), 1)
    assert (lane.bursts, lane.bad_password, lane.locked_out) == ((), 0, 0)


def test_without_anything_there_is_no_lane() -> None:
    assert target_lanes(failures(), [], SITES) == ()
    assert client_lanes(failures(), []) == ()


def test_a_client_s_lane_has_the_lockouts_that_it_tripped() -> None:
    own = failures(tried(0), tried(10), tried(5, client="PC2"))
    first, second = client_lanes(own, [LOCKOUT])
    assert (first.host, first.bad_password, first.lockouts) == ("PC1", 2, 1)
    assert (second.host, second.bad_password, second.lockouts) == ("PC2", 1, 0)
    assert [period.lockout for period in first.locked] == ["L1"]
    assert first.roles == ()


def test_failures_that_name_no_client_have_no_client_lane() -> None:
    rows = [seen(0, "SRV1", 4625, BAD), tried(1)]
    assert [lane.host for lane in client_lanes(failures(*rows), [])] == ["PC1"]


def test_the_busiest_have_lanes_in_order_of_name() -> None:
    rows = [
        tried(1000 * number + repeat, host=f"SRV{number:02d}", client=f"PC{number:02d}")
        for number in range(30)
        for repeat in range(1 + (number >= 3))
    ]
    own = failures(*rows)
    servers = [lane.host for lane in target_lanes(own, [], SITES)]
    assert servers == [f"SRV{number:02d}" for number in range(3, 3 + TARGETS)]
    pcs = [lane.host for lane in client_lanes(own, [])]
    assert pcs == [f"PC{number:02d}" for number in range(3, 3 + CLIENTS)]
