"""A text as lines, each with the bytes that it stands on: what every reader of texts begins with.

The encoding is the declared one or is told from the bytes; either way it is stated. Lines tile the
file: their lengths, line ends included, sum up to its size. In a text without any line feed a
carriage return alone ends a line, as on old Macs.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A decoded text; the columns have one row a line and equal length.

    Attributes:
        text: String, without line end; a byte order mark is left out.
        offset: int64, bytes from the start of the file.
        length: int64, bytes with the line end, and with the byte order mark before the first.
        encoding: As Python names it.
        basis: How it is known: `byte order mark`, `declared`, `plain ASCII`, `all bytes fit`,
            `detected` or `assumed`.
        replaced: Characters that could not be decoded and stand as U+FFFD.
    """

    text: pl.Series
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    encoding: str
    basis: str
    replaced: int

    def claims(self) -> dict[str, str]:
        """Return what the ledger says of the encoding."""
        said = {"encoding": f"{self.encoding} ({self.basis})"}
        if self.replaced:
            said["characters that could not be decoded"] = str(self.replaced)
        return said


def split(data: bytes, declared: str = "") -> Lines:
    """Return the lines of a text.

    Args:
        data: The whole file.
        declared: Its encoding as the analyst gives it, or `""`. A byte order mark outweighs it.

    Returns:
        No row where the file is empty. A file that does not end with a line end has its last line
        all the same. No input raises.
    """
    encoding, basis, mark = tell_encoding(data, declared)
    units = text_units(data, encoding, mark)
    line_end = line_end_of(units)
    offset, length = _spans(data, units, mark, line_end)
    decoded = data[mark:].decode(encoding, "replace")
    texts = decoded.split(line_end)
    if decoded.endswith(line_end) or not decoded:
        texts.pop()
    if len(texts) != len(offset):  # a code page took a line end into a broken character
        ends = offset + length
        texts = [
            data[max(begin, mark) : end].decode(encoding, "replace").removesuffix(line_end)
            for begin, end in zip(offset.tolist(), ends.tolist(), strict=True)
        ]
    return Lines(
        text=pl.Series("text", texts, dtype=pl.String).str.strip_suffix("\r"),
        offset=offset,
        length=length,
        encoding=encoding,
        basis=basis,
        replaced=decoded.count("\ufffd"),
    )


def text_units(data: bytes, encoding: str, mark: int) -> NDArray[Any]:
    """Return the bytes of a text behind its mark, or the 16-bit words of one in UTF-16."""
    if encoding.lower().replace("_", "-").startswith("utf-16"):
        kind = ">u2" if encoding.lower().endswith("be") else "<u2"
        return np.frombuffer(data, dtype=kind, count=(len(data) - mark) // 2, offset=mark)
    return np.frombuffer(data, dtype=np.uint8, offset=mark)


def line_end_of(units: NDArray[Any]) -> str:
    """Return the character that ends each line of a text."""
    return "\n" if (units == ord("\n")).any() or not (units == ord("\r")).any() else "\r"


def _spans(
    data: bytes, units: NDArray[Any], mark: int, line_end: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not data:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    after = np.flatnonzero(units == ord(line_end)).astype(np.int64) + 1
    ends = after * units.itemsize + mark
    if not len(ends) or ends[-1] != len(data):
        ends = np.append(ends, np.int64(len(data)))
    offset = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
    return offset, ends - offset


def tell_encoding(data: bytes, declared: str = "") -> tuple[str, str, int]:
    """Return the encoding of a text, how it is known, and the length of its byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, "byte order mark", len(mark)
    if declared:
        return declared, "declared", 0
    if wide := _utf16(data[:_SAMPLE]):
        return wide, "detected", 0
    if data.isascii():
        return "utf-8", "plain ASCII", 0
    if _is_utf8(data):
        return "utf-8", "all bytes fit", 0
    return _code_page(_telling(data))


def _utf16(sample: bytes) -> str:
    bytes_ = np.frombuffer(sample[: len(sample) & ~1], dtype=np.uint8)
    if not len(bytes_):
        return ""
    even, odd = np.mean(bytes_[::2] == 0), np.mean(bytes_[1::2] == 0)
    if odd > _HALF_ZERO > even:
        return "utf-16-le"
    return "utf-16-be" if even > _HALF_ZERO > odd else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _telling(data: bytes) -> bytes:
    """Return the first lines that hold a byte beyond ASCII, which alone tell a code page."""
    lines = (line for line in data.split(b"\n") if not line.isascii())
    sample = b""
    for line in lines:
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
