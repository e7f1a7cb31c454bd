"""Three truth values: learning more can close what is open and never turns a standing round."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.knowing.diagnosis import diagnose, standing, truth, undecided, weigh
from forensics.knowing.facts import VOCABULARY, Fact
from forensics.knowing.knowledge import Claim, Entry, Rival
from forensics.standings import Check, Citation, Diagnosis, Undecided
from forensics.values import Locator

VALUES = ("a", "b", "c")
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
    return Entry(
        id=kb,
        title="An invented article",
        nature="defect",
        status_class="confirmed",
        citation=Citation(publisher="Invented", dated="2001-10-09", product="P", sections=("A",)),
        cause="A cause.",
        status="A status.",
        fix="A fix.",
        requires=requires,
        excludes=excludes,
        rivals=rivals,
        examples=(),
    )


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
        account__class=fact("a", complete=False),
        logon__package=fact("kerberos", complete=True, name="logon.package"),
    )
    assert weigh(article, known) == Diagnosis(
        kb="Q1",
        title="An invented article",
        standing="supported",
        checks=(
            Check(
                claim="account.class is one of ('a',)",
                origin="article",
                truth="holds",
                shows="seen",
                because="It matters.",
                obtain="A log.",
                evidence=(PLACE,),
            ),
            Check(
                claim="logon.package is one of ('ntlm',)",
                origin="article",
                truth="holds",
                shows="seen",
                because="It matters.",
                obtain="A log.",
                evidence=(PLACE,),
            ),
        ),
        citation=article.citation,
        cause="A cause.",
        status="A status.",
        fix="A fix.",
    )


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

RIVAL = Rival(id="Q9", differs="else", fact="sms.service_pack", any_of=("SP1",), obtain="Ask.")


@pytest.mark.parametrize(
    ("values", "complete", "stays"),
    [
        ((), False, True),
        ((), True, True),
        (("RTM",), True, True),
        (("SP1",), True, False),
        (("RTM", "SP1"), False, False),
    ],
)
def test_a_rival_stays_until_its_fact_sets_it_aside(
    values: tuple[str, ...], *, complete: bool, stays: bool
) -> None:
    article = entry((claim("a"),), rivals=(RIVAL,))
    known = facts(
        account__class=fact("a", complete=True),
        sms__service_pack=fact(*values, complete=complete, name="sms.service_pack"),
    )
    left = undecided([article], diagnose([article], known), known)
    assert left == ((Undecided(between=("Q1", "Q9"), obtain="Ask."),) if stays else ())


@pytest.mark.parametrize(
    ("values", "complete", "count"), [(("a",), True, 1), ((), False, 1), (("b",), True, 0)]
)
def test_an_entry_that_is_ruled_out_has_no_rivals(
    values: tuple[str, ...], *, complete: bool, count: int
) -> None:
    article = entry((claim("a"),), rivals=(RIVAL,))
    known = facts(account__class=fact(*values, complete=complete))
    assert len(undecided([article], diagnose([article], known), known)) == count


# ── learning more ───────────────────────────────────────────────────────────────────────────────

NAMES = ("account.class", "target.roles", "logon.package")
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
