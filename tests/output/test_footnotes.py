"""Six styles of footnotes and bullets that WeasyPrint would keep for every element."""

import re
from typing import Any

import pytest

from forensics import typesetting as door
from forensics.binding import Binding
from forensics.enclosures import enclose
from forensics.footnotes import without_footnotes
from forensics.render import render
from forensics.tallying import tally
from forensics.templating import templates
from tests.builders.rendered import ATTACHED, IN_ONE_WORKER, rendered
from tests.builders.variants import kerberos_failures, nothing


def test_the_rules_of_footnotes_go_and_all_others_stay() -> None:
    import weasyprint  # noqa: PLC0415 - as late as the program itself

    own = weasyprint.html.UA
    kept = without_footnotes(own)
    gone = [line for line in own.splitlines() if line not in kept.splitlines()]
    assert [re.match("::[a-z-]*", line)[0] for line in gone] == [  # type: ignore[index]
        "::marker",
        "::footnote-call",
        "::footnote-marker",
        "::note-call",
        "::note-marker",
        "::note-callback",
    ]
    assert len(kept.splitlines()) == len(own.splitlines()) - 5
    assert kept.count("\nli::marker {") == 1


def test_a_sheet_that_is_written_otherwise_stays_as_it_is() -> None:
    sheet = "p { margin: 0 }\naside::footnote-call { color: red }\n"
    assert without_footnotes(sheet) == sheet


def test_no_sheet_of_ours_speaks_of_footnotes() -> None:
    sheets = list(templates().glob("*.css"))
    assert len(sheets) >= 2
    assert not [one for one in sheets if "footnote" in one.read_text(encoding="utf-8")]


def test_elements_have_one_style_and_only_list_items_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from weasyprint.css import StyleFor  # noqa: PLC0415 - as late as the program itself

    keys: list[tuple[Any, str | None]] = []
    made = StyleFor.__init__

    def noted(self: Any, *arguments: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        made(self, *arguments)
        keys.extend(self.get_computed_styles())

    monkeypatch.setattr(StyleFor, "__init__", noted)
    render(tally(nothing()), (), Binding())
    assert len(keys) > 300
    marked = {element.tag for element, what in keys if what == "marker"}
    assert marked == {"li"}
    assert {what for _, what in keys} <= {None, "marker", "before", "after"}


@IN_ONE_WORKER["kerberos_failures"]
def test_the_pages_are_the_same_bytes_as_with_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lean = rendered("kerberos_failures").pdf
    asked = list[str]()

    def with_all(sheet: str) -> str:
        asked.append(sheet)
        return sheet

    monkeypatch.setattr(door, "without_footnotes", with_all)
    assert render(tally(kerberos_failures()), enclose(ATTACHED), Binding()) == lean
    assert len(asked) == 1
