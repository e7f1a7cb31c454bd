"""Clocks: how far each recording machine's clock stood from true time, as far as it is known."""

import polars as pl

from forensics.case import Case
from forensics.findings import Clock
from forensics.reconstruct import Scene
from forensics.values import NOT_RECORDED


def known(case: Case, scene: Scene) -> tuple[Clock, ...]:
    """Return a clock for each recording machine; offsets are those the analyst declares."""
    offsets = {
        scene.identities.name(host.name).casefold(): host.clock_offset
        for host in case.hosts
        if host.clock_offset is not None
    }
    # A listing of the policy has no time, and so no clock.
    timed = scene.observations.filter(pl.col("kind").ne("policy") | pl.col("created").is_not_null())
    machines = timed["machine"].unique(maintain_order=True).drop_nulls().to_list()
    return tuple(
        Clock(
            host=machine,
            offset_seconds=offsets.get(machine.casefold(), NOT_RECORDED),
            uncertainty_seconds=NOT_RECORDED,
            basis="declared" if machine.casefold() in offsets else "unknown",
        )
        for machine in machines
    )
