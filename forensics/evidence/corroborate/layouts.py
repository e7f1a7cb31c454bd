"""What python-evtx says of a template: where in it a record's values stand.

Parsing one takes python-evtx 3 ms, and each chunk of a log has its own copies. A copy differs from
the others only in the offsets of its names, which stand in each chunk at another place. So what one
parsing gave serves for every copy that is proven to be one: all tokens equal, and all names that
they refer to. A GUID proves nothing: it is evidence as well.
"""

import struct
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from Evtx import Nodes
from Evtx.BinaryParser import ParseException
from Evtx.Evtx import ChunkHeader

_HEADER: Final = 24  # bytes of a template before its tokens: link, GUID and size
_NEXT: Final = 4  # from the offset of a name to the name itself, where it follows
_LINK: Final = 6  # bytes of a name before its length: link and hash
_ALIKE_AT_MOST: Final = 8  # copies with one GUID that are kept
_PARSED_AT_MOST: Final = 1 << 21  # bytes of templates in one file; a real one takes 1,500
_ZEROS: Final = bytes(4)
_SYSTEM: Final = ("Event", "System")
_WANTED: Final = frozenset(
    {"EventID", "EventRecordID", "SystemTime", "Computer", "Channel", "UserID"}
)
_HELD: Final = ("EventData", "UserData")
_CLOSING: Final = (Nodes.CloseStartElementNode, Nodes.CloseEmptyElementNode, Nodes.CloseElementNode)

Part: TypeAlias = int | str
"""The number of a value of the record, or literal text."""

_Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where values stand.

    Attributes:
        system: Name of an element or attribute of System -> its parts.
        data: Name and parts of each value of the event's own data, in order; `""` is unnamed.
    """

    system: dict[str, tuple[Part, ...]]
    data: tuple[tuple[Part, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """Where a token refers to a name.

    Attributes:
        position: Of the name's offset, bytes from the first token.
        token: Of the token itself.
        shift: From the one to the other where the name stands behind its token, else 0.
        raw: The name's length and characters.
    """

    position: int
    token: int
    shift: int
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    """A template that python-evtx parsed: its names, and its tokens without their offsets."""

    tokens: bytes
    names: tuple[_Name, ...]
    layout: Layout


@dataclass(slots=True)
class Layouts:
    """What is known of the templates of one file.

    Attributes:
        parsed: GUID and size of a template -> the copies of it that differ.
        failed: Bytes of the templates that python-evtx could not parse.
        left: Bytes of templates that it is still given.
    """

    parsed: dict[bytes, list[_Parsed]] = field(default_factory=dict)
    failed: set[bytes] = field(default_factory=set)
    left: int = _PARSED_AT_MOST


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What is met on the way through a template."""

    chunk: ChunkHeader
    content: bytes
    begin: int
    texts: dict[int, str] = field(default_factory=dict)
    names: list[_Name] = field(default_factory=list)
    system: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    data: list[tuple[Part, tuple[Part, ...]]] = field(default_factory=list)

    def name(self, node: Nodes.BXmlNode, lead: int) -> str:
        """Return the name of an element or attribute, whose offset stands `lead` bytes on."""
        offset, place = node.string_offset(), node.offset() + lead
        if offset not in self.texts:
            self.texts[offset] = self.chunk.add_string(offset).string()
        self.names.append(
            _Name(
                position=place - self.begin,
                token=node.offset() - self.begin,
                shift=offset - place if offset > node.offset() else 0,
                raw=_raw_name(self.content, offset),
            )
        )
        return self.texts[offset]


def layout(
    known: Layouts, chunk: ChunkHeader, content: bytes, instance: Nodes.TemplateInstanceNode
) -> Layout:
    """Return the layout of a record's template; raises whatever python-evtx raises.

    Args:
        known: Templates met before; this one is added.
        chunk: The chunk as python-evtx has it.
        content: Its bytes.
        instance: The template as the record uses it.
    """
    at = instance.template_offset()
    if int.from_bytes(content[at + 4 : at + 8], "little") != instance.template_id():
        # A record in slack, whose template gave way to later records.
        raise ParseException("the template is not the record's own")
    alike = known.parsed.setdefault(content[at + 4 : at + _HEADER], [])
    for one in alike:
        if _is_copy(one, content, at + _HEADER):
            return one.layout
    parsed = _parsed(known, chunk, content, at)
    if len(alike) < _ALIKE_AT_MOST:
        alike.append(parsed)
    return parsed.layout


def _raw_name(content: bytes, offset: int) -> bytes:
    length = int.from_bytes(content[offset + _LINK : offset + _LINK + 2], "little")
    return content[offset + _LINK : offset + _LINK + 2 + 2 * length]


def _is_copy(one: _Parsed, content: bytes, begin: int) -> bool:
    """Tell whether the tokens at `begin` are those of `one`, and mean the same names."""
    tokens = bytearray(content[begin : begin + len(one.tokens)])
    for name in one.names:
        place = begin + name.position
        (offset,) = struct.unpack_from("<I", content, place)
        shift = offset - place if offset > begin + name.token else 0
        raw = content[offset + _LINK : offset + _LINK + len(name.raw)]
        if shift != name.shift or raw != name.raw:
            return False
        _blank(tokens, name)
    return tokens == one.tokens


def _blank(tokens: bytearray, name: _Name) -> None:
    """Blank what differs from chunk to chunk: a name's offset, and its link to the next name."""
    tokens[name.position : name.position + 4] = _ZEROS
    if name.shift == _NEXT:
        tokens[name.position + 4 : name.position + 8] = _ZEROS


def _parsed(known: Layouts, chunk: ChunkHeader, content: bytes, at: int) -> _Parsed:
    """Have python-evtx parse the template at `at`, and no byte behind it."""
    begin = at + _HEADER
    end = begin + int.from_bytes(content[begin - 4 : begin], "little")
    raw = content[at:end]
    if raw in known.failed:
        raise ParseException("the template could not be parsed for an earlier record either")
    known.left -= len(raw)
    if known.left < 0:
        raise ParseException("the file has more templates than python-evtx is given time for")
    known.failed.add(raw)
    walk = _Walk(chunk=chunk, content=content, begin=begin)
    for node in Nodes.TemplateNode(content[:end], at, chunk, chunk).children():
        if isinstance(node, Nodes.OpenStartElementNode):
            _element(walk, node, ())
    known.failed.remove(raw)
    tokens = bytearray(content[begin:end])
    for name in walk.names:
        _blank(tokens, name)
    return _Parsed(
        tokens=bytes(tokens),
        names=tuple(walk.names),
        layout=Layout(system=walk.system, data=tuple(walk.data)),
    )


def _element(walk: _Walk, node: Nodes.OpenStartElementNode, path: _Path) -> None:
    """Take in an element and what stands in it."""
    here = (*path, walk.name(node, 7))
    named: Part = "" if here[-1] == "Data" else here[-1]
    parts: list[Part] = []
    leaf = True
    for child in node.children():
        if isinstance(child, Nodes.OpenStartElementNode):
            _element(walk, child, here)
            leaf = False
        elif isinstance(child, Nodes.AttributeNode):
            attribute = walk.name(child, 1)
            value = _part(child.attribute_value())
            _take(walk, (*here, attribute), (value,))
            named = value if attribute == "Name" else named
        elif not isinstance(child, _CLOSING):
            parts.append(_part(child))
    if leaf:
        _take(walk, here, tuple(parts), named)


def _take(walk: _Walk, path: _Path, parts: tuple[Part, ...], named: Part | None = None) -> None:
    """Keep what is compared: some of System, and the elements of the event's own data."""
    if path[:2] == _SYSTEM and path[-1] in _WANTED:
        walk.system.setdefault(path[-1], parts)
    held = path[1:] if path[0] == "Event" else path
    if named is not None and len(held) > 1 and held[0] in _HELD:
        walk.data.append((named, parts))


def _part(node: Nodes.BXmlNode) -> Part:
    if isinstance(node, Nodes.NormalSubstitutionNode | Nodes.ConditionalSubstitutionNode):
        return int(node.index())
    if isinstance(node, Nodes.ValueNode):
        return str(node.value().string())
    raise ParseException(f"a {type(node).__name__} stands in a value")
