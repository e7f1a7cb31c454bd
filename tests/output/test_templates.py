"""The templates compute nothing: they lay out, and every number comes to them as text."""

from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment, nodes

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"
FILES: Final = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2"))
FILTERS: Final = {"drawn"}
LAYOUT: Final = {"first", "last", "index0"}
"""What a template may ask of a loop: it says where a cell stands, and is never printed."""

REFUSED: Final = (
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow),
    *(nodes.Neg, nodes.Concat, nodes.Slice),
)


def wrongs(source: str) -> list[str]:
    """Return everything by which a template would compute something."""
    tree = Environment(autoescape=True).parse(source)
    loops = [one for one in tree.find_all(nodes.Getattr) if _is_loop(one.node)]
    printed = [
        one for output in tree.find_all(nodes.Output) for one in output.nodes if _is_of_loop(one)
    ]
    return [
        *(f"line {one.lineno}: {type(one).__name__}" for one in tree.find_all(REFUSED)),
        *(
            f"line {one.lineno}: |{one.name}"
            for one in tree.find_all(nodes.Filter)
            if one.name not in FILTERS
        ),
        *(f"line {one.lineno}: loop.{one.attr}" for one in loops if one.attr not in LAYOUT),
        *(f"line {one.lineno}: a loop's place is printed" for one in printed),
    ]


def _is_loop(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "loop"


def _is_of_loop(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and _is_loop(node.node)


@pytest.mark.parametrize("file", FILES)
def test_a_template_computes_nothing(file: str) -> None:
    assert wrongs((TEMPLATES / file).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ rows | length }}",
        "{{ share | round }}",
        "{{ rows[1:] }}",
        "{{ all - some }}",
        "{% if one + two %}{% endif %}",
        "{% for one in rows %}{{ loop.index }}{% endfor %}",
        "{% for one in rows %}{{ loop.index0 }}{% endfor %}",
        "{% for one in rows %}{% if loop.revindex %}{% endif %}{% endfor %}",
    ],
)
def test_one_that_would_is_found(source: str) -> None:
    assert wrongs(source) != []
