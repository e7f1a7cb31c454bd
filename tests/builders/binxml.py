"""Binary XML as it stands in .evtx chunks: typed values, element trees, and the bytes of both.

Written from the public description of the format ([MS-EVEN6] 2.2.12 and libevtx's "Windows XML
Event Log" document) and compared byte by byte with public logs.
"""

import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

NO_DEPENDENCY: Final = 0xFFFF
FRAGMENT: Final = b"\x0f\x01\x01\x00"
TEMPLATE_BYTES: Final = 24
"""Next template, GUID and data size, before a template's own binary XML."""

_TEMPLATES: Final = uuid.UUID("c5f3c1e6-6f0e-5b52-8a44-2c2d7f1f9a10")


@dataclass(frozen=True, slots=True)
class Value:
    """One substitution value: the type of its descriptor and its bytes; `shown` is its text."""

    kind: int
    raw: bytes
    shown: str


NULL: Final = Value(0x00, b"", "")


def text(value: str, *, terminated: bool = False) -> Value:
    """Return a UTF-16 string; Windows writes both forms, with and without the closing zero."""
    return Value(0x01, (value + "\0" * terminated).encode("utf-16-le", "surrogatepass"), value)


def texts(values: tuple[str, ...]) -> Value:
    """Return an array of strings (0x81), each closed by a zero, as classic events carry it."""
    raw = "".join(f"{value}\0" for value in values).encode("utf-16-le", "surrogatepass")
    return Value(0x81, raw, " ".join(values))


def uint8(value: int) -> Value:
    """Return an unsigned byte."""
    return Value(0x04, struct.pack("<B", value), str(value))


def uint16(value: int) -> Value:
    """Return an unsigned 16-bit number."""
    return Value(0x06, struct.pack("<H", value), str(value))


def uint32(value: int) -> Value:
    """Return an unsigned 32-bit number (`LogonType`)."""
    return Value(0x08, struct.pack("<I", value), str(value))


def uint64(value: int) -> Value:
    """Return an unsigned 64-bit number (`EventRecordID`)."""
    return Value(0x0A, struct.pack("<Q", value), str(value))


def hex32(value: int) -> Value:
    """Return a 32-bit number that is shown in hexadecimal (`Status`)."""
    return Value(0x14, struct.pack("<I", value), f"0x{value:x}")


def hex64(value: int) -> Value:
    """Return a 64-bit number that is shown in hexadecimal (`SubjectLogonId`)."""
    return Value(0x15, struct.pack("<Q", value), f"0x{value:x}")


def filetime(ticks: int) -> Value:
    """Return a time in ticks of 100 ns since 1601; `shown` keeps the ticks."""
    return Value(0x11, struct.pack("<Q", ticks), str(ticks))


def guid(value: str) -> Value:
    """Return a GUID; `shown` has braces and capitals, as Windows shows it."""
    parsed = uuid.UUID(value)
    return Value(0x0F, parsed.bytes_le, f"{{{parsed}}}".upper())


def binary(value: bytes) -> Value:
    """Return plain bytes, shown in hexadecimal."""
    return Value(0x0E, value, value.hex().upper())


def sid(value: str) -> Value:
    """Return a security identifier given as `S-1-…` ([MS-DTYP] 2.4.2.2); else a ValueError."""
    mark, revision, authority, *subs = value.split("-")
    if mark != "S":
        raise ValueError(value)
    raw = struct.pack("<BB", int(revision), len(subs)) + int(authority).to_bytes(6, "big")
    return Value(0x13, raw + struct.pack(f"<{len(subs)}I", *map(int, subs)), value)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template that value number `index` fills; `optional` ones may stay empty."""

    index: int
    kind: int
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element; a plain string is literal text; `dependency` names the value it needs."""

    name: str
    children: tuple["Element | Slot | str", ...] = ()
    attributes: tuple[tuple[str, Slot | str], ...] = ()
    dependency: int = NO_DEPENDENCY


@dataclass(frozen=True, slots=True)
class Instance:
    """A template with the values of one event; a nested instance is a value of type 0x21."""

    root: Element
    values: tuple["Value | Instance", ...]
    scope: str = ""


@cache
def template_guid(root: Element, scope: str) -> uuid.UUID:
    """Return the GUID of a template: the same for the same tree and scope in every file."""
    return uuid.uuid5(_TEMPLATES, f"{scope}\n{root!r}")


def name_hash(name: str) -> int:
    """Return the 16-bit hash stored beside a name: multiply by 65,599 and add, per character."""
    total = 0
    for character in name:
        total = (total * 65_599 + ord(character)) & 0xFFFFFFFF
    return total & 0xFFFF


@dataclass(slots=True)
class Writer:
    """Binary XML being written into one chunk; offsets count from the start of the chunk.

    Attributes:
        buffer: The chunk so far, its header included.
        names: Offset of each name that is defined in this chunk, in order of definition.
        templates: The same for templates, by GUID.
    """

    buffer: bytearray
    names: dict[str, int] = field(default_factory=dict)
    templates: dict[uuid.UUID, int] = field(default_factory=dict)

    def forget(self, mark: int) -> None:
        """Undo everything written from offset `mark` on."""
        del self.buffer[mark:]
        self.names = {name: at for name, at in self.names.items() if at < mark}
        self.templates = {key: at for key, at in self.templates.items() if at < mark}

    def instance(self, instance: Instance) -> None:
        """Write a template instance, its definition first where the chunk has none yet."""
        key = template_guid(instance.root, instance.scope)
        place = self.templates.get(key, len(self.buffer) + 10)
        self.buffer += b"\x0c\x01" + key.bytes_le[:4] + struct.pack("<I", place)
        if key not in self.templates:
            self._definition(key, instance.root)
        self._values(instance.values)

    def element(self, element: Element, *, templated: bool) -> None:
        """Write an element tree; outside of templates elements carry no dependency number."""
        self.buffer.append(0x41 if element.attributes else 0x01)
        if templated:
            self.buffer += struct.pack("<H", element.dependency)
        self._sized(lambda: self._inside(element, templated=templated))

    def _definition(self, key: uuid.UUID, root: Element) -> None:
        self.templates[key] = len(self.buffer)
        self.buffer += bytes(4) + key.bytes_le
        self._sized(lambda: self._fragment(root))

    def _fragment(self, root: Element) -> None:
        self.buffer += FRAGMENT
        self.element(root, templated=True)
        self.buffer.append(0x00)

    def _values(self, values: tuple[Value | Instance, ...]) -> None:
        self.buffer += struct.pack("<I", len(values))
        descriptors = len(self.buffer)
        self.buffer += bytes(4 * len(values))
        for index, value in enumerate(values):
            begin = len(self.buffer)
            kind = self._value(value)
            # A value whose size needs more than 16 bits does not fit a chunk; evtx() refuses it.
            size = min(len(self.buffer) - begin, 0xFFFF)
            struct.pack_into("<HBB", self.buffer, descriptors + 4 * index, size, kind, 0)

    def _value(self, value: Value | Instance) -> int:
        if isinstance(value, Value):
            self.buffer += value.raw
            return value.kind
        self.buffer += FRAGMENT
        self.instance(value)
        self.buffer.append(0x00)
        return 0x21

    def _inside(self, element: Element, *, templated: bool) -> None:
        self._name(element.name)
        if element.attributes:
            self._sized(lambda: self._attributes(element))
        if not element.children:
            self.buffer.append(0x03)
            return
        self.buffer.append(0x02)
        for child in element.children:
            if isinstance(child, Element):
                self.element(child, templated=templated)
            else:
                self._content(child)
        self.buffer.append(0x04)

    def _attributes(self, element: Element) -> None:
        for left, (name, content) in zip(
            range(len(element.attributes) - 1, -1, -1), element.attributes, strict=True
        ):
            self.buffer.append(0x46 if left else 0x06)
            self._name(name)
            self._content(content)

    def _content(self, content: Slot | str) -> None:
        if isinstance(content, str):
            raw = content.encode("utf-16-le", "surrogatepass")
            self.buffer += b"\x05\x01" + struct.pack("<H", min(len(raw) // 2, 0xFFFF)) + raw
        else:
            token = 0x0E if content.optional else 0x0D
            self.buffer += struct.pack("<BHB", token, content.index, content.kind)

    def _name(self, name: str) -> None:
        known = self.names.get(name)
        self.buffer += struct.pack("<I", len(self.buffer) + 4 if known is None else known)
        if known is None:
            self.names[name] = len(self.buffer)
            head = struct.pack("<IHH", 0, name_hash(name), len(name))
            self.buffer += head + f"{name}\0".encode("utf-16-le")

    def _sized(self, write: Callable[[], None]) -> None:
        """Write a u32 that counts what `write` adds after it."""
        place = len(self.buffer)
        self.buffer += bytes(4)
        write()
        struct.pack_into("<I", self.buffer, place, len(self.buffer) - place - 4)
