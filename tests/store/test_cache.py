"""The cache of a case: what was read once is not read again, and nothing odd is ever believed."""

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forensics import cache as room
from forensics.cache import Cache, Content, Kept, keep, kept, opened, own_secret
from forensics.evidence.records import Wanted
from forensics.fingerprint import versions
from tests.store.filled import EMPTY, FULL, told

WANTED = Wanted(fields={"Security": {529: frozenset({"1", "2"})}})
OF = Content(sha256="0f" * 32, size=65_536, modified=133_500_000_000_000_000)
FOUND = Kept(form="evt", reading=FULL)


def variables(folder: Path) -> dict[str, str]:
    """Return an environment in which the user's data lie in a folder, on any system."""
    return {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder)}


def cache_of(folder: Path, user: str = "user") -> Cache:
    case = folder / "case"
    case.mkdir(exist_ok=True)
    secret = own_secret(variables(folder / user))
    assert secret is not None
    return opened(case, secret)


def filled(folder: Path) -> tuple[Cache, Path]:
    """Return a cache with one entry, and its file."""
    cache = cache_of(folder)
    keep(cache, OF, WANTED, FOUND)
    (entry,) = cache.folder.iterdir()
    return cache, entry


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    cache, _ = filled(tmp_path)
    found = kept(cache, OF, WANTED)
    assert found is not None
    assert (found.form, told(found.reading)) == ("evt", told(FULL))


def test_an_empty_cache_holds_nothing_and_makes_no_folder(tmp_path: Path) -> None:
    cache = cache_of(tmp_path)
    assert kept(cache, OF, WANTED) is None
    assert cache.seen == frozenset()
    assert not cache.folder.exists()


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        (replace(OF, sha256="0e" * 32), WANTED),
        (OF, replace(WANTED, encoding="cp850")),
        (OF, replace(WANTED, date_order="dmy")),
        (OF, Wanted(fields={"Security": {529: frozenset({"1"})}})),
        (OF, Wanted(fields={"Security": {530: frozenset({"1", "2"})}})),
        (OF, Wanted(fields={"System": {529: frozenset({"1", "2"})}})),
    ],
)
def test_other_bytes_and_other_wishes_are_read_anew(
    tmp_path: Path, of: Content, wanted: Wanted
) -> None:
    cache, _ = filled(tmp_path)
    assert kept(cache, of, wanted) is None


def test_the_order_in_which_fields_are_asked_for_means_nothing(tmp_path: Path) -> None:
    one = Wanted(fields={"A": {1: frozenset("12"), 2: frozenset()}, "B": {}})
    same = Wanted(fields={"B": {}, "A": {2: frozenset(), 1: frozenset("21")}})
    cache = cache_of(tmp_path)
    keep(cache, OF, one, FOUND)
    assert kept(cache, OF, same) is not None


def test_another_version_of_the_program_reads_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, _ = filled(tmp_path)
    other = {**versions(), "code": "0123456789abcdef"}
    monkeypatch.setattr("forensics.cache.versions", lambda: other)
    assert kept(cache, OF, WANTED) is None


def test_what_another_version_has_kept_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, before = filled(tmp_path)
    keep(cache, replace(OF, sha256="0e" * 32), WANTED, FOUND)
    other = {**versions(), "code": "0123456789abcdef"}
    monkeypatch.setattr("forensics.cache.versions", lambda: other)
    keep(cache, OF, WANTED, FOUND)
    assert kept(cache, OF, WANTED) is not None
    assert len([*cache.folder.iterdir()]) == 2
    assert not before.exists()


def test_an_entry_tells_of_which_size_and_time_it_is(tmp_path: Path) -> None:
    filled(tmp_path)
    assert cache_of(tmp_path).seen == {(OF.size, OF.modified)}


def cut(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-1])


def emptied(entry: Path) -> None:
    entry.write_bytes(b"")


def flipped(entry: Path) -> None:
    content = bytearray(entry.read_bytes())
    content[-9] ^= 1
    entry.write_bytes(content)


def of_another_form(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes().replace(b"evt\n", b"evtx\n", 1))


def of_no_form(entry: Path) -> None:
    entry.write_bytes(b"\xff\n" + entry.read_bytes())


def longer(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes() + b"\0")


def zeros(entry: Path) -> None:
    entry.write_bytes(bytes(entry.stat().st_size))


def a_link(entry: Path) -> None:
    entry.symlink_to(entry.rename(entry.parent.parent / "elsewhere"))


def a_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


def a_pipe(entry: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


def in_a_linked_folder(entry: Path) -> None:
    entry.parent.symlink_to(entry.parent.rename(entry.parent.parent / "elsewhere"))


@pytest.mark.parametrize(
    "odd",
    [
        cut,
        emptied,
        flipped,
        of_another_form,
        of_no_form,
        longer,
        zeros,
        a_link,
        a_folder,
        a_pipe,
        in_a_linked_folder,
    ],
)
def test_what_is_odd_is_no_entry(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    cache, entry = filled(tmp_path)
    odd(entry)
    assert kept(cache, OF, WANTED) is None


@pytest.mark.parametrize("odd", [cut, flipped, zeros, a_link, a_pipe])
def test_what_is_odd_is_replaced(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    cache, entry = filled(tmp_path)
    odd(entry)
    keep(cache, OF, WANTED, FOUND)
    assert kept(cache, OF, WANTED) is not None
    assert [path.name for path in cache.folder.iterdir()] == [entry.name]


def test_an_entry_under_the_name_of_another_is_none(tmp_path: Path) -> None:
    """A log that shows nothing, laid in the place of one that does."""
    cache = cache_of(tmp_path)
    other = replace(OF, sha256="0e" * 32)
    keep(cache, OF, WANTED, FOUND)
    keep(cache, other, WANTED, Kept(form="evt", reading=EMPTY))
    harmless, telling = sorted(cache.folder.iterdir())
    harmless.replace(telling)
    assert kept(cache, OF, WANTED) is None


def test_what_came_with_a_case_from_elsewhere_is_no_entry(tmp_path: Path) -> None:
    """Whoever sends a case may have forged its cache, checksums and all; not our secret."""
    theirs = cache_of(tmp_path, "they")
    keep(theirs, OF, WANTED, FOUND)
    assert kept(theirs, OF, WANTED) is not None
    assert kept(cache_of(tmp_path, "we"), OF, WANTED) is None


def test_the_folder_and_all_in_it_are_private(tmp_path: Path) -> None:
    cache = cache_of(tmp_path)
    cache.folder.mkdir(mode=0o755)
    keep(cache, OF, WANTED, FOUND)
    (entry,) = cache.folder.iterdir()
    secret = next((tmp_path / "user").rglob(room.SECRET))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (cache.folder, entry, secret)]
    assert modes == [0o700, 0o600, 0o600]


def test_the_secret_stays_the_same_and_lies_outside_the_case(tmp_path: Path) -> None:
    first, second = cache_of(tmp_path), cache_of(tmp_path)
    assert first.secret == second.secret
    assert len(first.secret) == 32
    assert not [path for path in (tmp_path / "case").rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_without_a_whole_secret_there_is_no_cache(tmp_path: Path, content: bytes) -> None:
    cache_of(tmp_path)
    next((tmp_path / "user").rglob(room.SECRET)).write_bytes(content)
    assert own_secret(variables(tmp_path / "user")) is None


def test_where_no_secret_can_be_kept_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "user").write_bytes(b"a file in the place of the folder")
    assert own_secret(variables(tmp_path / "user")) is None


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    cache = cache_of(tmp_path)
    cache.folder.write_bytes(b"mine")
    keep(cache, OF, WANTED, FOUND)
    assert kept(cache, OF, WANTED) is None
    assert cache.folder.read_bytes() == b"mine"


def test_a_folder_that_is_a_link_is_never_written_to(tmp_path: Path) -> None:
    cache = cache_of(tmp_path)
    evidence = tmp_path / "case" / "evidence"
    evidence.mkdir(mode=0o755)
    cache.folder.symlink_to(evidence)
    keep(cache, OF, WANTED, FOUND)
    assert [*evidence.iterdir()] == []
    assert stat.S_IMODE(evidence.stat().st_mode) == 0o755
    assert cache_of(tmp_path).seen == frozenset()


def test_a_case_that_cannot_be_written_to_has_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, mode: int = 0o777) -> None:
        raise PermissionError(13, "Permission denied", str(self), None, str(mode))

    cache = cache_of(tmp_path)
    monkeypatch.setattr(Path, "mkdir", refused)  # which root, who runs tests, is never refused
    keep(cache, OF, WANTED, FOUND)
    assert kept(cache, OF, WANTED) is None
    assert not cache.folder.exists()


def test_a_disk_that_is_full_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(self), None, str(target))

    cache = cache_of(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    keep(cache, OF, WANTED, FOUND)
    assert [*cache.folder.iterdir()] == []


def test_the_oldest_entries_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, first = filled(tmp_path)
    size = first.stat().st_size
    monkeypatch.setattr(room, "MOST", 3 * size + 100)
    left = cache.folder / ".partial-of-a-killed-run"
    left.write_bytes(bytes(10))
    for age, path in enumerate((left, first)):
        os.utime(path, ns=(age, age))
    others = [replace(OF, sha256=f"{number:064x}") for number in range(3)]
    for age, other in enumerate(others, 2):
        keep(cache, other, WANTED, FOUND)
        newest = max(cache.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, ns=(age, age))
    assert kept(cache, OF, WANTED) is None
    assert all(kept(cache, other, WANTED) for other in others)
    assert len([*cache.folder.iterdir()]) == 3


def test_what_is_larger_than_the_whole_cache_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 100)
    cache = cache_of(tmp_path)
    keep(cache, OF, WANTED, FOUND)
    assert [*cache.folder.iterdir()] == []


def test_files_that_are_not_ours_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 0)
    cache = cache_of(tmp_path)
    cache.folder.mkdir()
    (cache.folder / "notes.txt").write_bytes(b"mine")
    keep(cache, OF, WANTED, FOUND)
    assert [path.name for path in cache.folder.iterdir()] == ["notes.txt"]
    assert cache_of(tmp_path).seen == frozenset()


def test_a_folder_that_is_deleted_meanwhile_is_made_again(tmp_path: Path) -> None:
    cache, entry = filled(tmp_path)
    entry.unlink()
    cache.folder.rmdir()
    assert kept(cache, OF, WANTED) is None
    keep(cache, OF, WANTED, FOUND)
    assert kept(cache, OF, WANTED) is not None
