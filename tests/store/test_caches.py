"""The commands keep what they read, unless they are told not to."""

from pathlib import Path
from typing import Any

import pytest

from forensics import cache
from forensics.cli import main
from forensics.commands.terminal import OK, WRONG_USE
from forensics.errors import CaseError
from tests.builders.forms import SAMPLES
from tests.ledger.small_site import case_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a case, of a user who keeps a secret."""
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    return case_of(tmp_path / "case", {"a.evt": SAMPLES["an .evt log"][1]}).folder


def test_what_is_checked_is_kept_and_said_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = main(["check", str(folder)]), capsys.readouterr()
    assert first[0] == OK
    assert len([*(folder / cache.FOLDER).iterdir()]) == 1
    assert (main(["check", str(folder)]), capsys.readouterr()) == first


def test_without_the_cache_nothing_is_kept_and_the_same_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = main(["check", "--no-cache", str(folder)]), capsys.readouterr()
    assert not (folder / cache.FOLDER).exists()
    assert (main(["check", str(folder)]), capsys.readouterr()) == first


@pytest.mark.parametrize(
    ("command", "writes"),
    [
        (("report",), "forensics.reporting.write_report"),
        (("compare", "."), "forensics.comparison.making.write_comparison"),
    ],
)
def test_other_commands_are_told_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], writes: str
) -> None:
    secrets: list[bytes | None] = []

    def told(order: Any, _: object) -> None:  # noqa: ANN401 - of either command
        secrets.append(order.secret)
        raise CaseError("enough")

    monkeypatch.setattr(writes, told)
    assert main([*command, str(folder)]) == WRONG_USE
    assert main([*command, str(folder), "--no-cache"]) == WRONG_USE
    kept = next((folder.parent / "user").rglob(cache.SECRET)).read_bytes()
    assert secrets == [kept, None]


@pytest.mark.parametrize("command", ["report", "check", "compare", "verify"])
def test_the_flags_are_told_by_every_command_that_has_them(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    assert "--scheduler tcp://HOST:PORT" in told
    assert ("--no-cache" in told) == (command != "verify")
