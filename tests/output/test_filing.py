"""Files as they are made: piece by piece, gone over once, and none whole in memory."""

import random
import zlib
from collections.abc import Iterable, Iterator
from hashlib import md5, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.enclosures import Enclosure
from forensics.filing import Filing, Output

NOISE = random.Random(2).randbytes(3 << 20)  # noqa: S311 - bytes that deflating leaves as large


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize("content", [b"", b"one\r\n", bytes(3_000_000) + b"end"])
def test_a_file_is_what_its_pieces_are(content: bytes, on_disk: bool, tmp_path: Path) -> None:  # noqa: FBT001
    def keep(name: str, pieces: Iterable[bytes]) -> Path:
        (tmp_path / name).write_bytes(b"".join(pieces))
        return tmp_path / name

    filing = Filing(keep=keep, room=1_000_000) if on_disk else Filing(room=1_000_000)
    cut = [content[at : at + 999_983] for at in range(0, len(content), 999_983)]
    output = filing.begin("a.csv", iter(cut)).result()
    assert output == Output(
        size=len(content),
        sha256=sha256(content).hexdigest(),
        kept=tmp_path / "a.csv" if on_disk else content,
        enclosed=Enclosure(
            name="a.csv",
            size=len(content),
            md5=md5(content, usedforsecurity=False).hexdigest(),
            deflated=zlib.compress(content, 6),
        ),
    )
    assert filing.filed("a.csv", content) == output
    assert b"".join(output.pieces()) == output.whole() == content
    assert all(0 < len(piece) <= 1 << 20 for piece in output.pieces())


@given(st.binary(max_size=200), st.integers(-1, 100))
def test_it_is_enclosed_where_it_fits(content: bytes, room: int) -> None:
    output = Filing(room=room).filed("a.csv", content)
    fits = len(zlib.compress(content, 6)) <= room
    assert (output.enclosed is not None) == fits
    assert output.size == len(content)


def test_deflating_stops_where_a_file_exceeds_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[int] = []
    real = zlib.compressobj

    class Counting:
        def __init__(self, level: int) -> None:
            self._engine = real(level)

        def compress(self, data: bytes) -> bytes:
            fed.append(len(data))
            return self._engine.compress(data)

        def flush(self) -> bytes:
            return self._engine.flush()

    monkeypatch.setattr("forensics.enclosures.zlib.compressobj", Counting)
    huge = NOISE + bytes(40 << 20)
    output = Filing(room=1 << 20).filed("attempts.csv", huge)
    assert (output.enclosed, output.sha256) == (None, sha256(huge).hexdigest())
    assert 0 < sum(fed) <= len(NOISE)
    fed.clear()
    assert Filing().filed("report.html", NOISE).enclosed is None
    assert fed == []  # nor is it tried where there is no room at all


def test_what_cannot_be_read_again_is_said_to_who_waits(tmp_path: Path) -> None:
    filing = Filing(keep=lambda name, _: tmp_path / name)
    with pytest.raises(FileNotFoundError):
        filing.begin("a.csv", ()).result()


def test_pieces_are_asked_for_one_after_the_other(tmp_path: Path) -> None:
    made: list[int] = []

    def keep(name: str, pieces: Iterable[bytes]) -> Path:
        with (tmp_path / name).open("wb") as stream:
            for place, piece in enumerate(pieces, 1):
                assert len(made) == place  # none is made before the last is kept
                stream.write(piece)
        return tmp_path / name

    def pieces() -> Iterator[bytes]:
        for number in range(5):
            made.append(number)
            yield b"%d" % number

    assert Filing(keep=keep).begin("a.csv", pieces()).result().whole() == b"01234"
