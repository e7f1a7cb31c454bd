"""The bar on a terminal: what stays of it, what is drawn, and for whom."""

import os

import pytest

from forensics.commands.watching import watched
from forensics.progress import Step
from tests.terminals import terminal

READ = Step(done=30_000_000, total=50_000_000, line="evidence/a.evtx: intact, 1,000 records")


def lines(text: str) -> list[str]:
    """Return what was drawn, each drawing a line."""
    return [each.rstrip() for each in text.replace("\r", "\n").split("\n") if each.strip()]


def drawn(monkeypatch: pytest.MonkeyPatch, *told: str | Step, columns: int = 80) -> list[str]:
    with terminal(monkeypatch, columns) as shown, watched(quiet=False) as tell:
        for each in told:
            tell(each)
    return lines(shown.text())


def test_the_bar_counts_in_bytes_and_a_read_exhibit_leaves_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *_, last = drawn(monkeypatch, Step(done=0, total=50_000_000), READ)
    assert first.startswith("reading ━")
    assert last.startswith("reading ━")
    assert "30.0/50.0 MB" in last
    assert READ.line in drawn(monkeypatch, READ)


def test_bytes_to_come_may_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "10.0/? MB" in drawn(monkeypatch, Step(done=10_000_000, total=0))[-1]


def test_a_stage_is_named_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = drawn(monkeypatch, READ, "analysing", "writing the report")
    assert [each.partition(" ")[2] for each in shown[-2:]] == ["analysing", "writing the report"]


def test_a_name_can_neither_steer_the_terminal_nor_the_library_that_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile = "a\x1b[2J\u202e[red]b[/red] :smile:"
    told = (Step(done=1, total=2, line=hostile), hostile)
    with terminal(monkeypatch) as shown, watched(quiet=False) as tell:
        for each in told:
            tell(each)
    safe = "a<U+001B>[2J<U+202E>[red]b[/red] :smile:"
    assert shown.text().count(safe) >= len(told)
    assert b"\x1b[2J" not in shown.sent


def test_a_long_line_is_folded_at_the_width_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = drawn(monkeypatch, Step(done=1, total=2, line="x" * 100), columns=40)
    assert max(map(len, shown)) == 40
    assert [each for each in shown if "x" in each] == ["x" * 40, "x" * 40, "x" * 20]


def test_colours_are_left_out_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as coloured, watched(quiet=False) as tell:
        tell(READ)
    with terminal(monkeypatch) as plain:
        monkeypatch.setenv("NO_COLOR", "1")
        with watched(quiet=False) as tell:
            tell(READ)
    assert b"\x1b[91m" in coloured.sent or b"\x1b[38" in coloured.sent
    assert b"m" not in {piece[-1:] for piece in plain.sent.split(b"\x1b[")[1:] if piece[0] == 51}


def test_the_cursor_is_given_back_however_the_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        with watched(quiet=False) as tell:
            tell(READ)
            raise KeyboardInterrupt

    with terminal(monkeypatch) as shown, pytest.raises(KeyboardInterrupt):
        interrupted()
    assert shown.sent.count(b"\x1b[?25l") == shown.sent.count(b"\x1b[?25h") == 1
    assert shown.sent.endswith(b"\x1b[2K")  # and the bar is gone


def test_nothing_is_drawn_for_who_wants_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown, watched(quiet=True) as tell:
        tell(READ)
        tell("analysing")
    assert shown.sent == b""


def test_nothing_is_drawn_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as ours, monkeypatch.context() as patched:
        with os.fdopen(write, "w") as theirs:
            patched.setattr("sys.stderr", theirs)
            with watched(quiet=False) as tell:
                tell(READ)
        assert ours.read() == b""
