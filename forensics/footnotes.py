"""Spares every element of a report the styles of footnotes, of which no page of ours has any.

WeasyPrint's own style sheet says of every element how the mark, the call and the text of its
footnote would look, and how its bullet would. WeasyPrint then keeps six more styles for each
element: of a report's 350 MB these were 50 (`benchmarks/rendering.py site`, WeasyPrint 70). The
same bytes come out without them.
"""

import re
from typing import Final

_OF_FOOTNOTES: Final = re.compile(r"^::(?:footnote|note)-[a-z]+ \{[^}]*\}\n", re.MULTILINE)
_OF_BULLETS: Final = re.compile(r"^::marker \{", re.MULTILINE)


def without_footnotes(sheet: str) -> str:
    """Return WeasyPrint's own style sheet, with bullets for list items only and no footnotes.

    A later version that writes these rules otherwise keeps them: more memory, the same pages.
    """
    return _OF_BULLETS.sub("li::marker {", _OF_FOOTNOTES.sub("", sheet))
