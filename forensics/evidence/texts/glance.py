"""The head of a file as text, quickly: for telling whether it is a form that is written in ASCII.

What is told from it never hangs on a code page, so none is looked for.
"""

import codecs
from typing import Final

_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HALF_ZERO: Final = 3  # tenths of every second byte: UTF-16 of a text that is mostly Latin


def glance(head: bytes) -> list[str]:
    """Return the lines of `head` that are not blank; no input raises."""
    return [line for line in head.decode(_encoding(head), "replace").splitlines() if line.strip()]


def _encoding(head: bytes) -> str:
    if head.startswith(_WIDE):
        return "utf-16"
    half = len(head) // 2
    even, odd = (10 * head[place::2].count(0) > _HALF_ZERO * half for place in (0, 1))
    if even == odd:
        return "latin-1"
    return "utf-16-le" if odd else "utf-16-be"
