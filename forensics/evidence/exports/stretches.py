"""A large text a stretch at a time, so that what is held at once does not grow with it.

A text in UTF-8 can be read so: it can be cut where its records end, and that all its bytes fit is
told from its stretches. Where one does not fit, the whole file is some other text after all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from forensics.evidence.exports.recoded import is_utf8
from forensics.evidence.texts.lines import tell_encoding

STRETCH: Final = 1 << 22
"""Bytes that are read at once; a record that is longer is held whole."""

LINES: Final = 1 << 17
"""Lines that are read at once: no more where most of them are empty."""

_ASCII, _FIT = "plain ASCII", "all bytes fit"  # as `lines.tell_encoding` calls them


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """How a text is decoded: its encoding, how that is known, and what could not be decoded."""

    encoding: str
    basis: str
    replaced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A file, or some of its records.

    Attributes:
        data: The bytes.
        mark: Bytes of the byte order mark that they begin with.
        at: Where they begin in the file.
        lines: How many lines of the file end before them.
        decoded: How they are decoded.
    """

    data: bytes
    mark: int
    decoded: Decoded
    at: int = 0
    lines: int = 0


def whole(data: bytes, declared: str) -> Stretch:
    """Return a whole file as one stretch, in any encoding."""
    encoding, basis, mark = tell_encoding(data, declared)
    return Stretch(data=data, mark=mark, decoded=Decoded(encoding=encoding, basis=basis))


def begins_in_utf8(head: bytes, declared: str) -> bool:
    """Tell whether a file of which this is the head can be read in stretches of UTF-8."""
    return is_utf8(tell_encoding(head[: line_end(head)] or head, declared)[0])


def of_utf8(
    file: BinaryIO, size: int, declared: str, end: Callable[[bytes], int]
) -> Iterator[Stretch | None]:
    """Yield a text that `begins_in_utf8` in stretches, and None if it is in no UTF-8 after all.

    Args:
        file: Is read from its start.
        size: Bytes to read.
        declared: Its encoding as the analyst gives it, or `""`.
        end: Returns where the last record of some bytes ends.
    """
    at = lines = mark = 0
    told = Decoded(encoding="", basis="")
    for data in _cut(file, size, end):
        if not at:
            first = whole(data, declared)
            told, mark = first.decoded, first.mark
        decoded = _decoded(data[mark:], told)
        if decoded is None:
            yield None
            return
        yield Stretch(data=data, mark=mark, decoded=decoded, at=at, lines=lines)
        at, lines, mark = at + len(data), lines + data.count(b"\n"), 0


def rest_of(file: BinaryIO, size: int, stretch: Stretch) -> Stretch | None:
    """Return all of a file from the beginning of a stretch on, None if it is not in UTF-8."""
    file.seek(stretch.at)
    data = file.read(size - stretch.at)
    decoded = _decoded(data[stretch.mark :], stretch.decoded)
    if decoded is None:
        return None
    return Stretch(
        data=data, mark=stretch.mark, decoded=decoded, at=stretch.at, lines=stretch.lines
    )


def line_end(data: bytes) -> int:
    """Return where the last whole line of some bytes ends; 0 where there is none."""
    return data.rfind(b"\n") + 1


def encoding_claims(several: Sequence[Decoded]) -> dict[str, str]:
    """Return what the ledger says of the encoding of a text, from all of its stretches."""
    mixed = {decoded.basis for decoded in several} == {_ASCII, _FIT}
    said = {"encoding": f"{several[0].encoding} ({_FIT if mixed else several[0].basis})"}
    if replaced := sum(decoded.replaced for decoded in several):
        said["characters that could not be decoded"] = str(replaced)
    return said


def _cut(file: BinaryIO, size: int, end: Callable[[bytes], int]) -> Iterator[bytes]:
    """Yield the first bytes of a file, cut where records end; the last ends as the file does."""
    file.seek(0)
    begun, asked = b"", STRETCH
    while size > 0 or begun:
        if len(begun) < asked and size > 0:
            piece = file.read(min(asked - len(begun), size))
            size = size - len(piece) if piece else 0  # the file may have become shorter
            begun += piece
        few = _of_few_lines(begun)
        past = end(few) or (end(begun) if few is not begun else 0)
        if past:
            yield begun[:past]
            begun, asked = begun[past:], STRETCH
        elif size > 0:
            asked = 2 * len(begun)  # as much again: nothing is searched too often
        elif begun:
            yield begun
            return


def _of_few_lines(begun: bytes) -> bytes:
    """Return the first of some bytes, at most `LINES` lines: a line costs more than its bytes."""
    cut = len(begun)
    while begun.count(b"\n", 0, cut) > LINES:
        cut //= 2
    return begun if cut == len(begun) else begun[:cut]


def _decoded(text: bytes, told: Decoded) -> Decoded | None:
    """Return how a stretch is decoded; None where UTF-8 was told from bytes and these do not fit.

    What was told by a mark, or by the analyst, stays: what does not fit stands as U+FFFD.
    """
    if text.isascii():
        return told if told.basis != _FIT else Decoded(encoding=told.encoding, basis=_ASCII)
    if told.basis not in (_ASCII, _FIT):
        replaced = text.decode(told.encoding, "replace").count("\ufffd")
        return Decoded(encoding=told.encoding, basis=told.basis, replaced=replaced)
    try:
        text.decode(told.encoding)
    except UnicodeDecodeError:
        return None
    return Decoded(encoding=told.encoding, basis=_FIT)
