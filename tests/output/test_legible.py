from dataclasses import replace
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.legible import legible, name, prose, visible
from forensics.typeface import has
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("SMSCliToknAcct&", "SMSCliToknAcct&"),
        ("Žluťoučký", "Žluťoučký"),
        ("\u202eTSET", "‹U+202E›TSET"),
        ("한국어 日本語 ｶﾅ", "한국어 日本語 ｶﾅ"),
        ("עברית", "‹U+05E2›‹U+05D1›‹U+05E8›‹U+05D9›‹U+05EA›"),
        ("\uff21\uf900\u1100", "‹U+FF21›‹U+F900›‹U+1100›"),
        ("a\x00b\x1b", "a‹U+0000›b‹U+001B›"),
        ("\ud800", "‹U+D800›"),
        ("e\u0301", "e‹U+0301›"),
        ("a\u00a0b", "a‹U+00A0›b"),
        ("‹U+202E›", "‹U+2039›U+202E›"),
        (" a  b ", "‹U+0020›a ‹U+0020›b‹U+0020›"),
        ("   ", "‹U+0020›‹U+0020›‹U+0020›"),
        ("\u0430dmin", "‹U+0430›dmin"),  # Cyrillic among Latin letters
        ("FIN-F\u0399N1 \u03b1-\u0414\u0421", "FIN-F‹U+0399›N1 \u03b1-\u0414\u0421"),
        ("\u0411\u0423\u0425-1", "\u0411\u0423\u0425-1"),  # a word of its own script
        ("", ""),
    ],
)
def test_a_name_is_printed_as_recorded_or_visibly_changed(recorded: str, printed: str) -> None:
    assert name(recorded) == printed


def test_a_long_name_is_cut_and_says_so() -> None:
    assert name("W" * 65_536) == "W" * 64 + "… [65,536 characters, SHA-256 93f1c5d1…]"


def test_two_long_names_stay_two() -> None:
    assert name("W" * 70 + "a") != name("W" * 70 + "b")


def test_white_space_of_a_sentence_is_folded() -> None:
    assert prose("line one\n\tline two ") == "line one line two"


@settings(deadline=None)  # the first example reads the typefaces
@given(st.text())
def test_everything_visible_has_a_glyph_and_does_nothing_unseen(text: str) -> None:
    out = visible(text)
    assert all(map(has, set(out) - {" "}))
    assert not {char for char in out if category(char)[0] in "CM"}


@settings(deadline=None)  # the first example reads the typefaces
@given(st.text(max_size=60), st.text(max_size=60))
def test_different_names_are_printed_differently(one: str, other: str) -> None:
    assert (name(one) == name(other)) == (one == other)


def test_findings_that_are_fit_to_print_stay_the_same_value() -> None:
    fit = tuple(tie for tie in sms_case().identities if tie.reason != "blanks")
    findings = replace(sms_case(), identities=fit)
    assert legible(findings) is findings


def test_hostile_findings_keep_their_numbers_and_times() -> None:
    before, after = hostile(), legible(hostile())
    assert [one.counted for one in after.clients] == [one.counted for one in before.clients]
    assert [one.time for one in after.lockouts] == [one.time for one in before.lockouts]
    assert len({one.name for one in after.clients}) == len(before.clients)
