"""What the report says of the clocks."""

from dataclasses import replace

from forensics.narrative.clocks import clocks
from forensics.narrative.views import plain
from forensics.traces import Clock
from forensics.values import NOT_RECORDED
from tests.builders.findings import sms_case

FS1 = Clock(
    host="FS1",
    offset_seconds=61.25,
    uncertainty_seconds=1.5,
    basis="paired",
    spread_seconds=0.5,
    pairs=12,
    reference="DC1",
)
DC1 = Clock(
    host="DC1",
    offset_seconds=0.0,
    uncertainty_seconds=NOT_RECORDED,
    basis="reference",
    reference="DC1",
)


def said(*told: Clock) -> list[str]:
    return [plain(each) for each in clocks(replace(sms_case(), clocks=told))][1:]


def test_paired_clocks_are_told_one_sentence_each() -> None:
    assert said(DC1, FS1) == [
        "The clock of DC1 is the one that others are measured against.",
        "The clock of FS1 minus DC1: +61.25 s ± 1.5 s (median of 12 pairs, spread 0.5 s).",
        (
            "Records are compared by clocks so corrected; every time is printed as recorded. "
            "Within the uncertainty of two clocks no order is told."
        ),
    ]


def test_a_declared_clock_is_told_with_what_contradicts_it() -> None:
    declared = Clock(
        host="DC1",
        offset_seconds=2.0,
        uncertainty_seconds=NOT_RECORDED,
        basis="declared",
        remark="3 pairs with FS1 put it -63 s from what is declared",
    )
    assert said(declared) == [
        (
            "The clock of DC1 minus true time: +2 s (declared); 3 pairs with FS1 put it -63 s from "
            "what is declared."
        )
    ]


def test_a_clock_that_steps_is_told_and_not_corrected() -> None:
    stepping = replace(
        FS1,
        offset_seconds=NOT_RECORDED,
        uncertainty_seconds=NOT_RECORDED,
        remark="steps by +60 s at 2003-10-09T12:50:00Z",
    )
    assert said(stepping)[0] == (
        "The clock of FS1 steps by +60 s at 2003-10-09T12:50:00Z, beside DC1 (median of 12 pairs, "
        "spread 0.5 s): not corrected."
    )


def test_a_clock_of_which_nothing_is_known_is_named() -> None:
    unknown = Clock(
        host="FS2",
        offset_seconds=NOT_RECORDED,
        uncertainty_seconds=NOT_RECORDED,
        basis="unknown",
    )
    assert said(unknown) == ["Nothing in the evidence tells how the clock of FS2 stood."]


def test_many_clocks_are_told_in_part() -> None:
    told = said(*(replace(FS1, host=f"FS{number}") for number in range(10)))
    assert told[8] == "2 more are in findings.json."
    assert len(told) == 10
