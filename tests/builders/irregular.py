"""What is out of order in invented evidence, kind by kind."""

from collections.abc import Sequence

from forensics.irregularities.kinds import kinds
from forensics.sources import Irregularity, Sighting


def irregularity(kind: str, seen: Sequence[Sighting], total: int = 0) -> Irregularity:
    """Return one kind with its places; `total` is their number unless given."""
    one = kinds()[kind]
    return Irregularity(
        kind=kind,
        title=one.title,
        can_mean=one.can_mean,
        does_not_show=one.does_not_show,
        collect=one.collect,
        seen=tuple(seen),
        total=total or len(seen),
    )


def every_kind(source: str, shows: str, places: int = 1) -> tuple[Irregularity, ...]:
    """Return every kind, each seen in so many places of one exhibit."""
    seen = [
        Sighting(source=source, record=place, offset=place * 512, length=512, shows=shows)
        for place in range(1, places + 1)
    ]
    return tuple(irregularity(kind, seen, 7 * places) for kind in kinds())
