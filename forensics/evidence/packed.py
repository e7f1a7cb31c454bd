"""A reading as bytes and back: what a worker answers with, and what is kept of a read exhibit.

Columns are Arrow IPC streams (Apache Arrow, "Columnar Format", IPC Streaming Format), written and
read by Polars; the rest is JSON. There is no code in it, and nothing that stands in it is run. A
checksum stands before them: a reader of Arrow may be brought to ask for more memory than there is.
"""

import struct
from collections.abc import Sequence
from dataclasses import astuple
from hashlib import blake2b
from hmac import compare_digest
from io import BytesIO
from itertools import starmap
from typing import Any, Final, TypeAlias

import orjson
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.records import LOCATING, Batch, Bytes, Reading, Records, Runs
from forensics.values import Damage, DamageCode

_Schema: TypeAlias = dict[str, pl.DataType]

_MARK: Final = b"forensics reading 1\n"
_CHECKSUM: Final = 32  # bytes, of BLAKE2b (RFC 7693): twice as fast as SHA-256 in software
_LENGTH: Final = struct.Struct("<Q")  # of a piece, before it
_RECORDS: Final[_Schema] = {
    "offset": pl.Int64(),
    "length": pl.Int64(),
    "number": pl.UInt64(),
    "written": pl.Int64(),
    "event_id": pl.Int32(),
    "recovered": pl.Boolean(),
}
_RUNS: Final[_Schema] = {
    "first": pl.UInt64(),
    "last": pl.UInt64(),
    "count": pl.Int64(),
    "begins": pl.Int64(),
    "ends": pl.Int64(),
    "earliest": pl.Int64(),
    "latest": pl.Int64(),
    "timed": pl.Boolean(),
}
_STEPS: Final[_Schema] = {
    "run": pl.Int64(),
    "after": pl.UInt64(),
    "before": pl.UInt64(),
    "at": pl.Int64(),
    "back_to": pl.Int64(),
}
"""The columns of `Records` and of `Runs`."""


def pack(reading: Reading, seal: bytes = b"") -> bytes:
    """Return a reading as bytes, of which `unpack` makes the same reading again.

    Columns are compressed by Zstandard, in as much time as LZ4 takes for twice the bytes: those of
    a log of 230,000 records, of which 18,000 are wanted, are 0.4 MB instead of 2.7 (measured on a
    generated Security log).

    Args:
        reading: Of any form.
        seal: Keys the checksum, at most 64 bytes: `unpack` takes only what was packed with the
            same. Without one the checksum tells accidents, not forgeries.
    """
    records, runs = reading.records, reading.runs
    told = [] if runs is None else [_table(runs, _RUNS), _table(runs, _STEPS)]
    frames = [_table(records, _RECORDS), *told, *(batch.frame for batch in reading.batches)]
    pieces = (orjson.dumps(_head(reading)), *map(_arrow, frames))
    body = [part for piece in pieces for part in (_LENGTH.pack(len(piece)), piece)]
    return b"".join((_MARK, _checksum(body, seal), *body))


def unpack(packed: bytes, seal: bytes = b"") -> Reading:
    """Return the reading that was packed.

    Raises:
        ValueError: These bytes are no reading that was packed with this seal.
    """
    head, records, *frames = _pieces(packed, seal)
    match orjson.loads(head):
        case [
            list(kinds),
            list(damage),
            list(computers),
            list(claims),
            int(duplicates),
            (list() | None) as spent,
            ("utc" | "local" | "yearless") as clock,
            ("log" | "selection" | "line") as numbering,
            list(chunks),
            (int() | None) as recovered,
        ]:
            told = frames[: max(0, len(frames) - len(kinds))]
            return Reading(
                records=Records(**_columns(records, _RECORDS)),
                runs=_runs(told, recovered),
                batches=tuple(starmap(_batch, zip(kinds, frames[len(told) :], strict=True))),
                damage=tuple(map(_damage, damage)),
                computers=tuple(map(_text, computers)),
                claims={_text(name): _text(said) for name, said in map(_pair, claims)},
                duplicates=duplicates,
                bytes=None if spent is None else _bytes(spent),
                clock=clock,
                numbering=numbering,
                chunks={_text(state): _whole(many) for state, many in map(_pair, chunks)},
            )
        case _:
            raise _unlike("its head")


def _head(reading: Reading) -> list[Any]:
    """Return all but the columns, in the order in which `unpack` takes it apart."""
    return [
        [[_plain(batch.provider), batch.event_id] for batch in reading.batches],
        [_row(each) for each in reading.damage],
        [_plain(name) for name in reading.computers],
        [[_plain(name), _plain(said)] for name, said in reading.claims.items()],
        reading.duplicates,
        None if reading.bytes is None else astuple(reading.bytes),
        reading.clock,
        reading.numbering,
        [[_plain(state), many] for state, many in reading.chunks.items()],
        None if reading.runs is None else reading.runs.recovered,
    ]


def _row(damage: Damage) -> list[Any]:
    return [
        damage.offset,
        damage.length,
        damage.code.value,
        _plain(damage.expected),
        _plain(damage.found),
        damage.excerpt.hex(),
    ]


def _damage(row: object) -> Damage:
    match row:
        case [int(offset), int(length), str(code), expected, found, str(excerpt)]:
            return Damage(
                offset=offset,
                length=length,
                code=DamageCode(code),
                expected=_text(expected),
                found=_text(found),
                excerpt=bytes.fromhex(excerpt),
            )
        case _:
            raise _unlike("a row of damage")


def _bytes(spent: Sequence[object]) -> Bytes:
    header, records, filler, unreadable = map(_whole, spent)
    return Bytes(header=header, records=records, filler=filler, unreadable=unreadable)


def _arrow(frame: pl.DataFrame) -> bytes:
    return frame.write_ipc_stream(None, compression="zstd").getvalue()


def _frame(piece: memoryview) -> pl.DataFrame:
    try:
        return pl.read_ipc_stream(BytesIO(piece)).rechunk()
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _unlike("a table") from error


def _table(columns: Records | Runs, schema: _Schema) -> pl.DataFrame:
    return pl.DataFrame({name: getattr(columns, name) for name in schema}, schema=schema)


def _columns(piece: memoryview, schema: _Schema) -> dict[str, NDArray[Any]]:
    frame = _frame(piece)
    if dict(frame.schema) != schema or any(column.has_nulls() for column in frame):
        raise _unlike("a table of records")
    return {name: frame[name].to_numpy() for name in schema}


def _runs(told: Sequence[memoryview], recovered: int | None) -> Runs | None:
    match told:
        case [] if recovered is None:
            return None
        case [runs, steps] if recovered is not None:
            return Runs(**_columns(runs, _RUNS), **_columns(steps, _STEPS), recovered=recovered)
        case _:
            raise _unlike("the number of tables")


def _batch(kind: object, piece: memoryview) -> Batch:
    provider, event_id = _pair(kind)
    frame = _frame(piece)
    columns = [*frame.schema.items()]
    located, values = columns[: len(LOCATING)], columns[len(LOCATING) :]
    if located != [*LOCATING.items()] or any(dtype != pl.String() for _, dtype in values):
        raise _unlike("the columns of a batch")
    return Batch(provider=_text(provider), event_id=_whole(event_id), frame=frame)


def _checksum(parts: Sequence[bytes | memoryview], seal: bytes) -> bytes:
    checksum = blake2b(digest_size=_CHECKSUM, key=seal)
    for part in parts:
        checksum.update(part)
    return checksum.digest()


def _pieces(packed: bytes, seal: bytes) -> list[memoryview]:
    """Return the head, and the tables: of all records, perhaps of runs, and of each batch."""
    view = memoryview(packed)
    begin = len(_MARK) + _CHECKSUM
    checksum, body = view[len(_MARK) : begin], view[begin:]
    if not packed.startswith(_MARK) or not compare_digest(checksum, _checksum([body], seal)):
        raise _unlike("its checksum")
    pieces, at = [], 0
    while at < len(body):
        begin = at + _LENGTH.size
        at = begin + int.from_bytes(body[at:begin], "little")
        pieces.append(body[begin:at])
    if at != len(body) or len(pieces) < 2:  # noqa: PLR2004 - head and records
        raise _unlike("its end")
    return pieces


def _plain(text: str) -> str:
    """Return a text that JSON can hold: a lone surrogate, met in a damaged name, it cannot."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _text(plain: object) -> str:
    """Return the text of which `_plain` made this."""
    if not isinstance(plain, str):
        raise _unlike("a text")
    return plain.encode("latin-1").decode("utf-8", "surrogatepass")


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise _unlike("a number")
    return number


def _pair(pair: object) -> tuple[object, object]:
    match pair:
        case [first, second]:
            return first, second
        case _:
            raise _unlike("a pair")


def _unlike(what: str) -> ValueError:
    return ValueError(f"no packed reading: {what} is of another kind")
