"""Workers on other machines read as this one does, also where they die, stall or are another kind.

The cluster is a real one of separate processes, on the loopback of this machine.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from forensics.case import Case
from forensics.cli import main
from forensics.commands.terminal import WRONG_USE
from forensics.engine import cluster as room
from forensics.engine.cluster import Cluster, Said, introduce, look_at
from forensics.engine.parts import Answer, Part, parts_of
from forensics.engine.remote import received, sent
from forensics.engine.work import do
from forensics.engine.workers import HERE
from forensics.errors import CaseError
from forensics.events import event_table
from forensics.exhibits import list_exhibits
from forensics.fingerprint import versions
from forensics.reading import hashed_again, read_exhibits
from tests.builders.evtx import evtx
from tests.builders.forms import SAMPLES
from tests.builders.security import At, logon_failed_4625
from tests.ledger.small_site import case_of
from tests.shared import CHECKOUT
from tests.store.test_remembering import plain

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.loopback]  # started once

BEGAN = 133_500_000_000_000_000
LOG = 13  # place of the log that is read in ranges: after 12 others and the empty one
STARTS = 60.0  # seconds, on a busy machine
LOGS = {
    "log.evtx": evtx([logon_failed_4625(At(number, BEGAN + number)) for number in range(1, 700)]),
    "empty.evt": b"",
    "netlogon.log": SAMPLES["netlogon.log"][1],
    **{f"{day:02}.evtx": evtx([logon_failed_4625(At(day, BEGAN + day))]) for day in range(1, 13)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """The processes of a cluster, and the file in which its address will stand."""

    told: Path
    workers: Sequence["subprocess.Popen[bytes]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A scheduler and its workers."""

    address: str
    workers: Sequence["subprocess.Popen[bytes]"]


class Noting:
    """An engine that notes what is left to this machine."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Have the parts worked on here."""
        self.done += [part.exhibit.path for part in parts]
        return HERE.run(parts)

    def rest(self) -> None:
        """Hold nothing."""


def started(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    told = folder / "scheduler.json"
    command = [sys.executable, "-m", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    return subprocess.Popen(
        [*command, "--scheduler-file", str(told)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starting]:
    """Start a cluster of two workers, each a process that works on one part at a time."""
    folder = tmp_path_factory.mktemp("cluster")
    scheduler = started(folder, "distributed.cli.dask_scheduler", "--port", "0")
    one = ("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1")
    workers = [started(folder, *one) for _ in range(2)]
    try:
        yield Starting(told=folder / "scheduler.json", workers=workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def site(starting: Starting) -> Site:
    """Return the cluster once all workers that live have come."""
    until = monotonic() + STARTS
    while not starting.told.exists() and monotonic() < until:
        sleep(0.05)
    address: str = json.loads(starting.told.read_bytes())["address"]
    alive = sum(worker.poll() is None for worker in starting.workers)
    with distributed.Client(address, set_as_default=False) as client:
        if alive:
            client.wait_for_workers(alive, timeout=STARTS)
    return Site(address=address, workers=starting.workers)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Return a case of which one log is read in ranges."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("forensics.engine.parts.RANGE", 65_536)
        yield case_of(tmp_path_factory.mktemp("case"), LOGS)


@pytest.fixture(scope="module")
def alone(case: Case) -> list[dict[str, Any]]:
    """Return what this machine reads alone."""
    return plain(read_exhibits(case, quiet))


def quiet(_: object) -> None:
    """Tell nobody."""


def test_workers_read_what_this_machine_reads(
    site: Site, case: Case, alone: list[dict[str, Any]]
) -> None:
    left = Noting()
    with Cluster(site.address, left) as cluster:
        examined = read_exhibits(case, quiet, cluster)
        after = hashed_again(examined, cluster)
    assert plain(examined) == alone
    assert after == {one["exhibit"].path: one["exhibit"].sha256 for one in alone}
    assert left.done == ["evidence/empty.evt"]


def test_what_comes_back_is_one_packed_reading_for_each_log_and_no_row_for_each_record(
    site: Site, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[tuple[Answer, bytes]] = []

    def noted(answer: Answer, packed: bytes) -> Answer:
        came.append((answer, packed))
        return received(answer, packed)

    monkeypatch.setattr("forensics.engine.remote.received", noted)
    with Cluster(site.address, Noting()) as cluster:
        (examined,) = (
            each
            for each in read_exhibits(case, quiet, cluster)
            if each.exhibit.path == "evidence/log.evtx"
        )
    of_log = [
        (answer.key[1], answer.gathered, answer.examined and answer.examined.reading, bool(packed))
        for answer, packed in came
        if answer.key[0] == LOG
    ]
    assert sorted(of_log, key=str) == [("hash", None, None, False), ("whole", None, None, True)]
    assert examined.reading is not None
    assert examined.reading.records.offset.tolist() == []
    assert sum(len(batch.frame) for batch in examined.reading.batches) == 699


def test_a_relative_path_is_found_by_workers_and_comes_back_as_given(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case = case_of(Path("case"), {"a.evt": SAMPLES["an .evt log"][1]})
    left = Noting()
    with Cluster(site.address, left) as cluster:
        examined = read_exhibits(case, quiet, cluster)
    assert [one.exhibit.file for one in examined] == [Path("case/evidence/a.evt")]
    assert left.done == []


def test_the_command_says_the_same_with_workers(
    site: Site, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["check", str(case.folder), "--json", "--no-cache", "--jobs", "1"]
    here = main(arguments), capsys.readouterr()
    there = main([*arguments, "--scheduler", site.address]), capsys.readouterr()
    assert there == here
    assert here[1].err == ""


def test_a_worker_with_another_version_is_refused(
    site: Site, case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room, "versions", lambda: {**versions(), "polars": "0.1"})
    said = main(["check", str(case.folder), "--no-cache", "--scheduler", site.address])
    theirs = versions()["polars"]
    assert said == WRONG_USE
    assert capsys.readouterr().err.endswith(
        f": reads with polars {theirs}, and this machine with 0.1; install the same on both\n"
    )


class Disturbed:
    """A cluster to which something happens when so many parts are answered."""

    def __init__(self, cluster: Cluster, happens: Mapping[int, Callable[[], object]]) -> None:
        self.cluster = cluster
        self.happens = happens

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Have the parts worked on there."""
        for number, answer in enumerate(self.cluster.run(parts), 1):
            yield answer
            self.happens.get(number, int)()

    def rest(self) -> None:
        """Hold nothing."""


def test_a_worker_that_stalls_changes_nothing(
    site: Site, case: Case, alone: list[dict[str, Any]]
) -> None:
    stop = partial(site.workers[0].send_signal, signal.SIGSTOP)
    left = Noting()
    try:
        with Cluster(site.address, left, patience=1.5) as cluster:
            examined = read_exhibits(case, quiet, Disturbed(cluster, {1: stop}))
    finally:
        site.workers[0].send_signal(signal.SIGCONT)
    assert plain(examined) == alone


def test_a_worker_that_is_killed_with_parts_in_its_hands_changes_nothing(
    site: Site, case: Case, alone: list[dict[str, Any]]
) -> None:
    """It is stopped first, so that what it is given stays with it until it is killed."""
    first = site.workers[0]
    happens: dict[int, Callable[[], object]]
    happens = {1: partial(first.send_signal, signal.SIGSTOP), 6: first.kill}
    left = Noting()
    with Cluster(site.address, left) as cluster:
        examined = read_exhibits(case, quiet, Disturbed(cluster, happens))
    assert plain(examined) == alone
    assert left.done == ["evidence/empty.evt"]


def test_when_all_workers_die_this_machine_does_the_rest(
    site: Site, case: Case, alone: list[dict[str, Any]]
) -> None:
    left = Noting()

    def kill() -> None:
        for worker in site.workers:
            worker.kill()

    with Cluster(site.address, left, patience=1.5) as cluster:
        examined = read_exhibits(case, quiet, Disturbed(cluster, {3: kill}))
    assert plain(examined) == alone
    assert len(left.done) > 1


def test_a_scheduler_without_workers_is_no_cluster(site: Site, case: Case) -> None:
    for worker in site.workers:
        worker.kill()
        worker.wait()
    with (
        Cluster(site.address, HERE) as cluster,
        pytest.raises(CaseError, match=r"has no worker that answers; start one that does$"),
    ):
        read_exhibits(case, quiet, cluster)


def test_an_address_where_nobody_answers_is_said_in_one_line(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room, "CONNECTING", 0.3)
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tcp://127.0.0.1:{mine.getsockname()[1]}"
        said = main(["check", str(case.folder), "--scheduler", address])
    assert said == WRONG_USE
    assert capsys.readouterr().err == (
        f"forensics: {address}: no scheduler answers; start one (dask scheduler), "
        "or leave out --scheduler\n"
    )


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://host:8786", "inproc://x", ""])
def test_what_is_no_address_is_refused(
    case: Case, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(case.folder), "--scheduler", address]) == WRONG_USE
    assert capsys.readouterr().err == (
        f"forensics: {address}: is no address of a scheduler; write tcp://host:8786\n"
    )


def test_without_the_extra_the_mend_is_said(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["check", str(case.folder), "--scheduler", "tcp://127.0.0.1:1"]) == WRONG_USE
    assert capsys.readouterr().err == (
        "forensics: --scheduler: needs Dask distributed; pip install 'lockout-forensics[cluster]'\n"
    )


def said(**changes: str) -> "Future[Said]":
    future: Future[Said] = Future()
    future.set_result(Said(versions={**versions(), **changes}, sees=False))
    return future


def test_a_worker_without_the_evidence_is_refused() -> None:
    with pytest.raises(CaseError, match=r"^w: has no /e/a.evt; mount the storage there under the"):
        look_at("w", said(), Path("/e/a.evt"))


def test_a_worker_with_other_code_of_the_same_version_is_refused() -> None:
    with pytest.raises(CaseError, match=r"^w: reads with code 0123, and this machine with "):
        look_at("w", said(code="0123"), Path("/e/a.evt"))


def test_a_worker_without_the_program_is_refused() -> None:
    future: Future[Said] = Future()
    future.set_exception(EOFError("No module named\n'forensics'"))
    with pytest.raises(CaseError, match=r"^w: has no lockout-forensics \S+ \(No module named 'fo"):
        look_at("w", future, Path("/e/a.evt"))


def test_an_answer_travels_packed_and_arrives_as_it_was(case: Case) -> None:
    exhibit = next(one for one in list_exhibits(case) if one.path.endswith("netlogon.log"))
    (part,) = parts_of(0, exhibit, event_table().wanted())
    answer, packed = sent(do, part)
    assert answer.examined is not None
    assert answer.examined.reading is None
    arrived, alone = received(answer, packed).examined, do(part).examined
    assert arrived is not None
    assert alone is not None
    assert plain([arrived]) == plain([alone])
    with pytest.raises(ValueError, match="no packed reading"):
        received(answer, packed[:-1])


def test_a_worker_says_what_it_reads_with_and_whether_it_sees_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.evt").write_bytes(b"")
    assert introduce(tmp_path / "a.evt") == Said(versions=versions(), sees=True)
    assert introduce(tmp_path) == Said(versions=versions(), sees=False)
