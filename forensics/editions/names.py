"""Names: every name of a case as recorded, and the pseudonym of each.

Two spellings of one name differ as they did; no two names share a pseudonym, none looks like a
name of the case, and the same key gives the same pseudonyms again.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from forensics.editions import numbers, pseudonyms
from forensics.editions.drawing import Lot
from forensics.editions.folded import finder, fold
from forensics.editions.ownwords import common
from forensics.editions.pieces import Kind, Piece, Space, pieces
from forensics.editions.wellknown import well_known

_TURNS: Final = 100
_DRAWN: Final = (Space.HOST, Space.DOMAIN, Space.ACCOUNT, Space.SITE, Space.SHARE, Space.TOP)
_SEARCHED: Final = (*_DRAWN[:-1], Space.ADDRESS, Space.SID)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMap:
    """The pseudonyms of a case.

    Attributes:
        names: Every name as recorded -> pseudonym, or itself where it stays.
        kinds: Those that are replaced -> what they are, in words.
        hidden: Every text to look for before anything is written -> what it is, in words: these
            names, their pieces, and what the analyst typed.
        own: Of these, folded, those that are words or numbers of the report itself.
        lot: Draws what is not a name.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, str]
    hidden: Mapping[str, str]
    own: frozenset[str]
    lot: Lot


def draw(
    given: Mapping[str, Kind],
    paths: Mapping[str, str],
    roles: Mapping[str, tuple[str, ...]],
    typed: Iterable[str],
    key: bytes,
) -> NameMap:
    """Return the pseudonyms of a case.

    Args:
        given: Name as recorded -> what it is.
        paths: Path of an exhibit -> its pseudonym.
        roles: Case-folded machine -> its roles.
        typed: What the analyst typed.
        key: Of the case.

    Raises:
        RuntimeError: No draw keeps clear of the names of the case.
    """
    told = {name: pieces(name, kind) for name, kind in sorted(given.items())}
    every = {part for parts in told.values() for part in parts if _secret(part)}
    found = {
        **{name: _kind(parts) for name, parts in told.items()},
        **{part.text: part.space.value for part in every if part.space in _SEARCHED},
        **dict.fromkeys(_domains(every), Space.SID.value),
        **{part: Kind.PATH.value for path in paths for part in (path, *_parts(path))},
    }
    known = {text: what for text, what in found.items() if text.strip() and what}
    hidden = {**dict.fromkeys(typed, Kind.TEXT.value), **known}
    own = common(map(fold, hidden))
    clear = finder(sorted({fold(text) for text in known} - own), inside=True)
    for turn in range(_TURNS):
        lot = Lot(key=key, turn=turn)
        said = _said(every, roles, lot)
        names = {
            **{part.text: spelt for part, spelt in said.items() if part.space in _SEARCHED},
            **_distinct(
                {
                    name: "".join(said.get(part, part.text) for part in parts)
                    for name, parts in told.items()
                }
            ),
            **paths,
        }
        changed = [name for name, new in names.items() if new != name]
        if not any(any(True for _ in clear.places(fold(names[each]))) for each in changed):
            return NameMap(
                names=names,
                kinds={name: found.get(name, "") for name in changed},
                hidden=hidden,
                own=own,
                lot=lot,
            )
    raise RuntimeError(f"none of {_TURNS} draws of pseudonyms keeps clear of the names of the case")


def _secret(part: Piece) -> bool:
    """Tell whether a piece says something of the case."""
    if part.space is Space.SID:
        return not well_known().sid(part.text.upper())
    address = numbers.parsed(part.text) if part.space in (Space.ADDRESS, Space.NET) else None
    stays = address is not None and numbers.stays(address)
    return part.space is not Space.PLAIN and not stays


def _kind(parts: Iterable[Piece]) -> str:
    return next((part.space.value for part in parts if _secret(part)), "")


def _domains(every: Iterable[Piece]) -> list[str]:
    """Return the part of SIDs that all accounts of a domain share."""
    sids = [part.text for part in every if part.space is Space.SID]
    return [sid.rpartition("-")[0] for sid in sids if sid.count("-") == 7]  # noqa: PLR2004


def _parts(path: str) -> list[str]:
    """Return the parts of a path below `evidence/`, and the stem of its file name."""
    parts = path.split("/")[1:] if path.startswith("evidence/") else path.split("/")
    stem = parts[-1].rpartition(".")[0]
    return [part for part in (*parts, stem) if part]


def _said(
    every: Iterable[Piece], roles: Mapping[str, tuple[str, ...]], lot: Lot
) -> dict[Piece, str]:
    return {**_drawn(every, roles, lot), **_addresses(every, lot), **_sids(every, lot)}


def _drawn(
    every: Iterable[Piece], roles: Mapping[str, tuple[str, ...]], lot: Lot
) -> dict[Piece, str]:
    cores: dict[str, set[Piece]] = defaultdict(set)
    spaces: dict[str, Space] = {}
    for piece in every:
        if piece.space in _DRAWN:
            atom = piece.text.casefold()
            cores[atom].add(piece)
            first = min(spaces.get(atom, piece.space), piece.space, key=_DRAWN.index)
            spaces[atom] = first
    drawn = pseudonyms.bases(spaces, roles, lot)
    said: dict[Piece, str] = {}
    for atom, alike in cores.items():
        spelt = pseudonyms.spellings(drawn[atom], {piece.text for piece in alike})
        said |= {piece: spelt[piece.text] for piece in alike}
    return said


def _addresses(every: Iterable[Piece], lot: Lot) -> dict[Piece, str]:
    found = {}
    for piece in every:
        address = numbers.parsed(piece.text) if piece.space in (Space.ADDRESS, Space.NET) else None
        if address is not None and not numbers.stays(address):
            found[piece] = address
    nets = [numbers.net_of(each) for piece, each in found.items() if piece.space is Space.NET]
    known = [each for piece, each in found.items() if piece.space is Space.ADDRESS]
    moved = numbers.addresses(known, nets, lot)
    return {piece: _like(piece.text, str(moved[address])) for piece, address in found.items()}


def _like(recorded: str, address: str) -> str:
    """Return an address in the letters and the length in which the recorded one is written."""
    made = ipaddress.ip_address(address)
    if ":" in recorded and recorded.casefold() == ipaddress.ip_address(recorded).exploded:
        address = made.exploded
    return address.upper() if recorded != recorded.lower() else address


def _sids(every: Iterable[Piece], lot: Lot) -> dict[Piece, str]:
    mine = [piece for piece in every if piece.space is Space.SID]
    moved = numbers.sids([piece.text for piece in mine], lot)
    return {
        piece: moved[piece.text.upper()].lower()
        if piece.text.islower()
        else moved[piece.text.upper()]
        for piece in mine
    }


def _distinct(rendered: Mapping[str, str]) -> dict[str, str]:
    """Return name -> pseudonym, where two would share one the later one with `~2`, `~3` and on."""
    taken = {name for name, said in rendered.items() if name == said}
    found = {}
    for name in sorted(rendered):
        said, number = rendered[name], 1
        while said in taken and said != name:
            number += 1
            said = f"{rendered[name]}~{number}"
        taken.add(said)
        found[name] = said
    return found
