"""A reading that was packed is the same when it is unpacked; nothing else unpacks."""

from dataclasses import fields, replace
from hashlib import blake2b
from io import BytesIO
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.events import event_table
from forensics.evidence import runs
from forensics.evidence.forms import HEAD, READERS
from forensics.evidence.packed import pack, unpack
from forensics.evidence.records import LOCATING, Batch, Bytes, Reading
from forensics.values import Damage, DamageCode
from tests.builders.forms import SAMPLES
from tests.shared import shared
from tests.store.filled import EMPTY, FULL, frame, told

WANTED = event_table().wanted()


def reading_of(content: bytes) -> Reading:
    form = next(form for form in READERS if form.recognises(content[:HEAD]))
    return form.read(BytesIO(content), len(content), WANTED)


@pytest.mark.parametrize("reading", [FULL, EMPTY, replace(FULL, batches=(), runs=None)])
def test_every_field_comes_back(reading: Reading) -> None:
    assert told(unpack(pack(reading))) == told(reading)


def test_the_invented_reading_has_a_value_in_every_field() -> None:
    empty = told(EMPTY)
    assert [
        each.name for each in fields(Reading) if told(FULL)[each.name] == empty[each.name]
    ] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_reading_of_every_form_comes_back(sample: str) -> None:
    reading = reading_of(SAMPLES[sample][1])
    for each in (reading, runs.reduced(reading)):
        assert told(unpack(pack(each))) == told(each)


@pytest.mark.parametrize(
    "path",
    [
        "evt/plaso-SysEvent.Evt",
        "evtx/security.evtx",
        "evtx/sample_with_a_bad_chunk_magic.evtx",
        "exports/sample-windows2022-security.data",
        "netlogon/samples.txt",
    ],
)
def test_a_reading_of_a_real_file_comes_back(path: str) -> None:
    reading = reading_of(shared(f"evidence/{path}").read_bytes())
    for each in (reading, runs.reduced(reading)):
        assert told(unpack(pack(each))) == told(each)


texts = st.text(st.characters(), max_size=20)  # lone surrogates too
int64 = st.integers(-(2**63), 2**63 - 1)
uint64 = st.integers(0, 2**64 - 1)
damages = st.builds(
    Damage,
    offset=uint64,
    length=uint64,
    code=st.sampled_from(DamageCode),
    expected=texts,
    found=texts,
    excerpt=st.binary(max_size=64),
)
readings = st.builds(
    Reading,
    records=st.just(FULL.records),
    batches=st.lists(
        st.builds(
            Batch, provider=texts, event_id=st.integers(0, 65535), frame=st.sampled_from([frame(3)])
        ),
        max_size=3,
    ).map(tuple),
    damage=st.lists(damages, max_size=3).map(tuple),
    computers=st.lists(texts, max_size=3).map(tuple),
    claims=st.dictionaries(texts, texts, max_size=3),
    duplicates=uint64,
    bytes=st.none()
    | st.builds(Bytes, header=uint64, records=int64, filler=uint64, unreadable=uint64),
    clock=st.sampled_from(["utc", "local", "yearless"]),
    numbering=st.sampled_from(["log", "selection", "line"]),
    chunks=st.dictionaries(texts, uint64, max_size=3),
    runs=st.none() | st.just(FULL.runs),
)


@given(readings)
def test_any_reading_comes_back(reading: Reading) -> None:
    assert told(unpack(pack(reading))) == told(reading)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.none(), max_size=5))
def test_any_value_of_a_column_comes_back(values: list[str | None]) -> None:
    plain = dict.fromkeys(LOCATING, [None] * len(values))
    table = pl.DataFrame(plain | {"1": values}, schema=LOCATING | {"1": pl.String})
    reading = replace(EMPTY, batches=(Batch(provider="Security", event_id=1, frame=table),))
    assert told(unpack(pack(reading))) == told(reading)


MARK = b"forensics reading 1\n"
PACKED = pack(FULL)


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_told(place: int, by: int) -> None:
    changed = bytearray(PACKED)
    changed[place] ^= by
    with pytest.raises(ValueError, match="its checksum is of another kind"):
        unpack(bytes(changed))


@given(st.integers(0, len(PACKED) - 1))
def test_a_cut_is_told(length: int) -> None:
    with pytest.raises(ValueError, match="its checksum is of another kind"):
        unpack(PACKED[:length])


@given(st.binary())
def test_other_bytes_are_no_reading(other: bytes) -> None:
    with pytest.raises(ValueError, match="no packed reading"):
        unpack(other)


def test_what_was_packed_with_another_seal_is_no_reading() -> None:
    assert told(unpack(pack(FULL, b"ours"), b"ours")) == told(FULL)
    for seal in (b"", b"theirs"):
        with pytest.raises(ValueError, match="its checksum"):
            unpack(pack(FULL, b"ours"), seal)


def arrow(**values: list[Any]) -> bytes:
    return pl.DataFrame(values).write_ipc_stream(None).getvalue()


def sealed(*pieces: bytes) -> bytes:
    """Return pieces with a checksum that holds, as whoever would forge one might."""
    body = [part for piece in pieces for part in (len(piece).to_bytes(8, "little"), piece)]
    return bound(b"".join(body))


def bound(body: bytes) -> bytes:
    return MARK + blake2b(body, digest_size=32).digest() + body


def pieces() -> list[bytes]:
    found, rest = [], PACKED[len(MARK) + 32 :]
    while rest:
        end = 8 + int.from_bytes(rest[:8], "little")
        found.append(rest[8:end])
        rest = rest[end:]
    return found


HEAD_PIECE: list[Any] = orjson.loads(pieces()[0])


@pytest.mark.parametrize("place", range(len(HEAD_PIECE)))
@pytest.mark.parametrize("value", [None, 1.5, "x", {}, [None], [[1, 2, 3]], [["x", {}]], [1]])
def test_a_head_of_another_shape_is_no_reading(place: int, value: object) -> None:
    head = [*HEAD_PIECE[:place], value, *HEAD_PIECE[place + 1 :]]
    changed = sealed(orjson.dumps(head), *pieces()[1:])
    if value is None and place == 5:
        assert unpack(changed).bytes is None  # which is one
        return
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own way
        unpack(changed)


@pytest.mark.parametrize("place", range(1, 6))
@pytest.mark.parametrize("piece", [b"", b"ARROW1", arrow(a=[1]), arrow(offset=[None])])
def test_a_table_of_another_kind_is_no_reading(place: int, piece: bytes) -> None:
    changed = pieces()
    changed[place] = piece
    with pytest.raises(ValueError, match="no packed reading"):
        unpack(sealed(*changed))


def test_a_record_without_a_value_is_no_reading() -> None:
    changed = pieces()
    whole = pl.read_ipc_stream(changed[1])
    holed = whole.with_columns(number=pl.lit(None, pl.UInt64))
    assert holed.schema == whole.schema
    changed[1] = holed.write_ipc_stream(None).getvalue()
    with pytest.raises(ValueError, match="no packed reading"):
        unpack(sealed(*changed))


@pytest.mark.parametrize("most", range(1, 6))
def test_a_table_that_is_missing_is_no_reading(most: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own way
        unpack(sealed(*pieces()[:most]))


def test_a_piece_that_ends_elsewhere_is_no_reading() -> None:
    with pytest.raises(ValueError, match="its end"):
        unpack(bound(b"\xff" * 8 + b"x"))
