"""The library: what is taken in, what stays, and what a damaged or killed one does."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from forensics.articles import library, shelves
from forensics.articles.importing import OUTCOMES, Taken, filling, take
from forensics.articles.library import FORMAT, VARIABLE, place, reading
from forensics.errors import CaseError
from tests.builders.article import article
from tests.shared import CHECKOUT

ONE = article(sections={"CAUSE": "Contoso& is locked out by a quokka."})


def taken(kept: Path, files: Mapping[str, bytes], folder: Path) -> list[Taken]:
    """Write files, take their folder in, and return what became of each."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with filling(kept) as opened:
        return list(take(opened, folder))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "new" / "library.sqlite"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return tmp_path / "texts"


def found(kept: Path, words: str) -> list[str]:
    with reading(kept) as opened:
        return [each.id for each in library.search(opened, words, 10)]


# ── what is taken in ────────────────────────────────────────────────────────────────────────────


def test_an_article_is_kept_whole_and_found_by_its_words(kept: Path, texts: Path) -> None:
    assert taken(kept, {"a/Q999999.TXT": ONE}, texts) == [
        Taken(path="a/Q999999.TXT", outcome="added", id="Q999999", says="")
    ]
    with reading(kept) as opened:
        held = library.article_of(opened, "q999999")
        (listed,) = library.search(opened, "contoso& QUOKKA", 10)
        assert library.article_of(opened, "Q1") is None
        assert library.count(opened) == 1
    assert held is not None
    assert held.text.encode(held.encoding) == ONE
    assert listed.title == "SMS: An Invented Article"
    assert (listed.id, listed.dated, listed.versions) == ("Q999999", "2002-08-06", ":2.0")
    assert listed.sha256 == held.sha256


def test_the_same_bytes_again_change_nothing(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    before = kept.read_bytes()
    (again,) = taken(kept, {}, texts)
    assert (again.outcome, again.says) == ("unchanged", "")
    assert kept.read_bytes() == before


def test_the_text_of_the_later_date_wins_and_the_index_forgets_the_other(
    kept: Path, texts: Path
) -> None:
    later = article(dated="07-AUG-2002", sections={"CAUSE": "A wombat did it."})
    told = taken(kept, {"1.txt": ONE, "2.txt": later, "3.txt": ONE}, texts)
    assert [(each.outcome, each.says) for each in told] == [
        ("added", ""),
        ("replaced", "dated 2002-08-07, in place of the text dated 2002-08-06"),
        (
            "kept",
            "dated 2002-08-06; the library's other text, dated 2002-08-07, is later and stays",
        ),
    ]
    assert found(kept, "wombat") == ["Q999999"]
    assert found(kept, "quokka") == []
    with reading(kept) as opened:
        opened.execute("SELECT count(*) FROM words").fetchone()


def test_of_two_texts_of_one_date_the_first_stays(kept: Path, texts: Path) -> None:
    other = article(sections={"CAUSE": "A wombat did it."})
    told = taken(kept, {"1.txt": ONE, "2.txt": other}, texts)
    assert told[1].outcome == "kept"
    assert told[1].says == (
        "dated 2002-08-06; the library's other text, dated 2002-08-06, is of the same date "
        "and stays"
    )
    assert found(kept, "quokka") == ["Q999999"]


def test_a_text_without_a_date_gives_way_to_any(kept: Path, texts: Path) -> None:
    undated = article(dated="99-AUG-2002")
    told = taken(kept, {"1.txt": undated, "2.txt": ONE}, texts)
    assert [each.outcome for each in told] == ["added", "replaced"]
    assert told[1].says == "dated 2002-08-06, in place of the text dated no day"


def test_what_is_no_article_is_told_with_its_reason(
    kept: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_BYTES", 10_000)
    taken(kept, {"b.txt": b"a note", "c.bin": ONE + b" " * 10_000, "d/e.txt": ONE}, texts)
    os.mkfifo(texts / "pipe")
    (texts / "link.txt").symlink_to(texts / "d/e.txt")
    (texts / "loop").symlink_to(texts)
    (texts / os.fsdecode(b"n\xfc.txt")).write_bytes(b"")
    (texts / "f.txt").write_bytes(ONE)
    told = {each.path: (each.outcome, each.says) for each in taken(kept, {}, texts)}
    link = "a symbolic link, not followed: give the file itself"
    assert told == {
        "b.txt": ("refused", "does not begin as an archived article"),
        "c.bin": ("refused", "larger than any article"),
        "d/e.txt": ("unchanged", ""),
        "f.txt": ("unchanged", ""),
        "link.txt": ("refused", link),
        "loop": ("refused", link),
        "n\\xfc.txt": ("refused", "does not begin as an archived article"),
        "pipe": ("refused", "no regular file (a device, pipe or socket)"),
    }
    assert {outcome for outcome, _ in told.values()} <= set(OUTCOMES)


def test_a_file_or_a_folder_that_cannot_be_opened_is_told(
    kept: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(kept, {"a.txt": ONE, "b/c.txt": ONE}, texts)
    whole = os.scandir

    def locked(path: str) -> object:
        if path.endswith("b/"):
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(os, "scandir", locked)
    told = [(each.path, each.says) for each in taken(kept, {}, texts)]
    assert told == [("a.txt", ""), ("b/", "cannot be read (Permission denied)")]


def test_files_come_in_one_order_whatever_the_file_system_s(kept: Path, texts: Path) -> None:
    names = ["a/z", "a/b/y", "c/x", "B/w", "v"]
    told = taken(
        kept, {name: article(id=f"Q{10_000 + at}") for at, name in enumerate(names)}, texts
    )
    assert [each.path for each in told] == ["v", "B/w", "a/z", "a/b/y", "c/x"]


def test_a_single_file_and_a_link_to_it_are_taken(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    link = texts / "link"
    link.symlink_to(texts / "a.txt")
    with filling(kept) as opened:
        told = [*take(opened, texts / "a.txt"), *take(opened, link), *take(opened, texts / "no")]
    assert [(each.path, each.outcome, each.says) for each in told] == [
        ("a.txt", "unchanged", ""),
        ("link", "unchanged", ""),
        ("no", "refused", "cannot be read (No such file or directory)"),
    ]


def test_the_members_of_a_zip_are_taken_and_a_bomb_is_not(
    kept: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.mkdir()
    with ZipFile(texts / "a.zip", "w", ZIP_DEFLATED) as made:
        made.writestr("txt/1.TXT", ONE)
        made.writestr("../../2.TXT", article(id="Q999998"))
        made.writestr("b.png", b"\x89PNG")
        made.writestr("large", b" " * 20_000)
        made.writestr("last", ONE)
    monkeypatch.setattr(shelves, "MOST_BYTES", 10_000)
    monkeypatch.setattr(shelves, "MOST_OF_ZIP", 5_000)
    told = [(each.path, each.outcome, each.says) for each in taken(kept, {}, texts)]
    assert told == [
        ("a.zip/txt/1.TXT", "added", ""),
        ("a.zip/\\x2e\\x2e/\\x2e\\x2e/2.TXT", "added", ""),
        ("a.zip/b.png", "refused", "does not begin as an archived article"),
        ("a.zip/large", "refused", "larger than any article"),
        ("a.zip/last", "refused", "its zip expands to more than the whole archive: unpack it"),
    ]


def test_a_zip_that_breaks_off_gives_what_it_still_holds(kept: Path, texts: Path) -> None:
    texts.mkdir()
    with ZipFile(texts / "a.zip", "w", ZIP_DEFLATED) as made:
        made.writestr("1.TXT", ONE)
        made.writestr("2.TXT", article(id="Q999998", sections={"CAUSE": "x" * 100}))
    whole = (texts / "a.zip").read_bytes()
    (texts / "a.zip").write_bytes(whole[: whole.index(b"2.TXT") + 40])
    told = taken(kept, {}, texts)
    assert [(each.path, each.outcome) for each in told] == [
        ("a.zip", "refused"),
        ("a.zip/1.TXT", "added"),
        ("a.zip/2.TXT", "refused"),
    ]
    assert all(each.says for each in told if each.outcome == "refused")


def test_the_boilerplate_is_not_searched(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    assert found(kept, "warranty") == []
    assert found(kept, "kbNone") == ["Q999999"]


# ── searching ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        'quokka"',
        "quokka&",
        "quokka*",
        "(quokka",
        "NEAR(quokka, 1)",
        "title: quokka",
        "quokka AND OR NOT",
        "-quokka ^",
        "quokka\x00\udcff",
        "'; DROP TABLE article; -- quokka",
    ],
)
def test_no_word_of_a_search_is_a_command(kept: Path, texts: Path, words: str) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    assert found(kept, words) == ["Q999999"]


@pytest.mark.parametrize("words", ["", '"', "& *", "\udcff", "SMSCliToknAcct&"])
def test_a_search_without_a_known_word_finds_nothing(kept: Path, texts: Path, words: str) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    assert found(kept, words) == []


def test_all_words_come_first_then_any_and_the_best_is_first(kept: Path, texts: Path) -> None:
    files = {
        f"{number}.txt": article(id=f"Q99999{number}", title=title, sections={"CAUSE": text})
        for number, (title, text) in enumerate(
            [("Plain", "wombat wombat more"), ("Wombat", "a b c"), ("Plain", "a b c")]
        )
    }
    taken(kept, files, texts)
    assert found(kept, "wombat more") == ["Q999990"]
    assert found(kept, "wombat numbat") == ["Q999991", "Q999990"]


# ── damage, strangers, killing ──────────────────────────────────────────────────────────────────


def used(file: Path) -> None:
    """Use a library in every way of a report."""
    with reading(file) as opened:
        library.search(opened, "quokka", 3)
        library.article_of(opened, "Q999999")


def test_a_stranger_and_a_damaged_file_are_mistakes_in_one_line(
    kept: Path, texts: Path, tmp_path: Path
) -> None:
    taken(kept, {"a.txt": ONE * 1}, texts)
    stranger, damaged, text, newer = (tmp_path / name for name in "sdtn")
    with sqlite3.connect(stranger) as made:
        made.execute("CREATE TABLE t (x)")
        made.execute(f"PRAGMA user_version = {FORMAT}")
    made.close()
    damaged.write_bytes(kept.read_bytes()[:4096] + b"\xff" * 8192)
    text.write_bytes(b"no database at all, but long enough to look at " * 90)
    newer.write_bytes(kept.read_bytes())
    with sqlite3.connect(newer) as made:
        made.execute(f"PRAGMA user_version = {FORMAT + 1}")
    made.close()
    for file in (stranger, damaged, text, newer, tmp_path, tmp_path / "none"):
        before = file.read_bytes() if file.is_file() else b""
        with pytest.raises(CaseError) as told:
            used(file)
        assert (file != stranger) or "no library of this program" in str(told.value)
        assert str(told.value).startswith(f"{file}: ")
        assert "\n" not in str(told.value)
        assert (file.read_bytes() if file.is_file() else b"") == before
    for file in (stranger, damaged, text, newer, tmp_path):
        with pytest.raises(CaseError), filling(file) as opened:
            list(take(opened, texts))


def test_a_text_that_was_changed_in_the_library_is_not_given_out(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    with sqlite3.connect(kept) as changed:
        changed.execute("UPDATE article SET bytes = ?", (ONE.replace(b"quokka", b"nobody"),))
    changed.close()
    with pytest.raises(CaseError, match="text of Q999999 was changed"), reading(kept) as opened:
        library.article_of(opened, "Q999999")


def test_an_import_that_fails_leaves_the_library_as_it_was(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    (texts / "b.txt").write_bytes(article(id="Q999998"))
    with pytest.raises(ZeroDivisionError), filling(kept) as opened:
        1 / [each.outcome for each in take(opened, texts)].count("refused")
    with reading(kept) as opened:
        assert library.count(opened) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from forensics.articles.importing import filling, take
with filling(Path(sys.argv[1])) as opened:
    opened.execute("PRAGMA cache_size = 4")  # pages go to the file before the end
    for each in take(opened, Path(sys.argv[2])):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_import_leaves_the_library_as_it_was(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    for number in range(40):
        text = f"wombat {number} " * 400
        data = article(id=f"Q{100_000 + number}", sections={"CAUSE": text})
        (texts / f"{number}.txt").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, kept, texts], cwd=CHECKOUT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (-9, b"")
    assert Path(f"{kept}-journal").exists()
    assert found(kept, "quokka") == ["Q999999"]
    with reading(kept) as opened:
        assert library.count(opened) == 1
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_who_reads_cannot_write(kept: Path, texts: Path) -> None:
    taken(kept, {"a.txt": ONE}, texts)
    with pytest.raises(CaseError, match="readonly"), reading(kept) as opened:
        opened.execute("DELETE FROM article")


def test_a_folder_that_cannot_be_made_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CaseError, match="cannot be made"), filling(tmp_path / "file/x/l.sqlite"):
        pass


# ── where it is ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.local/share/lockout-forensics/articles.sqlite"),
        (
            "linux",
            {"HOME": "/h", "XDG_DATA_HOME": "/d"},
            "/d/lockout-forensics/articles.sqlite",
        ),
        (
            "linux",
            {"HOME": "/h", "XDG_DATA_HOME": "d"},
            "/h/.local/share/lockout-forensics/articles.sqlite",
        ),
        (
            "darwin",
            {"HOME": "/h"},
            "/h/Library/Application Support/lockout-forensics/articles.sqlite",
        ),
        (
            "win32",
            {"HOME": "/h", "LOCALAPPDATA": "/l"},
            "/l/lockout-forensics/articles.sqlite",
        ),
        ("linux", {"HOME": "/h", VARIABLE: "/v"}, "/v"),
    ],
)
def test_the_library_is_in_the_users_data_folder_or_where_the_variable_says(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert place(None, environment) == Path(expected)
    assert place(Path("named"), environment) == Path("named")
