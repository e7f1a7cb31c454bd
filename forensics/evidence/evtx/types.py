"""Renders one value of binary XML as Windows renders it in an event's XML.

Types and sizes: [MS-EVEN6] 2.2.12. `evtx` and libevtx render alike, save that they leave out the
braces of a GUID, or pad hexadecimal numbers.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from forensics.values import Instant

STRING: Final = 0x01
ARRAY: Final = 0x80
"""Bit of a type that says: several values of the type, one after another."""

_KINDS: Final[Mapping[int, tuple[int, ...]]] = {
    1: (0x03, 0x04),
    2: (0x05, 0x06),
    4: (0x07, 0x08, 0x0B, 0x0D, 0x14),
    8: (0x09, 0x0A, 0x0C, 0x11, 0x15),
    16: (0x0F, 0x12),
}
SIZES: Final = {kind: size for size, kinds in _KINDS.items() for kind in kinds}
"""Bytes of the types that have one size."""

INTEGERS: Final[Mapping[int, tuple[tuple[int, ...], Callable[[int], str]]]] = {
    0x04: ((1,), str),
    0x06: ((2,), str),
    0x08: ((4,), str),
    0x0A: ((8,), str),
    0x10: ((4, 8), hex),
    0x14: ((4,), hex),
    0x15: ((8,), hex),
}
"""Type of a number without a sign -> its bytes, and what writes it as `render` does."""

_SID_HEAD: Final = 8


def render(kind: int, raw: bytes) -> str | None:
    """Return the text of a value; None for null, and for bytes that its type cannot hold.

    An array becomes its values with a comma and a blank between them.
    """
    if kind & ARRAY:
        return ", ".join(elements(kind, raw))
    decode = _DECODERS.get(kind)
    return decode(raw) if decode else None


def elements(kind: int, raw: bytes) -> list[str]:
    """Return the values of an array: strings end in a zero character, others have one size."""
    base = kind & ~ARRAY
    if base == STRING:
        text = raw[: len(raw) & ~1].decode("utf-16-le", errors="replace")
        return text.removesuffix("\0").split("\0") if text else []
    size = SIZES.get(base, 0)
    if not size or len(raw) % size:
        return []
    values = (render(base, raw[at : at + size]) for at in range(0, len(raw), size))
    return [value for value in values if value is not None]


def _string(raw: bytes) -> str:
    """Return UTF-16 text; zeros that end it are no part of it."""
    return raw[: len(raw) & ~1].decode("utf-16-le", errors="replace").rstrip("\0")


def _narrow(raw: bytes) -> str:
    return raw.decode("cp1252", errors="replace").rstrip("\0")


def _number(form: str) -> Callable[[bytes], str | None]:
    size = struct.calcsize(form)
    return lambda raw: str(struct.unpack(form, raw)[0]) if len(raw) == size else None


def _hexadecimal(*sizes: int) -> Callable[[bytes], str | None]:
    return lambda raw: f"{int.from_bytes(raw, 'little'):#x}" if len(raw) in sizes else None


def _boolean(raw: bytes) -> str:
    return "true" if any(raw) else "false"


def _guid(raw: bytes) -> str | None:
    if len(raw) != 16:  # noqa: PLR2004 - a GUID
        return None
    first, second, third = struct.unpack("<IHH", raw[:8])
    return f"{{{first:08X}-{second:04X}-{third:04X}-{raw[8:10].hex()}-{raw[10:].hex()}}}".upper()


def _filetime(raw: bytes) -> str:
    return Instant(int.from_bytes(raw, "little")).iso()


def _systemtime(raw: bytes) -> str | None:
    """Return a SYSTEMTIME ([MS-DTYP] 2.3.13): year, month, weekday, day, hour, minute, s, ms."""
    if len(raw) != 16:  # noqa: PLR2004 - eight numbers of two bytes
        return None
    year, month, _, day, hour, minute, second, thousandths = struct.unpack("<8H", raw)
    date = f"{year:04d}-{month:02d}-{day:02d}"
    return f"{date}T{hour:02d}:{minute:02d}:{second:02d}.{thousandths:03d}Z"


def _sid(raw: bytes) -> str | None:
    """Return a SID ([MS-DTYP] 2.4.2): revision, count, authority (big-endian), sub-authorities."""
    if len(raw) < _SID_HEAD or len(raw) < _SID_HEAD + 4 * raw[1]:
        return None
    authority = int.from_bytes(raw[2:_SID_HEAD], "big")
    parts = struct.unpack_from(f"<{raw[1]}I", raw, _SID_HEAD)
    return "-".join(str(part) for part in ("S", raw[0], authority, *parts))


_DECODERS: Final[Mapping[int, Callable[[bytes], str | None]]] = {
    STRING: _string,
    0x02: _narrow,
    0x03: _number("<b"),
    0x04: _number("<B"),
    0x05: _number("<h"),
    0x06: _number("<H"),
    0x07: _number("<i"),
    0x08: _number("<I"),
    0x09: _number("<q"),
    0x0A: _number("<Q"),
    0x0B: _number("<f"),
    0x0C: _number("<d"),
    0x0D: _boolean,
    0x0E: lambda raw: raw.hex().upper(),
    0x0F: _guid,
    0x10: _hexadecimal(4, 8),
    0x11: _filetime,
    0x12: _systemtime,
    0x13: _sid,
    0x14: _hexadecimal(4),
    0x15: _hexadecimal(8),
}
