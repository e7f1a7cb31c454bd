"""The exhibits at hand against those that the report lists, and a case laid out from its parts."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from forensics.case import load_case
from forensics.errors import CaseError
from forensics.exhibits import find_exhibits
from forensics.verify.checks import Check, Difference
from forensics.verify.claims import Listed
from forensics.verify.exhibits import by_hash, compared
from forensics.verify.gathering import is_case, laid_out
from tests.ledger.small_site import case_of
from tests.verify.proving import CASE, FIRST, SECOND, zipped

ZIP = zipped({"b.evt": SECOND})
FILES = {"case.toml": CASE.encode()}
EVIDENCE = {"a.evt": FIRST, "more/b.zip": ZIP}


def listed(files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    return tuple(
        Listed(path=path, size=len(content), sha256=sha256(content).hexdigest())
        for path, content in files.items()
    )


LISTED = listed(
    {
        "evidence/a.evt": FIRST,
        "evidence/more/b.zip": ZIP,
        "evidence/more/b.zip/b.evt": SECOND,
    }
)


def told(folder: Path, *, against: tuple[Listed, ...] = LISTED) -> Check:
    return compared(against, find_exhibits(load_case(folder)))


def says(content: bytes) -> str:
    return f"{len(content):,} bytes, SHA-256 {sha256(content).hexdigest()}"


def test_the_same_exhibits_agree(tmp_path: Path) -> None:
    case_of(tmp_path, EVIDENCE)
    assert told(tmp_path) == Check(what="exhibits", agree=3, of=3, unit="by size and SHA-256")


def test_a_byte_of_an_exhibit_is_found_and_both_hashes_are_told(tmp_path: Path) -> None:
    other = FIRST[:-1] + bytes([FIRST[-1] ^ 1])
    case_of(tmp_path, {**EVIDENCE, "a.evt": other})
    check = told(tmp_path)
    assert (check.agree, check.of) == (2, 3)
    assert check.differences == (
        Difference(where="evidence/a.evt", report=says(FIRST), evidence=says(other)),
    )


def test_an_exhibit_that_is_missing_and_one_that_was_added_are_named(tmp_path: Path) -> None:
    case_of(tmp_path, {"more/b.zip": ZIP, "new.evt": FIRST})
    check = told(tmp_path)
    assert (check.agree, check.of, check.holds) == (2, 3, False)
    assert check.differences == (
        Difference(where="evidence/a.evt", report=says(FIRST), evidence="no such exhibit"),
        Difference(where="evidence/new.evt", report="no such exhibit", evidence=says(FIRST)),
    )


def test_behind_pseudonyms_exhibits_are_told_by_hash_alone(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": FIRST, "twice.evt": FIRST})
    found = find_exhibits(load_case(tmp_path))
    disguised = listed({"evidence/log-1.evt": FIRST, "evidence/log-2.evt": FIRST})
    assert by_hash(disguised, found).holds
    check = by_hash(listed({"evidence/log-1.evt": FIRST, "evidence/log-2.evt": SECOND}), found)
    assert (check.agree, check.of) == (1, 2)
    assert [one.where for one in check.differences] == [
        "evidence/log-2.evt",
        "evidence/a.evt",
        "evidence/twice.evt",
    ]


def test_a_folder_is_the_case_unless_the_report_knows_more_of_it(tmp_path: Path) -> None:
    case_of(tmp_path, EVIDENCE)
    assert is_case(tmp_path, {})
    assert not is_case(tmp_path, FILES)
    assert not is_case(tmp_path / "evidence", {})
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    assert is_case(tmp_path, FILES)


def test_scattered_exhibits_are_found_by_their_hash(tmp_path: Path) -> None:
    case_of(tmp_path, {"here/1.bin": ZIP, "there/2.bin": FIRST, "other.txt": b"not of the case"})
    with laid_out(tmp_path / "evidence", FILES, LISTED, "SR-17") as folder:
        assert folder.name == "SR-17"
        assert told(folder).holds
        assert (folder / "case.toml").read_text(encoding="utf-8") == CASE


def test_exhibits_are_taken_from_a_zip(tmp_path: Path) -> None:
    place = tmp_path / "all.zip"
    place.write_bytes(zipped({"x/1.bin": FIRST, "x/2.zip": ZIP}))
    with laid_out(place, {}, LISTED, "SR-17") as folder:
        assert told(folder).holds
        changed = (folder / "evidence/a.evt").stat().st_mtime
    assert changed == 1_002_628_800  # noon of the day that the zip states


def test_an_exhibit_of_that_name_and_another_hash_is_laid_out_and_told(tmp_path: Path) -> None:
    case_of(tmp_path, {"deep/a.evt": SECOND, "b.zip": ZIP})
    with laid_out(tmp_path / "evidence", {}, LISTED, "SR-17") as folder:
        assert told(folder).differences == (
            Difference(where="evidence/a.evt", report=says(FIRST), evidence=says(SECOND)),
        )


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "evidence/../../x", "evidence", "x/a.evt", "evidence/\0"]
)
def test_no_listed_path_leads_out_of_the_case(tmp_path: Path, path: str) -> None:
    case_of(tmp_path, {"a.evt": FIRST})
    hostile = (Listed(path=path, size=len(FIRST), sha256=sha256(FIRST).hexdigest()),)
    with laid_out(tmp_path / "evidence", {}, hostile, "SR-17") as folder:
        around = folder.parent.parent
        made = [file.name for file in around.rglob("*") if file.is_file()]
    assert made == []


def test_the_evidence_stays_as_it_is(tmp_path: Path) -> None:
    case_of(tmp_path, EVIDENCE)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    with laid_out(tmp_path / "evidence", FILES, LISTED, "SR-17"):
        pass
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before
    assert (tmp_path / "evidence/a.evt").read_bytes() == FIRST


def test_a_place_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with (
        pytest.raises(CaseError, match="does not exist; give the case folder"),
        laid_out(tmp_path / "gone", {}, LISTED, "SR-17"),
    ):
        pass
