"""`forensics kb` end to end: what it prints, what it takes in, and every mistake in one line."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.articles.library import VARIABLE
from forensics.cli import INCOMPLETE, INTERRUPTED, OK, WRONG_USE, main
from forensics.kb import intake, listing
from forensics.kb.layout import WIDTH
from forensics.knowing.knowledge import library
from forensics.knowing.vocabulary import VOCABULARY
from tests.builders.article import article
from tests.shared import CHECKOUT, shared

LATER = article(dated="07-AUG-2002")
INVENTED = article(title="SMS: A Wombat Locks Out Contoso&")


class Kb:
    """Runs `forensics kb` with a library of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], kept: Path) -> None:
        self._capsys = capsys
        self.kept = kept

    def __call__(self, *arguments: str | Path) -> tuple[object, str, str]:
        """Return exit status, stdout and stderr of one run."""
        try:
            status: object = main(["kb", *map(str, arguments)])
        except SystemExit as left:
            status = left.code
        said = self._capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def kb(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    kept = tmp_path / "data" / "library.sqlite"
    monkeypatch.setenv(VARIABLE, str(kept))
    return Kb(capsys, kept)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "texts" / "Q999999.TXT"
    file.parent.mkdir()
    file.write_bytes(INVENTED)
    return file


# ── list ────────────────────────────────────────────────────────────────────────────────────────


def test_every_entry_is_listed_in_one_line(kb: Kb) -> None:
    status, out, err = kb("list")
    lines = out.splitlines()
    assert (status, err) == (OK, "")
    assert [line.split()[0] for line in lines] == [entry.id for entry in library()]
    (line,) = [line for line in lines if line.startswith("Q299352 ")]
    assert line.split(maxsplit=3) == [
        "Q299352",
        "2002-08-12",
        "confirmed",
        "SMS: The SMSCliToknAcct& Account May Be Locked Out",
    ]
    assert not kb.kept.exists()


def test_a_search_lists_at_most_twenty_entries_best_first(kb: Kb) -> None:
    status, out, _ = kb("list", "--symptom", "SMSCliToknAcct& locked out on a Client Access Point")
    lines = out.splitlines()
    assert status == OK
    assert len(lines) == listing.MOST
    assert "Q299352" in {line.split()[0] for line in lines[:5]}


@pytest.mark.parametrize("symptom", ["zzzz", '"&" *', "\udcff"])
def test_a_search_that_finds_nothing_says_so(kb: Kb, text: Path, symptom: str) -> None:
    nothing = "No entry of the knowledge base has any of these words.\n"
    assert kb("list", "--symptom", symptom) == (OK, nothing, "")
    kb("import", text)
    status, out, err = kb("list", "--symptom", symptom)
    assert (status, err) == (OK, "")
    assert out == f"{nothing}\nNo further text in {kb.kept}.\n"


def test_a_search_lists_texts_of_the_library_too(kb: Kb, text: Path) -> None:
    kb("import", text)
    _, out, _ = kb("list", "--symptom", "wombat")
    assert out.splitlines()[-2:] == [
        f"Further texts of the library {kb.kept}:",
        "Q999999  2002-08-06  SMS: A Wombat Locks Out Contoso&",
    ]


# ── show ────────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_shown_with_what_its_article_does_not_give(kb: Kb) -> None:
    status, out, err = kb("show", "q299352")
    assert (status, err) == (OK, "")
    lines = out.splitlines()
    assert lines[0] == "Q299352  SMS: The SMSCliToknAcct& Account May Be Locked Out"
    for name in ("Resolution", "Workaround"):
        assert lines[lines.index(name) + 1] == "  The article gives none."
    assert "Status: confirmed" in lines
    assert "  Sections: SYMPTOMS, CAUSE, STATUS" in lines
    assert lines[-1] == (
        f"The library {kb.kept} holds no text of it; forensics kb import takes one in."
    )


@pytest.mark.parametrize("name", [entry.id for entry in library()])
def test_every_entry_is_shown_in_full(kb: Kb, name: str) -> None:
    (entry,) = [entry for entry in library() if entry.id == name]
    status, out, err = kb("show", name)
    assert (status, err) == (OK, "")
    folded = " ".join(out.split())
    claims = [*entry.requires, *entry.excludes]
    for told in (
        entry.cause,
        entry.status,
        entry.resolution,
        entry.workaround,
        entry.warning,
        *(said for claim in claims for said in (claim.claim, claim.because, claim.obtain)),
        *(f"{rival.id}: {rival.differs}" for rival in entry.rivals),
    ):
        assert told is None or " ".join(told.split()) in folded
    assert max(map(len, out.replace(str(kb.kept), "").splitlines()[1:])) <= WIDTH


def test_a_text_of_the_library_is_quoted_with_its_hash(kb: Kb, text: Path) -> None:
    kb("import", text)
    status, out, _ = kb("show", "q999999")
    lines = out.splitlines()
    assert status == OK
    assert lines[0] == f"Text of Q999999, word for word, from {kb.kept}"
    assert lines[1].startswith("  SHA-256 ")
    quoted = [line.removeprefix("| ") for line in lines if line.startswith("| ")]
    assert "\r\n".join(quoted).encode() == INVENTED


def test_a_text_that_disagrees_with_its_entry_is_told(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "Q299352.TXT"
    file.write_bytes(article(id="Q299352", dated="07-AUG-2002"))
    kb("import", file)
    _, out, _ = kb("show", "Q299352")
    assert "The text and this entry disagree" in out
    assert "  - date: the entry says 2002-08-12; the text says 2002-08-07\n" in out


def test_control_characters_of_a_text_never_reach_the_terminal(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(article(sections={"CAUSE": "\x1b[2J\x07 <SiteCode>\tx \x7f"}, end="\n"))
    kb("import", file)
    _, out, _ = kb("show", "Q999999")
    assert "| <U+001B>[2J<U+0007> <SiteCode>" in out
    assert all(char.isprintable() or char == "\n" for char in out)


def test_what_stands_under_its_own_heading_is_not_told(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(article(sections={"RESOLUTION": "To resolve this problem, wait."}))
    kb("import", file)
    assert "stands a" not in kb("show", "Q999999")[1]


def test_a_real_text_that_is_misplaced_is_told(kb: Kb) -> None:
    kb("import", shared("kb-articles/Q231399.TXT"))
    _, out, _ = kb("show", "Q231399")
    assert "disagree" not in out
    assert "  under SYMPTOMS stands a workaround\n  under WORKAROUND stands a resolution\n" in out


def test_any_terminal_takes_what_is_printed(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(article(sections={"CAUSE": "a “smart” quote"}, end="\n"))
    kb("import", file)
    done = subprocess.run(
        [sys.executable, "-m", "forensics", "kb", "show", "Q999999"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"| a \\u201csmart\\u201d quote\n" in done.stdout


def test_a_reader_that_stops_early_is_no_mistake() -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "forensics", "kb", "facts"],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    with program.stderr as said:
        assert said.read() == b""
    assert program.wait() == OK


# ── facts ───────────────────────────────────────────────────────────────────────────────────────


def test_every_fact_is_printed_with_its_values(kb: Kb) -> None:
    status, out, err = kb("facts")
    assert (status, err) == (OK, "")
    names = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert names == list(VOCABULARY)
    folded = " ".join(out.split())
    for term in VOCABULARY.values():
        assert " ".join(term.says.split()) in folded
        assert f"values {', '.join(term.values) or 'any text'} told by" in folded


# ── import ──────────────────────────────────────────────────────────────────────────────────────


def test_what_an_import_came_to_is_told_in_one_line(kb: Kb, text: Path) -> None:
    told = "added {}, unchanged {}, replaced 0, kept 0, refused 0; the library {} holds 1 article\n"
    assert kb("import", text) == (OK, told.format(1, 0, kb.kept), "")
    assert kb("import", text) == (OK, told.format(0, 1, kb.kept), "")


def test_what_was_not_taken_is_told_and_gives_status_3(kb: Kb, text: Path) -> None:
    (text.parent / "note.txt").write_bytes(b"a note")
    (text.parent / "z.txt").write_bytes(LATER)
    status, out, err = kb("import", text.parent)
    assert status == INCOMPLETE
    assert out.startswith("added 1, unchanged 0, replaced 1, kept 0, refused 1; ")
    assert err == (
        f"forensics: {text.parent / 'note.txt'}: refused: does not begin as an archived article\n"
        f"forensics: {text.parent / 'z.txt'} (Q999999): replaced: dated 2002-08-07, in place of "
        "the text dated 2002-08-06\n"
    )
    status, out, err = kb("import", text)
    assert status == INCOMPLETE
    assert out.startswith("added 0, unchanged 0, replaced 0, kept 1, refused 0; ")
    assert err == (
        f"forensics: {text} (Q999999): kept: dated 2002-08-06; the library's other text, dated "
        "2002-08-07, is later and stays\n"
    )


def test_many_refusals_are_counted_not_listed(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number:02}").write_bytes(b"")
    _, _, err = kb("import", folder)
    lines = err.splitlines()
    assert len(lines) == intake.MOST_TOLD + 1
    assert lines[-1] == "forensics: and 5 files more"


def test_an_interrupted_import_leaves_no_library_behind(
    kb: Kb, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "take", interrupted)
    status, out, _ = kb("import", text)
    assert (status, out) == (INTERRUPTED, "")
    monkeypatch.undo()
    assert main(["kb", "import", str(text), "--library", str(kb.kept)]) == OK


def test_the_whole_of_the_texts_at_hand_is_taken_in(kb: Kb) -> None:
    folder = shared("kb-articles")
    status, out, err = kb("import", folder)
    assert status == INCOMPLETE
    assert out.startswith("added 372, unchanged 0, replaced 0, kept 0, refused 1; ")
    assert err == (
        f"forensics: {folder / 'README.md'}: refused: does not begin as an archived article\n"
    )


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


def test_a_mistake_is_one_line_and_status_2(kb: Kb, text: Path, tmp_path: Path) -> None:
    bad, stranger, nowhere = tmp_path / "bad", tmp_path / "stranger", tmp_path / "no"
    bad.write_bytes(b"no library " * 400)
    with sqlite3.connect(stranger) as made:
        made.execute("CREATE TABLE t (x)")
    made.close()
    tries: list[tuple[str | Path, ...]] = [
        ("show", "Q1"),
        ("show", "nonsense\n\x1b"),
        ("show", "\udcff"),
        ("import", nowhere),
        ("import", text, "--library", tmp_path),
        ("list", "--symptom", "x", "--library", nowhere),
        ("show", "Q299352", "--library", nowhere),
        *(("show", "Q299352", "--library", each) for each in (bad, stranger, tmp_path)),
        *(("import", text, "--library", each) for each in (bad, stranger)),
        *(("list", "--symptom", "x", "--library", each) for each in (bad, stranger)),
        (),
        ("show",),
        ("import",),
        ("lists",),
    ]
    for each in tries:
        status, out, err = kb(*each)
        assert (status, out) == (WRONG_USE, ""), each
        assert err.startswith("forensics: "), each
        assert err.count("\n") == 1, each
        assert "\x1b" not in err


def test_help_is_given(kb: Kb) -> None:
    for command in ((), ("list",), ("show",), ("facts",), ("import",)):
        status, out, _ = kb(*command, "--help")
        assert status == OK
        assert out.startswith("usage: forensics kb")
