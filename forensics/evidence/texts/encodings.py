"""How a text is encoded, told from all its bytes without holding them all.

What is declared or marked stands; else what the bytes themselves allow: UTF-16 by its zeros, ASCII
and UTF-8 where every byte fits, and among code pages the one that reads most like a language.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import numpy as np

CANDIDATES: Final = ("cp1252", "cp850", "cp437", "cp1251", "cp866", "cp932", "cp936")
"""Code pages among which bytes that are no UTF are told apart: those of western, Cyrillic,
Japanese and simplified Chinese Windows, and of their consoles."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 64 * 1024
_LEAST_TELLING: Final = 8  # bytes beyond ASCII below which no code page can be told from another
_LIKELY: Final = 0.6
_LEAST_KANA: Final = 0.1  # Japanese is never written in Chinese characters alone
_KANA: Final = re.compile("[\u3040-\u30ff]")
# A letter with an accent stands alone between plain ones, Cyrillic ones stand together.
_LATIN: Final = re.compile(
    "(?<![\xc0-\xff])[\xc0-\xd6\xd8-\xf6\xf8-\xff](?![\xc0-\xff])|[\xa0\xab\xbb\xb0\xa7\u2018-\u201d\u2013]"
)
_CYRILLIC: Final = re.compile(
    "[\u0410-\u044f\u0401\u0451]{2,}|\\b[\u0410-\u044f]\\b|[\xa0\xab\xbb\u2116]"
)
_NATURAL: Final = {
    **dict.fromkeys(("cp1252", "cp850", "cp437"), _LATIN),
    **dict.fromkeys(("cp1251", "cp866"), _CYRILLIC),
    "cp932": re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]"),
    "cp936": re.compile("[\u3001\u3002\u300a\u300b\uff01-\uff5e\u4e00-\u9fff]"),
}
_HALF_ZERO: Final = 0.3  # of every second byte: UTF-16 of a text that is mostly Latin
BLOCK: Final = 8 * 1024 * 1024
"""Bytes of a text that are looked at together; even, as UTF-16 has two a character."""


def tell(file: BinaryIO, size: int, declared: str = "") -> tuple[str, str, int]:
    """Return the encoding of a text, how it is known, and the length of its byte order mark.

    Args:
        file: Seekable; it is read from its beginning and left anywhere.
        size: Bytes of it that count.
        declared: Its encoding as the analyst gives it, or `""`. A byte order mark outweighs it.
    """
    file.seek(0)
    head = file.read(min(size, _SAMPLE))
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, "byte order mark", len(mark)
    if declared:
        return declared, "declared", 0
    if wide := _utf16(head):
        return wide, "detected", 0
    if all(block.isascii() for block in blocks(file, size)):
        return "utf-8", "plain ASCII", 0
    if _is_utf8(blocks(file, size)):
        return "utf-8", "all bytes fit", 0
    return _code_page(_telling(_lines(blocks(file, size))))


def blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield a file from its beginning in blocks; the last may be short."""
    file.seek(0)
    while size > 0 and (block := file.read(min(BLOCK, size))):
        size -= len(block)
        yield block


def _utf16(sample: bytes) -> str:
    bytes_ = np.frombuffer(sample[: len(sample) & ~1], dtype=np.uint8)
    if not len(bytes_):
        return ""
    even, odd = np.mean(bytes_[::2] == 0), np.mean(bytes_[1::2] == 0)
    if odd > _HALF_ZERO > even:
        return "utf-16-le"
    return "utf-16-be" if even > _HALF_ZERO > odd else ""


def _is_utf8(pieces: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what stands between line feeds, wherever the pieces are cut."""
    begun: list[bytes] = []
    for piece in pieces:
        first, *others = piece.split(b"\n")
        begun.append(first)
        if others:
            yield b"".join(begun)
            yield from others[:-1]
            begun = [others[-1]]
    yield b"".join(begun)


def _telling(lines: Iterable[bytes]) -> bytes:
    """Return the first lines that hold a byte beyond ASCII, which alone tell a code page."""
    sample = b""
    for line in lines:
        if line.isascii():
            continue
        sample += line[:_SAMPLE] + b"\n"
        if len(sample) >= _SAMPLE:
            break
    return sample


def _code_page(sample: bytes) -> tuple[str, str, int]:
    """Return the code page in which the bytes beyond ASCII read most like a language.

    General detectors were tried and take German of a console for Chinese.
    """
    if sum(byte > 0x7F for byte in sample) < _LEAST_TELLING:  # noqa: PLR2004 - the end of ASCII
        return "cp1252", "assumed", 0
    likeness = {page: _likeness(sample, page) for page in CANDIDATES}
    best = max(CANDIDATES, key=likeness.__getitem__)
    return (best, "detected", 0) if likeness[best] >= _LIKELY else ("cp1252", "assumed", 0)


def _likeness(sample: bytes, page: str) -> float:
    """Return the share of characters beyond ASCII that stand as they do in the page's languages."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return 0
    strange = sum(char > "\x7f" for char in text)
    natural = sum(len(run) for run in _NATURAL[page].findall(text))
    if page == "cp932" and len(_KANA.findall(text)) < strange * _LEAST_KANA:
        return 0
    return natural / max(strange, 1)
