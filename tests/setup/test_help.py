"""The help, the man page and the completion of words tell of every command, truly."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics import cli
from tests import manual
from tests.shared import CHECKOUT

EXAMPLES = [each for told in cli._EXAMPLES.values() for each in told]  # noqa: SLF001
COMMANDS = [command for command, _ in cli._COMMANDS]  # noqa: SLF001


def options() -> Iterator[tuple[str, str]]:
    """Yield every command with every long option of it."""
    (commands,) = [
        action
        for action in cli.whole_parser()._actions  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    ]
    for name, parser in commands.choices.items():
        for action in parser._actions:  # noqa: SLF001
            yield from ((name, each) for each in action.option_strings if each.startswith("--"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_is_one_that_is_taken(example: str) -> None:
    program, *words = shlex.split(example)
    assert program == "forensics"
    assert callable(cli._arguments(words).run)  # noqa: SLF001


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_ends_in_its_examples(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    worked = capsys.readouterr().out.partition("\nexamples:\n")[2].splitlines()
    assert worked
    assert all("forensics " in line for line in worked if line)


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="each version of Python words its help in its own way"
)
def test_the_man_page_is_made_of_the_parser() -> None:
    assert (CHECKOUT / "docs/forensics.1").read_text("utf-8") == manual.page()


def test_the_man_page_has_every_option_of_every_command() -> None:
    page = (CHECKOUT / "docs/forensics.1").read_text("utf-8").replace("\\-", "-")
    parts = page.split('\n.SS "forensics ')
    told = {part.partition('"')[0]: part for part in parts[1:]}
    missing = [
        (command, option)
        for command, option in options()
        if option != "--help" and option not in told[command]
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("forensics rep", ["report"]),
        ("forensics report --ed", ["--edition"]),
        ("forensics report --edition ", ["full", "vendor"]),
        ("forensics collect --windows ", ["nt4", "2000", "today"]),
        ("forensics kb ", ["--help", "list", "show", "facts", "import"]),
    ],
)
def test_words_are_completed(line: str, words: list[str], tmp_path: Path) -> None:
    said = tmp_path / "said"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\v",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(said),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
    }
    command = [sys.executable, "-m", "forensics"]
    subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **asked}, check=False)
    assert [word.strip() for word in said.read_text("utf-8").split("\v")] == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == cli.OK
    assert "forensics" in capsys.readouterr().out
