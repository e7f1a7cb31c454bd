"""What the shipped table makes of a few records."""

from typing import Any

from forensics.events import FIELDS, event_table, observe
from forensics.evidence.records import Batch
from tests.builders.event import Event
from tests.builders.observed import classic, modern
from tests.builders.security_classic import Classic


def observed(*batches: Batch) -> list[dict[str, Any]]:
    """Return what the shipped table makes of these records, one dictionary each."""
    return observe(batches, event_table()).rows(named=True)


def told(*batches: Batch) -> dict[str, Any]:
    """Return what one record says: kind, witness and outcome, and its values without nulls."""
    (row,) = observed(*batches)
    says = ("kind", "witness", "outcome", *FIELDS)
    return {name: row[name] for name in says if row[name] is not None}


def outcome(*batches: Batch) -> str:
    """Return the outcome that one record tells."""
    return str(told(*batches)["outcome"])


def old(event: Classic) -> Batch:
    """Return an event of before Vista as a record."""
    return classic(event.event_id, event.strings)


def new(event: Event) -> Batch:
    """Return an event since Vista as a record."""
    assert isinstance(event.values, dict)
    return modern(event.event_id, event.values)
