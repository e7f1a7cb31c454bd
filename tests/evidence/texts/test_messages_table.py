"""The labels of messages: every wording reads back what it is given, and mistakes are refused."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import KnowledgeError
from forensics.evidence.texts.messages import by_label
from forensics.evidence.texts.messages_table import Wording, load, wordings
from tests.builders import messages as said

CLASSIC_IDS = (*range(528, 538), 539, 540, 644, 671, 672, 675, 676, 680, 681)
AUDITING_IDS = (4624, 4625, 4740, 4767, 4768, 4771, 4776)
KNOWN = tuple(
    wording
    for provider, ids in (
        ("Security", (*CLASSIC_IDS, 517, 612, 642, 643)),
        ("Microsoft-Windows-Security-Auditing", (*AUDITING_IDS, 4719, 4739)),
        ("Microsoft-Windows-Eventlog", (1102,)),
    )
    for event_id in ids
    for wording in wordings(provider, event_id)
    if event_id == wording.events[0]
)
FORMS = (said.windows, said.snare, said.single_blanks, said.octal)
RIGHT = """
language = "en"
tails = ["This event"]
[[message]]
provider = "Security"
events = [529]
[[message.section]]
heading = ""
1 = "User Name"
"""


def test_every_event_is_worded_in_three_languages() -> None:
    for event_id in CLASSIC_IDS:
        assert [w.language for w in wordings("Security", event_id)] == ["de", "en", "fr"]
    for event_id in AUDITING_IDS:
        found = wordings("Microsoft-Windows-Security-Auditing", event_id)
        assert [w.language for w in found] == ["de", "en", "es", "fr"]


@pytest.mark.parametrize("wording", KNOWN, ids=lambda w: f"{w.language}-{w.events[0]}")
def test_every_wording_gives_back_the_values_it_shows_in_every_form(wording: Wording) -> None:
    names = [name for section in wording.sections for name, _ in section.labels]
    values = {name: f"v{place}" for place, name in enumerate(names)}
    column = pl.Series(
        [form(said.rendered(wording, values, turn)) for turn in range(3) for form in FORMS]
    )
    found = by_label(column, wording.provider, wording.events[0]).select(names)
    assert found.unique().rows(named=True) == [values]


NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)


@given(wording=st.sampled_from(KNOWN), data=st.data())
def test_any_value_without_blanks_comes_back_from_a_message_with_line_ends(
    wording: Wording, data: st.DataObject
) -> None:
    names = [name for section in wording.sections for name, _ in section.labels]
    values = {name: data.draw(NAMES) for name in names}
    message = said.rendered(wording, values)
    found = by_label(pl.Series([message]), wording.provider, wording.events[0]).row(0, named=True)
    assert {name: found[name] for name in names} == values


@given(texts=st.lists(st.text() | st.none(), max_size=5), wording=st.sampled_from(KNOWN))
def test_any_text_gives_a_row_and_raises_nothing(texts: list[str | None], wording: Wording) -> None:
    column = pl.Series(texts, dtype=pl.String)
    assert by_label(column, wording.provider, wording.events[0]).height == len(texts)


def test_a_file_without_mistakes_is_loaded() -> None:
    (wording,) = load({"messages_en.toml": RIGHT})
    assert (wording.language, wording.events, wording.sections[0].labels) == (
        *("en", (529,)),
        (("1", ("User Name",)),),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('language = "en"', "", "the file: missing key language"),
        ('language = "en"', "language = 1", "language: must be a text"),
        ("[529]", "[]", "message 1: events: must be a list of numbers, at least one"),
        ("[529]", "[true]", "message 1: events: must be a list of numbers, at least one"),
        ('heading = ""', "", "message 1, section 1: missing key heading"),
        ('1 = "User Name"', "", "message 1, section 1: no value has a label"),
        ('"User Name"', '" User Name"', "message 1, section 1: 1: must be a text without blanks"),
        ('"User Name"', "[]", "message 1, section 1: 1: must be a text or a list of texts"),
        ("[[message.section]]", "[[message.part]]", "message 1: missing key section"),
        ('provider = "Security"', 'provider = "Security"\nera = 1', "message 1: unknown key era"),
        ("tails", "ends", "the file: missing key tails"),
        ("events = [529]", "events = 529", "message 1: events: must be a list of numbers"),
        ('["This event"]', "[", "messages_en.toml: "),
    ],
)
def test_a_mistake_is_told_by_its_place(right: str, wrong: str, words: str) -> None:
    with pytest.raises(KnowledgeError, match=r"^messages_en\.toml: ") as raised:
        load({"messages_en.toml": RIGHT.replace(right, wrong)})
    assert words in str(raised.value)


def test_a_value_named_twice_is_refused() -> None:
    twice = RIGHT + '[[message.section]]\nheading = "More"\n1 = "Name"\n'
    with pytest.raises(KnowledgeError, match="message 1: named twice: 1"):
        load({"messages_en.toml": twice})
