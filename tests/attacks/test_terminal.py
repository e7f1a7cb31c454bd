"""The payloads on a terminal: one line stays one line, and nothing in it acts."""

from collections.abc import Callable

import pytest

from forensics.commands.terminal import legible
from forensics.ticket import ascii_only
from tests.attacks.staged import Said, file_names, staged

pytestmark = pytest.mark.xdist_group("attacks")  # staged once


def commands() -> dict[str, Said]:
    return {"report": staged().report, "check": staged().check}


@pytest.mark.parametrize("command", ["report", "check"])
def test_nothing_on_the_terminal_acts(command: str) -> None:
    said = commands()[command]
    for printed in (said.out, said.err):
        text = printed.decode("utf-8")
        assert all(char.isprintable() or char == "\n" for char in text)
        assert "Traceback" not in text


def test_each_line_is_one_of_the_program_s_own() -> None:
    folder = staged().folder
    lines = staged().report.err.decode("utf-8").splitlines()
    assert all(line.startswith(f"forensics: {folder}/evidence/") for line in lines)
    assert sum("unrecognised" in line for line in lines) >= len(file_names())
    assert staged().report.out.decode() == f"{folder / 'report/report.pdf'}\n"


@pytest.mark.parametrize("spelled", [legible, ascii_only], ids=["terminal", "ticket"])
def test_a_mark_that_a_name_brings_is_told_from_ours(spelled: Callable[[str], str]) -> None:
    acting, written = "admin\u202e", "admin<U+202E>"
    assert spelled(acting) == "admin<U+202E>"
    assert spelled(written) == "admin<U+003C>U+202E>"
    assert spelled("a<b U+1") == "a<b U+1"
