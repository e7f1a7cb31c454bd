"""Binary XML: which element of a template's definition holds which substitution, and true names.

A definition is a stream of tokens ([MS-EVEN6] 2.2.12; libevtx, "Windows XML Event Log (EVTX)
format"). Every offset and size in it comes from the evidence: past the end there are zeros, a
stream that makes no sense gives None, and nothing raises.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

BINXML_TYPE: Final = 0x21
"""Type of a substitution that is binary XML itself: the event's own data."""

_TOKEN: Final = 0x3F
_MORE: Final = 0x40  # flag on a token: on an open element, that attributes follow
_STRING_TYPE: Final = 0x01
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that a record's own value fills: number and type of the substitution."""

    index: int
    kind: int


Part: TypeAlias = Hole | str
"""Text content is made of holes and literal text, in order."""


@dataclass(slots=True)
class Element:
    """One element of a definition; `attributes` and `parts` in the order in which they stand."""

    name: str
    attributes: dict[str, list[Part]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    def child(self, name: str) -> "Element":
        """Return the first child called `name`, or an empty element."""
        return next((one for one in self.children if one.name == name), Element(name))


@dataclass(slots=True)
class _Tokens:
    """Reads forward in a chunk; `sane` turns False where the bytes make no sense.

    Elements of a template say which substitution they depend on, those written out do not.
    `altered` turns True where a name is not the one that its hash was made of.
    """

    chunk: bytes
    at: int
    end: int
    sane: bool = True
    templated: bool = True
    altered: bool = False

    def readable(self) -> bool:
        """Return whether everything read so far stood inside and made sense."""
        return self.sane

    def number(self, size: int) -> int:
        """Return the next little-endian number of `size` bytes."""
        taken = self.chunk[self.at : self.at + size]
        self.at += size
        self.sane = self.sane and self.at <= self.end
        return int.from_bytes(taken, "little")

    def text(self, count: int) -> str:
        """Return the next `count` UTF-16 characters."""
        taken = self.chunk[self.at : self.at + 2 * count]
        self.at += 2 * count
        self.sane = self.sane and self.at <= self.end
        return taken.decode("utf-16-le", errors="replace")

    def name(self) -> str:
        """Return the name whose chunk offset comes next; it may stand right here.

        A name carries the hash of its characters: one that does not match has been altered.
        """
        offset = self.number(4)
        here = offset == self.at
        found = self if here else _Tokens(self.chunk, offset, len(self.chunk))
        found.at += 4  # offset of the next name with the same hash
        expected = found.number(2)
        text = found.text(found.number(2))
        if here:
            self.at += 2  # closing zero
        true = found.sane and bool(text) and _hash(text) == expected
        self.altered = self.altered or (self.sane and not true)
        self.sane = self.sane and true
        return text


def _hash(name: str) -> int:
    """Return the 16-bit hash stored with a name (libevtx, "Name"; true of 3,154 real names)."""
    value = 0
    raw = name.encode("utf-16-le", errors="replace")
    for low, high in zip(raw[::2], raw[1::2], strict=True):
        value = (value * 65_599 + (high << 8 | low)) & 0xFFFF_FFFF
    return value & 0xFFFF


def definition(chunk: bytes, at: int, size: int) -> tuple[Element | None, int]:
    """Return the root element of the definition whose tokens are `chunk[at : at + size]`.

    Args:
        chunk: The whole chunk, because names are given by their offset in it.
        at: Offset of the first token in the chunk.
        size: Bytes of the tokens, as the definition's header says.

    Returns:
        The element, None where the tokens cannot be read to their end or are not one element;
        and how many bytes were read to find out.
    """
    tokens = _Tokens(chunk, at, min(at + size, len(chunk)))
    return _root(tokens), tokens.at - at


def names_altered(chunk: bytes, at: int, size: int) -> bool:
    """Return whether binary XML without a template uses a name that has been altered.

    A name stands where it was used first, which may be within another record, of the chunk. What
    follows a token that is not known here is not looked at.

    Args:
        chunk: The whole chunk.
        at: Offset of the first token in the chunk.
        size: Bytes of the tokens at most.
    """
    tokens = _Tokens(chunk, at, min(at + size, len(chunk)), templated=False)
    _root(tokens)
    return tokens.altered


def _root(tokens: _Tokens) -> Element | None:
    """Return the one element that tokens describe; None where they cannot be read to their end."""
    top = Element("")
    path = [top]
    content = top.parts  # where text goes: the open element, or the attribute being read
    while path and tokens.readable():
        token = tokens.number(1)
        match token & _TOKEN:
            case 0x00:
                return _only_child(top) if tokens.readable() and len(path) == 1 else None
            case 0x01:
                path.append(_open(tokens, path[-1], with_attributes=bool(token & _MORE)))
                content = path[-1].parts
            case 0x06:
                content = path[-1].attributes.setdefault(tokens.name(), [])
            case 0x02:
                content = path[-1].parts
            case 0x03 | 0x04:
                path.pop()
                content = path[-1].parts if path else top.parts
            case 0x0F:
                tokens.number(3)  # version and flags of a fragment
            case kind:
                content.append(_part(tokens, kind))
    return None


def _only_child(top: Element) -> Element | None:
    return top.children[0] if len(top.children) == 1 else None


def _open(tokens: _Tokens, parent: Element, *, with_attributes: bool) -> Element:
    """Read the start of an element and hang it under `parent`."""
    if tokens.templated:
        tokens.number(2)  # dependency
    tokens.number(4)  # size of the element
    element = Element(tokens.name())
    if with_attributes:
        tokens.number(4)  # size of the attribute list
    parent.children.append(element)
    return element


def _part(tokens: _Tokens, kind: int) -> Part:
    """Read one piece of content: a hole, or literal text in one of its four forms."""
    match kind:
        case 0x0D | 0x0E:
            return Hole(tokens.number(2), tokens.number(1))
        case 0x05:
            tokens.sane = tokens.number(1) == _STRING_TYPE and tokens.sane
            return tokens.text(tokens.number(2))
        case 0x07:
            return tokens.text(tokens.number(2))
        case 0x08:
            return tokens.text(1)
        case 0x09:
            return _ENTITIES.get(tokens.name(), "")
        case _:
            tokens.sane = False
            return ""
