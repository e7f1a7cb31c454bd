"""Bars: what bursts of failures come to at each place along a time axis where a bar may stand."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from forensics.bursts import Bursts
from forensics.figures.timescale import Timescale

FORMS: Final = ("solid", "hollow", "thin")
"""Of bad passwords, of refusals while locked, of other failures."""


def bars(bursts: Bursts, scale: Timescale, step: float) -> Iterator[tuple[int, list[float]]]:
    """Yield each bar's position and what of each of `FORMS` falls on it.

    The count of a burst is spread evenly over the positions that it covers.

    Args:
        bursts: Of one lane, in any order; successes have no bar.
        scale: The time axis, at whose left position 0 lies.
        step: From one position to the next, in CSS pixels.
    """
    frame = bursts.failed().frame
    forms = [frame["outcome"].to_numpy() == outcome for outcome in ("bad_password", "locked_out")]
    form = np.select(forms, (0, 1), 2)
    first, last = (
        np.rint((scale.along(frame[name].to_numpy()) - scale.left) / step).astype(np.int64)
        for name in ("first", "last")
    )
    covered = last + 1 - first
    share = frame["count"].to_numpy() / covered
    before = np.repeat(np.cumsum(covered) - covered, covered)
    place = np.repeat(first, covered) + np.arange(len(before)) - before
    most = place.max(initial=-1) + 1
    sums = np.bincount(
        place * len(FORMS) + np.repeat(form, covered),
        np.repeat(share, covered),
        minlength=most * len(FORMS),
    ).reshape(most, len(FORMS))
    for column in np.flatnonzero(sums.any(axis=1)).tolist():
        yield column, sums[column].tolist()
