"""Says what is wrong with the bounds and the stretches of an .evt log."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.layout import row_damage
from forensics.evidence.evt.parts import (
    FIXED_SIZE,
    HEADER_SIZE,
    MARKER_SIZE,
    SIGNATURE,
    Content,
    Header,
    Marker,
)
from forensics.evidence.evt.scan import Found
from forensics.values import Damage, DamageCode

_NO_NUMBER: Final = -(1 << 40)  # far from every record number
_FILLERS: Final = (b"\x27\0\0\0", b"\x27")


def bounds_damage(
    content: Content, header: Header | None, marker: Marker | None, end: tuple[int, int]
) -> Iterator[Damage]:
    """Yield what is wrong with header and end marker.

    A dirty header is no damage: it is what a log looks like while Windows writes it.

    Args:
        content: The log.
        header: None where unreadable.
        marker: None where there is none.
        end: Where the live records end, and how many bytes there belong to no record.
    """
    head = min(HEADER_SIZE, content.size)
    if header is None:
        yield Damage(
            offset=0,
            length=head,
            code=DamageCode.HEADER_UNREADABLE,
            expected="a header of 48 bytes with LfLe at byte 4",
            found=f"{head} bytes that are none",
            excerpt=content.data[:head],
        )
    elif marker is not None and not header.dirty and header.end != marker.offset:
        yield Damage(
            offset=0,
            length=head,
            code=DamageCode.HEADER_UNREADABLE,
            expected=f"the end of the records at {marker.offset}, where the end marker stands",
            found=f"a clean header that puts it at {header.end}",
            excerpt=content.data[:head],
        )
    if marker is None:
        at, room = end
        yield Damage(
            offset=at,
            length=max(0, min(room, MARKER_SIZE)),
            code=DamageCode.END_MISSING,
            expected="an end marker of 40 bytes",
            found="none that is as new as the header" if header else "none",
            excerpt=content.excerpt(at),
        )


def truncation(content: Content, reach: int) -> Iterator[Damage]:
    """Yield the end of a file that once reached beyond it, at least up to `reach`."""
    if reach > content.size:
        yield Damage(
            offset=content.size,
            length=0,
            code=DamageCode.FILE_TRUNCATED,
            expected=f"more than {reach} bytes",
            found=f"{content.size} bytes",
        )


def broken(content: Content, stretches: Iterable[tuple[int, int]]) -> Iterator[Damage]:
    """Yield each stretch (offset, length) where whole records should stand, filler excepted."""
    for offset, length in stretches:
        if not _is_filler(content, offset, length):
            yield _broken(content, offset, length)


def unclosed(content: Content, found: Found) -> Iterator[Damage]:
    """Yield the records that were kept although their closing length is wrong."""
    for row in np.flatnonzero(~found.closed).tolist():
        offset, length = int(found.offset[row]), int(found.length[row])
        yield Damage(
            offset=offset,
            length=length,
            code=DamageCode.RECORD_UNREADABLE,
            expected=f"the closing length {length}",
            found=f"{content.u32(offset + length - 4)}; the rest of the record is read",
            excerpt=content.excerpt(offset),
        )


def misnumbered(
    content: Content, live: Found, number: NDArray[np.uint32], marker: Marker | None
) -> Iterator[Damage]:
    """Yield the records whose number is not the one that is missing between their neighbours'.

    Args:
        content: The log.
        live: The live records in the order of writing; others may follow.
        number: Of the live records.
        marker: What it says of the oldest and the next number stands for the neighbours at the
            ends; None where there is none.
    """
    first, last = (marker.oldest - 1, marker.following) if marker else (_NO_NUMBER, _NO_NUMBER)
    around = np.concatenate(([first], number.astype(np.int64), [last]))
    missing = around[:-2] + 1
    odd = (around[2:] == missing + 1) & (around[1:-1] != missing)
    for row in np.flatnonzero(odd).tolist():
        wanted = f"record number {missing[row]}, as its neighbours have {around[row]} and "
        yield row_damage(content, live, row, wanted + str(around[row + 2]), str(number[row]))


def _is_filler(content: Content, offset: int, length: int) -> bool:
    """Tell whether this is the end of the file, too short for the fixed part of a record."""
    if length >= FIXED_SIZE or offset + length != content.size:
        return False
    stretch = content.data[offset : offset + length]
    return any(stretch == (filler * length)[:length] for filler in _FILLERS)


def _broken(content: Content, offset: int, length: int) -> Damage:
    code, expected = DamageCode.CHAIN_BROKEN, "a record: its length, then LfLe"
    found = content.data[offset : min(offset + 8, content.size)].hex(" ", 4) or "nothing"
    if content.data[offset + 4 : offset + 8] == SIGNATURE:
        declared = content.u32(offset)
        code, expected = DamageCode.RECORD_UNREADABLE, f"the closing length {declared}"
        found = "none in its place"
        if length < declared and offset + length == content.size:
            code, expected = DamageCode.RECORD_TRUNCATED, f"a record of {declared} bytes"
            found = f"{length} bytes up to the end of the file"
        elif declared > FIXED_SIZE and content.u32(offset + declared - 4) == declared:
            expected = "numbers and offsets of a record behind LfLe"
            found = content.data[offset + 8 : offset + 16].hex(" ", 4) + " and what follows it"
    return Damage(
        offset=offset,
        length=length,
        code=code,
        expected=expected,
        found=found,
        excerpt=content.excerpt(offset),
    )
