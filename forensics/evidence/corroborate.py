"""Cited .evtx records decoded a second time by an independent reader, python-evtx.

A report stands on a few records; an error of our own reader would be invisible in them. So each
is handed to a reader that shares no code with ours, and what both say is compared.
"""

import logging
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO, Final, TypeAlias

from Evtx import Nodes
from Evtx.BinaryParser import ParseException
from Evtx.Evtx import ChunkHeader, Record

# What it remarks about damaged chunks would stand on stderr; what it cannot read is told here.
logging.getLogger("Evtx.Evtx").disabled = True

_Path: TypeAlias = tuple[str, ...]
_Leaf: TypeAlias = tuple[_Path, str, list[str | None]]  # path, `Name` attribute, texts

_SYSTEM: Final[_Path] = ("Event", "System")
_DATA: Final[_Path] = ("EventData", "Data")
_CLOSING: Final = (Nodes.CloseStartElementNode, Nodes.CloseEmptyElementNode, Nodes.CloseElementNode)
_HEADER: Final = 4096
_CHUNK: Final = 65536
_MAGIC: Final = b"ElfChnk\0"
_TABLES: Final = ((128, 64), (384, 32))  # offset and length of the name and template buckets
_NAMES_AT_MOST: Final = _CHUNK // 10  # a name takes at least 10 bytes
_TEMPLATE_INSTANCE: Final = 0x0C
_WRITTEN: Final = 0x10  # offset of the FILETIME in a record
_TEXT_AT_MOST: Final = 4 * _CHUNK  # characters; no byte is shown in more than four
_REASON_AT_MOST: Final = 200

_HEX: Final = re.compile(r"0[xX]([0-9a-fA-F]{1,16})")
_DECIMAL: Final = re.compile(r"[0-9]{1,20}")
_GUID: Final = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")


@dataclass(slots=True, kw_only=True)
class _Chunk:
    """A chunk as python-evtx has it, with the templates that it parsed already, by offset."""

    content: bytes
    begin: int
    header: ChunkHeader
    templates: dict[int, Nodes.TemplateNode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What our reader says of one cited record.

    Attributes:
        offset: Bytes from the start of the file.
        length: Bytes on disk.
        number: Record number in the record's header.
        written: Ticks (100 ns since 1601, UTC) of the record's header.
        event_id: The low 16 bits, as Event Viewer shows it.
        event_record_id: System/EventRecordID; None where our reader found none.
        computer: As recorded.
        values: Name -> text, None for not recorded; unnamed values are named `1`, `2`, ….
    """

    offset: int
    length: int
    number: int
    written: int
    event_id: int
    event_record_id: int | None
    computer: str | None
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that two readers read differently; both texts as each reader has them."""

    name: str
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of one statement.

    Attributes:
        offset: Of the record, bytes from the start of the file.
        number: Record number in the record's header, as our reader has it.
        agrees: Both readers say the same of every field.
        differences: In the order number, written, event id, event record id, computer, values.
        failed: `""`, else why the second reader could not read the record, in its own words.
    """

    offset: int
    number: int
    agrees: bool
    differences: tuple[Difference, ...]
    failed: str


def corroborate(file: BinaryIO, statements: Sequence[Statement]) -> tuple[Comparison, ...]:
    """Decode the records of `statements` again and compare; results in the order given.

    The file's own header is not used: each record is read from the 64 KiB chunk around it.
    """
    order = sorted(range(len(statements)), key=lambda index: statements[index].offset)
    found: dict[int, Comparison] = {}
    for begin, group in groupby(order, lambda index: _chunk_begin(file, statements[index].offset)):
        members = list(group)
        compared = _in_chunk(file, begin, [statements[index] for index in members])
        found.update(zip(members, compared, strict=True))
    return tuple(found[index] for index in range(len(statements)))


def _chunk_begin(file: BinaryIO, offset: int) -> int:
    """Return where the chunk of a record begins; the usual grid where no chunk shows itself."""
    usual = max(offset - (offset - _HEADER) % _CHUNK, 0)
    file.seek(usual)
    if file.read(len(_MAGIC)) == _MAGIC:
        return usual
    earliest = max(offset - _CHUNK, 0)
    file.seek(earliest)
    nearest = file.read(offset - earliest).rfind(_MAGIC)
    return usual if nearest < 0 else earliest + nearest


def _in_chunk(file: BinaryIO, begin: int, statements: Iterable[Statement]) -> Iterator[Comparison]:
    file.seek(begin)
    content = file.read(_CHUNK)
    if any(_endless(content, table, buckets) for table, buckets in _TABLES):
        # python-evtx would follow such a table for ever.
        reason = "a name or template table of the chunk has no end"
        yield from (_failure(statement, reason) for statement in statements)
        return
    chunk = _Chunk(content=content, begin=begin, header=ChunkHeader(content, 0), templates={})
    yield from (_compared(chunk, statement) for statement in statements)


def _endless(chunk: bytes, table: int, buckets: int) -> bool:
    """Tell whether the chains of a table come back to themselves or are longer than can be."""
    if len(chunk) < table + 4 * buckets:
        return False  # the table is cut off, which python-evtx notices
    steps = 0
    for head in struct.unpack_from(f"<{buckets}I", chunk, table):
        at = head
        while 0 < at <= len(chunk) - 4 and steps <= _NAMES_AT_MOST:
            (at,) = struct.unpack_from("<I", chunk, at)
            steps += 1
    return steps > _NAMES_AT_MOST


def _compared(chunk: _Chunk, statement: Statement) -> Comparison:
    try:
        theirs = _theirs(chunk, statement)
    except Exception as error:  # noqa: BLE001 - python-evtx raises anything at all on a bad record
        return _failure(statement, f"{type(error).__name__}: {error}")
    differences = tuple(
        Difference(name=name, ours=ours, theirs=theirs.get(name))
        for name, ours in _ours(statement).items()
        if not _same(_plain(ours), _plain(theirs.get(name)))
    )
    return Comparison(
        offset=statement.offset,
        number=statement.number,
        agrees=not differences,
        differences=differences,
        failed="",
    )


def _failure(statement: Statement, reason: str) -> Comparison:
    return Comparison(
        offset=statement.offset,
        number=statement.number,
        agrees=False,
        differences=(),
        failed=reason[:_REASON_AT_MOST],
    )


def _ours(statement: Statement) -> dict[str, str | None]:
    return {
        "number": str(statement.number),
        "written": str(statement.written),
        "event id": str(statement.event_id),
        "event record id": str(statement.event_record_id),
        "computer": statement.computer,
        **statement.values,
    }


def _theirs(chunk: _Chunk, statement: Statement) -> dict[str, str | None]:
    """Return what python-evtx reads, under the names of `_ours`; raises whatever it raises."""
    record = Record(chunk.content, statement.offset - chunk.begin, chunk.header)
    root = record.root()
    leaves = list(_leaves(root, chunk))
    # The event's own data is the last value, and nothing is nested deeper: a hostile template
    # that holds itself twice would never end.
    last = root.substitutions()[-1]
    if isinstance(last, Nodes.BXmlTypeNode):
        leaves += _leaves(last.root(), chunk)
    system = {path[-1]: texts[0] for path, _, texts in leaves if path[:-1] == _SYSTEM}
    data = [(name, text) for path, name, texts in leaves if path[-2:] == _DATA for text in texts]
    return {
        **{str(position): text for position, (_, text) in enumerate(data, start=1)},
        # Old 4648 events carry LogonGuid twice: the name means the first, as with our reader.
        **{name: text for name, text in reversed(data) if name},
        "number": str(record.record_num()),
        "written": str(record.unpack_qword(_WRITTEN)),
        "event id": system["EventID"],
        "event record id": system["EventRecordID"],
        "computer": system["Computer"],
    }


def _leaves(root: Nodes.RootNode, chunk: _Chunk) -> Iterator[_Leaf]:
    """Yield path, `Name` attribute and texts of each element of a template instance."""
    instance = root.template_instance()
    if instance.token() & 0x0F != _TEMPLATE_INSTANCE:
        # Forwarded events: python-evtx misreads elements outside of templates.
        raise ParseException("the record has no template")
    offset = instance.template_offset()
    if offset not in chunk.templates:
        # Told outright, as python-evtx gives up a chain of the table at the first odd entry.
        chunk.templates[offset] = chunk.header.add_template(offset)
    if chunk.templates[offset].template_id() != instance.template_id():
        # A record in slack, whose template gave way to later records.
        raise ParseException("the template is not the record's own")
    values, length = root.substitutions(), 0
    for node in chunk.templates[offset].children():
        if not isinstance(node, Nodes.OpenStartElementNode):
            continue
        for leaf in _element(node, values, ()):
            length += sum(len(text or "") + 1 for text in leaf[2])
            if length > _TEXT_AT_MOST:
                raise ParseException("the record has more text than a chunk can hold")
            yield leaf


def _element(
    node: Nodes.BXmlNode, values: list[Nodes.VariantTypeNode], path: _Path
) -> Iterator[_Leaf]:
    here = (*path, node.tag_name())
    name, contents = "", []
    for child in node.children():
        if isinstance(child, Nodes.OpenStartElementNode):
            yield from _element(child, values, here)
        elif isinstance(child, Nodes.AttributeNode):
            if child.attribute_name().string() == "Name":
                name = _value(child.attribute_value(), values).string()
        elif not isinstance(child, _CLOSING):
            contents.append(_value(child, values))
    yield here, name, _texts(contents)


def _value(node: Nodes.BXmlNode, values: list[Nodes.VariantTypeNode]) -> Nodes.VariantTypeNode:
    if isinstance(node, Nodes.NormalSubstitutionNode | Nodes.ConditionalSubstitutionNode):
        return values[node.index()]
    if isinstance(node, Nodes.ValueNode):
        return node.value()
    raise ParseException(f"a {type(node).__name__} stands in a value")


def _texts(contents: list[Nodes.VariantTypeNode]) -> list[str | None]:
    """Return the text of an element, or the many of a string array; None is a null value."""
    if len(contents) != 1:
        return ["".join(content.string() for content in contents)]
    (content,) = contents
    if isinstance(content, Nodes.NullTypeNode):
        return [None]
    if isinstance(content, Nodes.WstringArrayTypeNode):
        # Its own rendering puts empty strings in the wrong order and cuts at line ends.
        return list(bytes(content.binary()).decode("utf-16-le").removesuffix("\0").split("\0"))
    return [content.string()]


def _plain(text: str | None) -> str:
    """Return `text` without the formatting in which readers differ though the bytes are one."""
    if not text:
        return ""  # in XML a null value and an empty one look the same
    if found := _GUID.fullmatch(text):
        return found[1].lower()  # Windows writes {CAPITALS}, python-evtx {small}, evtx no braces
    if found := _HEX.fullmatch(text):
        return f"{int(found[1], 16):#x}"  # python-evtx pads to the type's width, Windows does not
    return text.replace("\r\n", "\n")  # a reader through XML turns CRLF into LF


def _same(ours: str, theirs: str) -> bool:
    """Tell whether two plain texts agree; python-evtx shows size_t in decimal, Windows in hex."""
    if _HEX.fullmatch(ours) and _DECIMAL.fullmatch(theirs):
        return int(ours, 16) == int(theirs)
    return ours == theirs
