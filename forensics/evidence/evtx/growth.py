"""How large a record may grow when a reader fills its templates in, told before any reader does.

A value may itself be a template with values, standing many times in the template around it: forty
levels in 64 KiB become a terabyte of XML, and the Rust library writes it out until memory ends. So
the size is bounded here first, from above and cheaply: every token, name and repetition that could
be one is counted as one. Of 8,689 real records none exceeds an eighth of the limit.

Binary XML: [MS-EVEN6] 2.2.12; libevtx, "Windows XML Event Log (EVTX) format".
"""

import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

_GROWN_AT_MOST: Final = 1 << 24
"""Bytes before rendering; a record of 64 KiB that is no trap stays below."""

_LEVELS_AT_MOST: Final = 4  # a record, its event data, and what XML they may hold
_INSTANCES_AT_MOST: Final = 64
_VALUES_AT_MOST: Final = 3072
_TIMES_AT_MOST: Final = 16  # beyond, any list is too much
_FRAGMENT: Final = 0x0F
_INSTANCE: Final = 0x0C
_TOKEN: Final = 0x0F
_BINXML: Final = 0x21
_STRINGS: Final = 0x81
_ARRAY: Final = 0x80
_DEFINITION: Final = 24  # bytes of a template definition before its tokens

# Whatever could be a template instance, or a token with the offset of a name.
_COULD_BE_INSTANCE: Final = re.compile(rb"(?=\x0c.{5}..\x00\x00)", re.DOTALL)
_COULD_BE_NAMED: Final = (
    re.compile(rb"(?=[\x01\x41].{6}(..)\x00\x00)", re.DOTALL),  # an element of a template
    re.compile(rb"(?=[\x01\x41].{4}(..)\x00\x00)", re.DOTALL),  # one outside of templates
    re.compile(rb"(?=[\x06\x46\x08-\x0a\x49](..)\x00\x00)", re.DOTALL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Xml:
    """A stretch of binary XML in a chunk.

    Attributes:
        levels: How deep further XML may be nested in it, itself counted.
        copied: Whether it may be written more than once. Only then names count: written once,
            those of a chunk are less than the program's own memory.
    """

    chunk: bytes
    begin: int
    end: int
    levels: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instance:
    """A template as one record uses it.

    Attributes:
        own: The definition is still the one that the record was written with.
        definition: The tokens of the template.
        values: Type, begin and end of each value in the chunk.
        end: Where the last value ends.
    """

    own: bool
    definition: bytes
    values: tuple[tuple[int, int, int], ...]
    end: int


def has_template(chunk: bytes, begin: int) -> bool:
    """Tell whether the binary XML at `begin` is a template instance, as in all but 2 % of records.

    Forwarded events, and some that were exported, are written out instead.
    """
    return chunk[_token(chunk, begin) :][:1] == bytes([_INSTANCE])


def refusal(chunk: bytes, begin: int, end: int) -> str:
    """Return why the binary XML from `begin` to `end` is not handed to a reader, `""` if it is."""
    if _foreign(chunk, begin, _LEVELS_AT_MOST):
        return "the template is not the record's own"  # it gave way to later records
    record = _Xml(chunk=chunk, begin=begin, end=end, levels=_LEVELS_AT_MOST, copied=False)
    if _grown(record, iter(range(_INSTANCES_AT_MOST))) > _GROWN_AT_MOST:
        return "its templates repeat one another beyond what any record needs"
    return ""


def _token(chunk: bytes, begin: int) -> int:
    """Return where the first token after the mark of a fragment stands."""
    return begin + 4 * (chunk[begin : begin + 1] == bytes([_FRAGMENT]))


def _foreign(chunk: bytes, begin: int, levels: int) -> bool:
    if not levels or not has_template(chunk, begin):
        return False
    instance = _instance(chunk, _token(chunk, begin))
    return not instance.own or any(
        _foreign(chunk, value, levels - 1)
        for kind, value, end in instance.values
        if kind == _BINXML and end > value
    )


def _instance(chunk: bytes, at: int) -> _Instance:
    """Return the template instance at `at`; what lies outside the chunk is nothing, or zeros."""
    ident, place = struct.unpack("<II", chunk[at + 2 : at + 10].ljust(8, b"\0"))
    stands = chunk[place : place + _DEFINITION].ljust(_DEFINITION, b"\0")
    size = int.from_bytes(stands[20:], "little")
    begin = at + 10 + (_DEFINITION + size) * (place == at + 10)
    count = min(int.from_bytes(chunk[begin : begin + 4], "little"), len(chunk) // 4)
    descriptors = chunk[begin + 4 : begin + 4 + 4 * count]
    value = begin + 4 + 4 * count
    values = []
    for length, kind, _ in struct.iter_unpack("<HBB", descriptors[: len(descriptors) & ~3]):
        values.append((kind, value, value + length))
        value += length
    return _Instance(
        own=int.from_bytes(stands[4:8], "little") == ident,
        definition=chunk[place + _DEFINITION : place + _DEFINITION + size],
        values=tuple(values),
        end=value,
    )


def _grown(xml: _Xml, left: Iterator[int]) -> float:
    """Return a bound of the bytes that binary XML becomes.

    Args:
        xml: Where it stands.
        left: Yields once for each instance that may still be looked at.
    """
    if not xml.levels:
        return math.inf
    if has_template(xml.chunk, xml.begin):
        instance = _instance(xml.chunk, _token(xml.chunk, xml.begin))
        return _filled(xml, instance, left) + _loose(xml, instance.end, left)
    names = _names(xml.chunk, xml.chunk[xml.begin : xml.end]) if xml.copied else 0
    return xml.end - xml.begin + names + _loose(xml, xml.begin, left)


def _loose(xml: _Xml, begin: int, left: Iterator[int]) -> float:
    """Return the bound for every template instance that may stand anywhere from `begin` on."""
    found = _COULD_BE_INSTANCE.finditer(xml.chunk[begin : xml.end])
    return sum(_filled(xml, _instance(xml.chunk, begin + one.start()), left) for one in found)


def _filled(xml: _Xml, instance: _Instance, left: Iterator[int]) -> float:
    """Return the bound for a template with its values.

    A plain value may stand in every substitution, of 4 bytes each. An element with a list is
    written once for each of its values, and lists in one another multiply.
    """
    if next(left, None) is None or len(instance.values) > _VALUES_AT_MOST:
        return math.inf
    several = [
        (kind, begin, end, times)
        for index, (kind, begin, end) in enumerate(instance.values)
        if (kind & _ARRAY or kind == _BINXML) and end > begin
        for times in [_uses(instance.definition, index)]
    ]
    largest = max((end - begin for _, begin, end in instance.values), default=0)
    copies = math.prod(
        float(1 + _items(kind, xml.chunk[begin:end])) ** min(times, _TIMES_AT_MOST)
        for kind, begin, end, times in several
    )
    copied = xml.copied or copies > 1
    grown: float = len(instance.definition) * (1 + largest // 4)
    grown += _names(xml.chunk, instance.definition) if copied else 0
    for kind, begin, end, times in several:
        if kind & ~_ARRAY == _BINXML and times:
            inner = replace(
                xml, begin=begin, end=end, levels=xml.levels - 1, copied=copied or times > 1
            )
            grown += times * _grown(inner, left)
    return grown * copies


def _uses(definition: bytes, index: int) -> int:
    """Return how often a substitution may stand in a template (token, then number)."""
    number = struct.pack("<H", index)
    return definition.count(b"\x0d" + number) + definition.count(b"\x0e" + number)


def _items(kind: int, raw: bytes) -> int:
    """Return how many values an array may hold."""
    if not kind & _ARRAY:
        return 0
    return raw.count(b"\0\0") + 1 if kind == _STRINGS else len(raw)


def _names(chunk: bytes, tokens: bytes) -> int:
    """Return a bound of the bytes of all names that tokens refer to."""
    return sum(
        2 * int.from_bytes(chunk[place + 6 : place + 8], "little")
        for pattern in _COULD_BE_NAMED
        for one in pattern.finditer(tokens)
        for place in [int.from_bytes(one[1], "little")]
    )
