"""What the documentation shows is true: links lead somewhere, commands are taken, examples load."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics import cli
from forensics.events import _layout
from tests.shared import CHECKOUT

PAGES = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
OF_THE_CHECKOUT = {"test", "bench", "fuzz", "bundle", "sbom", "docs", "--offline", "audit"}


def blocks(page: Path, *kinds: str) -> Iterator[str]:
    for kind, text in BLOCK.findall(page.read_text("utf-8")):
        if kind in kinds:
            yield text


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield every command of the program that a page shows, with the page's name."""
    for page in PAGES:
        for block in blocks(page, "", "sh"):
            for line in block.splitlines():
                words = shlex.split(line, comments=True) if line.startswith("./run ") else []
                if line.startswith("forensics "):
                    words = shlex.split(line, comments=True)
                if len(words) > 1 and words[1] not in OF_THE_CHECKOUT:
                    yield page.name, words[1:]


SHOWN = list(commands())


def test_the_site_is_built_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(tmp_path / "site")]
    done = subprocess.run(build, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for page in ("first-report", "architecture", "security", "changelog"):
        assert (tmp_path / f"site/{page}/index.html").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_commands_are_found() -> None:
    assert len(SHOWN) > 20


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=[" ".join(words) for _, words in SHOWN])
def test_a_command_that_a_page_shows_is_one_that_is_taken(page: str, words: list[str]) -> None:
    assert page
    arguments = cli._arguments(words)  # noqa: SLF001 - taken, and not run
    assert callable(arguments.run)


def test_every_command_is_told_of_somewhere() -> None:
    named = {words[0] for _, words in SHOWN}
    assert {command for command, _ in cli._COMMANDS} <= named  # noqa: SLF001


def test_the_layout_that_is_shown_is_one_that_is_read() -> None:
    (text,) = blocks(CHECKOUT / "docs/adding.md", "toml")
    (shown,) = tomllib.loads(text)["layout"]
    layout = _layout(shown, 0)
    assert (layout.kind, layout.strings, layout.outcomes) == (
        "attempt",
        6,
        {529: "bad_password", 539: "locked_out"},
    )
