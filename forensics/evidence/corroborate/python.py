"""The first of the two other readers: cited .evtx records through python-evtx.

Its own way takes 14 ms for the first record of a chunk: it follows both tables of the chunk and
parses the record's templates several times. Here the tables are left out, as every name and
template is told by its offset anyway, and only the values of the record asked for are decoded. A
template is parsed once; where another chunk holds the same one, byte by byte save where its names
stand, what the first parsing gave serves again (see `corroborate_layouts`).
"""

import logging
from collections.abc import Sequence
from typing import Final

from Evtx import Nodes
from Evtx.BinaryParser import ParseException
from Evtx.Evtx import ChunkHeader, Record

from forensics.evidence.corroborate.layouts import Layout, Layouts, Part, layout
from forensics.evidence.corroborate.said import Said, numbered
from forensics.values import Instant

# What it remarks about damaged chunks would stand on stderr; what it cannot read is told here.
logging.getLogger("Evtx.Evtx").disabled = True

_FRAGMENT: Final = 0x0F
_INSTANCE: Final = 0x0C
_TOKEN: Final = 0x0F
_WRITTEN: Final = 0x10  # offset of the FILETIME in a record
_TABLES: Final = slice(128, 512)  # of names and templates, in a chunk's header
_TEXT_AT_MOST: Final = 4 * 65536  # characters; no byte is shown in more than four

_Values = list[Nodes.VariantTypeNode]


class _Root(Nodes.RootNode):  # type: ignore[misc]  # python-evtx has no types
    """Binary XML that is a template instance. Its own parent parses the template for its length."""

    def __init__(
        self, content: bytes, offset: int, chunk: ChunkHeader, parent: Record | Nodes.BXmlNode
    ) -> None:
        super().__init__(content, offset, chunk, parent)
        self.lead = 4 * (self.unpack_byte(0) == _FRAGMENT)
        if self.unpack_byte(self.lead) & _TOKEN != _INSTANCE:
            # Forwarded events: python-evtx misreads elements outside of templates.
            raise ParseException("the record has no template")
        self.instance = self.template_instance()

    def children(self) -> list[Nodes.BXmlNode]:
        """Return the mark of a fragment, if there is one, and the instance."""
        start = Nodes.StreamStartNode(self._buf, self.offset(), self._chunk, self)
        return [start, self.instance] if self.lead else [self.instance]


def read(content: bytes, offsets: Sequence[int], layouts: Layouts) -> list[Said | str]:
    """Return what python-evtx reads of some records of a chunk, or why it cannot.

    Args:
        content: The chunk's bytes, fewer than 64 KiB where the file ends.
        offsets: Where the records begin in the chunk.
        layouts: Templates met in other chunks of the file; what is met here is added.
    """
    bare = bytearray(content)
    bare[_TABLES] = bytes(len(bare[_TABLES]))
    plain = bytes(bare)
    chunk = ChunkHeader(plain, 0)
    said: list[Said | str] = []
    for at in offsets:
        try:
            said.append(_said(chunk, plain, at, layouts))
        except Exception as error:  # noqa: BLE001 - python-evtx raises anything at all on a bad record
            said.append(f"{type(error).__name__}: {error}")
    return said


def _said(chunk: ChunkHeader, content: bytes, at: int, layouts: Layouts) -> Said:
    """Return what python-evtx reads; raises whatever it raises."""
    record = Record(content, at, chunk)
    root = _Root(content, record.root().offset(), chunk, record)
    values = root.substitutions()
    whole = layout(layouts, chunk, content, root.instance)
    data = _data(whole, values)
    # The event's own data is the last value, and nothing is nested deeper: a hostile template
    # that holds itself twice would never end.
    if isinstance(values[-1], Nodes.BXmlTypeNode):
        inner = _Root(content, values[-1].offset(), chunk, values[-1])
        own = layout(layouts, chunk, content, inner.instance)
        data += _data(own, inner.substitutions())
    system = {name: _texts(parts, values)[0] for name, parts in whole.system.items()}
    return Said(
        number=str(record.record_num()),
        written=str(record.unpack_qword(_WRITTEN)),
        event_id=system["EventID"],
        event_record_id=system.get("EventRecordID"),
        created=_raw_time(whole.system.get("SystemTime", ()), values),
        computer=system.get("Computer"),
        channel=system.get("Channel"),
        user=system.get("UserID"),
        values=numbered(data),
    )


def _data(layout: Layout, values: _Values) -> list[tuple[str, str | None]]:
    """Return names and texts of an event's own data."""
    found: list[tuple[str, str | None]] = []
    length = 0
    for name, parts in layout.data:
        texts = _texts(parts, values)
        length += sum(len(text or "") + 1 for text in texts)
        if length > _TEXT_AT_MOST:
            raise ParseException("the record has more text than a chunk can hold")
        found += [(_texts((name,), values)[0] or "", text) for text in texts]
    return found


def _texts(parts: tuple[Part, ...], values: _Values) -> list[str | None]:
    """Return the text of an element, or the many of a string array; None is a null value."""
    if len(parts) != 1:
        return ["".join(_text(part, values) or "" for part in parts)]
    (part,) = parts
    if isinstance(part, int) and isinstance(values[part], Nodes.WstringArrayTypeNode):
        # Its own rendering puts empty strings in the wrong order and cuts at line ends.
        raw = bytes(values[part].binary())
        return list(raw.decode("utf-16-le").removesuffix("\0").split("\0"))
    return [_text(part, values)]


def _text(part: Part, values: _Values) -> str | None:
    """Return a value as python-evtx renders it, save where that is less than the bytes say."""
    if isinstance(part, str):
        return part
    node = values[part]
    match node:
        case Nodes.NullTypeNode():
            return None
        case Nodes.FiletimeTypeNode():  # its own rendering rounds to microseconds, through a float
            return Instant(node.unpack_qword(0)).iso()
        case Nodes.BinaryTypeNode():  # its own rendering is Base64
            return bytes(node.binary()).hex().upper()
        case Nodes.BooleanTypeNode():
            return str(node.string()).lower()
        case _:
            return str(node.string())


def _raw_time(parts: tuple[Part, ...], values: _Values) -> str | None:
    """Return the ticks of a FILETIME as they stand in the record."""
    if len(parts) == 1 and isinstance(parts[0], int):
        node = values[parts[0]]
        if isinstance(node, Nodes.FiletimeTypeNode):
            return str(node.unpack_qword(0))
    return _texts(parts, values)[0]
