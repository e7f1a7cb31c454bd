"""Holds readings of one exhibit, made in two ways, against each other: all that they say."""

from dataclasses import fields
from typing import Any

from forensics.evidence.records import Reading


def all_of(reading: Reading) -> dict[str, Any]:
    """Return everything that a reading says, in values that can be compared."""
    said = {one.name: getattr(reading, one.name) for one in fields(reading)}
    said["records"] = {
        one.name: (column.dtype, column.tolist())
        for one in fields(reading.records)
        if (column := getattr(reading.records, one.name)) is not None
    }
    said["batches"] = [
        (batch.provider, batch.event_id, batch.frame.schema, batch.frame.rows())
        for batch in reading.batches
    ]
    said["claims"] = list(reading.claims.items())
    return said
