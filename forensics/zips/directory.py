"""What a zip lists: its directory, and what is wrong with it.

A directory that is missing, breaks off or lies costs no member: the members' own headers are
walked as well (`walk`), and the zip is said to be damaged.
"""

import stat
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from forensics.zips.layout import (
    CENTRAL,
    CENTRAL_HEADER,
    DESCRIPTOR,
    END,
    END_RECORD,
    LOCAL,
    LOCAL_HEADER,
    UTF8,
    Entry,
    Zip,
    cut_name,
    dos_time,
    refusal,
    wide,
)
from forensics.zips.walk import walk

END_BYTES: Final = END_RECORD.size + 0xFFFF
"""Among the last so many bytes the end record lies: itself and the longest comment (4.3.16)."""

_HEADS: Final = (LOCAL, END, DESCRIPTOR, b"PK00" + LOCAL)
_LOGS: Final = (b"ElfFile\0", b"\x30\0\0\0LfLe")
"""Heads of .evtx and .evt: such a file is read as the log that it is, whatever is appended."""

_WIDE_LOCATOR: Final = struct.Struct("<4sLQL")  # 4.3.15
_WIDE_END: Final = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
_WIDE_SIGNATURES: Final = (b"PK\x06\x07", b"PK\x06\x06")
_EMPTY: Final = "it lists no file: zip the files again"
_ENDS: Final = 16  # end records that are tried: a comment may hold some, and a bomb thousands
_UNIX: Final = 3  # 4.4.2.2, the upper byte of "version made by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The members of a zip.

    Attributes:
        entries: In order of their offset; folders are left out.
        flaw: Why these may not be all, with the mend; `""` where they are.
    """

    entries: tuple[Entry, ...]
    flaw: str


@dataclass(frozen=True, slots=True)
class _Directory:
    """Where a directory begins and what its end record claims.

    Attributes:
        begin: Of its first entry.
        count: How many entries it claims.
        shift: What is to be added to its offsets: the length of what stands before the zip.
        part: Number of this part of a split zip, from 0.
        behind: Bytes after the end record and its comment.
    """

    begin: int
    count: int
    shift: int
    part: int
    behind: int


def looks_like_zip(head: bytes, tail: bytes) -> bool:
    """Tell by the first 8 and the last `END_BYTES` bytes whether `is_zip` is worth asking."""
    return not head.startswith(_LOGS) and (head.startswith(_HEADS) or END in tail)


def is_zip(found: Zip) -> bool:
    """Tell by content whether bytes are a zip, also one with a program or a picture before it."""
    head = found.at(0, 8)
    if head.startswith((*_LOGS, *_HEADS)):
        return head.startswith(_HEADS)
    directory = _directory(found)
    return directory is not None and directory.count > 0


def list_members(found: Zip, most: int) -> Listing:
    """Return the members of a zip, at most so many; entries of folders count towards them."""
    directory = _directory(found)
    entries = list(islice(_central(found, directory), most + 1)) if directory else []
    flaw = "" if len(entries) > most else _flaw(directory, entries)
    if flaw:
        known = {entry.offset for entry in entries}
        walked = (entry for entry in walk(found) if entry.offset not in known)
        entries += islice(walked, most + 1 - len(entries))
    if len(entries) > most:
        flaw = f"holds more members than are taken of it ({most:,}): unpack it into evidence/"
    members = sorted(entries[:most], key=lambda entry: entry.offset)
    members = [entry for entry in _apart(members) if not entry.is_folder]
    return Listing(entries=tuple(members), flaw=flaw)


def _flaw(directory: _Directory | None, entries: Sequence[Entry]) -> str:
    if directory is None:
        return "its directory is missing, as in a zip that was cut off: copy the zip again"
    if directory.part:
        return "the last part of a split zip: join the parts and put the whole into evidence/"
    if directory.count != len(entries):
        claims = f"its directory claims {directory.count:,} members and lists {len(entries):,}"
        return f"{claims}: copy the zip again"
    if directory.behind:
        return f"{directory.behind:,} bytes behind it are no part of it: copy the zip again"
    return "" if any(not entry.is_folder for entry in entries) else _EMPTY


def _apart(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries in order, those that share bytes with another one as not to be expanded.

    So is a bomb built whose every member is made of the same bytes (Fifield, "A better zip bomb",
    2019).
    """
    shared = set[int]()
    furthest = None
    for place, entry in enumerate(entries):
        if furthest is not None and entry.offset < _end(entries[furthest]):
            shared |= {furthest, place}
        if furthest is None or _end(entry) > _end(entries[furthest]):
            furthest = place
    said = "its bytes are also those of another member: have the files zipped anew"
    for place, entry in enumerate(entries):
        yield replace(entry, hindrance=entry.hindrance or said) if place in shared else entry


def _end(entry: Entry) -> int:
    return max(entry.begin + entry.packed, entry.offset + LOCAL_HEADER.size)


def _directory(found: Zip) -> _Directory | None:
    """Return the directory that the last fitting end record leads to."""
    begin = max(found.size - END_BYTES, 0)
    tail = found.at(begin, END_BYTES)
    at = tail.rfind(END)
    for _ in range(_ENDS):
        if at < 0:
            break
        record = tail[at : at + END_RECORD.size]
        directory = _led_to(found, begin + at, record) if len(record) == END_RECORD.size else None
        if directory is not None:
            return directory
        at = tail.rfind(END, 0, at)
    return None


def _led_to(found: Zip, at: int, record: bytes) -> _Directory | None:
    _, part, _, _, count, size, offset, comment = END_RECORD.unpack(record)
    end, behind = at, max(found.size - at - END_RECORD.size - comment, 0)
    wider = _wide_end(found, at)
    if wider is not None:
        end, count, size, offset = wider
    for begin in (end - size, offset):
        if (count or size) and found.at(begin, 4) != CENTRAL:
            continue
        shift = begin - offset
        # A zip within this one, stored as it is, has an end record too; so has an appended one.
        if shift and found.at(0, 4) == LOCAL:
            continue
        return _Directory(begin, count, shift, part % 0xFFFF, behind)
    return None


def _wide_end(found: Zip, at: int) -> tuple[int, int, int, int] | None:
    """Return where the zip64 end record lies, and its count, size and offset of the directory."""
    place = at - _WIDE_LOCATOR.size
    locator = found.at(place, _WIDE_LOCATOR.size)
    if not locator.startswith(_WIDE_SIGNATURES[0]) or len(locator) < _WIDE_LOCATOR.size:
        return None
    for begin in (_WIDE_LOCATOR.unpack(locator)[2], place - _WIDE_END.size):
        record = found.at(begin, _WIDE_END.size)
        if record.startswith(_WIDE_SIGNATURES[1]) and len(record) == _WIDE_END.size:
            count, size, offset = _WIDE_END.unpack(record)[-3:]
            return begin, count, size, offset
    return None


def _central(found: Zip, directory: _Directory) -> Iterator[Entry]:
    """Yield the members in the order of the directory, as far as it can be followed."""
    at = directory.begin
    while True:
        header = found.at(at, CENTRAL_HEADER.size)
        if not header.startswith(CENTRAL) or len(header) < CENTRAL_HEADER.size:
            return
        names, extras, comments = struct.unpack_from("<3H", header, 28)
        variable = found.at(at + CENTRAL_HEADER.size, names + extras)
        yield _entry(found, header, (variable[:names], variable[names:]), directory.shift)
        at += CENTRAL_HEADER.size + names + extras + comments


def _entry(found: Zip, header: bytes, variable: tuple[bytes, bytes], shift: int) -> Entry:
    """Return one member; `variable` is its name and its extra field."""
    _, made_by, _, flags, method, time, date, crc, *rest = CENTRAL_HEADER.unpack(header)
    packed, size, _, _, _, _, _, attributes, offset = rest
    name, extra = variable
    size, packed, offset = wide(extra, size, packed, offset)
    offset += shift
    hindrance = refusal(flags, method)
    if made_by >> 8 == _UNIX and stat.S_ISLNK(attributes >> 16):
        hindrance = "a symbolic link, not followed: put the file itself into evidence/"
    begin = _begin(found, offset)
    if begin is None:
        hindrance = "its header is not where the zip's directory says: copy the zip again"
    return Entry(
        name=cut_name(name),
        utf8=bool(flags & UTF8),
        offset=offset,
        begin=begin or 0,
        packed=packed,
        size=size,
        crc=crc,
        method=method,
        modified=dos_time(date, time),
        hindrance=hindrance,
    )


def _begin(found: Zip, offset: int) -> int | None:
    """Return where the packed bytes of a member begin, None where no header stands."""
    header = found.at(offset, LOCAL_HEADER.size)
    if not header.startswith(LOCAL) or len(header) < LOCAL_HEADER.size:
        return None
    names, extras = struct.unpack_from("<2H", header, 26)
    return offset + LOCAL_HEADER.size + int(names) + int(extras)
