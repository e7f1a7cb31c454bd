"""Times of whole columns as ISO 8601, to the letter as `Instant.iso` writes each."""

import polars as pl

from forensics.values import LAST_TICKS, TICKS_PER_SECOND, UNIX_EPOCH_TICKS


def iso(ticks: pl.Expr) -> pl.Expr:
    """Return ticks as `Instant.iso` writes them."""
    ticks = ticks.clip(0, LAST_TICKS)
    whole = pl.from_epoch((ticks - UNIX_EPOCH_TICKS) // TICKS_PER_SECOND, time_unit="s")
    fraction = (ticks % TICKS_PER_SECOND).cast(pl.String).str.zfill(7).str.strip_chars_end("0")
    dotted = pl.when(fraction == "").then(pl.lit("")).otherwise(pl.lit(".") + fraction)
    return whole.dt.strftime("%Y-%m-%dT%H:%M:%S") + dotted + pl.lit("Z")
