"""Offsets: how far the clocks of two machines stood apart, from the tries that both recorded.

A try leaves a record on the accessed machine and one on the machine that checked the password. The
difference of the two recorded times is the difference of their clocks, give or take the network.
Recorded times are never altered; only comparisons take a clock's offset off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.pairing import APART, KEYS, pairs
from forensics.values import TICKS_PER_SECOND, Instant

LEAST: Final = 1 * TICKS_PER_SECOND
"""The least tolerance between two clocks whose offset is known: .evt times are whole seconds."""

ENOUGH: Final = 3
"""Pairs at least that must agree before they tell of a clock."""

_SPREADS: Final = 3
_HALF: Final = 3  # pairs at least on either side of a step
_LOOKED_AT: Final = 500  # pairs that are looked at for a step or a drift


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """What is known of one machine's clock.

    Attributes:
        machine: As shown.
        ticks: Its clock minus the reference, ticks.
        spread: Median distance of the pairs from their median, ticks; None where none are paired.
        pairs: How many pairs agree.
        reference: The machine whose clock it is measured against; `""` for true time, which the
            analyst declares of this machine or of one it is paired with.
        declared: Whether the analyst declares it.
        steady: Whether one offset holds throughout, so that times may be compared by it.
        remark: A step or a drift, or what contradicts the declared offset; one clause, or `""`.
    """

    machine: str
    ticks: int
    spread: int | None
    pairs: int
    reference: str
    declared: bool = False
    steady: bool = True
    remark: str = ""

    def uncertainty(self) -> int:
        """Return how far (ticks) a time told by it may be wrong beside the reference."""
        return _tolerance(self.spread or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """What is known of all clocks; keys are the machines as shown."""

    of: Mapping[str, Offset] = field(default_factory=dict)

    def lags(self) -> dict[str, int]:
        """Return machine -> ticks to take off its times before they are compared."""
        return {name: each.ticks for name, each in self.of.items() if each.steady and each.ticks}

    def tolerance(self, machine: str | None, other: str | None) -> int:
        """Return how far (ticks) two records of one try on two machines may lie apart."""
        one, two = self.of.get(machine or ""), self.of.get(other or "")
        if one is None or two is None or one.reference != two.reference:
            return APART
        if one.spread is None or two.spread is None or not (one.steady and two.steady):
            return APART
        return _tolerance(one.spread + two.spread)


def _tolerance(spread: int) -> int:
    return min(APART, max(LEAST, _SPREADS * spread))


UNKNOWN: Final = Offsets()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """What the pairs of two machines tell: the clock of `other` minus that of `one`."""

    one: str
    other: str
    ticks: int
    spread: int
    pairs: int
    agrees: bool
    remark: str


def measure(tries: pl.DataFrame, declared: Mapping[str, int]) -> Offsets:
    """Return the offsets of the recording machines.

    Args:
        tries: From `witnesses.prepare`.
        declared: Machine as shown -> its clock minus true time, ticks, as the analyst declares.
    """
    named = tries.filter(pl.col("machine").is_not_null()).drop_nulls(KEYS)
    placed = named.with_columns(pl.col("time") - lag(declared))
    edges = _edges(pairs(placed))
    known = {
        name: Offset(machine=name, ticks=ticks, spread=None, pairs=0, reference="", declared=True)
        for name, ticks in declared.items()
    }
    return Offsets(of=_remarked(_spread_out(known, edges), edges))


def lag(lags: Mapping[str, int]) -> pl.Expr:
    """Return what to take off the times of each `machine`, 0 where nothing is known."""
    if not lags:
        return pl.lit(0, dtype=pl.Int64)
    return pl.col("machine").replace_strict(lags, default=0, return_dtype=pl.Int64)


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
    middle = int(np.sort(apart)[(len(apart) - 1) // 2])
    spread = int(np.median(np.abs(apart - middle)))
    near = int((np.abs(apart - middle) <= max(LEAST, _SPREADS * spread)).sum())
    remark = _change(time, apart)
    agrees = near >= ENOUGH and 3 * near >= 2 * len(apart) and _SPREADS * spread <= APART
    return _Edge(
        one=one,
        other=other,
        ticks=middle,
        spread=spread,
        pairs=near,
        agrees=agrees and not remark,
        remark=remark,
    )


def _change(time: NDArray[np.int64], apart: NDArray[np.int64]) -> str:
    """Tell a step or a drift of more than 2 s between two clocks, in the order of time."""
    if len(apart) < 2 * _HALF:
        return ""
    thin = slice(None, None, len(apart) // _LOOKED_AT + 1)
    time, apart = time[thin], apart[thin]
    cuts = range(_HALF, len(apart) - _HALF + 1)
    cut = min(cuts, key=lambda place: _rest(apart[:place]) + _rest(apart[place:]))
    stepped = _rest(apart[:cut]) + _rest(apart[cut:])
    hours = (time - time[0]) / (3600 * TICKS_PER_SECOND)
    slope, base = np.polyfit(hours, apart, 1) if hours[-1] > 0 else (0.0, float(apart[0]))
    drifted = float(np.abs(apart - (slope * hours + base)).sum())
    jump = float(np.median(apart[cut:]) - np.median(apart[:cut]))
    gained = float(slope * hours[-1])
    whole = _rest(apart)
    if stepped <= drifted and abs(jump) > 2 * LEAST and 2 * stepped < whole:
        at = Instant(int(time[cut])).iso()[:19] + "Z"
        return f"steps by {jump / TICKS_PER_SECOND:+.3g} s at {at}"
    if drifted < stepped and abs(gained) > 2 * LEAST and 2 * drifted < whole:
        return f"drifts by {slope / TICKS_PER_SECOND:+.3g} s an hour"
    return ""


def _rest(apart: NDArray[np.int64]) -> float:
    return float(np.abs(apart - np.median(apart)).sum())


def _spread_out(known: Mapping[str, Offset], edges: Sequence[_Edge]) -> dict[str, Offset]:
    """Return the offsets, from machine to machine along the pairs, most pairs first.

    What is declared comes first; where nothing is, the machine with most pairs is the reference.
    """
    found = dict(known)
    open_ = [edge for edge in edges if edge.agrees]
    while open_:
        edge = next((each for each in open_ if (each.one in found) != (each.other in found)), None)
        if edge is None:
            open_ = [each for each in open_ if each.one not in found]
            if open_:
                name = _busiest(open_)
                found[name] = Offset(machine=name, ticks=0, spread=0, pairs=0, reference=name)
            continue
        open_.remove(edge)
        _follow(found, edge)
    for edge in edges:
        if not edge.agrees and edge.remark and edge.other not in found:
            found[edge.other] = Offset(
                machine=edge.other,
                ticks=edge.ticks,
                spread=edge.spread,
                pairs=edge.pairs,
                reference=edge.one,
                steady=False,
                remark=edge.remark,
            )
    return found


def _busiest(edges: Sequence[_Edge]) -> str:
    counts: dict[str, int] = {}
    for edge in edges:
        for name in (edge.one, edge.other):
            counts[name] = counts.get(name, 0) + edge.pairs
    return min(counts, key=lambda name: (-counts[name], name))


def _follow(found: dict[str, Offset], edge: _Edge) -> None:
    """Place the machine at the unknown end of an edge."""
    forth = edge.one in found
    near, name = (found[edge.one], edge.other) if forth else (found[edge.other], edge.one)
    apart = edge.ticks if forth else -edge.ticks
    found[name] = Offset(
        machine=name,
        ticks=(0 if near.declared else near.ticks) + apart,
        spread=(near.spread or 0) + edge.spread,
        pairs=edge.pairs,
        reference=near.reference,
    )


def _remarked(found: dict[str, Offset], edges: Sequence[_Edge]) -> dict[str, Offset]:
    """Say of a declared offset what the pairs have against it."""
    for edge in edges:
        one, other = found.get(edge.one), found.get(edge.other)
        if not edge.agrees or one is None or other is None:
            continue
        expected = (0 if other.declared else other.ticks) - (0 if one.declared else one.ticks)
        beyond = edge.ticks - expected
        if abs(beyond) <= max(LEAST, _SPREADS * edge.spread):
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
