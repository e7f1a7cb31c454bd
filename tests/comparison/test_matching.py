"""Which machine of the one case is which of the other."""

from hypothesis import given
from hypothesis import strategies as st

from forensics.comparison.matching import by_address_only, same


def test_a_name_is_the_same_in_any_case() -> None:
    assert same(["FIN-429"], [r"\\fin-429"]) == {r"\\fin-429": "FIN-429"}


def test_a_machine_is_found_under_any_of_its_names() -> None:
    before = {"FIN-429": frozenset({"fin-429", "old-name"})}
    assert same(["FIN-429"], ["OLD-NAME"], (before, {})) == {"OLD-NAME": "FIN-429"}


def test_its_own_name_goes_before_an_alias_of_another() -> None:
    aliases = ({"A": frozenset({"a", "x"})}, {"B": frozenset({"b", "x"})})
    assert same(["A", "B"], ["B"], aliases) == {"B": "B"}


def test_an_address_is_no_identity() -> None:
    assert same(["10.4.12.29"], ["10.4.12.29"]) == {}
    assert by_address_only("::ffff:10.4.12.29")
    assert not by_address_only("FIN-429")


def test_a_full_name_and_its_first_label_are_one() -> None:
    assert same(["FIN-429"], ["fin-429.corp.example"]) == {"fin-429.corp.example": "FIN-429"}
    assert same(["FIN-429.corp.example"], ["FIN-429"]) == {"FIN-429": "FIN-429.corp.example"}


def test_two_full_names_with_one_label_are_nobodys() -> None:
    assert same(["FIN-429"], ["fin-429.a.example", "fin-429.b.example"]) == {}
    assert same(["fin-429.a.example"], ["fin-429.b.example"]) == {}


NAMES = st.sets(st.text("abAB.1-", min_size=1, max_size=6), max_size=8)


@given(NAMES, NAMES)
def test_what_is_matched_is_of_both_cases(before: set[str], after: set[str]) -> None:
    found = same(before, after)
    assert found.keys() <= after
    assert set(found.values()) <= before
