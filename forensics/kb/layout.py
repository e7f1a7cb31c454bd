"""How what is printed of the knowledge base is laid out."""

import textwrap
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 96
INDENT: Final = "  "


def paragraph(text: str, indent: str = INDENT, first: str | None = None) -> Iterator[str]:
    """Yield a text in lines, indented; the first line may begin in another way."""
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
