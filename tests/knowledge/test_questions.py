"""What would tell open entries apart: the fewest facts, and what each answer would rule out."""

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.knowing.diagnosis import diagnose, weigh
from forensics.knowing.entries import Claim, Entry, Rival
from forensics.knowing.facts import Fact
from forensics.knowing.questions import answers, inseparable, undecided
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import Answer, Inseparable, Undecided
from tests.builders.entry import invented

PACK, PATH, CLASS = "sms.service_pack", "client.network_drives_in_path", "account.class"


def claim(name: str, *any_of: str) -> Claim:
    return Claim(
        fact=name, any_of=any_of, claim="c", origin="article", because="It is so.", obtain="A log."
    )


UNKNOWN = {name: Fact(name=name, values=(), complete=False, shows="") for name in VOCABULARY}


def known(given: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Fact]:
    told = {
        name: Fact(name=name, values=values, complete=True, shows="")
        for name, values in (given or {}).items()
    }
    return {**UNKNOWN, **told}


def ask(
    entries: list[Entry], facts: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Undecided, ...]:
    return undecided(entries, diagnose(entries, known(facts)), known(facts))


PLAIN = invented((claim(CLASS, "other"),), id="Q1")
BEFORE_1 = invented((claim(PACK, "RTM"),), id="Q2")
BEFORE_2 = invented((claim(PACK, "RTM", "SP1"),), id="Q3")
IN_PATH = invented((claim(PATH, "yes"),), id="Q4")


def test_one_fact_tells_three_apart_and_says_what_each_answer_rules_out() -> None:
    assert ask([PLAIN, BEFORE_1, BEFORE_2]) == (
        Undecided(
            between=("Q1", "Q2", "Q3"),
            fact=PACK,
            obtain=VOCABULARY[PACK].obtain,
            answers=(
                Answer(values=("SP1",), rules_out=("Q2",)),
                Answer(values=("SP2", "SP3", "SP4", "SP4HRP"), rules_out=("Q2", "Q3")),
            ),
        ),
    )


def test_the_fact_that_settles_most_is_asked_first_and_no_fact_for_nothing() -> None:
    also = invented((claim(PATH, "yes"), claim(PACK, "RTM")), id="Q5")
    found = ask([PLAIN, BEFORE_1, BEFORE_2, IN_PATH, also])
    assert [each.fact for each in found] == [PACK, PATH]
    assert found[1].between == ("Q1", "Q2", "Q4", "Q5")
    assert found[1].answers == (Answer(values=("no",), rules_out=("Q4", "Q5")),)


def test_what_is_known_is_not_asked() -> None:
    assert ask([PLAIN, BEFORE_1], {PACK: ("RTM",), CLASS: ("other",)}) == ()


def test_what_a_fact_may_be_all_the_same_is_asked_and_nothing_else_of_it() -> None:
    fact = Fact(name=CLASS, values=("other",), complete=True, shows="", maybe=("metering",))
    chosen, token = (
        invented((claim(CLASS, "metering"),), id="Q6"),
        invented((claim(CLASS, "SMSCliToknAcct&"),), id="Q7"),
    )
    assert answers(CLASS, [PLAIN, chosen, token], fact) == (
        Answer(values=("other",), rules_out=("Q6", "Q7")),
        Answer(values=("metering",), rules_out=("Q7",)),
    )


def test_entries_that_are_ruled_out_are_not_asked_about() -> None:
    found = ask([PLAIN, BEFORE_1, IN_PATH], {PACK: ("SP4",)})
    assert [each.between for each in found] == [("Q1", "Q4")]


def test_only_causes_compete() -> None:
    counting = [invented((claim(PACK, "RTM"),), id="Q6", explains="count"), PLAIN]
    assert ask(counting) == ()


def test_what_no_fact_tells_apart_is_not_asked() -> None:
    twin = invented((claim(PACK, "RTM"),), id="Q7")
    assert ask([BEFORE_1, twin]) == ()


def test_an_excluding_claim_tells_apart_too() -> None:
    barred = invented((claim(CLASS, "other"),), (claim(PATH, "no"),), id="Q8")
    assert [each.answers for each in ask([PLAIN, barred])] == [
        (Answer(values=("no",), rules_out=("Q8",)),)
    ]


def test_values_that_are_seen_stay_beside_the_one_that_is_tried() -> None:
    roles = Fact(name="target.roles", values=("cap",), complete=False, shows="")
    needs = invented((claim("target.roles", "cap"),), id="Q9")
    assert answers("target.roles", [needs], roles) == (
        Answer(values=VOCABULARY["target.roles"].values, rules_out=()),
    )


def test_a_fact_that_takes_any_text_is_tried_with_what_is_named_and_with_another() -> None:
    driver = invented((claim("client.drivers", "auddrive.sys"),), id="Q9")
    assert answers("client.drivers", [driver], known()["client.drivers"]) == (
        Answer(values=("auddrive.sys",), rules_out=()),
        Answer(values=("anything else",), rules_out=("Q9",)),
    )


def pairs(given: Mapping[str, tuple[str, ...]]) -> tuple[Inseparable, ...]:
    """Return what no log tells apart: Q1 and its rivals Q2 (another pack) and Q4 (another role)."""
    rivals = [
        Rival(id=kb, differs=f"As for {kb}.", logs="can", yields="yes") for kb in ("Q2", "Q4")
    ]
    entries = [
        invented((claim(CLASS, "other"),), id="Q1", rivals=tuple(rivals)),
        invented((claim(CLASS, "other", "GUEST"), claim(PACK, "RTM")), id="Q2"),
        invented((claim("logon.types", "unlock"),), id="Q4"),
    ]
    return inseparable(entries, diagnose(entries, known(given)), known(given))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({}, [], id="a log may show another account or logon type"),
        pytest.param({CLASS: ("other",)}, ["Q2"], id="only the service pack is left"),
        pytest.param({CLASS: ("other",), PACK: ("SP4",)}, [], id="ruled out"),
        pytest.param(
            {CLASS: ("other",), "logon.types": ("unlock",)}, ["Q2", "Q4"], id="nothing is left"
        ),
    ],
)
def test_rivals_that_no_further_log_tells_apart_are_told(
    given: Mapping[str, tuple[str, ...]], told: list[str]
) -> None:
    assert pairs(given) == tuple(
        Inseparable(between=("Q1", kb), differs=f"As for {kb}.") for kb in told
    )


NAMES = (CLASS, PACK, PATH)
CLAIMS = st.sampled_from(NAMES).flatmap(
    lambda name: st.sets(st.sampled_from(VOCABULARY[name].values), min_size=1).map(
        lambda any_of: claim(name, *sorted(any_of))
    )
)
ENTRIES = st.lists(
    st.tuples(
        st.lists(CLAIMS, min_size=1, max_size=3).map(tuple),
        st.lists(CLAIMS, max_size=1).map(tuple),
    ),
    min_size=2,
    max_size=5,
).map(lambda drawn: [invented(*claims, id=f"Q{place}") for place, claims in enumerate(drawn)])


@given(ENTRIES)
def test_every_pair_that_one_answer_can_tell_apart_is_settled_by_the_questions(
    entries: list[Entry],
) -> None:
    """Brute force: try every value of every fact on both entries of a pair."""
    asked = {each.fact for each in ask(entries)}
    for one, other in combinations(entries, 2):
        telling = {
            name
            for name in NAMES
            for value in VOCABULARY[name].values
            if apart(one, other, {name: (value,)})
        }
        assert bool(telling) == bool(telling & asked)


def apart(one: Entry, other: Entry, facts: Mapping[str, tuple[str, ...]]) -> bool:
    out = [weigh(each, known(facts)).standing == "ruled-out" for each in (one, other)]
    return out[0] != out[1]


@given(ENTRIES)
def test_an_answer_rules_out_what_it_says(entries: list[Entry]) -> None:
    for question in ask(entries):
        for answer in question.answers:
            for value in answer.values:
                facts = known({question.fact: (value,)})
                out = [each.id for each in entries if weigh(each, facts).standing == "ruled-out"]
                assert [each for each in out if each in question.between] == list(answer.rules_out)
