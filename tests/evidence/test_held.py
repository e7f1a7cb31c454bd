"""Of a text that its reader holds whole, so many lines and bytes are read, and the rest is told."""

from io import BytesIO
from pathlib import Path

import pytest

from forensics.case import load_case
from forensics.evidence import held
from forensics.evidence.forms import READERS, examine
from forensics.evidence.records import Bytes, Wanted
from forensics.exhibits import find_exhibits
from forensics.values import Damage, DamageCode
from tests.fuzz.seeds import sms_logs


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "LINES", 3)
    monkeypatch.setattr(held, "BYTES", 20)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b"a\nb\nc\n", 6),
        (b"a\nb\nc\nd\ne\n", 6),
        (b"\n\n\n\n\n", 3),
        (b"one line", 8),
        (b"a" * 30, 20),
        (b"aaaaaaaaaaaaaaa\nbbbbbbbbbbbb\n", 16),
        (b"", 0),
    ],
)
def test_so_many_lines_and_bytes_are_read(text: bytes, read: int) -> None:
    assert held.taken(BytesIO(text), len(text)) == read


@pytest.mark.usefixtures("few")
def test_lines_are_counted_over_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_PIECE", 2)
    assert held.taken(BytesIO(b"aa\nbb\ncc\ndd\n"), 12) == 9


def test_what_is_not_read_is_damage_and_every_byte_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(iter(sms_logs()))
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/ccm.log").write_bytes(one + b"\n" * 100)
    monkeypatch.setattr(held, "LINES", one.count(b"\n") + 10)
    (exhibit,) = find_exhibits(load_case(tmp_path))
    examined = examine(exhibit, Wanted(fields={}))
    assert examined.reading is not None
    read, size = len(one) + 10, len(one) + 100
    assert examined.reading.damage == (
        Damage(
            offset=read,
            length=90,
            code=DamageCode.READER_FAILED,
            expected=f"at most {held.LINES} lines and 2,147,483,648 bytes: cut the file into parts",
            found=f"{size} bytes, of which {read} are read",
        ),
    )
    assert examined.state == "damaged"
    assert examined.reading.bytes == Bytes(header=0, records=len(one), filler=10, unreadable=90)


def test_logs_and_tables_are_read_whole_whatever_their_size() -> None:
    assert [form.name for form in READERS if not form.held] == [
        *("evtx", "evt", "kb", "netlogon", "xml", "json", "csv"),
    ]
