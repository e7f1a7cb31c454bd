"""Views: all texts that a reader, a tool or a curious mind could get out of the bytes of an output.

A name may stand in them as it is, in UTF-16, escaped for a format, in hexadecimal or base64 digits,
deflated, or broken over lines. Instead of spelling each name in all these ways the outputs are
decoded in all these ways: that finds a name in any letters and at any alignment.
"""

import base64
import binascii
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final, NamedTuple
from urllib.parse import unquote

from forensics.editions import portable

_DEEPEST: Final = 4
_UNPACKED: Final = 1 << 28  # bytes of one stream; ours are far smaller

_ESCAPES: Final = re.compile(
    r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|[‹<]U\+([0-9A-F]{4,6})[›>]|\\(.)"
)
_UNSEEN: Final = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")
_BREAKS: Final = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_HYPHEN: Final = "\ufffe"  # what PDFium gives for a hyphen at the end of a line
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{8,}")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{6,}")
_PRINTABLE: Final = re.compile(rb"[\x20-\x7e]+|(?:[\x20-\x7e]\0)+|(?:\0[\x20-\x7e])+")


class Sort(Enum):
    """How a view came to be, and so which names are looked for in it.

    Attributes:
        READ: A text as it stands: every name.
        MADE: Put together or full of format: no short name of letters alone, as any two words of
            ours may make one, and every format has its keywords.
        GUESSED: Decoded from what may be no code at all: no short name, as chance makes those.
    """

    READ = "read"
    MADE = "made"
    GUESSED = "guessed"


class View(NamedTuple):
    """One text; `where` says from what part of an output it comes, in words."""

    where: str
    text: str
    sort: Sort


def views(data: bytes, where: str = "", depth: int = 0) -> Iterator[View]:
    """Yield all texts in the bytes of an output, and of what is packed in it.

    Raises:
        ValueError: Packed deeper or larger than any output of ours: it cannot be vouched for.
    """
    if depth > _DEEPEST:
        raise ValueError(f"{where or 'an output'} is packed too deep to be searched")
    if data.startswith(b"%PDF"):
        yield from _of_pdf(data, where, depth)
    elif data.startswith(b"PK\3\4"):
        yield from _of_zip(data, where, depth)
    else:
        yield from _of_text(data, where, depth)


def _of_zip(data: bytes, where: str, depth: int) -> Iterator[View]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        yield View(f"{where} comment", packed.comment.decode("latin-1"), Sort.READ)
        for each in packed.infolist():
            yield View(f"{where} name of a member", each.filename, Sort.READ)
            extra = (each.comment + each.extra).decode("latin-1")
            yield View(f"{where} remark on a member", extra, Sort.MADE)
            if each.file_size > _UNPACKED:
                raise ValueError(f"{each.filename} is too large to be searched")
            yield from views(packed.read(each), f"{where} {each.filename}", depth + 1)


def _of_pdf(data: bytes, where: str, depth: int) -> Iterator[View]:
    for number, page in enumerate(portable.pages(data), 1):
        yield from _of_words(page, f"{where} page {number}")
    for part in portable.parts(data):
        if part.whole:
            yield from views(part.data, f"{where} {part.what}", depth + 1)
        else:
            said = "\n".join(portable.strings(part.data))
            yield from _of_words(said, f"{where} texts of the PDF")
            raw = part.data.decode("latin-1")
            yield View(f"{where} {part.what}", raw, Sort.MADE)
            yield from _decoded(part.data, f"{where} {part.what}", depth)


def _of_text(data: bytes, where: str, depth: int) -> Iterator[View]:
    yield from _of_words(data.decode("utf-8", "replace"), where)
    if b"\0" in data:
        yield from _wide(data, where)
    yield from _decoded(data, where, depth)


def _wide(data: bytes, where: str, sort: Sort = Sort.READ) -> Iterator[View]:
    for start in (0, 1):
        for order in ("utf-16-le", "utf-16-be"):
            yield View(f"{where} in UTF-16", data[start:].decode(order, "replace"), sort)


def _of_words(text: str, where: str) -> Iterator[View]:
    yield View(where, text, Sort.READ)
    plain = _unescaped(_unescaped(text))
    if plain != text:
        yield View(f"{where} escaped", plain, Sort.READ)
    for hyphen in ("-", "") if _HYPHEN in plain else ("",):
        joined = _BREAKS.sub("", _UNSEEN.sub("", plain.replace(_HYPHEN, hyphen)))
        if joined != plain:
            yield View(f"{where} over lines", joined, Sort.MADE)


def _unescaped(text: str) -> str:
    """Return a text without the escapes of HTML, XML, JSON, CSV, URLs, and our own."""
    text = unquote(html.unescape(text), errors="replace") if "&" in text or "%" in text else text
    return _ESCAPES.sub(_char, text).replace('""', '"')


def _char(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits is None:
        return found[4]
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else found[0]  # noqa: PLR2004 - the last of Unicode


def _decoded(data: bytes, where: str, depth: int) -> Iterator[View]:
    """Yield what digits in hexadecimal and base64 come to, at every alignment."""
    yield from _guessed(_from_hex(set(_HEX.findall(data))), f"{where} in hexadecimal")
    blobs = set(_BASE64.findall(data))
    yield from _guessed(_from_base64(blobs), f"{where} in base64")
    for blob in blobs:
        unpacked = _inflated(blob) if len(blob) > _LEAST_PACKED else b""
        if unpacked:
            yield from views(unpacked, f"{where} packed in base64", depth + 1)


_LEAST_PACKED: Final = 32


def _from_hex(runs: Iterable[bytes]) -> Iterator[bytes]:
    for run in runs:
        for start in (0, 1):
            even = run[start : start + (len(run) - start) // 2 * 2]
            yield binascii.unhexlify(even)


def _from_base64(runs: Iterable[bytes]) -> Iterator[bytes]:
    for run in runs:
        plain = run.translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            yield base64.b64decode(_padded(plain[start:]))


def _padded(digits: bytes) -> bytes:
    whole = digits[: len(digits) - 1] if len(digits) % 4 == 1 else digits
    return whole + b"=" * (-len(whole) % 4)


def _guessed(blobs: Iterable[bytes], where: str) -> Iterator[View]:
    """Yield decoded bytes as text: what is text as a whole, and what may be.

    Many runs make one view each, parted by lines, so that a search is few passes.
    """
    sure: list[bytes] = []
    rest: list[bytes] = []
    for blob in blobs:
        (sure if _PRINTABLE.fullmatch(blob) else rest).append(blob)
    read = "\n".join(each.replace(b"\0", b"").decode("latin-1") for each in sure)
    yield View(where, read, Sort.READ)
    if rest:
        yield View(where, b"\n\n".join(rest).decode("utf-8", "replace"), Sort.GUESSED)
        yield View(where, b"\n\n".join(rest).decode("latin-1"), Sort.GUESSED)
        even = b"\n\0\n\0".join(each + b"\0" * (len(each) % 2) for each in rest)
        yield from _wide(even, where, Sort.GUESSED)


def _inflated(blob: bytes) -> bytes:
    """Return what base64 digits hold packed (zlib, gzip or bare deflate), or nothing."""
    data = base64.b64decode(_padded(blob.translate(bytes.maketrans(b"-_", b"+/"))))
    for bits in (47, -15):
        try:
            found = zlib.decompressobj(bits).decompress(data, _UNPACKED)
        except zlib.error:
            continue
        if len(found) > _LEAST_PACKED:
            return found
    return b""
