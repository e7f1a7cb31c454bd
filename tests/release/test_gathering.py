"""What a bundle is made of: tracked sources, files with their locked hash, Debian packages."""

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from release import debian, libraries, sources


def repository(folder: Path, names: list[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    subprocess.run(["git", "-C", folder, "add", "."], check=True)
    return folder


def test_what_git_tracks_is_copied_but_for_its_makers_own(tmp_path: Path) -> None:
    kept = ["cases/a case/case.toml", "forensics/cli.py", "requirements.lock", "run"]
    others = [".ci/run", ".gitignore", "benchmarks/a.py", "release/a.py", "tests/a.py"]
    checkout = repository(tmp_path / "checkout", [*kept, *others])
    (checkout / "forensics" / "untracked.py").touch()
    sources.copy(checkout, tmp_path / "made")
    made = [path for path in (tmp_path / "made").rglob("*") if path.is_file()]
    assert sorted(path.relative_to(tmp_path / "made").as_posix() for path in made) == kept


def test_no_bundle_is_made_of_a_folder_that_git_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="made in a git checkout"):
        sources.tracked(tmp_path)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two locks, each of one invented wheel; pip finds both beside them."""
    for lock, name in zip(libraries.LOCKS, ("invented_one", "invented_two"), strict=True):
        wheel = tmp_path / f"{name}-1.0-py3-none-any.whl"
        about = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as made:
            made.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
            made.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (tmp_path / lock).write_text(f"{name}==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path


def test_a_file_with_another_hash_than_the_locked_one_ends_it(
    checkout: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (checkout / "invented_two-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"another byte")
    with pytest.raises(SystemExit, match="pip failed: see what it says above"):
        libraries.fetch(checkout, tmp_path / "wheels")
    told = capfd.readouterr().err
    assert "DO NOT MATCH THE HASHES" in told
    assert "invented_one" not in told


APT = """#!/bin/sh
folder=$(sed -n 's/^Dir::Cache "\\(.*\\)";$/\\1/p' "$APT_CONFIG")
grep -q '^Dir::State::status "/dev/null";$' "$APT_CONFIG" || exit 9
[ "$1" = update ] || echo "$*" >"$folder/archives/asked.deb"
exit {status}
"""


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    folder.mkdir()
    (folder / "apt-get").write_text(APT.format(status=status), encoding="utf-8")
    (folder / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_packages_are_fetched_as_if_none_were_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path / "bin", monkeypatch, status=0)
    debian.fetch(tmp_path / "debs")
    assert [path.name for path in (tmp_path / "debs").iterdir()] == ["asked.deb"]
    assert (tmp_path / "debs" / "asked.deb").read_text(encoding="utf-8") == (
        "install -y --download-only --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-pip-whl\n"
    )


def test_packages_that_cannot_be_fetched_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path / "bin", monkeypatch, status=100)
    with pytest.raises(SystemExit, match="apt-get update failed"):
        debian.fetch(tmp_path / "debs")


def test_without_apt_a_bundle_has_no_packages_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    debian.fetch(tmp_path / "debs")
    assert list((tmp_path / "debs").iterdir()) == []
    said = "without apt: the machine has to have Pango and Python's venv\n"
    assert capsys.readouterr().err == said
