"""Every entry of the knowledge base is held to its own examples, and Q299352 to its article."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from itertools import combinations

import pytest

from forensics.case import ROLES
from forensics.knowing.diagnosis import diagnose, undecided, weigh
from forensics.knowing.facts import TOKEN_ACCOUNT, Fact
from forensics.knowing.knowledge import STANDINGS, Claim, Entry, Example, library
from forensics.knowing.vocabulary import OBSERVED, OPERATOR, REMARKED, VOCABULARY
from forensics.standings import Citation
from forensics.status import FAILURES
from forensics.timing.rhythm import NAMED
from tests.shared import shared

ENTRIES = library()
ENTRY = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
EXAMPLE = pytest.mark.parametrize(
    ("entry", "example"),
    [
        pytest.param(entry, example, id=f"{entry.id}: {example.name}")
        for entry in ENTRIES
        for example in entry.examples
    ],
)
CLAIM = pytest.mark.parametrize(
    ("entry", "claim"),
    [
        pytest.param(entry, claim, id=f"{entry.id}: {claim.claim}")
        for entry in ENTRIES
        for claim in (*entry.requires, *entry.excludes)
    ],
)

SEEN: Mapping[str, tuple[str, ...]] = {
    "account.class": (TOKEN_ACCOUNT, "other"),
    "failure.outcomes": FAILURES,
    "target.roles": ROLES,
    "target.only_roles": ("cap-or-dc-only", "others"),
    "client.presents": ("own-name", "target-name", "domain"),
    "logon.package": ("ntlm", "kerberos"),
    "policy.lockout": ("yes", "no"),
    "rhythm.period": (*NAMED, "other"),
    "rhythm.onset_after_password_change": ("yes", "no"),
    "rhythm.follows": ("machine-start", "machine-back", "service-start", "logon"),
}
"""The values that `facts.gather` can give to a fact that the evidence shows."""


def known(given: Mapping[str, tuple[str, ...]]) -> dict[str, Fact]:
    """Return every fact: those given are complete, of the others nothing is known."""
    return {
        name: Fact(name=name, values=given.get(name, ()), complete=name in given, shows="")
        for name in VOCABULARY
    }


def standings(entry: Entry) -> list[str]:
    return [weigh(entry, known(example.facts)).standing for example in entry.examples]


# ── every entry ─────────────────────────────────────────────────────────────────────────────────


@EXAMPLE
def test_an_example_gives_its_standing(entry: Entry, example: Example) -> None:
    assert weigh(entry, known(example.facts)).standing == example.expect


@ENTRY
def test_all_three_standings_occur(entry: Entry) -> None:
    assert {example.expect for example in entry.examples} == set(STANDINGS)


@ENTRY
def test_examples_have_names_of_their_own(entry: Entry) -> None:
    assert len({example.name for example in entry.examples}) == len(entry.examples)


@CLAIM
def test_without_a_claim_some_example_changes(entry: Entry, claim: Claim) -> None:
    poorer = replace(
        entry,
        requires=tuple(each for each in entry.requires if each is not claim),
        excludes=tuple(each for each in entry.excludes if each is not claim),
    )
    assert standings(poorer) != standings(entry)


@CLAIM
def test_without_a_value_of_a_claim_some_example_changes(entry: Entry, claim: Claim) -> None:
    for value in claim.any_of:
        narrower = replace(claim, any_of=tuple(each for each in claim.any_of if each != value))
        poorer = replace(
            entry,
            requires=tuple(narrower if each is claim else each for each in entry.requires),
            excludes=tuple(narrower if each is claim else each for each in entry.excludes),
        )
        assert standings(poorer) != standings(entry)


@CLAIM
def test_a_claim_says_why_it_matters_and_what_to_collect(entry: Entry, claim: Claim) -> None:
    for text in (claim.claim, claim.because, claim.obtain):
        assert text == text.strip() != ""
    assert claim.because.endswith(".")
    assert claim.obtain.endswith(".")
    others = [each for each in (*entry.requires, *entry.excludes) if each is not claim]
    assert claim.claim not in [each.claim for each in others]


@CLAIM
def test_a_claim_asks_for_what_can_be_known(entry: Entry, claim: Claim) -> None:
    del entry
    assert_knowable(claim.fact, claim.any_of)


@ENTRY
def test_rivals_are_other_articles_and_can_be_set_aside(entry: Entry) -> None:
    ids = [rival.id for rival in entry.rivals]
    assert entry.id not in ids
    for rival in entry.rivals:
        assert re.fullmatch("Q[0-9]{5,6}", rival.id)
        assert rival.fact in OPERATOR
        assert_knowable(rival.fact, rival.any_of)
        assert rival.differs == rival.differs.strip() != ""
        assert rival.obtain.endswith(".")


@EXAMPLE
def test_examples_use_values_that_can_be_known(entry: Entry, example: Example) -> None:
    del entry
    for name, values in example.facts.items():
        assert_knowable(name, values)


def assert_knowable(fact: str, values: tuple[str, ...]) -> None:
    """Check values against what the evidence can show, or what the vocabulary offers to people."""
    if fact in SEEN:
        assert set(values) <= set(SEEN[fact])
    else:
        offered = VOCABULARY[fact].rpartition(":")[2]
        assert set(values) <= set(re.findall(r"\w+(?:[.-]\w+)*", offered))


def test_what_the_evidence_shows_is_listed_here_in_full() -> None:
    assert set(SEEN) == set(OBSERVED) - set(REMARKED)


def test_every_file_of_the_folder_is_an_entry_named_by_its_id() -> None:
    folder = files("forensics").joinpath("data/knowledge")
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"{entry.id.lower()}.toml" for entry in ENTRIES]


def test_any_two_entries_can_be_told_apart() -> None:
    for one, other in combinations(ENTRIES, 2):
        facts = [known(example.facts) for example in (*one.examples, *other.examples)]
        assert [weigh(one, each).standing for each in facts] != [
            weigh(other, each).standing for each in facts
        ]


# ── Q299352 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def q299352() -> Entry:
    return next(entry for entry in ENTRIES if entry.id == "Q299352")


def test_q299352_is_cited_as_it_stands(q299352: Entry) -> None:
    assert q299352.citation == Citation(
        publisher="Microsoft Knowledge Base",
        dated="2002-08-12",
        product="Systems Management Server 2.0",
        sections=("SYMPTOMS", "CAUSE", "STATUS"),
    )
    assert (q299352.nature, q299352.status_class) == ("defect", "confirmed")
    assert q299352.fix == "The article lists no fix and no workaround."


def test_q299352_asks_for_what_the_article_names(q299352: Entry) -> None:
    article = {(each.fact, each.any_of) for each in q299352.requires if each.origin == "article"}
    assert article == {
        ("account.class", ("SMSCliToknAcct&",)),
        ("policy.lockout", ("yes",)),
        ("target.roles", ("cap",)),
        ("failure.outcomes", ("bad_password",)),
        ("failure.outcomes", ("locked_out",)),
    }
    derived = [
        (each.fact, each.any_of)
        for each in (*q299352.requires, *q299352.excludes)
        if each.origin == "derived"
    ]
    assert derived == [("client.presents", ("own-name",)), ("logon.package", ("kerberos",))]


def test_rivals_of_q299352_stay_until_they_are_set_aside(q299352: Entry) -> None:
    facts = known(q299352.examples[0].facts)
    rivals = [each.between for each in undecided([q299352], diagnose([q299352], facts), facts)]
    assert rivals == [
        ("Q299352", "Q231399"),
        ("Q299352", "Q243385"),
        ("Q299352", "Q232653"),
        ("Q299352", "Q256198"),
        ("Q299352", "Q278660"),
        ("Q299352", "Q241982"),
    ]


def test_rivals_of_q299352_are_set_aside_by_what_an_analyst_can_state(q299352: Entry) -> None:
    answers = {
        "sms.service_pack": ("SP4",),
        "client.nal_logging_bit_32": ("no",),
        "sms.hardware_inventory": ("off",),
        "client.network_drives_in_path": ("no",),
        "client.subst_drives": ("no",),
    }
    facts = known({**q299352.examples[0].facts, **answers})
    assert undecided([q299352], diagnose([q299352], facts), facts) == ()


@pytest.mark.parametrize(
    ("pack", "left"),
    [
        ("RTM", ["Q231399", "Q232653"]),
        ("SP1", ["Q232653"]),
        ("SP2", []),
        ("SP3", []),
        ("SP4", []),
        ("SP4HRP", []),
    ],
)
def test_a_service_pack_sets_aside_what_it_corrects(
    q299352: Entry, pack: str, left: list[str]
) -> None:
    facts = known({**q299352.examples[0].facts, "sms.service_pack": (pack,)})
    found = [each.between[1] for each in undecided([q299352], diagnose([q299352], facts), facts)]
    assert [kb for kb in ("Q231399", "Q232653") if kb in found] == left


def article(kb: str) -> str:
    return shared(f"kb-articles/{kb}.TXT").read_text("latin-1")


def test_q299352_agrees_with_the_header_of_its_article(q299352: Entry) -> None:
    head, _, body = article("Q299352").partition("=" * 70)
    document = re.search(r"^DOCUMENT:(\S+)\s+(\S+)\s+\[sms\]", head, re.MULTILINE)
    assert document
    assert document[1] == q299352.id
    dated = datetime.strptime(document[2] + " +0000", "%d-%b-%Y %z").date()
    assert dated.isoformat() == q299352.citation.dated
    version = re.search(r"^PROD/VER::(\S+)", head, re.MULTILINE)
    assert version
    assert f"Systems Management Server {version[1]}" == q299352.citation.product
    sections = re.findall(r"^([A-Z][A-Z ]+)\n=+$", body, re.MULTILINE)
    assert tuple(sections) == q299352.citation.sections


def test_q299352_is_cited_by_the_title_that_the_article_has(q299352: Entry) -> None:
    title = re.search(r"^TITLE\s*:(.+)$", article("Q299352"), re.MULTILINE)
    assert title
    assert q299352.title == title[1] == "SMS: The SMSCliToknAcct& Account May Be Locked Out"


# ── our own words ───────────────────────────────────────────────────────────────────────────────


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of six words; the name of the product counts as one."""
    named = re.sub(r"systems\s+management\s+server(\s+version)?\s+", "sms-", text.lower())
    words = re.findall(r"[a-z0-9&]+(?:[.-][a-z0-9]+)*", named)
    return {tuple(words[place : place + 6]) for place in range(len(words) - 5)}


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from texts(each)
        case dict():
            for each in value.values():
                yield from texts(each)
        case _:
            pass


@ENTRY
def test_an_entry_repeats_no_six_words_of_its_article_or_of_a_rival_s(entry: Entry) -> None:
    folder = files("forensics").joinpath("data/knowledge")
    given = tomllib.loads(folder.joinpath(f"{entry.id.lower()}.toml").read_text("utf-8"))
    del given["title"]  # a citation gives the title as it is
    ours = {run for text in texts(given) for run in runs(text)}
    assert ours
    for kb in (entry.id, *(rival.id for rival in entry.rivals)):
        assert ours & runs(article(kb)) == set()


def test_a_sentence_of_the_article_would_be_found() -> None:
    body = article("Q299352")
    assert runs("The account may be locked out on any server that functions") & runs(body)
