"""Clocks: what the findings say of each recording machine's clock, as far as it is known."""

import polars as pl

from forensics.offsets import Offset
from forensics.reconstruct import Scene
from forensics.traces import Clock
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, TICKS_PER_SECOND


def known(scene: Scene) -> tuple[Clock, ...]:
    """Return a clock for each recording machine, as declared or as its pairs tell."""
    # A listing of the policy has no time, and so no clock.
    timed = scene.observations.filter(pl.col("kind").ne("policy") | pl.col("created").is_not_null())
    machines = timed["machine"].unique(maintain_order=True).drop_nulls().to_list()
    return tuple(_clock(machine, scene.offsets.of.get(machine)) for machine in machines)


def _clock(host: str, offset: Offset | None) -> Clock:
    if offset is None:
        return Clock(
            host=host,
            offset_seconds=NOT_RECORDED,
            uncertainty_seconds=NOT_RECORDED,
            basis="unknown",
        )
    measured = offset.pairs > 0
    return Clock(
        host=host,
        offset_seconds=_seconds(offset.ticks) if offset.steady else NOT_RECORDED,
        uncertainty_seconds=_seconds(offset.uncertainty())
        if measured and offset.steady
        else NOT_RECORDED,
        basis=_basis(host, offset),
        spread_seconds=_seconds(offset.spread or 0) if measured else NOT_RECORDED,
        pairs=offset.pairs,
        reference=offset.reference or NOT_APPLICABLE,
        remark=offset.remark,
    )


def _basis(host: str, offset: Offset) -> str:
    if offset.declared:
        return "declared"
    return "reference" if offset.reference == host else "paired"


def _seconds(ticks: int) -> float:
    return ticks / TICKS_PER_SECOND
