"""Our templates for paper are XML: it is read fifty times faster, to the same elements as HTML."""

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.render import manuscript
from forensics.tallying import tally
from forensics.typesetting import tree
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile
from tests.builders.variants import nothing

_XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"  # by the rules of HTML, an attribute as well
_Said = tuple[str, dict[str, str], str, str]


def said(root: ET.Element) -> Iterator[_Said]:
    """Yield of every element its name, its attributes, and the text in and after it."""
    body = root.find("body")
    assert body is not None
    at_the_end = {root, body, body[-1]}  # where HTML gathers the blanks after the body
    for one in root.iter():
        attributes = {name: value for name, value in one.attrib.items() if name != _XMLNS}
        after = "" if one in at_the_end else one.tail or ""
        text = "" if one.tag == "html" else one.text or ""
        yield one.tag, attributes, text, after


@pytest.mark.parametrize("variant", [nothing, sms_case, hostile])
def test_a_report_has_the_same_elements_by_the_rules_of_html(
    variant: Callable[[], Findings],
) -> None:
    text = manuscript(tally(variant()), (), Binding()).html
    ours, theirs = tree(text), tinyhtml5.parse(text, namespace_html_elements=False)
    for one, other in zip(said(ours), said(theirs), strict=True):
        assert one == other
