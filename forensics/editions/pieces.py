r"""Pieces: what a recorded name is made of, so that each of its spellings gets the same pseudonym.

`\\FS01.corp.example` is a machine's name between what stays; `FS01$` is the account of the same
machine; `CORP\m.okafor` and `m.okafor@corp.example` name a domain and an account. Each piece is
replaced by itself, and what stands between stays as it was recorded.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from forensics.editions import numbers
from forensics.editions.wellknown import well_known

_SUBNET: Final = re.compile(r"(.+)/(24|64)")


class Kind(StrEnum):
    """What a field of the findings holds; where one text is several, the first of these counts."""

    HOST = "machine"
    DOMAIN = "domain"
    ACCOUNT = "account"
    SID = "security identifier"
    PATH = "path"
    TEXT = "text of the analyst"


class Space(StrEnum):
    """What a piece is; those up to `TOP` get a pseudonym of their own."""

    HOST = "machine"
    DOMAIN = "domain"
    ACCOUNT = "account"
    SITE = "site"
    SHARE = "share"
    TOP = "top-level domain"
    ADDRESS = "address"
    NET = "subnet"
    SID = "security identifier"
    PLAIN = ""


class Piece(NamedTuple):
    """One piece: what it is, and its text as recorded."""

    space: Space
    text: str


def pieces(text: str, kind: Kind) -> tuple[Piece, ...]:
    """Return the pieces of a recorded name; joined they are the name.

    Args:
        text: As recorded, blanks and all.
        kind: Of the field that it stands in.
    """
    if well_known().name(text):
        return (Piece(Space.PLAIN, text),)
    core = text.strip()
    begin = text.index(core)
    around = text[:begin], text[begin + len(core) :]
    found = [Piece(Space.PLAIN, around[0]), *_core(core, kind), Piece(Space.PLAIN, around[1])]
    return tuple(piece for piece in found if piece.text)


def _core(core: str, kind: Kind) -> Iterator[Piece]:
    if core.startswith("\\\\"):
        yield Piece(Space.PLAIN, "\\\\")
        yield from _share(core[2:])
    elif numbers.SID.search(core):
        yield from _sids(core)
    elif found := _SUBNET.fullmatch(core):
        yield from _subnet(core, found[1], kind)
    elif numbers.parsed(core) is not None:
        yield from _address(core)
    elif "\\" in core:
        domain, _, account = core.partition("\\")
        yield from _named(domain, Kind.DOMAIN)
        yield Piece(Space.PLAIN, "\\")
        yield from _named(account, Kind.ACCOUNT)
    else:
        yield from _named(core, kind)


def _share(rest: str) -> Iterator[Piece]:
    r"""Yield what follows `\\`: a machine, and where it is a share path each part of that."""
    host, *parts = rest.split("\\")
    yield from _core(host, Kind.HOST) if host else ()
    for part in parts:
        yield Piece(Space.PLAIN, "\\")
        yield Piece(Space.SHARE, part)


def _sids(core: str) -> Iterator[Piece]:
    at = 0
    for found in numbers.SID.finditer(core):
        yield Piece(Space.PLAIN, core[at : found.start()])
        yield Piece(Space.SID, found[0])
        at = found.end()
    yield Piece(Space.PLAIN, core[at:])


def _subnet(core: str, first: str, kind: Kind) -> Iterator[Piece]:
    if numbers.parsed(first) is None:
        yield from _named(core, kind)
    else:
        yield Piece(Space.NET, first)
        yield Piece(Space.PLAIN, core[len(first) :])


def _address(core: str) -> Iterator[Piece]:
    """Yield an address; a zone, which is of one machine (RFC 4007), stays if it is a number."""
    bare, sign, zone = core.partition("%")
    mapped = re.match(r"(?i)::ffff:(?=\d+\.)", bare)
    if mapped:
        yield Piece(Space.PLAIN, mapped[0])
        bare = bare[mapped.end() :]
    yield Piece(Space.ADDRESS, bare)
    yield Piece(Space.PLAIN, sign)
    yield Piece(Space.PLAIN if zone.isdecimal() else Space.SHARE, zone)


def _named(core: str, kind: Kind) -> Iterator[Piece]:
    """Yield a name without a domain before it."""
    prefix = well_known().prefix(core)
    if well_known().name(core):
        yield Piece(Space.PLAIN, core)
    elif prefix:
        yield Piece(Space.PLAIN, prefix)
        yield Piece(Space.SITE, core[len(prefix) :])
    elif core.endswith("$") and core != "$":
        yield from _named(core[:-1], kind)
        yield Piece(Space.PLAIN, "$")
    elif kind is Kind.ACCOUNT:
        account, sign, domain = core.rpartition("@")
        yield Piece(Space.ACCOUNT, account if account and domain else core)
        if account and domain:
            yield Piece(Space.PLAIN, sign)
            yield from _labels(domain, Space.DOMAIN)
    else:
        yield from _labels(core, Space.HOST if kind is Kind.HOST else Space.DOMAIN)


def _labels(name: str, space: Space) -> Iterator[Piece]:
    """Yield the labels of a name: of a machine the first, then of domains, the topmost last."""
    labels = name.split(".")
    last = max(place for place, label in enumerate(labels) if label or not place)
    for place, label in enumerate(labels):
        if place:
            yield Piece(Space.PLAIN, ".")
        if place and place == last:
            yield Piece(Space.TOP, label)
        else:
            yield Piece(space if not place else Space.DOMAIN, label)
