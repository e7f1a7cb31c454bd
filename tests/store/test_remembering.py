"""A second run reads nothing but hashes, and finds the same; whatever changed is read anew."""

import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from forensics import cache
from forensics.case import Case
from forensics.engine.parts import Answer, Part
from forensics.engine.workers import HERE
from forensics.evidence.forms import Examined
from forensics.reading import read_exhibits
from tests.builders.evtx import evtx
from tests.builders.forms import SAMPLES
from tests.builders.security import At, logon_failed_4625
from tests.ledger.small_site import case_of
from tests.store.filled import told

SECRET = bytes(32)
BEGAN = 133_500_000_000_000_000


class Counting:
    """An engine that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Have the parts worked on here."""
        self.asked += [(part.kind, part.exhibit.path.removeprefix("evidence/")) for part in parts]
        return HERE.run(parts)

    def rest(self) -> None:
        """Hold nothing."""


def zipped(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), content)
    return packed.getvalue()


EVT, EVTX = SAMPLES["an .evt log"][1], SAMPLES["an .evtx log"][1]
NETLOGON = SAMPLES["netlogon.log"][1]
LOGS = {
    "a.evt": EVT,
    "b.evtx": EVTX,
    "c.log": NETLOGON,
    "d.zip": zipped(member=EVTX, note=b"no log"),
    "e.evt": b"",
    "f.txt": b"no log\n",
}


def plain(examined: Sequence[Examined]) -> list[dict[str, Any]]:
    return [
        {
            **{each.name: getattr(one, each.name) for each in fields(one)},
            "reading": None if one.reading is None else told(one.reading),
        }
        for one in examined
    ]


def read(case: Case, secret: bytes | None = SECRET) -> tuple[list[tuple[str, str]], Any]:
    """Return what was asked of the engine, and what came of it."""
    engine = Counting()
    examined = read_exhibits(case, lambda _: None, engine, secret)
    return engine.asked, plain(examined)


def entries(case: Case) -> list[Path]:
    return sorted((case.folder / cache.FOLDER).iterdir())


def test_a_second_run_reads_nothing_that_was_kept(tmp_path: Path) -> None:
    case = case_of(tmp_path, LOGS)
    first, found = read(case)
    assert first == [
        ("whole", "a.evt"),
        ("whole", "b.evtx"),
        ("whole", "c.log"),
        ("whole", "d.zip"),
        ("whole", "d.zip/member"),
        ("whole", "d.zip/note"),
        ("whole", "e.evt"),
        ("whole", "f.txt"),
    ]
    second, again = read(case)
    assert second == [
        ("hash", "a.evt"),
        ("hash", "b.evtx"),
        ("hash", "c.log"),
        ("whole", "d.zip"),
        ("whole", "d.zip/note"),
        ("whole", "e.evt"),
        ("whole", "f.txt"),
    ]
    assert again == found == read(case, None)[1]
    assert len(entries(case)) == 4


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    case = case_of(tmp_path, LOGS)
    read(case, None)
    assert not (case.folder / cache.FOLDER).exists()


def test_a_large_log_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.engine.parts.RANGE", 65_536)
    events = [logon_failed_4625(At(number, BEGAN + number)) for number in range(1, 500)]
    case = case_of(tmp_path, {"a.evtx": evtx(events)})
    first, found = read(case)
    assert first[:2] == [("hash", "a.evtx"), ("range", "a.evtx")]
    second, again = read(case)
    assert second == [("hash", "a.evtx")]
    assert again == found == read(case, None)[1]


def test_other_bytes_of_the_same_size_and_time_are_read(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"c.log": NETLOGON})
    read(case)
    log = tmp_path / "evidence" / "c.log"
    about = log.stat()
    log.write_bytes(NETLOGON.replace(b"alice", b"mallo"))
    os.utime(log, ns=(about.st_atime_ns, about.st_mtime_ns))
    asked, found = read(case)
    assert asked == [("hash", "c.log"), ("whole", "c.log")]
    assert "mallo" in str(found)
    assert "alice" not in str(found)
    assert found == read(case, None)[1]
    assert read(case)[0] == [("hash", "c.log")]


def test_other_bytes_of_a_large_log_are_read_and_not_hashed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.engine.parts.RANGE", 65_536)
    events = [logon_failed_4625(At(number, BEGAN + number)) for number in range(1, 500)]
    case = case_of(tmp_path, {"a.evtx": evtx(events)})
    read(case)
    (entry,) = entries(case)
    entry.write_bytes(b"altered")
    asked, found = read(case)
    assert asked[:2] == [("hash", "a.evtx"), ("range", "a.evtx")]
    assert asked.count(("hash", "a.evtx")) == 1
    assert found == read(case, None)[1]


def test_a_log_that_was_not_seen_before_is_read_in_one_go(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": EVT})
    read(case)
    (tmp_path / "evidence" / "b.evtx").write_bytes(EVTX)
    assert read(case)[0] == [("hash", "a.evt"), ("whole", "b.evtx")]


def test_what_is_declared_of_a_log_has_it_read_anew(tmp_path: Path) -> None:
    read(case_of(tmp_path, {"c.log": NETLOGON, "a.evt": EVT}))
    toml = '[[exhibit]]\npath = "evidence/c.log"\nencoding = "cp850"\n'
    asked, _ = read(case_of(tmp_path, {}, toml))
    assert asked == [("hash", "a.evt"), ("hash", "c.log"), ("whole", "c.log")]


def test_what_is_said_of_the_case_has_nothing_read_anew(tmp_path: Path) -> None:
    read(case_of(tmp_path, {"c.log": NETLOGON}))
    asked, _ = read(case_of(tmp_path, {}, '[case]\ntitle = "x"\ntimezone = "Europe/Rome"\n'))
    assert asked == [("hash", "c.log")]


@pytest.mark.parametrize("content", [b"", b"altered", None])
def test_an_entry_that_is_odd_is_made_anew(tmp_path: Path, content: bytes | None) -> None:
    case = case_of(tmp_path, {"a.evt": EVT})
    _, found = read(case)
    (entry,) = entries(case)
    kept = entry.read_bytes()
    if content is None:
        entry.unlink()
    else:
        entry.write_bytes(content)
    assert read(case)[1] == found
    assert entry.read_bytes() == kept


def test_a_cache_of_another_user_is_not_believed(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": EVT})
    read(case)
    assert read(case, bytes([1]) * 32)[0] == [("hash", "a.evt"), ("whole", "a.evt")]


def test_a_log_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(tmp_path, {"a.evt": EVT, "d.zip": zipped(member=EVTX), "b.evtx": EVTX})
    run = Counting.run

    def growing(self: Counting, parts: Sequence[Part]) -> Iterator[Answer]:
        yield from run(self, parts)
        for name in ("a.evt", "d.zip"):
            with (tmp_path / "evidence" / name).open("ab") as log:
                log.write(b"\0")

    monkeypatch.setattr(Counting, "run", growing)
    read(case)
    assert len(entries(case)) == 1


def test_the_cache_is_no_exhibit_and_nothing_given(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": EVT})
    read(case)
    assert [one["exhibit"].path for one in read(case)[1]] == ["evidence/a.evt"]
    assert [path.name for path in (tmp_path / "evidence").iterdir()] == ["a.evt"]
