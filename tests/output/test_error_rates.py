"""The measured error rate in chapter 7: exact, with what it is not, and nothing where none is."""

from dataclasses import replace

from forensics.error_rates import UNMEASURED, ErrorRates, Proportion
from forensics.narrative.error_rates import measured
from forensics.narrative.views import Numbers
from forensics.selftest.rates import quoted
from forensics.values import NOT_APPLICABLE


def cells(rates: ErrorRates) -> list[list[str]]:
    table = measured(rates, Numbers()).table
    assert table is not None
    return [["".join(span.text for span in cell.text) for cell in row.cells] for row in table.rows]


def test_each_subject_has_fractions_percentages_intervals_and_the_worst_kind() -> None:
    rate = replace(
        quoted().rates[0],
        recall=Proportion(number=4_057, of=4_713, percent=86.0, lower=85.0, upper=87.1),
        clean=Proportion(number=1_239, of=1_239, percent=100.0, lower=99.7, upper=100.0),
        precision=Proportion(number=4_057, of=4_059, percent=99.9, lower=99.8, upper=100.0),
        least_found="cut",
        least_right=NOT_APPLICABLE,
    )
    assert cells(replace(quoted(), rates=(rate,))) == [
        [
            *("Records", "4,057 of 4,713: 86.0 % (85.0 to 87.1)", "1,239 of 1,239", "cut"),
            *("4,057 of 4,059: 99.9 % (99.8 to 100.0)", "–"),
        ]
    ]


def test_it_says_what_the_corpus_is_and_is_not_and_how_to_measure_it_again() -> None:
    rates = replace(quoted(), corpus="7", date="2001-02-03", cases=33)
    said = "".join(span.text for span in measured(rates, Numbers()).says)
    for part in (
        *("33 invented cases", "corpus 7 of 2001-02-03", "no study of real incidents"),
        *("clean, wrapped, cut, bit-flipped, skewed and duplicated", "forensics selftest"),
    ):
        assert part in said


def test_where_nothing_was_measured_nothing_is_said() -> None:
    assert measured(UNMEASURED, Numbers()).table is None
