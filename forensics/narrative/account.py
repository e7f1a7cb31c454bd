"""Chapter 5: every byte and every record of the exhibits accounted for."""

from collections.abc import Sequence

from forensics.narrative.views import Links, Numbers, Row, Table, cell, column, say
from forensics.sources import ByteCounts, Source
from forensics.words import grouped


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
