"""Every entry of the knowledge base is held to its own examples, and to the article it cites."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files

import pytest

from forensics.knowing.diagnosis import diagnose, weigh
from forensics.knowing.entries import STANDINGS, Claim, Entry, Rival
from forensics.knowing.facts import Fact
from forensics.knowing.knowledge import library
from forensics.knowing.questions import answers
from forensics.knowing.vocabulary import VOCABULARY, Term
from forensics.standings import Citation
from tests.shared import shared

ENTRIES = library()
BY_ID = {entry.id: entry for entry in ENTRIES}
ENTRY = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
ARTICLE = pytest.mark.parametrize(
    "entry", [each for each in ENTRIES if each.kind == "article"], ids=lambda entry: entry.id
)
UNASKED = [
    "account.beside",
    "account.spelling",
    "client.nal_logging",
    "rhythm.onset_after_password_change",
    "sms.agents",
    "sms.caps_named",
    "sms.client_connection_accounts",
    "sms.metering_accounts",
    "sms.service_accounts",
    "sms.software_installation_accounts",
]
"""Facts that no entry asks for: other facts rest on them, or they tell a reader what was seen."""


def known(given: Mapping[str, tuple[str, ...]]) -> dict[str, Fact]:
    """Return every fact: those given are complete, of the others nothing is known."""
    return {
        name: Fact(name=name, values=given.get(name, ()), complete=name in given, shows="")
        for name in VOCABULARY
    }


def standings(entry: Entry) -> list[str]:
    return [weigh(entry, known(example.facts)).standing for example in entry.examples]


# ── every entry ─────────────────────────────────────────────────────────────────────────────────


def claims(entry: Entry) -> tuple[Claim, ...]:
    return (*entry.requires, *entry.excludes)


def changed(entry: Entry, claim: Claim, *instead: Claim) -> Entry:
    """Return an entry with another claim in the place of one, or with none."""

    def of(those: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(new for each in those for new in (instead if each is claim else (each,)))

    return replace(entry, requires=of(entry.requires), excludes=of(entry.excludes))


@ENTRY
def test_each_example_gives_its_standing(entry: Entry) -> None:
    given = {each.name: weigh(entry, known(each.facts)).standing for each in entry.examples}
    assert given == {each.name: each.expect for each in entry.examples}


@ENTRY
def test_all_three_standings_occur(entry: Entry) -> None:
    assert {example.expect for example in entry.examples} == set(STANDINGS)


@ENTRY
def test_without_any_claim_some_example_changes(entry: Entry) -> None:
    idle = [
        claim.claim
        for claim in claims(entry)
        if standings(changed(entry, claim)) == standings(entry)
    ]
    assert idle == []


@ENTRY
def test_without_any_value_of_a_claim_some_example_changes(entry: Entry) -> None:
    idle = [
        (claim.claim, value)
        for claim in claims(entry)
        for value in claim.any_of
        if standings(changed(entry, claim, replace(claim, any_of=tuple({*claim.any_of} - {value}))))
        == standings(entry)
    ]
    assert idle == []


@ENTRY
def test_a_claim_says_why_it_matters_and_what_to_collect(entry: Entry) -> None:
    for claim in claims(entry):
        assert claim.claim == claim.claim.strip()
        assert not claim.claim.endswith(".")
        assert is_sentence(claim.because)
        assert is_actionable(claim.obtain)
        assert entry.kind != "general" or claim.origin != "article"
    texts = [claim.claim for claim in claims(entry)]
    assert len(set(texts)) == len(texts)


def is_sentence(text: str) -> bool:
    return text == text.strip() and text[:1].isupper() | text[:1].isdigit() and text.endswith(".")


THINGS = re.compile(
    r"\blogs?\b|\.log\b|case\.toml|HKLM|HKCU|console|\bnet (?:use|user|accounts)\b|version|"
    r"registry|properties|command|list|Control Panel|scripts?\b|query|cmdkey|schtasks|sc qc|winver|"
    r"policy|accounts?\b|how|whether|what",
    re.IGNORECASE,
)


def is_actionable(text: str) -> bool:
    """Tell whether a text says what to fetch: a thing that a person can open, list or copy."""
    return is_sentence(text) and THINGS.search(text) is not None and len(text.split()) > 3


@pytest.mark.parametrize("term", VOCABULARY.values(), ids=lambda term: term.name)
def test_a_fact_says_what_to_collect_and_how_to_state_it(term: Term) -> None:
    assert is_sentence(term.says)
    assert is_actionable(term.obtain)
    if "operator" in term.told_by:
        assert f"({term.name})" in term.obtain


def test_every_fact_is_asked_for_by_an_entry_or_read_by_another_fact() -> None:
    asked = {claim.fact for entry in ENTRIES for claim in (*entry.requires, *entry.excludes)}
    assert sorted(set(VOCABULARY) - asked) == UNASKED


def test_every_file_of_the_folder_is_an_entry_named_by_its_id() -> None:
    folder = files("forensics").joinpath("data/knowledge")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{entry.id.lower()}.toml" for entry in ENTRIES)


# ── any two entries ─────────────────────────────────────────────────────────────────────────────


def told_apart(one: Entry, other: Entry) -> list[str]:
    """Return the facts of which some value rules out one of two entries and not the other."""
    unknown = known({})
    claims = (*one.requires, *one.excludes, *other.requires, *other.excludes)
    return [
        name
        for name in dict.fromkeys(claim.fact for claim in claims)
        if any(len(each.rules_out) == 1 for each in answers(name, (one, other), unknown[name]))
    ]


def declared(one: Entry, other: Entry) -> list[Rival]:
    """Return what either entry says of the other."""
    return [
        rival
        for entry, beside in ((one, other), (other, one))
        for rival in entry.rivals
        if rival.id == beside.id
    ]


def after(entry: Entry) -> list[Entry]:
    """Return the entries behind this one that explain the same, so that each pair comes once."""
    rest = ENTRIES[ENTRIES.index(entry) + 1 :]
    return [other for other in rest if other.explains == entry.explains]


@ENTRY
def test_two_entries_are_told_apart_by_a_fact_or_declared(entry: Entry) -> None:
    assert [
        other.id
        for other in after(entry)
        if not told_apart(entry, other) and not declared(entry, other)
    ] == []


@ENTRY
def test_two_entries_that_no_event_log_tells_apart_are_declared_so(entry: Entry) -> None:
    for other in after(entry):
        told = told_apart(entry, other)
        by_logs = [name for name in told if "records" in VOCABULARY[name].told_by]
        said = [rival.logs for rival in declared(entry, other)]
        assert said in ([], ["can"]) if by_logs else said == ["never"], other.id


@ENTRY
def test_rivals_are_other_entries_that_explain_the_same(entry: Entry) -> None:
    for rival in entry.rivals:
        assert rival.id in BY_ID
        assert rival.id != entry.id
        assert BY_ID[rival.id].explains == entry.explains
        assert is_sentence(rival.differs)
        assert rival.logs == "can" or re.search(r"\blogs?\b", rival.differs)


# ── an entry beside its article ─────────────────────────────────────────────────────────────────

NOT_HELD = ("Q236052",)
"""Articles whose text is not among those beside the checkout."""


def article(kb: str) -> str:
    if kb in NOT_HELD:
        pytest.skip(f"the text of {kb} is not among the archived ones here")
    return shared(f"kb-articles/{kb}.TXT").read_text("cp1252")


@ARTICLE
def test_an_entry_agrees_with_the_header_of_its_article(entry: Entry) -> None:
    head, _, body = article(entry.id).partition("=" * 70)
    document = re.search(r"^DOCUMENT:(\S+)  (\S+)  \[\w+\]", head)
    assert document
    assert document[1] == entry.id
    dated = datetime.strptime(document[2] + " +0000", "%d-%b-%Y %z").date()
    assert dated.isoformat() == entry.citation.dated
    lines = dict(line.split(":", 1) for line in head.split("\n") if ":" in line)
    fields = {key.strip(): value.strip() for key, value in lines.items()}
    assert fields["TITLE"] == entry.title
    assert fields["PROD/VER"] == entry.citation.versions
    sections = re.findall(r"^(\S[^\n]*)\n=+$", body.split("=" * 70)[0], re.MULTILINE)
    assert tuple(sections) == entry.citation.sections


@ARTICLE
def test_a_status_that_no_section_gives_is_none_given(entry: Entry) -> None:
    assert ("STATUS" in entry.citation.sections) == (entry.status_class != "none-given")


@pytest.mark.parametrize(
    "entry", [each for each in ENTRIES if each.kind == "general"], ids=lambda entry: entry.id
)
def test_a_general_cause_is_cited_as_general_knowledge(entry: Entry) -> None:
    assert entry.citation == Citation(
        publisher="General knowledge", dated="", product="", versions="", sections=()
    )
    assert entry.id.startswith("general-")
    assert entry.status_class == "none-given"


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
    del given["title"], given["citation"]  # a citation gives titles as they are
    ours = {run for text in texts(given) for run in runs(text)}
    assert ours
    for kb in (entry.id, *(rival.id for rival in entry.rivals)):
        if BY_ID[kb].kind == "article" and kb not in NOT_HELD:
            assert ours & runs(article(kb)) == set()


def test_a_sentence_of_the_article_would_be_found() -> None:
    body = article("Q299352")
    assert runs("The account may be locked out on any server that functions") & runs(body)


# ── Q299352 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def q299352() -> Entry:
    return BY_ID["Q299352"]


def test_q299352_has_no_fix_and_no_workaround(q299352: Entry) -> None:
    assert (q299352.status_class, q299352.fixed_in) == ("confirmed", None)
    assert (q299352.resolution, q299352.workaround) == (None, None)


def test_q299352_asks_for_what_the_article_names(q299352: Entry) -> None:
    article = {(each.fact, each.any_of) for each in q299352.requires if each.origin == "article"}
    assert article == {
        ("account.class", ("SMSCliToknAcct&",)),
        ("policy.lockout", ("yes",)),
        ("target.roles", ("cap",)),
        ("failure.outcomes", ("bad_password",)),
        ("failure.outcomes", ("locked_out",)),
    }


def standing_of_q299352(**stated: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return its standing at a site as the article describes it, and for what it waits."""
    given = {name.replace("__", "."): values for name, values in stated.items()}
    facts = known({**BY_ID["Q299352"].examples[0].facts, **given})
    found = next(each for each in diagnose(ENTRIES, facts) if each.kb == "Q299352")
    return found.standing, found.waits_for


def test_q299352_waits_for_every_sibling_that_leaves_the_same_records() -> None:
    standing, left = standing_of_q299352()
    assert standing == "open"
    assert {"Q231399", "Q243385", "Q232653", "Q256198", "Q278660", "Q241982"} <= set(left)


def test_q299352_is_supported_once_what_an_analyst_can_state_rules_its_siblings_out() -> None:
    assert standing_of_q299352(
        sms__service_pack=("SP4",),
        sms__hardware_inventory=("off",),
        client__nal_logging_bit_32=("no",),
        client__network_drives_in_path=("no",),
        client__subst_drives=("no",),
        target__only_roles=("cap-or-dc-only",),
    ) == ("supported", ())


def test_before_service_pack_1_the_article_with_a_fix_stands_beside_q299352() -> None:
    for pack in ("RTM", "SP1"):
        _, left = standing_of_q299352(sms__service_pack=(pack,))
        assert ("Q231399" in left) == (pack == "RTM")
