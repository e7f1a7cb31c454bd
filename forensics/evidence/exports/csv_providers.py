"""Which provider wrote the event of each row of a CSV, where scripts leave the provider out.

An event id alone is no proof: 4625 is a failed logon of the security log, and a message of COM+ in
the application log. The log's name tells, or what the row itself says: values under the names that
they have since Vista, or a message that shows the account of such an event.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.exports.csv_headings import Layout
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_rows import Rows
from forensics.evidence.exports.csv_table import Table, cells
from forensics.evidence.exports.csv_values import message
from forensics.evidence.exports.exported import AUDITING, CLASSIC, EVENTLOG, provider_names
from forensics.evidence.records import Wanted
from forensics.evidence.texts.messages import by_label

_CLEARED: Final = 1102  # of the provider EVENTLOG, though it stands in the security log
_TELLING: Final = (AUDITING, "TargetUserName"), (CLASSIC, "1")


def providers(table: Table, rows: Rows, own: Places, wanted: Wanted) -> pl.Series:
    """Return the provider of each record in `own`, as `exported.provider_names` does."""
    columns = rows.columns[own]
    meant = np.zeros(len(own), dtype=np.bool_)
    for place, layout in enumerate(rows.layouts):
        if layout.columns.keys().isdisjoint(("provider", "channel")):
            of = np.flatnonzero(rows.layout[own] == place)
            meant[of] = _of_security(table, own[of], layout, columns["event_id"][of], wanted)
    named = columns["channel"].str.strip_chars().str.to_lowercase() == "security"
    alone = pl.Series(meant) | (columns["provider"].is_null() & named.fill_null(value=False))
    cleared = pl.when(columns["event_id"] == _CLEARED).then(pl.lit(EVENTLOG))
    recorded = pl.select(
        pl.when(alone)
        .then(cleared.otherwise(pl.lit(CLASSIC)))
        .otherwise(columns["provider"].str.strip_chars())
    ).to_series()
    return provider_names(recorded, columns["event_id"])


def _of_security(
    table: Table, rows: Places, layout: Layout, event_id: pl.Series, wanted: Wanted
) -> NDArray[np.bool_]:
    """Return which rows show by their own content that they are of the security log."""
    shown = np.zeros(len(rows), dtype=np.bool_)
    if layout.fields:
        values = cells(table, rows, list(layout.fields.values()))
        filled = values.select(pl.any_horizontal((pl.all() != "").fill_null(value=False)))
        shown = filled.to_series().to_numpy() | (event_id == _CLEARED).to_numpy()
    if "message" in layout.columns:
        for provider, name in _TELLING:
            for known in sorted(wanted.fields.get(provider, {})):
                of = (event_id == known).arg_true().to_numpy()
                values = by_label(message(table, rows[of], layout), provider, known)
                if len(of) and name in values.columns:
                    shown[of] |= values[name].is_not_null().to_numpy()
    return shown
