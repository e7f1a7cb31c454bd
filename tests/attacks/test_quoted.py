"""The payloads in the text of an article: quoted word for word, as text."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

import pytest

from forensics.articles import held
from forensics.binding import Binding
from forensics.findings import Findings
from forensics.html import page
from forensics.knowing import leading
from forensics.knowing.knowledge import library
from forensics.narrative import compose
from forensics.quoting import quote
from tests.attacks.payloads import short
from tests.attacks.test_screened import ELEMENTS, local
from tests.builders.article import article
from tests.builders.findings import sms_case
from tests.builders.screened import sms_attempts
from tests.html.reading import parsed, text

pytestmark = pytest.mark.xdist_group("quoted")  # made once

SECTIONS = ("CAUSE", "STATUS", "RESOLUTION", "WORKAROUND")


def words() -> list[str]:
    """Return the payloads that stand on one line and that an archived text can hold."""
    lines = (each.encode("cp1252", "ignore").decode("cp1252") for each in short().values())
    return [each for each in lines if len(each.splitlines()) == 1 and not each.startswith("-")]


@cache
def quoted() -> Findings:
    """Return the invented case with hostile texts of the articles that it shows."""
    shown = [each.kb for each in leading.shown(sms_case().diagnoses)]
    assert shown
    with TemporaryDirectory() as folder:
        (Path(folder) / "kb").mkdir()
        for name in shown:
            bad = article(
                id=name,
                title="<img src=x onerror=window.__pwned=1>",
                sections=dict.fromkeys(SECTIONS, "\n".join(words())),
            )
            (Path(folder) / f"kb/{name}<b>{{{{7*7}}}}.txt").write_bytes(bad)
            (Path(folder) / f"kb/{name}\x1b[2J\u202e.txt").write_bytes(bad + b" ")
        shelf = held.gather(Path(folder), shown, None)
    return quote(sms_case(), library(), shelf)


@cache
def tree() -> Element:
    made = quoted()
    return parsed(page(compose(made, Binding()), made, sms_attempts()))


def test_every_word_of_an_article_is_kept() -> None:
    texts = [one.held for one in quoted().diagnoses if one.held]
    assert texts
    for each in texts:
        for one in each.quotations:
            assert one.quoted.replace("\r\n", "\n") == "\n".join(words()).strip()


def test_a_quotation_adds_no_element_and_no_attribute() -> None:
    assert {local(each.tag) for each in tree().iter()} <= ELEMENTS
    names = {local(name) for each in tree().iter() for name in each.keys()}  # noqa: SIM118
    assert not [name for name in names if name.startswith("on") or name in {"src", "style"}]
    assert len(list(tree().iter("script"))) == 2


def test_what_the_article_says_is_seen_as_it_stands() -> None:
    seen = text(tree(), without=("script", "style"))
    assert "<script>window.__pwned=1</script>" in seen
    assert "{{7*7}}{%set x=1%}{#c#}" in seen
    assert "=cmd|' /C calc'!A0" in seen
    assert not {"\u202e", "\x1b"} & set(seen)
