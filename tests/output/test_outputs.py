"""What lies in the output folder: nothing of an earlier report, names that every system takes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics import cli, reporting
from forensics.binding import SIDECAR
from forensics.commands import dates
from forensics.errors import CaseError
from forensics.placing.moving import put_in_place
from forensics.reporting import Order
from forensics.sealing.signing import keys, signed
from tests.builders.filed import filed
from tests.builders.keys import held, private_pem

OUTPUTS = {"report.pdf": b"%PDF", "manifest.json": b"{}"}
OPTIONAL = reporting._OPTIONAL  # noqa: SLF001 - what lies there only at times


def test_an_archive_or_signature_of_an_earlier_report_does_not_stay(tmp_path: Path) -> None:
    put_in_place(tmp_path, {**OUTPUTS, SIDECAR: b"zip", "report.pdf.sig": b"sig"})
    assert {path.name for path in tmp_path.iterdir()} == {
        "report.pdf",
        "manifest.json",
        SIDECAR,
        "report.pdf.sig",
    }
    put_in_place(tmp_path, OUTPUTS, OPTIONAL)
    assert {path.name for path in tmp_path.iterdir()} == {"report.pdf", "manifest.json"}


def test_only_files_of_our_names_are_removed(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).mkdir()
    (tmp_path / "notes.zip").write_bytes(b"the analyst's")
    (tmp_path / "elsewhere").write_bytes(b"kept")
    (tmp_path / "report.pdf.sig").symlink_to(tmp_path / "elsewhere")
    put_in_place(tmp_path, OUTPUTS, OPTIONAL)
    assert (tmp_path / SIDECAR).is_dir()
    assert (tmp_path / "notes.zip").read_bytes() == b"the analyst's"
    assert (tmp_path / "elsewhere").read_bytes() == b"kept"
    assert not (tmp_path / "report.pdf.sig").is_symlink()


def test_a_report_larger_than_asked_for_is_said(tmp_path: Path) -> None:
    order = Order(folder=tmp_path, out=tmp_path, most=10)
    fits, larger = (filed({"report.pdf": bytes(size)}) for size in (10, 11))
    assert reporting._too_large(fits, order) == ()  # noqa: SLF001
    (said,) = reporting._too_large(larger, order)  # noqa: SLF001
    assert "11 bytes, more than the 10 asked for" in said
    assert "--max-size" in said


def test_the_signature_beside_is_over_the_signed_report(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(private_pem(held("ed25519").key))
    both = keys(tmp_path / "key.pem", None, None, None)
    outputs = signed(OUTPUTS, both)
    assert list(outputs) == ["report.pdf", "manifest.json", "report.pdf.sig"]
    public = held("ed25519").key.public_key()
    assert hasattr(public, "verify")
    assert len(outputs["report.pdf.sig"]) == 64
    assert signed(OUTPUTS, None) == OUTPUTS
    assert keys(None, None, None, None) is None


def test_a_signature_inside_needs_a_date(tmp_path: Path) -> None:
    (tmp_path / "key.p12").write_bytes(held("ed25519").p12())
    with pytest.raises(CaseError, match="give --date"):
        keys(None, tmp_path / "key.p12", None, None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (None, None),
        ("", None),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1002875400", datetime(2001, 10, 12, 8, 30, tzinfo=UTC)),
    ],
)
def test_the_date_may_come_from_the_environment(text: str | None, date: datetime | None) -> None:
    assert dates.epoch(text) == date


def test_one_moment_gives_one_date_however_it_is_given() -> None:
    given = [dates.date("2001-10-12T10:30:00+02:00"), dates.date("2001-10-12T08:30:00")]
    assert {str(each) for each in [*given, dates.epoch("1002875400")]} == {
        "2001-10-12 08:30:00+00:00"
    }


@pytest.mark.parametrize("text", ["yesterday", "1e9", "99999999999999999999", "1.5"])
def test_a_date_of_the_environment_that_is_none_is_answered_in_a_line(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    assert cli.main(["report", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "SOURCE_DATE_EPOCH" in said.err


def test_a_size_that_is_not_offered_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["report", "--max-size", "5", str(tmp_path)])
    assert caught.value.code == 2
    assert "--max-size" in capsys.readouterr().err
