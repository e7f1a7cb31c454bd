"""Reading in worker processes gives the same as reading here, and leaves no process behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from forensics.case import load_case
from forensics.engine import merging, parts, workers
from forensics.engine.parts import Answer, Engine, Part
from forensics.engine.work import do
from forensics.engine.workers import HERE, Local
from forensics.evidence.forms import Examined
from forensics.evidence.records import Wanted
from forensics.exhibits import SPARSE_BYTES, Exhibit
from forensics.progress import Step
from forensics.reading import hashed_again, read_exhibits
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.security import At, logon_failed_4625

_TIME = 0x01D5_5E6F_7A00_0000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a case of a log of five chunks, a text, an empty file and what is no log."""
    made = tmp_path_factory.mktemp("case")
    evidence = made / "evidence"
    evidence.mkdir()
    (made / "case.toml").write_text('[case]\nid = "X"\ntitle = "Invented"\n')
    events = (logon_failed_4625(At(number, _TIME + number)) for number in range(1, 450))
    (evidence / "security.evtx").write_bytes(evtx(events))
    (evidence / "netlogon.log").write_text("03/01 10:00:00 [LOGON] SamLogon: Entered\n")
    (evidence / "empty.evt").write_bytes(b"")
    (evidence / "notes.bin").write_bytes(b"\x01\x02\x03")
    return made


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut logs into ranges of two chunks, and let any case be large enough for workers."""
    monkeypatch.setattr(parts, "RANGE", 2 * CHUNK)
    monkeypatch.setattr(workers, "sooner_elsewhere", lambda _, jobs: jobs > 1)


def told(examined: tuple[Examined, ...]) -> list[object]:
    """Return exhibits after reading as values that can be compared."""
    return [
        (
            each.exhibit,
            each.form,
            each.state,
            each.reason,
            each.reading
            and (
                each.reading.claims,
                each.reading.damage,
                each.reading.bytes,
                each.reading.computers,
                [(one.provider, one.event_id, one.frame.rows()) for one in each.reading.batches],
                each.reading.runs
                and [
                    value.tolist() if isinstance(value, np.ndarray) else value
                    for name in type(each.reading.runs).__slots__
                    for value in [getattr(each.reading.runs, name)]
                ],
            ),
        )
        for each in examined
    ]


def read(folder: Path, engine: Engine) -> tuple[Examined, ...]:
    return read_exhibits(load_case(folder), lambda _: None, engine)


def asked(name: str, megabytes: int) -> tuple[Part, ...]:
    """Return the parts of an exhibit of a size, none of which is worked on."""
    size = megabytes * 1_000_000
    exhibit = Exhibit(path=name, file=Path(name), size=size, sha256="", hindrance="")
    part = Part(place=0, kind="whole", exhibit=exhibit, wanted=Wanted(fields={}))
    if not name.endswith(".evtx"):
        return (part,)
    return replace(part, kind="hash"), replace(part, kind="range", end=size)


@pytest.mark.parametrize(
    ("name", "megabytes", "jobs", "elsewhere"),
    [
        ("a.evtx", 20, 8, False),
        ("a.evtx", 4_000, 1, False),
        ("a.evtx", 4_000, 2, False),  # a hashing thread keeps the second core busy as well
        ("a.evtx", 4_000, 4, True),
        ("a.log", 20, 2, False),
        ("a.log", 200, 2, True),
        ("a.log", 200, 1, False),
    ],
)
def test_processes_are_started_where_that_is_sooner_done(
    name: str, megabytes: int, jobs: int, *, elsewhere: bool
) -> None:
    assert workers.sooner_elsewhere(asked(name, megabytes), jobs) is elsewhere


def test_hashes_alone_are_taken_by_threads() -> None:
    hashes = [part for part in asked("a.evtx", 4_000) if part.kind == "hash"]

    assert not workers.sooner_elsewhere(hashes, 8)


def start_processes() -> bool:
    """Tell whether this system has what processes tell one another by: some containers have not."""
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError:
        return False
    return True


in_processes = pytest.mark.skipif(not start_processes(), reason="no shared memory on this machine")


@in_processes
@pytest.mark.usefixtures("cut")
def test_worker_processes_give_what_this_process_gives_and_end(folder: Path) -> None:
    here = read(folder, HERE)
    with Local(2) as engine:
        there = read(folder, engine)
        after = hashed_again(there, engine)
        assert multiprocessing.active_children()

    assert told(there) == told(here)
    assert after == hashed_again(here)
    assert all(after[each.exhibit.path] == each.exhibit.sha256 for each in here)
    assert ended(lambda: not multiprocessing.active_children())


@pytest.mark.usefixtures("cut")
def test_where_no_process_can_be_started_this_one_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise PermissionError

    monkeypatch.setattr(workers, "ProcessPoolExecutor", refused)
    with Local(2) as engine:
        there = read(folder, engine)
        assert multiprocessing.active_children() == []

    assert told(there) == told(read(folder, HERE))


@in_processes
@pytest.mark.usefixtures("cut")
def test_a_worker_that_is_killed_in_the_middle_changes_nothing(folder: Path) -> None:
    with Local(2) as engine:
        there = read(folder, _Killing(engine))

    assert told(there) == told(read(folder, HERE))


class _Killing:
    """An engine of which a process is killed once the first answer has come."""

    def __init__(self, inner: Local) -> None:
        self.inner = inner

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield the answers of the engine within."""
        for place, answer in enumerate(self.inner.run(parts)):
            if not place:
                multiprocessing.active_children()[0].kill()
            yield answer

    def rest(self) -> None:
        """Give nothing back."""


def test_a_case_read_in_ranges_is_the_case_read_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(read(folder, HERE))
    monkeypatch.setattr(parts, "RANGE", CHUNK)

    assert told(read(folder, HERE)) == whole


def test_a_log_that_ranges_do_not_settle_is_read_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(read(folder, HERE))
    monkeypatch.setattr(parts, "RANGE", CHUNK)
    monkeypatch.setattr(merging, "together", lambda *_: None)

    assert told(read(folder, HERE)) == whole


class _Losing:
    """An engine whose workers never answer for some kinds of part."""

    def __init__(self, *lost: str) -> None:
        self.lost = lost

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield answers, those of the lost kinds without content."""
        for part in parts:
            if part.kind in self.lost and part.exhibit.path.endswith("security.evtx"):
                yield Answer(version=part.version, key=part.key, lost="its worker ended")
            else:
                yield do(part)

    def rest(self) -> None:
        """Give nothing back."""


@pytest.mark.parametrize("lost", [("range",), ("hash",), ("range", "hash")])
@pytest.mark.usefixtures("cut")
def test_a_range_or_a_hash_that_is_lost_is_made_up_for_by_one_reading(
    folder: Path, lost: tuple[str, ...]
) -> None:
    assert told(read(folder, _Losing(*lost))) == told(read(folder, HERE))


def test_a_hash_after_the_reading_that_every_worker_lost_is_taken_here(folder: Path) -> None:
    here = read(folder, HERE)

    assert hashed_again(here, _Losing("hash")) == hashed_again(here)


def test_an_exhibit_that_no_worker_answers_for_is_said_to_be_unread(folder: Path) -> None:
    here = {each.exhibit.path: each for each in read(folder, HERE)}
    there = {each.exhibit.path: each for each in read(folder, _Losing("whole"))}

    found = there.pop("evidence/security.evtx")

    exhibit = here.pop("evidence/security.evtx").exhibit
    assert told(tuple(there.values())) == told(tuple(here.values()))
    assert (found.exhibit, found.form, found.state, found.reading) == (
        exhibit,
        "unknown",
        "unreadable",
        None,
    )
    assert found.reason == "its worker ended: read it alone, or copy it again"


@pytest.mark.usefixtures("cut")
def test_progress_tells_bytes_and_one_line_an_exhibit(folder: Path) -> None:
    said: list[Step] = []
    read_exhibits(
        load_case(folder), lambda step: said.append(step) if isinstance(step, Step) else None
    )

    sizes = [file.stat().st_size for file in (folder / "evidence").iterdir()]
    total = said[0].total
    assert sum(sizes) - FILE_HEADER <= total <= sum(sizes)
    assert {step.total for step in said} == {total}
    assert [step.done for step in said] == sorted(step.done for step in said)
    assert said[-1].done == total
    assert sorted(step.line for step in said if step.line) == [
        "evidence/empty.evt: unreadable: the file is empty (0 bytes): copy the log again",
        "evidence/netlogon.log: intact, 1 record",
        "evidence/notes.bin: unrecognised: not a form that this version reads: set aside unread",
        "evidence/security.evtx: intact, 449 records",
    ]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a case of logs that take seconds to read: mostly holes in the file system.

    Each is smaller than a file of holes that is set aside.
    """
    evidence = tmp_path / "case" / "evidence"
    evidence.mkdir(parents=True)
    (evidence.parent / "case.toml").write_text('[case]\nid = "X"\ntitle = "Invented"\n')
    for number in range(1, 5):
        log = evidence / f"security-{number}.evtx"
        log.write_bytes(evtx([logon_failed_4625(At(1, _TIME))]))
        os.truncate(log, SPARSE_BYTES - 1)
    return evidence.parent


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def ended(told: Callable[[], bool]) -> bool:
    """Tell whether something is so, or becomes so within seconds.

    The system is sooner done with a process than the thread is that keeps the books on it, and
    the process that counts semaphores ends by itself once it is alone.
    """
    until = time.monotonic() + 10
    while not told() and time.monotonic() < until:
        time.sleep(0.05)
    return told()


def lives(process: int) -> bool:
    """Tell whether a process runs; one that nobody has asked for its status has ended too."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and ") Z " not in status.read_text()


_IN_THE_MIDDLE = 300_000_000
"""Bytes that no start of the program reads."""


def came_in(process: int) -> int:
    """Return how many bytes a process and those that it started have read."""
    files = [Path(f"/proc/{each}/io") for each in (process, *children(process))]
    read = 0
    for file in files:
        with suppress(OSError):  # it has ended, or is another user's
            read += int(file.read_text().split()[1])
    return read


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux for child processes")
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_ends_a_large_read_at_once_and_leaves_nothing(large: Path, jobs: str) -> None:
    command = [
        sys.executable,
        "-m",
        "forensics",
        "report",
        str(large),
        "--jobs",
        jobs,
        "--no-cache",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while came_in(process.pid) < _IN_THE_MIDDLE and time.monotonic() < until:
            time.sleep(0.05)
        started = children(process.pid)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        _, said = process.communicate(timeout=60)
    took = time.monotonic() - begin

    assert (process.returncode, said) == (
        130,
        "forensics: interrupted; earlier output is as it was\n",
    )
    assert len(started) >= 2 if jobs == "3" else not started
    assert ended(lambda: not any(map(lives, started)))
    assert sorted(path.name for path in large.iterdir()) == ["case.toml", "evidence"]
    # 0.2 to 0.4 s, measured, of half a minute's reading; one second is promised, on a free machine.
    assert took < 3, f"with {jobs} processes, {took:.2f} s"
