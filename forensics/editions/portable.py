"""Portable: what a PDF holds, taken apart without trusting its tables. The search's door to PDFium.

Every stream is found by its keyword and unpacked (ISO 32000-1, 7.3.8); what a viewer would show is
drawn by glyph, so the words of the pages come from PDFium.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

import pypdfium2

_STREAM: Final = re.compile(rb"stream\r?\n")
_FLATE: Final = re.compile(rb"/Filter\s*\[?\s*/FlateDecode")
_FILES: Final = (b"/EmbeddedFile", b"/Metadata")
_LITERAL: Final = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)", re.DOTALL)
_HEXED: Final = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_MEANT: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DICTIONARY: Final = 4_000  # bytes before a stream in which its dictionary stands
_LARGEST: Final = 1 << 28


class Part(NamedTuple):
    """One part of a PDF: `whole` for a file that it carries, else objects and instructions."""

    what: str
    data: bytes
    whole: bool


def pages(data: bytes) -> Iterator[str]:
    """Yield the words of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            yield page.get_textpage().get_text_bounded()


def parts(data: bytes) -> Iterator[Part]:
    """Yield every stream, unpacked, then the objects between them.

    Raises:
        ValueError: A stream cannot be unpacked, so nobody can tell what is in it.
    """
    at, between = 0, b""
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        before = data[max(at, found.start() - _DICTIONARY) : found.start()]
        head = before[before.rfind(b" obj") + 1 :]
        if not head.startswith(b"obj"):
            at = found.end()
            continue
        inside, past = _unpacked(data, found.end(), end if end > 0 else len(data), head)
        between += data[at : found.start()]
        whole = any(mark in head for mark in _FILES)
        yield Part("attachment or metadata" if whole else "stream", inside, whole)
        at = past
    yield Part("objects", between + data[at:], whole=False)


def _unpacked(data: bytes, begin: int, end: int, head: bytes) -> tuple[bytes, int]:
    """Return a stream's content and where it ends."""
    if not _FLATE.search(head) or not data[begin:end].strip():
        return data[begin:end], end
    # What is packed may hold the word that ends a stream; the packing knows its own end.
    packed = zlib.decompressobj()
    try:
        inside = packed.decompress(data[begin:], _LARGEST)
    except zlib.error as error:
        raise ValueError(f"a stream of the PDF cannot be unpacked: {error}") from error
    if not packed.eof:
        raise ValueError("a stream of the PDF is cut off or too large to be searched")
    return inside, len(data) - len(packed.unused_data)


def strings(objects: bytes) -> Iterator[str]:
    """Yield the texts among objects: titles, alternative texts, what links say (7.9.2)."""
    for found in _LITERAL.finditer(objects):
        said = found[0][1:-1]
        yield _text(_ESCAPE.sub(_meant, said) if b"\\" in said else said)
    for found in _HEXED.finditer(objects):
        digits = re.sub(rb"\s", b"", found[1])
        yield _text(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))


def _meant(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said.isdigit():
        return bytes([int(said, 8) & 0xFF])
    return b"" if said in (b"\n", b"\r\n", b"\r") else _MEANT.get(said, said)


def _text(data: bytes) -> str:
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")
