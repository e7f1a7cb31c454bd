"""Cited .evtx records decoded again by two independent readers, python-evtx and `evtx` (Rust).

A report stands on a few records; an error of our own reader would be invisible in them. So each is
handed to two readers that share no code with ours nor with each other, and what they say is
compared with what ours says: raw times, numbers, SIDs, texts. One process is enough: 400 records
in 400 chunks take both readers less than a second (`benchmarks/corroboration.py`).
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import BinaryIO, Final

from forensics.evidence.corroborate import python as corroborate_python
from forensics.evidence.corroborate import rust as corroborate_rust
from forensics.evidence.corroborate.layouts import Layouts
from forensics.evidence.corroborate.said import Comparison, Statement, compare
from forensics.evidence.evtx.growth import has_template

PYTHON: Final = "python-evtx"
RUST: Final = "evtx"
READERS: Final = (PYTHON, RUST)
"""The other readers, in the order in which they are named in the report."""

_HEADER: Final = 4096
_CHUNK: Final = 65536
_MAGIC: Final = b"ElfChnk\0"
_RECORD_HEAD: Final = 24


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
    layouts = Layouts()
    for begin, group in groupby(order, lambda index: _chunk_begin(file, statements[index].offset)):
        file.seek(begin)
        chunk = file.read(_CHUNK)
        members = {index: statements[index].offset - begin for index in group}
        read = corroborate_python.read(chunk, list(members.values()), layouts)
        for (index, at), said in zip(members.items(), read, strict=True):
            found[PYTHON][index] = compare(statements[index], said)
            found[RUST][index] = compare(
                statements[index],
                corroborate_rust.read(chunk, at),
                same_library=not has_template(chunk, at + _RECORD_HEAD),
            )
    return {
        reader: tuple(each[index] for index in range(len(statements)))
        for reader, each in found.items()
    }


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
