"""Cited .evtx records decoded again by two independent readers, python-evtx and `evtx` (Rust).

A report stands on a few records; an error of our own reader would be invisible in them. So each is
handed to two readers that share no code with ours nor with each other, and what they say is
compared with what ours says: raw times, numbers, SIDs, texts. Both are in quarantine, and asked for
one record at a time, so that a fault of theirs costs that record's check and no other. One process
is enough: 400 records in 400 chunks take less than a second (`benchmarks/corroboration.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import BinaryIO, Final

from forensics.evidence.corroborate.said import (
    PYTHON,
    RUST,
    Comparison,
    Said,
    Statement,
    compare,
)
from forensics.evidence.evtx.growth import has_template
from forensics.evidence.quarantine.asking import Hearing, Unanswered

READERS: Final = (PYTHON, RUST)
"""The other readers, in the order in which they are named in the report."""

_HEADER: Final = 4096
_CHUNK: Final = 65536
_MAGIC: Final = b"ElfChnk\0"
_RECORD_HEAD: Final = 24
_FIELDS: Final = {field.name for field in fields(Said)}
_SURE: Final = ("number", "written")  # of every record


def corroborate(
    file: BinaryIO, statements: Sequence[Statement]
) -> Mapping[str, tuple[Comparison, ...]]:
    """Decode the records of `statements` again and compare.

    The file's own header is not used: each record is read from the 64 KiB chunk around it.

    Returns:
        Reader -> a comparison for each statement, in the order given.
    """
    order = sorted(range(len(statements)), key=lambda index: statements[index].offset)
    found: dict[str, dict[int, Comparison]] = {reader: {} for reader in READERS}
    hearing = Hearing()
    for begin, group in groupby(order, lambda index: _chunk_begin(file, statements[index].offset)):
        file.seek(begin)
        chunk = file.read(_CHUNK)
        for index in group:
            at = statements[index].offset - begin
            same = not has_template(chunk, at + _RECORD_HEAD)
            for reader in READERS:
                said = _asked(hearing, reader, chunk, at)
                found[reader][index] = compare(
                    statements[index], said, same_library=same and reader == RUST
                )
    return {
        reader: tuple(each[index] for index in range(len(statements)))
        for reader, each in found.items()
    }


def _asked(hearing: Hearing, reader: str, chunk: bytes, at: int) -> Said | str:
    """Return what a reader says of the record at `at` of a chunk, or why it says nothing."""
    said: Said | str | Unanswered = hearing.ask(reader, chunk, [at], taken)
    return f"not checked: {said.reason}" if isinstance(said, Unanswered) else said


def taken(answer: object) -> Said | str | None:
    """Return what an answer on one record says, None where it makes no sense."""
    (said,) = answer if isinstance(answer, list) and len(answer) == 1 else (None,)
    if isinstance(said, str):
        return said
    if not isinstance(said, dict) or said.keys() != _FIELDS or not isinstance(said["values"], dict):
        return None
    sure = all(isinstance(said[name], str) for name in _SURE)
    texts = (*said["values"].values(), *(said[name] for name in _FIELDS - {"values"}))
    return Said(**said) if sure and all(isinstance(one, str | None) for one in texts) else None


def _chunk_begin(file: BinaryIO, offset: int) -> int:
    """Return where the chunk of a record begins; the usual grid where no chunk shows itself."""
    usual = max(offset - (offset - _HEADER) % _CHUNK, 0)
    file.seek(usual)
    if file.read(len(_MAGIC)) == _MAGIC:
        return usual
    earliest = max(offset - _CHUNK, 0)
    file.seek(earliest)
    nearest = file.read(offset - earliest).rfind(_MAGIC)
    return usual if nearest < 0 else earliest + nearest
