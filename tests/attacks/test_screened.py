"""The payloads on the screen: report.html by a strict parser and in a browser."""

import json
import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

import pytest

from tests.attacks.payloads import PAYLOADS, held
from tests.attacks.staged import staged
from tests.html.chromium import Page, browser, opened, program
from tests.html.reading import island, parsed

pytestmark = pytest.mark.xdist_group("attacks")  # staged once

ELEMENTS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "script",
        "body",
        "header",
        "nav",
        "main",
        "section",
    ),
    *("aside", "footer", "article", "figure", "figcaption", "h1", "h2", "h3", "h4", "p", "a", "b"),
    *("strong", "em", "span", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "col"),
    *("colgroup", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "pre", "code", "abbr"),
    *("svg", "g", "path", "rect", "line", "circle", "text", "tspan", "title", "desc", "polyline"),
    *("polygon", "form", "label", "input", "select", "option", "button", "output", "time", "small"),
    *("template", "details", "summary", "noscript", "canvas", "sup", "sub", "br", "wbr", "hr", "i"),
    *("datalist", "fieldset", "legend", "use", "defs", "pattern", "clipPath", "dfn", "cite", "q"),
    *(
        "kbd",
        "var",
        "samp",
        "ins",
        "del",
        "mark",
        "meter",
        "progress",
        "symbol",
        "ellipse",
        "hgroup",
    ),
}
"""What the templates and figures are made of: nothing that loads, frames or runs but the script."""


BEGINNING = 60
"""Characters of a name that are never cut off."""


def shown(word: str) -> str:
    """Return the name that is printed: marks of ours become characters again."""
    return re.sub("‹U\\+([0-9A-F]{4,6})›", lambda found: chr(int(found[1], 16)), word)


@cache
def tree() -> Element:
    return parsed(staged().outputs["report.html"])


def local(name: str) -> str:
    return name.rpartition("}")[2]


def test_the_page_is_made_of_harmless_elements_only() -> None:
    assert {local(each.tag) for each in tree().iter()} <= ELEMENTS


def test_no_attribute_runs_styles_or_leads_out() -> None:
    names = {local(name) for each in tree().iter() for name in each.keys()}  # noqa: SIM118
    assert not [name for name in names if name.startswith("on")]
    assert (
        names & {"src", "srcset", "srcdoc", "style", "action", "formaction", "background"} == set()
    )
    leads = [
        value for each in tree().iter() for name, value in each.items() if local(name) == "href"
    ]
    assert leads
    assert not [value for value in leads if not re.fullmatch(r"#[\w.:-]+", value)]


def test_one_script_runs_and_one_holds_data() -> None:
    kinds = [each.get("type", "") for each in tree().iter("script")]
    assert sorted(kinds) == ["", "application/json"]
    assert len(list(tree().iter("style"))) == 1


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_name_stands_in_the_data_of_the_page_as_it_was_recorded(kind: str) -> None:
    column = island(staged().outputs["report.html"])["columns"]["workstation_recorded"]
    beginnings = {shown(word)[:BEGINNING] for word in column["words"] if word}
    assert held(PAYLOADS[kind])[:BEGINNING] in {*beginnings, "-"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if program() is None:
        pytest.skip("no Chromium on this machine")
    file = tmp_path_factory.mktemp("attacks") / "report.html"
    file.write_bytes(staged().outputs["report.html"])
    with browser() as host, opened(host, file) as opened_page:
        yield opened_page


def test_in_a_browser_nothing_runs_and_nothing_is_asked_for(page: Page) -> None:
    page.ask("document.querySelectorAll('#rows tr[data-row]').forEach((row) => row.click())")
    page.ask("document.querySelectorAll('#lanes button').forEach((one) => one.click())")
    page.ask("document.querySelector('button[type=reset]').click()")
    assert page.ask("typeof window.__pwned") == "undefined"
    assert page.ask("Object.prototype.polluted === undefined && ({}).constructor === Object")
    assert page.complaints() == []
    assert page.requests() == []


def test_in_a_browser_every_payload_can_be_looked_for(page: Page) -> None:
    for text in (PAYLOADS["HTML: a script"], "__proto__", "=cmd|", "{{7*7}}", "‹U+202E›gnp"):
        page.ask(f"""(() => {{
            const field = document.getElementById('filters').elements.text;
            field.value = {json.dumps(text)};
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()""")
        count = page.ask("document.getElementById('count').textContent")
        assert int(count.partition(" ")[0].replace(",", "")) > 0
    assert page.ask("document.querySelectorAll('#rows *:not(tr, td, th, button)').length") == 0
    assert page.ask("typeof window.__pwned") == "undefined"
    assert page.requests() == []
