"""Outputs are put in place whole or not at all, and by one run at a time."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.placing import moving, single
from forensics.placing.claiming import claimed
from forensics.placing.locks import alone
from forensics.placing.moving import NAMES, put_in_place, staged
from tests.faults.killing import EARLIER, NEW, NOTES, OPTIONAL, TRIALS, prepared, read
from tests.shared import CHECKOUT
from tests.test_cli import OUTPUTS

MIXED = ["both", "left", "new"]
"""Killed between two moves: every file is whole, and the next run moves the rest."""


def test_every_output_has_a_name_of_ours() -> None:
    assert OUTPUTS | OPTIONAL <= NAMES


def test_a_run_that_is_killed_leaves_all_earlier_or_all_new_outputs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    command = [sys.executable, "-m", "tests.faults.killing", str(out), "17"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKOUT)
    found = json.loads(done.stdout)
    assert sum(number for *_, number in found) == TRIALS
    assert {tuple(how) for *how, _ in found} <= {
        ("earlier", "none", "earlier"),
        ("earlier", "left", "new"),
        tuple(MIXED),
        ("new", "left", "new"),
        ("new", "none", "new"),
    }
    assert {how[2] for how in found} == {"earlier", "new"}
    assert MIXED in [how[:3] for how in found]  # so that the next run had something to do


def test_all_is_on_the_disk_before_anything_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real_sync, real_rename, real_replace = os.fsync, Path.rename, Path.replace

    def sync(descriptor: int) -> None:
        seen.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().name}"[:14])
        real_sync(descriptor)

    def rename(self: Path, target: Path) -> Path:
        seen.append("all")
        return real_rename(self, target)

    def replace(self: Path, target: Path) -> Path:
        seen.append(f"move {self.name}")
        return real_replace(self, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("asks Linux what a descriptor is of")
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(Path, "replace", replace)
    put_in_place(tmp_path / "out", {"manifest.json": b"{}", "a.csv": b"1"})
    assert sorted(seen[:2]) == ["sync a.csv", "sync manifest."]  # beside each other
    assert seen[2:] == [
        *("sync .partial-", "all", "sync out"),
        *("move a.csv", "move manifest.json", "sync out"),
    ]


def test_what_is_staged_is_no_output_until_it_is_placed(tmp_path: Path) -> None:
    prepared(tmp_path)
    with staged(tmp_path) as staging:
        kept = staging.keep("attempts.csv", iter((b"new ", b"attempts")))
        assert kept.parent.name.startswith(".partial-")
        assert kept.read_bytes() == b"new attempts"
        assert read(tmp_path) == {**EARLIER, NOTES: b"mine"}
        staging.keep("attempts.csv", (b"others",))
        staging.place(OPTIONAL)
    rest = {name: data for name, data in EARLIER.items() if name not in OPTIONAL}
    assert read(tmp_path) == {**rest, "attempts.csv": b"others", NOTES: b"mine"}
    with staged(tmp_path) as staging:
        staging.keep("attempts.csv", (b"never placed",))
    assert read(tmp_path) == {**rest, "attempts.csv": b"others", NOTES: b"mine"}
    assert not [*tmp_path.glob(".*")]


def test_nothing_is_moved_where_one_output_did_not_reach_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    broken: list[str] = []

    def sync(descriptor: int) -> None:
        if os.fstat(descriptor).st_size == len(b"graph"):
            broken.append("graph")
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    prepared(tmp_path)
    monkeypatch.setattr(os, "fsync", sync)
    outputs = {"attempts.csv": b"new", "graph.graphml": b"graph", "manifest.json": b"{}"}
    with pytest.raises(OSError, match="Input/output error"):
        put_in_place(tmp_path, outputs, OPTIONAL)
    assert broken == ["graph"]
    assert read(tmp_path) == {**EARLIER, NOTES: b"mine"}
    assert not [*tmp_path.glob(".*")]


def test_a_folder_that_cannot_be_asked_to_be_on_the_disk_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if os.path.isdir(f"/dev/fd/{descriptor}"):  # noqa: PTH112
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    put_in_place(tmp_path, {"manifest.json": b"{}"})
    assert read(tmp_path) == {"manifest.json": b"{}"}


def test_an_interruption_between_two_moves_comes_too_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(tmp_path)
    real = Path.replace
    moved: list[Path] = []

    def interrupted(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == 3:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    put_in_place(tmp_path, NEW, OPTIONAL)
    assert read(tmp_path) == {**NEW, NOTES: b"mine"}


def test_what_only_looks_like_ours_stays(tmp_path: Path) -> None:
    for name, content in ((".partial-abcdefgh", "mine.txt"), (".whole-abcdefgh", "mine.txt")):
        (tmp_path / name).mkdir()
        (tmp_path / name / content).write_bytes(b"mine")
    (tmp_path / ".whole-12345678").symlink_to(tmp_path / ".partial-abcdefgh")
    (tmp_path / ".whole-87654321").mkdir()
    (tmp_path / ".whole-87654321" / "report.pdf").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    with claimed(tmp_path):
        pass
    assert sorted(tmp_path.rglob("*")) == before


# ── full disks ──────────────────────────────────────────────────────────────────────────────────

MOUNTED = """\
mount -t tmpfs -o size=300k tmpfs "$1" || exit 77
exec "$2" -c '
import sys
from pathlib import Path
from tests.faults import killing
out = Path(sys.argv[1])
killing.prepared(out)
try:
    killing._put(out)
except OSError as error:
    print(error.strerror, killing._state(out), len(list(out.iterdir())))
' "$1"
"""


def in_own_mounts(script: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a script of the shell that may mount what nobody else sees; skip where none may."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False).returncode:
        pytest.skip("no mounts of one's own on this machine")
    command = [unshare, "-rm", "sh", "-c", script, "sh", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    if done.returncode == 77:
        pytest.skip("may not mount on this machine")
    return done


def test_on_a_full_disk_the_earlier_outputs_stay(tmp_path: Path) -> None:
    done = in_own_mounts(MOUNTED, tmp_path, sys.executable)
    files = len(EARLIER) + 1
    assert done.stdout == f"No space left on device earlier {files}\n", done.stderr


# ── locks ───────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_another_run_has_is_refused_with_its_process(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(BlockingIOError) as refused, alone(tmp_path):
        pass
    by = f", process {os.getpid()}," if Path("/proc/locks").exists() else ""
    assert refused.value.strerror == f"another run{by} is writing there"
    with alone(tmp_path) as kept:
        assert kept
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_dead_process_holds_nobody_up(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from forensics.placing.claiming import claimed"
        "\nwith claimed(Path(sys.argv[1])): print('in', flush=True); time.sleep(30)"
    )
    out = tmp_path / "out"
    command = [sys.executable, "-c", code, str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in\n"
        with pytest.raises(BlockingIOError), claimed(out):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        with claimed(out):
            pass


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path: Path) -> None:
    with claimed(tmp_path / "deep/er"):
        assert (tmp_path / "deep/er").is_dir()
    assert list(tmp_path.iterdir()) == []
    with claimed(tmp_path / "deep/er"):
        (tmp_path / "deep/er/report.pdf").write_bytes(b"%PDF")
    assert (tmp_path / "deep/er/report.pdf").read_bytes() == b"%PDF"


def test_where_folders_know_no_locks_a_run_goes_on_and_clears_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr("fcntl.flock", unsupported)
    left = tmp_path / ".partial-abcdefgh"
    left.mkdir()
    with claimed(tmp_path):
        pass
    assert left.is_dir()  # it may be that of another run


# ── single files ────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_made_once_is_never_replaced_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "key"
    single.made_once(place, b"first")
    single.made_once(place, b"second")
    assert place.read_bytes() == b"first"
    assert place.stat().st_mode & 0o777 == 0o600

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)  # as on the file system of a stick
    single.made_once(place, b"third")
    single.made_once(tmp_path / "other", b"other")
    assert read(tmp_path) == {"key": b"first", "other": b"other"}


def test_a_file_that_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    place = tmp_path / "names.csv"
    place.write_bytes(b"earlier")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        single.replaced(place, b"new")
    assert read(tmp_path) == {"names.csv": b"earlier"}


def test_nothing_is_moved_where_a_folder_is_in_the_place_of_one_output(tmp_path: Path) -> None:
    (tmp_path / "lockouts.csv").mkdir()
    (tmp_path / "attempts.csv").write_bytes(b"earlier")
    with pytest.raises(IsADirectoryError):
        moving.put_in_place(tmp_path, {"attempts.csv": b"new", "lockouts.csv": b"new"})
    assert read(tmp_path) == {"attempts.csv": b"earlier"}
    assert len(list(tmp_path.iterdir())) == 2
