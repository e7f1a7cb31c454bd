"""The members of a zip as exhibits to be: path, hash, and why one cannot be read.

Every bound here counts bytes that were really expanded, never what a header claims.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import BinaryIO, Final

from forensics.values import Absent, Instant
from forensics.zips.directory import END_BYTES, is_zip, list_members, looks_like_zip
from forensics.zips.expand import MEMBER_BYTES, Expanded, expand, expanded
from forensics.zips.layout import UNPACK, Entry, Zip
from forensics.zips.names import clean, distinct

MEMBERS: Final = 10_000
"""Members that one zip may list, those of zips within it included."""

ZIP_BYTES: Final = 16 << 30
"""Bytes that one zip may expand to, zips within it included: 16 GiB."""

TIMES: Final = 200
"""How many times its own size a zip may expand to. Logs and their exports expand 10 to 60 times,
Deflate can do 1,032; a bomb is let go at this."""

FREE_BYTES: Final = 256 << 20
"""Bytes that any zip may expand to, however small it is: 256 MiB."""

AGAIN_BYTES: Final = 16 << 30
"""Bytes of zips within one zip that may be expanded once more: each of their members, when it is
opened, costs its whole zip. 16 GiB."""

DEEPEST: Final = 2
"""A zip and a zip within it are read."""

_HEAD: Final = 8  # bytes; no piece but the last is shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member after it was expanded and hashed.

    Attributes:
        path: Below the path of its zip.
        entries: The way to it: its entry, or that of the zip within the zip and then its own.
        size: Bytes it expands to; 0 where it cannot be read.
        sha256: Of these, hexadecimal; `""` where it cannot be read.
        is_zip: Whether it is a zip itself.
        flaw: What is wrong with it though it can be read, with the mend, or `""`.
        hindrance: Why it cannot be read, with the mend, or `""`.
    """

    path: str
    entries: tuple[Entry, ...]
    size: int = 0
    sha256: str = ""
    is_zip: bool = False
    flaw: str = ""
    hindrance: str = ""

    @property
    def modified(self) -> Instant | Absent:
        """Its DOS time, see `Entry`."""
        return self.entries[-1].modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """The members of a zip in order of path, and why these may not be all, or `""`."""

    members: tuple[Member, ...]
    flaw: str


@dataclass(slots=True, kw_only=True)
class _Allowance:
    """What one zip may still cost, and the paths that are taken: what changes on the way."""

    taken: dict[str, int]
    most: int
    members: int
    again: int
    spent: int = 0


def members_of(stream: BinaryIO, path: str) -> Unfolded | None:
    """Return the members of a zip, each zip followed by its own; None where this is no zip.

    Args:
        stream: Bytes, seekable.
        path: Of the exhibit that they are; the members' paths are below it, and no two are one.

    Raises:
        OSError: They cannot be read, or there is no room for temporary files.
    """
    found = Zip.of(stream)
    if not is_zip(found):
        return None
    most = min(ZIP_BYTES, max(FREE_BYTES, TIMES * found.size))
    allowance = _Allowance(taken={}, most=most, members=MEMBERS, again=AGAIN_BYTES)
    return _unfold(found, path, (), allowance, MEMBERS)


def _unfold(
    found: Zip, path: str, way: tuple[Entry, ...], allowance: _Allowance, most: int
) -> Unfolded:
    """List, name, expand and hash the members of one zip; `way` leads to the zip."""
    listing = list_members(found, most)
    allowance.members -= len(listing.entries)
    named = [
        (distinct(f"{path}/{clean(entry.name, utf8=entry.utf8)}", allowance.taken), entry)
        for entry in listing.entries
    ]
    members = [
        member
        for path, entry in sorted(named, key=lambda pair: pair[0])
        for member in _member(found, path, (*way, entry), allowance)
    ]
    return Unfolded(members=tuple(members), flaw=listing.flaw)


def _member(
    found: Zip, path: str, way: tuple[Entry, ...], allowance: _Allowance
) -> Iterator[Member]:
    """Yield one member, and what is in it where it is a zip."""
    entry = way[-1]
    seen, hindrance, flaw, size = _Seen(), entry.hindrance, "", 0
    if not hindrance:
        most = min(MEMBER_BYTES, allowance.most - allowance.spent)
        result = expand(found, entry, seen.take, most)
        allowance.spent += result.size
        hindrance, flaw, size = _hindrance(result, most, allowance), result.flaw, result.size
    if hindrance:
        yield Member(path=path, entries=way, hindrance=hindrance)
        return
    member = Member(path=path, entries=way, size=size, sha256=seen.sha.hexdigest(), flaw=flaw)
    if not looks_like_zip(seen.head, seen.tail):
        yield member
    elif len(way) == DEEPEST:
        why = "a zip within a zip within a zip: unpack it"
        yield replace(member, is_zip=True, hindrance=why)
    else:
        yield from _inner(found, member, allowance)


def _hindrance(result: Expanded, most: int, allowance: _Allowance) -> str:
    if result.beyond and most == MEMBER_BYTES:
        return f"expands to more than {most:,} bytes: {UNPACK}"
    if result.beyond:
        return f"with it the zip expands to more than {allowance.most:,} bytes: {UNPACK}"
    return "" if result.size else result.flaw


def _inner(found: Zip, member: Member, allowance: _Allowance) -> Iterator[Member]:
    """Yield a member that looks like a zip, and its own members where it is one."""
    most = min(allowance.members, allowance.again // member.size)
    with expanded(found, member.entries[-1]) as stream:
        inner = Zip.of(stream)
        if not is_zip(inner):
            yield member
            return
        unfolded = _unfold(inner, member.path, member.entries, allowance, most)
    allowance.again -= member.size * len(unfolded.members)
    flaw = "; ".join(filter(None, (member.flaw, unfolded.flaw)))
    yield replace(member, is_zip=True, flaw=flaw)
    yield from unfolded.members


class _Seen:
    """The hash, the first and the last bytes of what goes by."""

    def __init__(self) -> None:
        self.sha = sha256()
        self.head = b""
        self.tail = b""

    def take(self, piece: bytes) -> None:
        """Let one piece go by."""
        self.sha.update(piece)
        self.head = self.head or piece[:_HEAD]
        self.tail = (self.tail + piece)[-END_BYTES:]
