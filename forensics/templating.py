"""The templates, for paper and for the screen: the one door to jinja2.

Every text is escaped by the engine; only a figure's SVG is not, because the figures have escaped
every text in it. What a template refers to and does not get is a bug, and ends the report. The
templates are ours, and run in a sandbox all the same: none reaches Python, or changes what it gets.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from forensics.figures.drawing import Figure

_PACKAGE: Final = Path(__file__).parent


def templates() -> Path:
    """Return the folder of the templates: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def style(*names: str) -> str:
    """Return the style sheets of those names in the folder, one after the other."""
    return "".join((templates() / name).read_text(encoding="utf-8") for name in names)


def filled(
    template: str,
    values: Mapping[str, object],
    *,
    drawn: Callable[[Figure], str] = lambda figure: figure.svg,
    unescaped: Mapping[str, str] = MappingProxyType({}),
    screen: bool = False,
) -> str:
    """Return a template filled with values.

    Args:
        template: Its name in the folder.
        values: What it refers to, by name.
        drawn: A figure as SVG in which every text is escaped.
        unescaped: Further values, which stand as they are: sheets, scripts and their data.
        screen: Whether the macros lay out for the screen: without style attributes, which the
            page's policy forbids, and with tables and figures that scroll on their own.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["screen"] = screen
    environment.filters["drawn"] = lambda figure: Markup(drawn(figure))  # noqa: S704 - see above
    whole = {name: Markup(text) for name, text in unescaped.items()}  # noqa: S704 - as it says
    return environment.get_template(template).render(**values, **whole)
