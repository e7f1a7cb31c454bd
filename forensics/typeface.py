"""The vendored typefaces: which characters they can show, and how wide a text runs.

A character without a glyph would break PDF/A (6.2.11.8) and PDF/UA (7.21.8), and a label that is
wider than its place would hide another; both are settled here, before anything is drawn. Only the
four tables that answer this are read (OpenType 1.9: `cmap` format 4, `head`, `hhea`, `hmtx`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Final

from forensics.errors import KnowledgeError

FOLDER: Final = Path(__file__).parent / "data" / "fonts"
"""Where the typefaces lie; nothing else is ever shown to the renderer."""

SANS: Final = "IBM Plex Sans"
MONO: Final = "IBM Plex Mono"
FAR_EAST: Final = "Droid Sans Fallback"
REGULAR: Final = 400
SEMIBOLD: Final = 600

_FILES: Final = {
    (SANS, REGULAR): "IBMPlexSans-Regular.ttf",
    (SANS, SEMIBOLD): "IBMPlexSans-SemiBold.ttf",
    (MONO, REGULAR): "IBMPlexMono-Regular.ttf",
    (MONO, SEMIBOLD): "IBMPlexMono-SemiBold.ttf",
    (FAR_EAST, REGULAR): "DroidSansFallback.ttf",
}
_FAR_EAST: Final = (
    range(0x3041, 0x3097),  # hiragana
    range(0x30A1, 0x30FB),  # katakana
    range(0x30FC, 0x30FF),  # its long mark and iteration marks
    range(0x4E00, 0xA000),  # Han
    range(0xAC00, 0xD7A4),  # Hangul
    range(0xFF66, 0xFF9E),  # half-width katakana, as old Japanese consoles write names
)
"""What the fallback shows, by Unicode block: letters that run from left to right and never join,
so that a name in them cannot move or hide its neighbours. Wide Latin letters and compatibility
forms are left out: they look like others."""
_ELLIPSIS: Final = "…"
_WIDEST: Final = 1.0  # em; for a character that the face lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One typeface: character code -> width in em."""

    advances: Mapping[int, float]


@cache
def face(family: str = SANS, weight: int = REGULAR) -> Face:
    """Return the vendored face; it is read once.

    Raises:
        KnowledgeError: the file is missing or holds no such tables.
    """
    path = FOLDER / _FILES[family, weight]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"fonts/{path.name}: {error.strerror}") from error
    return Face(advances=_advances(data, path.name))


@cache
def shown() -> frozenset[str]:
    """Return the characters that every weight of the text face can show.

    Monospaced text falls back to the text face, so that face alone decides.
    """
    codes = face(SANS, REGULAR).advances.keys() & face(SANS, SEMIBOLD).advances.keys()
    return frozenset(chr(code) for code in codes)


def has(char: str) -> bool:
    """Return whether a vendored face can show the character, and may."""
    return char in shown() or ord(char) in _far_east(char)


def _far_east(char: str) -> Mapping[int, float]:
    """Return the advances of the fallback for a letter that it may show; else nothing.

    It is read only where a case holds such a letter: it is as large as all others together.
    """
    allowed = any(ord(char) in block for block in _FAR_EAST)
    return face(FAR_EAST, REGULAR).advances if allowed else {}


def width(text: str, size: float, *, weight: int = REGULAR) -> float:
    """Return how wide `text` runs at `size`, in the unit of `size`; kerning is left out."""
    advances = face(SANS, weight).advances
    return size * sum(
        advances.get(ord(char)) or _far_east(char).get(ord(char), _WIDEST) for char in text
    )


def fitted(text: str, size: float, room: float, *, weight: int = REGULAR) -> str:
    """Return `text`, cut with an ellipsis where it would run wider than `room`."""
    if width(text, size, weight=weight) <= room:
        return text
    left = room - width(_ELLIPSIS, size, weight=weight)
    for end, char in enumerate(text):
        left -= width(char, size, weight=weight)
        if left < 0:
            return text[:end] + _ELLIPSIS
    return text


def _advances(data: bytes, name: str) -> Mapping[int, float]:
    tables = {
        data[at : at + 4]: unpack_from(">L", data, at + 8)[0]
        for at in range(12, 12 + 16 * unpack_from(">H", data, 4)[0], 16)
    }
    if not {b"cmap", b"head", b"hhea", b"hmtx"} <= tables.keys():
        raise KnowledgeError(f"fonts/{name}: not a TrueType font with cmap, head, hhea and hmtx")
    (em,) = unpack_from(">H", data, tables[b"head"] + 18)
    (count,) = unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = unpack_from(">" + "Hh" * count, data, tables[b"hmtx"])[::2]
    return {
        code: widths[min(glyph, count - 1)] / em
        for code, glyph in _glyphs(data, tables[b"cmap"], name).items()
    }


def _glyphs(data: bytes, cmap: int, name: str) -> Mapping[int, int]:
    """Return character code -> glyph from the Unicode subtable (platform 3, encoding 1)."""
    (count,) = unpack_from(">H", data, cmap + 2)
    for at in range(cmap + 4, cmap + 4 + 8 * count, 8):
        platform, encoding, offset = unpack_from(">HHL", data, at)
        if (platform, encoding) == (3, 1) and unpack_from(">H", data, cmap + offset) == (4,):
            return _segments(data, cmap + offset)
    raise KnowledgeError(f"fonts/{name}: no Unicode character map of format 4")


def _segments(data: bytes, table: int) -> Mapping[int, int]:
    (doubled,) = unpack_from(">H", data, table + 6)
    segments, ends = doubled // 2, table + 14
    starts = ends + doubled + 2
    found: dict[int, int] = {}
    for index in range(segments):
        (last,) = unpack_from(">H", data, ends + 2 * index)
        (first,) = unpack_from(">H", data, starts + 2 * index)
        (delta,) = unpack_from(">H", data, starts + doubled + 2 * index)
        at = starts + 2 * doubled + 2 * index
        (offset,) = unpack_from(">H", data, at)
        for code in range(first, min(last, 0xFFFE) + 1):
            stored = code
            if offset:
                (stored,) = unpack_from(">H", data, at + offset + 2 * (code - first))
            if offset == 0 or stored:
                found[code] = (stored + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}
