"""The figures stated with this build are those that it measures, and they are told as they are."""

import json
from dataclasses import replace

import pytest

from forensics import __version__
from forensics.cli import main
from forensics.commands.terminal import NO_REPORT, OK
from forensics.selftest import measuring
from forensics.selftest.corpus import load
from forensics.selftest.figures import (
    SUBJECTS,
    Figures,
    differences,
    document,
    parsed,
    stated,
)
from forensics.selftest.rates import quoted, rates
from forensics.selftest.tally import Tally, total
from forensics.selftest.telling import lines
from forensics.values import NOT_APPLICABLE


def test_this_build_measures_the_figures_that_are_stated_with_it() -> None:
    """Where it does not, look at why; then `python -m tests.selftest.figures`, and the goldens."""
    here = measuring.measure(load(), lambda _: None)
    assert [*differences(here, stated())] == []
    assert here == stated()


def test_they_are_of_this_program_and_this_corpus() -> None:
    figures, shipped = stated(), load()
    assert (figures.program, figures.corpus, figures.date, figures.sha256) == (
        *(__version__, shipped.version, shipped.date, shipped.sha256),
    )
    assert figures.all.cases == len(shipped.cases)


def test_kinds_and_generations_each_add_up_to_all() -> None:
    figures = stated()
    for groups in (figures.kinds.values(), figures.generations.values()):
        assert sum(group.cases for group in groups) == figures.all.cases
        for subject in SUBJECTS:
            assert total(each.tallies[subject] for each in groups) == figures.all.tallies[subject]


def test_they_are_read_back_as_they_are_written() -> None:
    assert parsed(json.loads(json.dumps(document(stated())))) == stated()


# ── what a report quotes ────────────────────────────────────────────────────────────────────────


def test_a_report_quotes_each_subject_with_the_kind_in_which_it_is_worst() -> None:
    figures = stated()
    cut = figures.kinds["cut"]
    worse = replace(cut, tallies={**cut.tallies, "records": Tally(true=1, missed=99, false=1)})
    own = {**figures.kinds, "cut": worse}
    first, *_ = rates(replace(figures, kinds=own)).rates
    assert (first.subject, first.least_found, first.least_right) == ("records", "cut", "cut")
    assert [each.subject for each in quoted().rates] == [*SUBJECTS]


def test_where_all_is_found_and_right_no_kind_is_the_worst() -> None:
    figures = stated()
    group = replace(figures.all, tallies=dict.fromkeys(SUBJECTS, Tally(true=5)))
    perfect = replace(figures, all=group, kinds={"clean": group})
    for each in rates(perfect).rates:
        assert (each.least_found, each.least_right) == (NOT_APPLICABLE, NOT_APPLICABLE)


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def other() -> Figures:
    """Return figures in which one record of the clean cases is missed."""
    figures = stated()
    clean = figures.kinds["clean"]
    was = clean.tallies["records"]
    fewer = {**clean.tallies, "records": replace(was, true=was.true - 1, missed=was.missed + 1)}
    return replace(figures, kinds={**figures.kinds, "clean": replace(clean, tallies=fewer)})


def gives(monkeypatch: pytest.MonkeyPatch, figures: Figures) -> None:
    monkeypatch.setattr(measuring, "measure", lambda _corpus, _tell: figures)


def test_it_ends_well_where_the_figures_are_those_stated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gives(monkeypatch, stated())
    assert main(["selftest", "-q"]) == OK
    said = capsys.readouterr().out
    assert said.splitlines() == [*lines(stated(), [])]
    assert "it works here as it was tested" in said


def test_it_names_what_differs_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gives(monkeypatch, other())
    assert main(["selftest", "-q"]) == NO_REPORT
    was = stated().kinds["clean"].tallies["records"].true
    said = capsys.readouterr().out.splitlines()
    assert said[-2] == "These are not the figures stated with this build:"
    assert said[-1] == (
        f"  clean, records: {was - 1} true, 0 unknown, 1 missed, 0 lost, 0 false here, "
        f"{was} true, 0 unknown, 0 missed, 0 lost, 0 false stated"
    )


def test_as_json_it_has_the_counts_the_shares_and_what_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gives(monkeypatch, other())
    assert main(["selftest", "--json", "-q"]) == NO_REPORT
    told = json.loads(capsys.readouterr().out)
    assert (told["as_stated"], len(told["differences"])) == (False, 1)
    records = told["all"]["shares"]["records"]["recall"]
    tally = stated().all.tallies["records"]
    assert (records["number"], records["of"]) == (tally.true, tally.truths)
    assert told["kinds"]["clean"]["tallies"]["records"]["missed"] == 1


def test_without_room_for_the_cases_it_says_so_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_corpus: object, _tell: object) -> Figures:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(measuring, "measure", full)
    assert main(["selftest", "-q"]) == NO_REPORT
    assert capsys.readouterr().err == (
        "forensics: no selftest: No space left on device; see to the folder for temporary files\n"
    )
