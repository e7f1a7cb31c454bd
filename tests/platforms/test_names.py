"""Every name that we write can be a file's on Windows, and none of a report means another place."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from forensics import cache
from forensics.articles import library
from forensics.editions import keeping
from forensics.evidence.records import Wanted
from forensics.exhibits import list_below
from forensics.placing import locks, moving
from forensics.placing.within import lies_within
from forensics.verify.filenames import is_name, leads_inward


def test_every_output_has_a_name_that_windows_knows() -> None:
    content = cache.Content(sha256=64 * "f", size=1 << 40, modified=1 << 60)
    names = {
        *moving.NAMES,
        *(cache.FOLDER, cache.SECRET, keeping.FOLDER, keeping.KEY, keeping.NAMES),
        *(library.FILE_NAME, locks.FILE, ".partial-abcd_123", ".whole-abcd_123"),
        cache._name(content, Wanted(fields={})),  # noqa: SLF001 - what an entry is called
    }
    assert [name for name in names if not is_name(name, "win32")] == []
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        *("CON", "nul", "Aux.csv", "com1", "LPT9.txt", "prn .x", "COM²"),
        *("a.", "a ", "a\\b", "C:", "a:stream", "..\\x", "a?", 'a"', "a|b", "<a>", "a\x1f"),
    ],
)
def test_what_windows_takes_for_another_place_is_no_name_there_only(name: str) -> None:
    assert not is_name(name, "win32")
    assert is_name(name, "linux")
    assert not leads_inward(f"evidence/{name}/a.evt", "win32")


@pytest.mark.parametrize("name", ["", "..", "a/b", "/", "a\0"])
def test_what_is_no_name_is_none_anywhere(name: str) -> None:
    assert not is_name(name, "linux")
    assert not is_name(name, "win32")


@pytest.mark.parametrize("name", ["a.evtx", ".lock", "console", "auxiliary", "com10", "Журнал"])
def test_a_name_is_one_everywhere(name: str) -> None:
    assert is_name(name, "linux")
    assert is_name(name, "win32")
    assert leads_inward(f"evidence/{name}", "win32")


def test_half_a_character_in_a_name_stands_as_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Path) -> None:
        raise OSError

    # NTFS keeps any 16 bits; Python gives them as they are, and no encoding but this takes them.
    monkeypatch.setattr("forensics.exhibits.sys.getfilesystemencodeerrors", lambda: "surrogatepass")
    monkeypatch.setattr(Path, "lstat", gone)
    (exhibit,) = list_below(tmp_path / "a\ud83d.evt", tmp_path)
    assert exhibit.path == r"a\xed\xa0\xbd.evt"


def test_a_folder_is_the_same_by_any_name_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evidence").mkdir()

    def samefile(one: Path, other: Path) -> bool:  # as where large letters are small ones
        return str(one).lower() == str(other).lower()

    monkeypatch.setattr(Path, "samefile", samefile)
    assert lies_within(tmp_path / "EVIDENCE" / "out", tmp_path / "evidence")
    assert not lies_within(tmp_path / "evident", tmp_path / "evidence")


@pytest.mark.parametrize(
    ("file", "address"),
    [
        (PurePosixPath("/home/a b/x.sqlite"), "file:///home/a%20b/x.sqlite"),
        (PureWindowsPath(r"C:\a\x.sqlite"), "file:///C:/a/x.sqlite"),
        (PureWindowsPath(r"\\server\share\x.sqlite"), "file:////server/share/x.sqlite"),
    ],
)
def test_a_library_is_opened_wherever_it_lies(
    file: PurePosixPath | PureWindowsPath, address: str
) -> None:
    assert library._address(file) == address  # noqa: SLF001 - no such place is here
