"""Chapter 5: every byte and every record of the exhibits accounted for."""

from collections.abc import Sequence

from forensics.narrative.views import Links, Numbers, Row, Table, Text, cell, column, say
from forensics.sources import ByteCounts, Source
from forensics.words import counted, grouped, listing, stamp

_MOST_STEPS = 4
_SOUND = ("sound", "all zeros")  # space that was never written is no fault
_UNSOUND = {
    "no checksums": "without checksums",
    "header checksum differs": "whose header checksum differs",
    "data checksum differs": "whose data checksum differs",
    "both checksums differ": "whose two checksums differ",
}


def account(sources: Sequence[Source], links: Links, numbers: Numbers) -> Table | None:
    """Return the table in which each exhibit's bytes and records add up."""
    columns = (
        column("Exhibit", 8),
        column("Bytes", 15, numeric=True),
        column("Header", 13, numeric=True),
        column("Records", 15, numeric=True),
        column("Filler", 13, numeric=True),
        column("Unreadable", 13, numeric=True),
        column("Recovered", 11.5, numeric=True),
        column("Damaged", 11.5, numeric=True),
    )
    rows = [_row(source, source.bytes, links) for source in sources if _told(source)]
    caption = (
        "Every byte of what was read. Bytes = header + records + filler + unreadable; recovered "
        "and damaged count records that stand outside the live ones."
    )
    return numbers.table(say(caption), columns, rows, "tight")


def _told(source: Source) -> bool:
    return isinstance(source.bytes, ByteCounts)


def _row(source: Source, bytes_: object, links: Links) -> Row:
    parts = (
        (bytes_.header, bytes_.records, bytes_.filler, bytes_.unreadable)
        if isinstance(bytes_, ByteCounts)
        else ()
    )
    counts = source.records
    return Row(
        cells=(
            cell(links.exhibit(source.path)),
            *(
                cell(grouped(number))
                for number in (source.size, *parts, counts.recovered, counts.damaged)
            ),
        )
    )


def remarks(sources: Sequence[Source], links: Links) -> tuple[Text, ...]:
    """Return what the logs show of their clocks, their audit policy and their checksums."""
    return tuple(
        say(links.exhibit(source.path), f": {'; '.join(said)}.")
        for source in sources
        if (said := [*_steps(source), *_audit(source), *_chunks(source)])
    )


def _steps(source: Source) -> list[str]:
    if not source.time_steps:
        return []
    shown = [
        f"from {stamp(one.at)} back to {stamp(one.back_to)} after record {one.after}"
        for one in source.time_steps[:_MOST_STEPS]
    ]
    left = source.time_steps_total - len(shown)
    more = [f"{grouped(left)} more times"] if left > 0 else []
    return [f"time falls back while record numbers rise, {listing([*shown, *more])}"]


def _audit(source: Source) -> list[str]:
    if not source.audit_changed:
        return []
    times = [stamp(one) for one in source.audit_changed[:_MOST_STEPS]]
    left = len(source.audit_changed) - len(times)
    more = [f"{grouped(left)} more times"] if left > 0 else []
    return [f"the audit policy was changed at {listing([*times, *more])}"]


def _chunks(source: Source) -> list[str]:
    unsound = {
        state: count for state, count in source.chunks.items() if count and state not in _SOUND
    }
    if not unsound:
        return []
    said = [f"{grouped(count)} {_UNSOUND.get(state, state)}" for state, count in unsound.items()]
    return [f"of {counted(source.chunks_total, 'chunk')}, {listing(said)}"]
