"""What the report says of the clocks."""

from dataclasses import replace

from forensics.narrative.clocks import clocks
from forensics.narrative.views import plain
from forensics.traces import Clock, ClockSet, ClockStretch
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Locator
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


def stretch(
    begins: Instant | Absent, ends: Instant | Absent, offset: float, pairs: int, gains: float = 0.0
) -> ClockStretch:
    return ClockStretch(
        begins=begins,
        ends=ends,
        offset_seconds=offset,
        gains_seconds_an_hour=gains,
        pairs=pairs,
        or_offset_seconds=NOT_APPLICABLE if pairs else 60.0,
    )


BEFORE, AFTER = Instant(127101760000000000), Instant(127101770000000000)
MOVED = replace(FS1, offset_seconds=NOT_RECORDED, uncertainty_seconds=1.0)


def test_a_clock_that_was_set_is_told_with_each_offset() -> None:
    stepped = replace(
        MOVED,
        remark="steps by +60 s between 2003-10-09T12:26:40Z and 2003-10-09T12:43:20Z",
        stretches=(
            stretch(NOT_APPLICABLE, BEFORE, 0.0, 3),
            stretch(BEFORE, AFTER, 0.0, 0),
            stretch(AFTER, NOT_APPLICABLE, 60.0, 9),
        ),
    )
    assert said(stepped)[:2] == [
        (
            "The clock of FS1 steps by +60 s between 2003-10-09T12:26:40Z and "
            "2003-10-09T12:43:20Z, beside DC1 (median of 12 pairs, spread 0.5 s)."
        ),
        (
            "Compared by 0 s until 2003-10-09T12:26:40Z (3 pairs) and +60 s from "
            "2003-10-09T12:43:20Z on (9 pairs); between these either may have held, and no order "
            "is told."
        ),
    ]


def test_a_clock_that_drifts_is_told_with_what_it_gains() -> None:
    drifting = replace(
        MOVED,
        remark="drifts by +4 s an hour",
        stretches=(stretch(NOT_APPLICABLE, NOT_APPLICABLE, 0.5, 12, 4.0),),
    )
    assert said(drifting)[1] == "Compared by +0.5 s and +4 s an hour (12 pairs)."


def test_records_of_a_change_are_told_and_correct_nothing() -> None:
    record = Locator(source="evidence/fs1.evtx", record=7, offset=700, length=100)
    told = replace(
        DC1,
        sets=tuple(ClockSet(time=AFTER, by_seconds=by, evidence=record) for by in (3600.0, -2.5)),
        sets_total=4,
    )
    assert said(told)[1:] == [
        (
            "Records of DC1 tell that its clock was set by +3600 s at 2003-10-09T12:43:20Z and by "
            "-2.5 s at 2003-10-09T12:43:20Z, and 2 times more. That alone corrects nothing: it "
            "does not say how long the clock had stood wrong."
        )
    ]


def test_a_clock_set_by_centuries_is_told_in_whole_seconds_and_once() -> None:
    record = Locator(source="evidence/fs1.evtx", record=7, offset=700, length=100)
    changed = ClockSet(time=AFTER, by_seconds=-8_752_062_332.326143, evidence=record)
    unknown = replace(DC1, basis="unknown", offset_seconds=NOT_RECORDED)
    assert said(replace(unknown, sets=(changed,), sets_total=1)) == [
        (
            "Records of DC1 tell that its clock was set by -8,752,062,332 s at "
            "2003-10-09T12:43:20Z. That alone corrects nothing: it does not say how long the clock "
            "had stood wrong."
        )
    ]


def test_tries_refused_for_the_clocks_are_told() -> None:
    told = replace(DC1, too_far=("PC1", "PC2"), too_far_total=5)
    assert said(told)[1:] == [
        (
            "DC1 refused 5 tries of PC1 and PC2 because the two clocks stood too far apart, by "
            "default more than 5 minutes."
        )
    ]
