"""Clocks: what the findings say of each recording machine's clock, as far as it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.citing import Registry
from forensics.observing import USED
from forensics.reconstruct import Scene
from forensics.status import parse_code
from forensics.traces import Clock, ClockSet, ClockStretch
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, TICKS_PER_SECOND, Absent, Instant
from forensics.when import clock_changes, courses
from forensics.when.courses import Change, Stretch
from forensics.when.offsets import Offset

_MOST: Final = 10
"""Records of clocks that were set, and clients with clocks too far away, that are named."""

# KRB_AP_ERR_SKEW and STATUS_TIME_DIFFERENCE_AT_DC: the same refusal in two tables of codes.
_TOO_FAR: Final = (0x25, 0xC0000133)

_HOUR: Final = 3600


def known(scene: Scene) -> tuple[Clock, ...]:
    """Return a clock for each recording machine, as declared or as its pairs tell."""
    # A listing of the policy has no time, and so no clock.
    kinds = scene.observations.select("machine", "kind", "created")
    timed = kinds.filter(pl.col("kind").ne("policy") | pl.col("created").is_not_null())
    machines = timed["machine"].unique(maintain_order=True).drop_nulls().to_list()
    return tuple(_clock(machine, scene.offsets.of.get(machine)) for machine in machines)


def told(scene: Scene, records: Registry) -> tuple[Clock, ...]:
    """Return the same with what records themselves tell of the clocks."""
    used = pl.col("fate") == USED
    changes = clock_changes.told(scene.observations.filter(used, pl.col("kind") == "clock"))
    tried = scene.observations.select("fate", "kind", "status", "client", "machine")
    refused = _refused(tried.filter(used, pl.col("kind") == "attempt"))
    return tuple(
        replace(
            clock,
            sets=_sets(changes.get(clock.host, ()), records),
            sets_total=len(changes.get(clock.host, ())),
            too_far=tuple(list(refused.get(clock.host, {}))[:_MOST]),
            too_far_total=sum(refused.get(clock.host, {}).values()),
        )
        for clock in known(scene)
    )


def _sets(changes: Iterable[Change], records: Registry) -> tuple[ClockSet, ...]:
    farthest = sorted(changes, key=lambda each: (-abs(each.by), each.after))[:_MOST]
    return tuple(
        ClockSet(
            time=Instant(max(each.after, 0)),
            by_seconds=_seconds(each.by),
            evidence=records.of_row(each.row),
        )
        for each in sorted(farthest, key=lambda each: each.after)
    )


def _refused(tries: pl.DataFrame) -> Mapping[str, Mapping[str, int]]:
    """Return machine -> client -> tries refused because of the clocks, in order of first sight."""
    told = tries["status"].drop_nulls().unique().to_list()
    codes = [text for text in told if parse_code(text) in _TOO_FAR]
    found: dict[str, dict[str, int]] = {}
    far = tries.filter(pl.col("status").is_in(codes), pl.col("client").is_not_null())
    for machine, client in far.select("machine", "client").iter_rows():
        clients = found.setdefault(machine, {})
        clients[client] = clients.get(client, 0) + 1
    return found


def _clock(host: str, offset: Offset | None) -> Clock:
    if offset is None:
        return Clock(
            host=host,
            offset_seconds=NOT_RECORDED,
            uncertainty_seconds=NOT_RECORDED,
            basis="unknown",
        )
    measured = offset.pairs > 0
    kept = offset.steady and offset.course is None
    reference = offset.reference if offset.course is None else offset.beside
    return Clock(
        host=host,
        offset_seconds=_seconds(offset.ticks) if kept else NOT_RECORDED,
        uncertainty_seconds=_seconds(offset.uncertainty())
        if measured and offset.steady
        else NOT_RECORDED,
        basis=_basis(host, offset),
        spread_seconds=_seconds(offset.spread or 0) if measured else NOT_RECORDED,
        pairs=offset.pairs,
        reference=reference or NOT_APPLICABLE,
        remark=offset.remark,
        stretches=tuple(map(_stretch, offset.course.stretches)) if offset.course else (),
    )


def _stretch(one: Stretch) -> ClockStretch:
    return ClockStretch(
        begins=_instant(one.begins),
        ends=_instant(one.ends),
        offset_seconds=_seconds(one.ticks),
        gains_seconds_an_hour=one.slope * _HOUR,
        pairs=one.pairs,
        or_offset_seconds=NOT_APPLICABLE if one.other is None else _seconds(one.other),
    )


def _instant(time: int) -> Instant | Absent:
    return NOT_APPLICABLE if time in (courses.FIRST, courses.LAST) else Instant(time)


def _basis(host: str, offset: Offset) -> str:
    if offset.declared:
        return "declared"
    return "reference" if offset.reference == host else "paired"


def _seconds(ticks: int) -> float:
    return ticks / TICKS_PER_SECOND
