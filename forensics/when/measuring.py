"""Measuring: how far the clocks of two machines stood apart, from the tries that both recorded.

A try leaves a record on the accessed machine and one on the machine that checked the password. The
difference of the two recorded times is the difference of their clocks, give or take the network.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.values import TICKS_PER_SECOND
from forensics.when import fitting
from forensics.when.courses import ENOUGH, LEAST, SPREADS, Change, Course
from forensics.when.offsets import Offset, Offsets, lag
from forensics.when.pairing import KEYS, pairs

Changes = Mapping[str, tuple[Change, ...]]
"""Machine as shown -> the changes of its clock that its own records tell, in order of time."""

NO_CHANGES: Final[Changes] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """The pairs of two machines, and what they tell: the clock of `other` minus that of `one`.

    Attributes:
        time: Of each pair as `one` recorded it, ticks, rising.
        apart: What `other` recorded beyond it, ticks.
        pairs: How many agree.
        course: How the clock of `other` ran in the times of `one`; None where pairs carry none.
    """

    one: str
    other: str
    time: NDArray[np.int64]
    apart: NDArray[np.int64]
    pairs: int
    course: Course | None

    @property
    def steps(self) -> bool:
        """Whether one of the two clocks moved beside the other."""
        return self.course is None or not self.course.constant


def measure(
    tries: pl.DataFrame,
    declared: Mapping[str, int],
    changes: Changes,
    controllers: Collection[str] = (),
) -> Offsets:
    """Return the offsets of the recording machines.

    Args:
        tries: From `witnesses.prepare`.
        declared: Machine as shown -> its clock minus true time, ticks, as the analyst declares.
        changes: What records tell of clocks that were set.
        controllers: Domain controllers, lower-case names.
    """
    named = tries.filter(pl.col("machine").is_not_null()).drop_nulls(KEYS)
    placed = named.with_columns(pl.col("time") - lag(declared))
    edges = _edges(pairs(placed))
    known = {
        name: Offset(machine=name, ticks=ticks, spread=None, pairs=0, reference="", declared=True)
        for name, ticks in declared.items()
    }
    found = _spread_out(known, edges, changes, controllers)
    return Offsets(of=_remarked(found, edges))


def _edges(paired: pl.DataFrame) -> list[_Edge]:
    """Return what each two machines' pairs tell, most pairs first."""
    turned = pl.col("one") > pl.col("other")
    told = paired.select(
        pl.when(turned).then("other").otherwise("one").alias("one"),
        pl.when(turned).then("one").otherwise("other").alias("other"),
        pl.when(turned).then(pl.col("time") + pl.col("apart")).otherwise("time").alias("time"),
        pl.when(turned).then(-pl.col("apart")).otherwise("apart").alias("apart"),
    ).sort("one", "other", "time", "apart")
    groups = told.partition_by("one", "other", as_dict=True, maintain_order=True)
    edges = [
        _edge(str(one), str(other), group["time"].to_numpy(), group["apart"].to_numpy())
        for (one, other), group in groups.items()
        if group.height >= ENOUGH
    ]
    return sorted(edges, key=lambda edge: (-edge.pairs, edge.one, edge.other))


def _edge(one: str, other: str, time: NDArray[np.int64], apart: NDArray[np.int64]) -> _Edge:
    course = fitting.follow(time, apart)
    agree = len(apart) if course is None else sum(each.pairs for each in course.known)
    return _Edge(one=one, other=other, time=time, apart=apart, pairs=agree, course=course)


def _spread_out(
    known: Mapping[str, Offset],
    edges: Sequence[_Edge],
    changes: Changes,
    controllers: Collection[str],
) -> dict[str, Offset]:
    """Return the offsets, from machine to machine along the pairs.

    What is declared comes first; where nothing is, the steadiest machine is the reference. The way
    goes over clocks that kept their offset before any that moved, and over most pairs.
    """
    found = dict(known)
    told = [edge for edge in edges if edge.course is not None]
    open_ = sorted(told, key=lambda edge: edge.steps)
    while open_:
        edge = next((each for each in open_ if (each.one in found) != (each.other in found)), None)
        if edge is None:
            open_ = [each for each in open_ if each.one not in found]
            if open_:
                name = _steadiest(open_, changes, controllers)
                found[name] = Offset(machine=name, ticks=0, spread=0, pairs=0, reference=name)
            continue
        open_.remove(edge)
        _follow(found, edge, changes)
    for edge in edges:
        if edge.course is None and edge.other not in found:
            remark = fitting.change(edge.time, edge.apart)
            found |= {edge.other: _unsteady(edge, remark)} if remark else {}
    return found


def _steadiest(edges: Sequence[_Edge], changes: Changes, controllers: Collection[str]) -> str:
    """Return the machine to measure others against.

    One whose records tell of no change comes first, then a domain controller beside which some
    clock kept its offset: members of a domain set theirs by it (Windows Time Service, since
    Windows 2000). Then one with most pairs by clocks that kept their offset, then one with the
    fewest that did not.
    """
    counts: dict[str, tuple[int, int, int]] = {}
    for edge in edges:
        for name in (edge.one, edge.other):
            kept, moved, every = counts.get(name, (0, 0, 0))
            steady = 0 if edge.steps else edge.pairs
            counts[name] = (kept - steady, moved + edge.steps, every - edge.pairs)

    def rank(name: str) -> tuple[bool, bool, int, int, int, str]:
        kept, moved, every = counts[name]
        led_by = name.lower() in controllers and kept < 0
        return (bool(changes.get(name)), not led_by, kept, moved, every, name)

    return min(counts, key=rank)


def _follow(found: dict[str, Offset], edge: _Edge, changes: Changes) -> None:
    """Place the machine at the unknown end of an edge."""
    forth = edge.one in found
    near, name = (found[edge.one], edge.other) if forth else (found[edge.other], edge.one)
    course = _course_of(edge, changes.get(name, ()), forth=forth)
    if course is None:
        return
    spread = max(each.spread for each in course.known)
    found[name] = Offset(
        machine=name,
        ticks=(0 if near.declared else near.ticks) + course.stretches[0].ticks,
        spread=(near.spread or 0) + spread,
        pairs=edge.pairs,
        reference=near.reference,
        remark=course.remark,
        course=None if course.constant else course,
        beside="" if near.declared else near.machine,
    )


def _course_of(edge: _Edge, changes: tuple[Change, ...], *, forth: bool) -> Course | None:
    """Return how the clock at one end ran beside the other's, in its own recorded times."""
    if not edge.steps and forth:
        return edge.course
    if not forth:
        return fitting.follow(edge.time, -edge.apart, changes)
    own = edge.time + edge.apart
    order = np.argsort(own, kind="stable")
    return fitting.follow(own[order], edge.apart[order], changes)


def _unsteady(edge: _Edge, remark: str) -> Offset:
    middle = int(np.sort(edge.apart)[(len(edge.apart) - 1) // 2])
    return Offset(
        machine=edge.other,
        ticks=middle,
        spread=int(np.median(np.abs(edge.apart - middle))),
        pairs=edge.pairs,
        reference=edge.one,
        steady=False,
        remark=remark,
    )


def _remarked(found: dict[str, Offset], edges: Sequence[_Edge]) -> dict[str, Offset]:
    """Say of a declared offset what the pairs have against it."""
    for edge in edges:
        one, other = found.get(edge.one), found.get(edge.other)
        if edge.course is None or one is None or other is None:
            continue
        if edge.steps:
            _contradict_by_steps(found, edge, one, other)
            continue
        told = edge.course.stretches[0]
        expected = (0 if other.declared else other.ticks) - (0 if one.declared else one.ticks)
        beyond = told.ticks - expected
        if abs(beyond) <= max(LEAST, SPREADS * told.spread):
            continue
        for each, rival, way in ((one, other, -1), (other, one, 1)):
            if each.declared:
                seconds = way * beyond / TICKS_PER_SECOND
                said = (
                    f"{edge.pairs} pairs with {rival.machine} put it {seconds:+.3g} s from what is "
                    "declared"
                )
                found[each.machine] = replace(found[each.machine], remark=said)
    return found


def _contradict_by_steps(found: dict[str, Offset], edge: _Edge, one: Offset, other: Offset) -> None:
    """Say of two declared offsets that one of the clocks moved all the same."""
    if one.declared and other.declared and edge.course is not None:
        said = f"beside {one.machine}, whose offset is declared too, it {edge.course.remark}"
        found[other.machine] = replace(found[other.machine], remark=said)
