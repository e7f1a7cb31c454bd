"""A zip is read in place: it is an exhibit, and so is each of its members."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from forensics import reporting
from forensics.cli import INCOMPLETE, main
from forensics.evidence.forms import examine
from forensics.evidence.records import Wanted
from forensics.exhibits import Exhibit, find_exhibits, open_exhibit
from forensics.investigating import investigate
from forensics.progress import Step
from forensics.values import NOT_RECORDED, UNPARSABLE, Instant
from forensics.zips import members
from forensics.zips.expand import PIECE
from forensics.zips.members import DEEPEST
from tests.builders.security_classic import failed_529
from tests.builders.zips import STREAMED, UTF8, Packed, wide_zipped, zipped
from tests.ledger.small_site import TOKEN, analysed, case_of, log, sources_of
from tests.shared import CHECKOUT, shared

LOG = log("LONCAP01", (1, failed_529(TOKEN, "FIN-1", "FIN-1")))
NOTE = b"seen at the counter\n"


def found(folder: Path, files: Mapping[str, bytes]) -> tuple[Exhibit, ...]:
    """Return the exhibits of a case with these files, none of which is changed by the search."""
    case = case_of(folder, files)
    before = state(folder)
    exhibits = find_exhibits(case)
    assert state(folder) == before
    return exhibits


def state(folder: Path) -> list[tuple[str, bytes, int]]:
    return [
        (str(file), file.read_bytes() if file.is_file() else b"", file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
    ]


def read(exhibit: Exhibit) -> bytes:
    with open_exhibit(exhibit) as stream:
        return stream.read()


def python_zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip written by the standard library."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2001, 10, 9, 10, 12, 30)), content, method)
    return kept.getvalue()


# ── what is listed ──────────────────────────────────────────────────────────────────────────────


def test_a_zip_and_its_members_are_exhibits(tmp_path: Path) -> None:
    content = zipped(
        Packed(name=b"logs/dc01.evt", content=LOG), Packed(name=b"a.txt", content=NOTE)
    )
    whole, note, member = found(tmp_path, {"customer.zip": content})
    file = tmp_path / "evidence/customer.zip"
    assert whole == Exhibit(
        path="evidence/customer.zip",
        file=file,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        hindrance="",
        flaw="",
        is_zip=True,
        member=(),
        modified=whole.modified,
    )
    assert member == Exhibit(
        path="evidence/customer.zip/logs/dc01.evt",
        file=file,
        size=len(LOG),
        sha256=sha256(LOG).hexdigest(),
        hindrance="",
        flaw="",
        is_zip=False,
        member=member.member,
        modified=Instant.of(datetime(2001, 10, 9, 10, 12, 30, tzinfo=UTC)),
    )
    assert [entry.name for entry in member.member] == [b"logs/dc01.evt"]
    assert (note.path, read(note)) == ("evidence/customer.zip/a.txt", NOTE)
    assert read(member) == LOG
    assert read(whole) == content


def test_a_zip_is_known_by_content_and_not_by_name(tmp_path: Path) -> None:
    files = {
        "no.zip": NOTE,
        "report.docx": zipped(Packed(name=b"word/document.xml", content=b"<w/>")),
    }
    assert [(each.path, each.is_zip) for each in found(tmp_path, files)] == [
        ("evidence/no.zip", False),
        ("evidence/report.docx", True),
        ("evidence/report.docx/word/document.xml", False),
    ]


@pytest.mark.parametrize("stub", [b"MZ a program that unpacks itself", b"PK00", b"x" * 70_000])
def test_what_stands_before_a_zip_is_passed_over(tmp_path: Path, stub: bytes) -> None:
    whole, member = found(tmp_path, {"a.exe": stub + zipped(Packed(name=b"a.evt", content=LOG))})
    assert (whole.is_zip, whole.flaw) == (True, "")
    assert read(member) == LOG


def test_a_zip_with_a_long_comment_is_found(tmp_path: Path) -> None:
    content = zipped(Packed(name=b"a.evt", content=LOG), comment=b"c" * 0xFFFF)
    whole, member = found(tmp_path, {"a.zip": b"stub" + content})
    assert (whole.flaw, read(member)) == ("", LOG)


@pytest.mark.parametrize("head", [b"ElfFile\0", b"\x30\0\0\0LfLe"])
def test_a_log_with_a_zip_behind_it_is_a_log(tmp_path: Path, head: bytes) -> None:
    (only,) = found(tmp_path, {"a.evtx": head + zipped(Packed(name=b"a", content=NOTE))})
    assert not only.is_zip


def test_zips_come_with_their_members_in_order_of_path(tmp_path: Path) -> None:
    inner = zipped(Packed(name=b"2", content=b"x"), Packed(name=b"1", content=b"x"))
    outer = zipped(Packed(name=b"z", content=b"x"), Packed(name=b"in.zip", content=inner))
    exhibits = found(tmp_path, {"b.zip": outer, "b": b"x", "c": b"x"})
    assert [each.path for each in exhibits] == [
        "evidence/b",
        "evidence/b.zip",
        "evidence/b.zip/in.zip",
        "evidence/b.zip/in.zip/1",
        "evidence/b.zip/in.zip/2",
        "evidence/b.zip/z",
        "evidence/c",
    ]


def test_folders_in_a_zip_are_no_exhibits(tmp_path: Path) -> None:
    content = zipped(
        Packed(name=b"logs/", method=0),
        Packed(name=b"net\\"),
        Packed(name=b"odd/", content=NOTE),
        Packed(name=b"empty"),
    )
    assert [(each.path, each.size) for each in found(tmp_path, {"a.zip": content})[1:]] == [
        ("evidence/a.zip/empty", 0),
        (r"evidence/a.zip/odd/\x2f", len(NOTE)),
    ]


def test_one_member_within_the_zip_within_the_zip(tmp_path: Path) -> None:
    inner = zipped(Packed(name=b"x.txt", content=NOTE), Packed(name=b"deep/dc.evt", content=LOG))
    outer = zipped(Packed(name=b"sent.zip", content=inner))
    _, nested, member, _ = found(tmp_path, {"a.zip": b"stub" + outer})
    assert (nested.is_zip, nested.sha256) == (True, sha256(inner).hexdigest())
    assert member.path == "evidence/a.zip/sent.zip/deep/dc.evt"
    assert [entry.name for entry in member.member] == [b"sent.zip", b"deep/dc.evt"]
    assert read(member) == LOG
    assert (member.size, member.sha256) == (len(LOG), sha256(LOG).hexdigest())


def test_a_third_zip_is_listed_and_not_entered(tmp_path: Path) -> None:
    third = zipped(Packed(name=b"log.evt", content=LOG))
    second = zipped(Packed(name=b"third.zip", content=third))
    *_, last = found(tmp_path, {"first.zip": zipped(Packed(name=b"second.zip", content=second))})
    assert DEEPEST == 2
    assert (last.path, last.size, last.sha256) == (
        "evidence/first.zip/second.zip/third.zip",
        len(third),
        sha256(third).hexdigest(),
    )
    assert last.hindrance == "a zip within a zip within a zip: unpack it"


# ── how members are packed ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_method_of_the_standard_library_is_read(tmp_path: Path, method: int) -> None:
    content = bytes(range(256)) * 1_000
    held_back = bytes(PIECE + 100)  # the last 100 come when no packed byte is left
    files = {"big.bin": content, "empty": b"", "Büro/log.evt": LOG, "zeros": held_back}
    whole, *rest = found(tmp_path, {"a.zip": python_zip(files, method)})
    assert whole.flaw == ""
    assert {each.path.removeprefix("evidence/a.zip/"): read(each) for each in rest} == files
    assert [each.hindrance + each.flaw for each in rest] == ["", "", "", ""]


def test_a_zip64_is_read_by_its_wide_fields(tmp_path: Path) -> None:
    content = wide_zipped(
        Packed(name=b"a.txt", content=NOTE, wide=True),
        Packed(name=b"b.evt", content=LOG, wide=True),
    )
    whole, note, member = found(tmp_path, {"a.zip": content})
    assert (whole.flaw, read(note), read(member)) == ("", NOTE, LOG)
    with zipfile.ZipFile(io.BytesIO(content)) as oracle:
        assert oracle.read("b.evt") == LOG


def test_a_member_that_was_streamed_is_read(tmp_path: Path) -> None:
    content = zipped(Packed(name=b"a.evt", content=LOG, flags=STREAMED), Packed(name=b"b"))
    whole, member, _ = found(tmp_path, {"a.zip": content})
    assert (whole.flaw, member.flaw, read(member)) == ("", "", LOG)


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        (0, 0, NOT_RECORDED),
        (0x0021, 0, Instant.of(datetime(1980, 1, 1, tzinfo=UTC))),
        (0xFF9F, 0xBF7D, Instant.of(datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC))),
        (0x0020, 0, UNPARSABLE),
        (0x01A1, 0, UNPARSABLE),
        (0x0021, 30, UNPARSABLE),
    ],
)
def test_the_dos_time_of_a_member_is_kept(
    tmp_path: Path, date: int, time: int, said: object
) -> None:
    _, member = found(tmp_path, {"a.zip": zipped(Packed(name=b"a", date=date, time=time))})
    assert member.modified == said


def test_names_are_read_as_the_zip_marks_them(tmp_path: Path) -> None:
    content = zipped(
        Packed(name="Büro".encode("cp437"), content=b"1"),
        Packed(name="Büro".encode(), content=b"2", flags=UTF8),
        Packed(name=b"B\xfcro", content=b"3", flags=UTF8),
    )
    exhibits = found(tmp_path, {"a.zip": content})[1:]
    assert {each.path.rpartition("/")[2]: read(each) for each in exhibits} == {
        "Büro": b"1",
        "Büro#2": b"2",
        r"B\xfcro": b"3",
    }


# ── opening ─────────────────────────────────────────────────────────────────────────────────────


def test_an_opened_member_can_be_sought_and_not_written(tmp_path: Path) -> None:
    (_, member) = found(tmp_path, {"a.zip": zipped(Packed(name=b"a", content=NOTE))})
    with open_exhibit(member) as stream:
        stream.seek(5)
        assert stream.read(2) == b"at"
        assert (stream.seekable(), stream.writable()) == (True, False)
        with pytest.raises(io.UnsupportedOperation):
            stream.write(b"x")
    assert stream.closed


def test_opening_leaves_the_case_folder_alone(tmp_path: Path) -> None:
    exhibits = found(tmp_path, {"a.zip": zipped(Packed(name=b"a", content=NOTE))})
    before = state(tmp_path)
    for exhibit in exhibits:
        with open_exhibit(exhibit):
            assert state(tmp_path) == before


def test_a_zip_that_vanishes_before_it_is_read_costs_its_members_alone(tmp_path: Path) -> None:
    exhibits = found(tmp_path, {"a.zip": zipped(Packed(name=b"a.evt", content=LOG))})
    (tmp_path / "evidence/a.zip").unlink()
    examined = [examine(each, Wanted(fields={})) for each in exhibits]
    assert [(each.state, each.form) for each in examined] == [
        ("intact", "zip"),
        ("unreadable", "unknown"),
    ]


def test_no_room_for_temporary_files_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(members, "expanded", full)
    inner = zipped(Packed(name=b"a", content=NOTE))
    (only,) = found(tmp_path, {"a.zip": zipped(Packed(name=b"in.zip", content=inner))})
    assert only.hindrance == (
        "cannot be read (No space left on device): make room for temporary files or copy it again"
    )


# ── what becomes of them ────────────────────────────────────────────────────────────────────────


def test_the_ledger_has_a_line_for_the_zip_and_one_for_each_member(tmp_path: Path) -> None:
    content = zipped(Packed(name=b"a.evt", content=LOG), Packed(name=b"b.txt", content=NOTE))
    whole, member, note = sources_of(case_of(tmp_path, {"a.zip": content}))
    assert (whole.format, whole.state, whole.reason) == ("zip", "intact", "")
    assert (whole.size, whole.records.read) == (len(content), 0)
    assert (member.format, member.state, member.reason) == ("evt", "intact", "")
    assert (member.path, member.records.read) == ("evidence/a.zip/a.evt", 1)
    assert (note.format, note.state) == ("unknown", "unrecognised")


def test_a_member_named_like_a_log_that_is_none_says_so(tmp_path: Path) -> None:
    content = zipped(Packed(name=b"a.evtx", content=NOTE))
    _, source = sources_of(case_of(tmp_path, {"a.zip": content}))
    assert source.reason.startswith("named .evtx, but its bytes are no such log")


def test_zipped_logs_give_the_same_lockouts_as_the_logs(tmp_path: Path) -> None:
    logs = CHECKOUT / "cases/sms-cap-lockout/evidence"
    toml = (CHECKOUT / "cases/sms-cap-lockout/case.toml").read_text("utf-8")
    files = {file.name: file.read_bytes() for file in sorted(logs.iterdir())}
    plain = analysed(case_of(tmp_path / "plain", files, toml)).findings
    packed = analysed(case_of(tmp_path / "packed", {"all.zip": python_zip(files)}, toml)).findings

    def told(one: object) -> str:
        return repr(one).replace("evidence/all.zip/", "evidence/")

    assert len(plain.lockouts) > 0
    assert told(packed.lockouts) == told(plain.lockouts)
    assert told(packed.cited) == told(plain.cited)
    assert packed.attempts == plain.attempts
    assert packed.second_readings == plain.second_readings
    assert [each.sha256 for each in packed.sources[1:]] == [each.sha256 for each in plain.sources]


def test_real_exports_in_a_zip_are_listed(tmp_path: Path) -> None:
    file = shared("evidence/exports/otrf-purplesharp.zip")
    with zipfile.ZipFile(file) as oracle:
        expected = {
            info.filename: info.file_size for info in oracle.infolist() if not info.is_dir()
        }
    whole, *rest = found(tmp_path, {"otrf.zip": file.read_bytes()})
    sizes = {each.path.removeprefix("evidence/otrf.zip/"): each.size for each in rest}
    assert (whole.flaw, sizes) == ("", expected)


def test_a_zip_that_changes_while_it_is_read_spoils_its_members(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.zip": zipped(Packed(name=b"a.evt", content=LOG)), "b.evt": LOG})

    def progress(said: str | Step) -> None:
        if said == "analysing":
            with (tmp_path / "evidence/a.zip").open("ab") as stream:
                stream.write(b"x")

    sources = investigate(case, progress).findings.sources
    assert [(each.path, each.unchanged, each.state) for each in sources] == [
        ("evidence/a.zip", False, "damaged"),
        ("evidence/a.zip/a.evt", False, "damaged"),
        ("evidence/b.evt", True, "intact"),
    ]


def test_a_case_of_zips_ends_in_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.sized.begin", lambda *_: lambda: b"%PDF- left out\n")
    monkeypatch.setattr(reporting, "page", lambda *_: b"<!DOCTYPE html>\n")
    broken = Packed(name=b"b.evt", content=LOG, crc=1)
    case_of(tmp_path, {"a.zip": zipped(Packed(name=b"a.evt", content=LOG), broken)})
    assert main(["report", str(tmp_path)]) == INCOMPLETE
    why = "its bytes do not have the checksum (CRC-32) that the zip recorded: copy the zip again"
    assert capsys.readouterr().err == (
        f"forensics: {tmp_path}/evidence/a.zip/b.evt: damaged: {why}\n"
    )
    made = json.loads((tmp_path / "report/manifest.json").read_bytes())
    assert [each["path"] for each in made["exhibits"]] == [
        "evidence/a.zip",
        "evidence/a.zip/a.evt",
        "evidence/a.zip/b.evt",
    ]
