"""Three truth values: learning more can close what is open and never turns a standing round."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.knowing.diagnosis import diagnose, standing, truth, weakest, weigh
from forensics.knowing.entries import Claim, Entry, Rival
from forensics.knowing.facts import Fact
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import Check, Diagnosis
from forensics.values import Locator
from tests.builders.entry import invented

VALUES = ("a", "b", "c")
NAMES = ("account.class", "target.roles", "logon.package")
PLACE = Locator(source="evidence/a.evt", record=1, offset=48, length=100)


def fact(*values: str, complete: bool, name: str = "account.class") -> Fact:
    return Fact(name=name, values=values, complete=complete, shows="seen", evidence=(PLACE,))


def claim(*any_of: str, name: str = "account.class") -> Claim:
    return Claim(
        fact=name,
        any_of=any_of,
        claim=f"{name} is one of {any_of}",
        origin="article",
        because="It matters.",
        obtain="A log.",
    )


def entry(
    requires: tuple[Claim, ...],
    excludes: tuple[Claim, ...] = (),
    kb: str = "Q1",
    rivals: tuple[Rival, ...] = (),
) -> Entry:
    return invented(requires, excludes, id=kb, rivals=rivals)


def facts(**given: Fact) -> dict[str, Fact]:
    """Return all facts; those not given (with `__` for the dot) are unknown."""
    known = {name.replace("__", "."): each for name, each in given.items()}
    return {name: known.get(name, fact(complete=False, name=name)) for name in VOCABULARY}


# ── one claim ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "complete", "wanted", "expected"),
    [
        (("a",), True, True, "holds"),
        (("a",), False, True, "holds"),
        (("c", "a"), False, True, "holds"),
        (("c",), True, True, "fails"),
        (("c",), False, True, "unknown"),
        ((), True, True, "fails"),
        ((), False, True, "unknown"),
        (("a",), True, False, "fails"),
        (("a",), False, False, "fails"),
        (("c", "a"), False, False, "fails"),
        (("c",), True, False, "holds"),
        (("c",), False, False, "unknown"),
        ((), True, False, "holds"),
        ((), False, False, "unknown"),
    ],
)
def test_a_claim_holds_fails_or_is_unknown(
    values: tuple[str, ...], *, complete: bool, wanted: bool, expected: str
) -> None:
    assert truth(("a", "b"), fact(*values, complete=complete), wanted=wanted) == expected


def test_what_a_complete_fact_may_be_all_the_same_is_not_denied() -> None:
    known = Fact(name="account.class", values=("c",), complete=True, shows="seen", maybe=("b",))
    for wanted, else_ in ((True, "fails"), (False, "holds")):
        assert truth(("a", "b"), known, wanted=wanted) == "unknown"
        assert truth(("a",), known, wanted=wanted) == else_
    assert truth(("b", "c"), known, wanted=True) == "holds"


def test_values_are_compared_without_regard_to_case() -> None:
    stated = fact("AUDDRIVE.SYS", complete=True, name="client.drivers")
    assert truth(("Auddrive.sys",), stated, wanted=True) == "holds"
    assert truth(("Auddrive.sys",), stated, wanted=False) == "fails"


@pytest.mark.parametrize(
    "truths", list(product(("holds", "unknown", "fails"), repeat=3)), ids="-".join
)
def test_one_failure_rules_out_and_one_unknown_keeps_open(truths: tuple[str, ...]) -> None:
    expected = "supported" if set(truths) == {"holds"} else "open"
    assert standing(truths) == ("ruled-out" if "fails" in truths else expected)


# ── one entry ───────────────────────────────────────────────────────────────────────────────────


def test_a_diagnosis_shows_every_check_whole() -> None:
    article = entry((claim("a"),), (claim("ntlm", name="logon.package"),))
    known = facts(
        account__class=replace(fact("a", complete=False), strength="moderate"),
        logon__package=fact(complete=False, name="logon.package"),
    )
    assert weigh(article, known) == Diagnosis(
        kb="Q1",
        kind="article",
        title="An invented article",
        explains="cause",
        symptoms=("token-account-locked",),
        standing="open",
        waits_for=(),
        checks=(
            Check(
                asks="requires",
                fact="account.class",
                claim="account.class is one of ('a',)",
                origin="article",
                truth="holds",
                strength="moderate",
                shows="seen",
                because="It matters.",
                obtain="A log.",
                evidence=(PLACE,),
            ),
            Check(
                asks="excludes",
                fact="logon.package",
                claim="logon.package is one of ('ntlm',)",
                origin="article",
                truth="unknown",
                strength="none",
                shows="seen",
                because="It matters.",
                obtain="A log.",
                evidence=(PLACE,),
            ),
        ),
        citation=article.citation,
        cause="A cause.",
        status="A status.",
        status_class="confirmed",
        fixed_in=None,
        resolution=None,
        workaround="A workaround.",
        warning=None,
    )


def test_an_excluding_check_weakens_nothing() -> None:
    hint = replace(fact("kerberos", complete=True, name="logon.package"), strength="low")
    known = facts(account__class=fact("a", complete=True), logon__package=hint)
    checks = weigh(entry((claim("a"),), (claim("ntlm", name="logon.package"),)), known).checks
    assert [check.strength for check in checks] == ["high", "low"]
    assert weakest(checks) == checks[0]


@pytest.mark.parametrize(
    ("strengths", "expected"),
    [
        (("high",), "high"),
        (("high", "moderate"), "moderate"),
        (("low", "moderate", "high"), "low"),
    ],
)
def test_the_weakest_check_is_the_one_that_carries_least(
    strengths: tuple[str, ...], expected: str
) -> None:
    claims = tuple(claim("a", name=name) for name in NAMES[: len(strengths)])
    known = {
        name: replace(fact("a", complete=True, name=name), strength=strength)
        for name, strength in zip(NAMES, strengths, strict=False)
    }
    checks = weigh(entry(claims), facts(**known)).checks
    assert weakest(checks).strength == expected


def test_supported_entries_come_first_then_open_ones_then_those_ruled_out() -> None:
    known = facts(account__class=fact("a", complete=True))
    unknown = claim("x", name="sms.version")
    entries = [
        entry((claim("b"),), kb="Q1"),
        entry((claim("a"), unknown), kb="Q4"),
        entry((claim("a"),), kb="Q3"),
        entry((claim("a"), unknown), kb="Q2"),
        entry((claim("a"),), kb="Q5"),
    ]
    assert [(each.kb, each.standing) for each in diagnose(entries, known)] == [
        ("Q3", "supported"),
        ("Q5", "supported"),
        ("Q2", "open"),
        ("Q4", "open"),
        ("Q1", "ruled-out"),
    ]


# ── rivals ──────────────────────────────────────────────────────────────────────────────────────


def rival(kb: str, yields: str = "yes") -> Rival:
    return Rival(id=kb, differs="A log tells.", logs="can", yields=yields)


STANDS = (claim("a"),)
PACK = (claim("a"), claim("SP1", name="sms.service_pack"))


@pytest.mark.parametrize(
    ("pack", "standing_", "waits"),
    [
        (fact(complete=False, name="sms.service_pack"), "open", ("Q9",)),
        (fact("SP1", complete=True, name="sms.service_pack"), "open", ("Q9",)),
        (fact("SP4", complete=True, name="sms.service_pack"), "supported", ()),
    ],
    ids=["rival open", "rival supported", "rival ruled out"],
)
def test_an_entry_is_supported_once_every_rival_that_it_yields_to_is_ruled_out(
    pack: Fact, standing_: str, waits: tuple[str, ...]
) -> None:
    entries = [entry(STANDS, rivals=(rival("Q9"),)), entry(PACK, kb="Q9")]
    known = facts(account__class=fact("a", complete=True), sms__service_pack=pack)
    found = next(each for each in diagnose(entries, known) if each.kb == "Q1")
    assert (found.standing, found.waits_for) == (standing_, waits)


def test_an_entry_does_not_wait_for_a_rival_that_it_does_not_yield_to() -> None:
    entries = [entry(STANDS, rivals=(rival("Q9", "no"),)), entry(PACK, kb="Q9")]
    known = facts(account__class=fact("a", complete=True))
    assert [(each.kb, each.standing) for each in diagnose(entries, known)] == [
        ("Q1", "supported"),
        ("Q9", "open"),
    ]


@pytest.mark.parametrize(
    ("class_", "expected"),
    [(fact("b", complete=True), "ruled-out"), (fact(complete=False), "open")],
    ids=["ruled out", "open"],
)
def test_an_entry_that_does_not_hold_by_itself_waits_for_nothing(
    class_: Fact, expected: str
) -> None:
    entries = [entry(STANDS, rivals=(rival("Q9"),)), entry(PACK, kb="Q9")]
    found = next(
        each for each in diagnose(entries, facts(account__class=class_)) if each.kb == "Q1"
    )
    assert (found.standing, found.waits_for) == (expected, ())


# ── learning more ───────────────────────────────────────────────────────────────────────────────

CLAIMS = st.builds(
    lambda name, any_of: claim(*sorted(any_of), name=name),
    st.sampled_from(NAMES),
    st.sets(st.sampled_from(VALUES), min_size=1),
)
ENTRIES = st.builds(
    lambda requires, excludes: entry(tuple(requires), tuple(excludes)),
    st.lists(CLAIMS, min_size=1, max_size=4),
    st.lists(CLAIMS, max_size=3),
)
SEEN = st.fixed_dictionaries({name: st.sets(st.sampled_from(VALUES)) for name in NAMES})


def known(seen: dict[str, set[str]], complete: set[str]) -> dict[str, Fact]:
    given = {
        name.replace(".", "__"): fact(*sorted(values), complete=name in complete, name=name)
        for name, values in seen.items()
    }
    return facts(**given)


@given(ENTRIES, SEEN, SEEN, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_learning_more_never_turns_a_standing_round(
    article: Entry,
    seen: dict[str, set[str]],
    learnt: dict[str, set[str]],
    closed: set[str],
    closing: set[str],
) -> None:
    """A closed fact learns nothing new: that is what closed means."""
    before = weigh(article, known(seen, closed)).standing
    more = {
        name: values if name in closed else values | learnt[name] for name, values in seen.items()
    }
    after = weigh(article, known(more, closed | closing)).standing
    assert before in ("open", after)


@given(st.lists(ENTRIES, min_size=3, max_size=3), SEEN, SEEN, st.sets(st.sampled_from(NAMES)))
def test_learning_more_never_turns_a_standing_round_beside_rivals(
    drawn: list[Entry], seen: dict[str, set[str]], learnt: dict[str, set[str]], closed: set[str]
) -> None:
    """The first yields to both others, the second to the third."""
    entries = [
        replace(
            one, id=f"Q{place}", rivals=tuple(rival(f"Q{each}") for each in range(place + 1, 3))
        )
        for place, one in enumerate(drawn)
    ]
    more = {
        name: values if name in closed else values | learnt[name] for name, values in seen.items()
    }
    before = {each.kb: each.standing for each in diagnose(entries, known(seen, closed))}
    after = {each.kb: each.standing for each in diagnose(entries, known(more, set(NAMES)))}
    assert all(before[kb] in ("open", after[kb]) for kb in before)


@given(ENTRIES, SEEN)
def test_when_everything_is_known_nothing_stays_open(
    article: Entry, seen: dict[str, set[str]]
) -> None:
    assert weigh(article, known(seen, set(NAMES))).standing in ("supported", "ruled-out")


@given(ENTRIES)
def test_when_nothing_is_known_everything_is_open(article: Entry) -> None:
    assert weigh(article, facts()).standing == "open"


@given(ENTRIES, SEEN, st.sets(st.sampled_from(NAMES)))
def test_the_order_of_claims_does_not_matter(
    article: Entry, seen: dict[str, set[str]], closed: set[str]
) -> None:
    turned = replace(article, requires=article.requires[::-1], excludes=article.excludes[::-1])
    assert weigh(turned, known(seen, closed)).standing == (
        weigh(article, known(seen, closed)).standing
    )
