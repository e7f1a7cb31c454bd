"""From the grounds of a scene to the domain controllers that the findings list."""

import polars as pl

from forensics.citing import Registry
from forensics.lean import as_text
from forensics.reconstruct import Scene
from forensics.who.recognised import Recognised


def told(scene: Scene, records: Registry) -> tuple[Recognised, ...]:
    """Return the domain controllers that no one declared, in order of their names."""
    answered = scene.attempts.select("authority_host", "authority").drop_nulls("authority_host")
    learned = answered.select(as_text("authority_host").str.to_lowercase(), "authority").unique(
        "authority_host", keep="first", maintain_order=True
    )
    domains = dict(learned.iter_rows())
    return tuple(
        Recognised(
            host=_shown(scene, ground.row),
            domain=domains.get(name, scene.sites.database_of(name)),
            because=ground.because,
            evidence=records.of_row(ground.row),
        )
        for name, ground in sorted(scene.sites.grounds.items())
    )


def _shown(scene: Scene, row: int) -> str:
    return str(scene.observations.row(by_predicate=pl.col("row") == row, named=True)["machine"])
