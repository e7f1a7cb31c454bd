"""What a report may quote: the case's own texts first, and nothing there stops a report."""

import os
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from forensics.articles.held import MOST_REMARKS, NOTHING, Held, Remark, Shelf, gather
from forensics.articles.importing import filling, take
from tests.builders.article import article

OLD = article(dated="06-AUG-2002")
NEW = article(dated="07-AUG-2002")
OTHER = article(id="Q999998")


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "case/kb").mkdir(parents=True)
    return tmp_path / "case"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Make a library that holds both articles."""
    folder, library = tmp_path / "texts", tmp_path / "library.sqlite"
    folder.mkdir()
    (folder / "1").write_bytes(NEW)
    (folder / "2").write_bytes(OTHER)
    with filling(library) as opened:
        list(take(opened, folder))
    return library


def places(shelf: Shelf) -> dict[str, tuple[str, str]]:
    return {name: (held.where, held.sha256) for name, held in shelf.texts.items()}


def test_a_text_of_the_case_comes_before_the_library(case: Path, kept: Path) -> None:
    (case / "kb/deep").mkdir()
    (case / "kb/deep/any name").write_bytes(OLD)
    found = gather(case, ["Q999999", "Q999998", "Q999997"], kept)
    assert places(found) == {
        "Q999999": ("kb/deep/any name", digest(OLD)),
        "Q999998": ("library", digest(OTHER)),
    }
    assert found.remarks == ()
    held = found.texts["Q999999"]
    assert held == Held(article=held.article, sha256=held.article.sha256, where="kb/deep/any name")


def test_only_what_is_wanted_is_given(case: Path, kept: Path) -> None:
    (case / "kb/a").write_bytes(OTHER)
    assert gather(case, ["Q999997"], kept) == NOTHING


def test_of_two_texts_of_one_article_the_later_is_quoted_and_both_are_told(case: Path) -> None:
    (case / "kb/a.txt").write_bytes(NEW)
    (case / "kb/b.txt").write_bytes(OLD)
    (case / "kb/c.txt").write_bytes(NEW)
    found = gather(case, ["Q999999"], None)
    assert places(found) == {"Q999999": ("kb/a.txt", digest(NEW))}
    assert found.remarks == (
        Remark(
            where="kb/b.txt",
            says=f"another text of Q999999 (dated 2002-08-06, SHA-256 {digest(OLD)[:8]}…); "
            f"kb/a.txt is quoted (dated 2002-08-07, SHA-256 {digest(NEW)[:8]}…)",
        ),
    )


def test_the_later_text_wins_wherever_it_stands(case: Path) -> None:
    (case / "kb/a.txt").write_bytes(article(dated="31-FEB-2002"))
    (case / "kb/b.txt").write_bytes(NEW)
    found = gather(case, ["Q999999"], None)
    assert places(found) == {"Q999999": ("kb/b.txt", digest(NEW))}
    assert [each.where for each in found.remarks] == ["kb/a.txt"]
    assert "dated no day" in found.remarks[0].says


def test_what_cannot_be_read_there_is_told_and_stops_nothing(case: Path, kept: Path) -> None:
    (case / "kb/note.txt").write_bytes(b"a note")
    os.mkfifo(case / "kb/pipe")
    (case / "kb/a.txt").write_bytes(OLD)
    found = gather(case, ["Q999999"], kept)
    assert places(found) == {"Q999999": ("kb/a.txt", digest(OLD))}
    assert found.remarks == (
        Remark(where="kb/note.txt", says="does not begin as an archived article"),
        Remark(where="kb/pipe", says="no regular file (a device, pipe or socket)"),
    )


def test_a_zip_is_read_in_place_and_many_refusals_are_counted(case: Path) -> None:
    with ZipFile(case / "kb/archive.zip", "w") as made:
        made.writestr("txt/Q999999.TXT", OLD)
        for number in range(MOST_REMARKS + 3):
            made.writestr(f"txt/{number:02}.png", b"")
    found = gather(case, ["Q999999"], None)
    assert places(found) == {"Q999999": ("kb/archive.zip/txt/Q999999.TXT", digest(OLD))}
    assert len(found.remarks) == MOST_REMARKS + 1
    assert found.remarks[-1] == Remark(where="kb", says="and 3 files more")


def test_a_bad_library_is_told_and_stops_nothing(case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"no library " * 400)
    (case / "kb/a.txt").write_bytes(OTHER)
    found = gather(case, ["Q999999", "Q999998"], bad)
    assert places(found) == {"Q999998": ("kb/a.txt", digest(OTHER))}
    (remark,) = found.remarks
    assert remark.where == "library"
    assert remark.says.startswith(f"{bad}: cannot be used as a library (file is not a database)")


@pytest.mark.parametrize("name", ["none", "case"])
def test_without_folder_or_library_there_is_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "case").mkdir()
    assert gather(tmp_path / name, ["Q999999"], tmp_path / "none.sqlite") == NOTHING
    assert gather(tmp_path / name, [], None) == NOTHING


def test_no_case_text_leaves_the_library_unopened(case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"no library " * 400)
    (case / "kb/a.txt").write_bytes(OLD)
    assert gather(case, ["Q999999"], bad).remarks == ()
