"""Lines of an SMS log that a text printed on several, joined.

SMS writes a record on one line, and a line end within it as `~`. Articles print a record on up to
seven lines, broken before a `<` or at a blank, also within the trailer; so do mails.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.sms.parts import DAY
from forensics.evidence.texts.lines import Lines

LONGEST: Final = 12
"""Lines at most on which a record is looked for."""

_GOES_ON: Final = (
    rf"^\s*(?:\$\$?&?<|&?<{DAY}|&?<thread=|\(0x[0-9A-Fa-f]+\)&?>"
    rf"|[^<>$]*&?>[&\s]*<?(?:thread=|{DAY}))"
)
_END: Final = r"thread=\s*[0-9A-Fa-f]+(?: ?\(0x[0-9A-Fa-f]+\))?&?>|^[^<>]*\(0x[0-9A-Fa-f]+\)&?>\s*$"
_BARE: Final = r"\$\$?&?<[^<>$]+&?>\s*$"
_OPEN: Final = r"\$\$?&?<|<\$\$"
_ended, _bare, _open = (re.compile(pattern) for pattern in (_END, _BARE, _OPEN))
_angle: Final = re.compile(r"^\s*&?<")


def joined(lines: Lines) -> tuple[pl.DataFrame, bool]:
    """Return the records, a row each, and whether any is joined of several lines.

    The columns are `line` (from 1), `offset`, `length` and `text`. A line stays as it is where
    the file has no record that goes on in the next line. The lengths sum up to the file's size.
    """
    frame = pl.DataFrame(
        {
            "line": pl.Series(range(1, len(lines.text) + 1), dtype=pl.UInt64),
            "offset": lines.offset,
            "length": lines.length,
            "text": lines.text,
        }
    )
    if not _wrapped(lines.text):
        return frame, False
    texts = lines.text.to_list()
    spans = np.array(list(_spans(texts)), dtype=np.int64).reshape(-1, 2)
    starts = pl.Series(spans[:, 0])
    whole = [_one(texts[first : last + 1]) for first, last in spans.tolist()]
    length = np.add.reduceat(lines.length, spans[:, 0])
    return frame[starts].with_columns(
        pl.Series("text", whole, dtype=pl.String), pl.Series("length", length)
    ), True


def _one(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else " ".join(" ".join(texts).split())


def _wrapped(texts: pl.Series) -> bool:
    """Tell whether a line goes on with a record that the line before it left open."""
    written = texts.filter(texts.str.contains(r"\S"))
    before = ~written.str.contains(_END) & ~written.str.contains(_BARE)
    before = before | written.str.contains(rf"(?:{_OPEN})[^<>]*>\s*$")
    return bool((written.str.contains(_GOES_ON) & before.shift(1, fill_value=False)).any())


def _spans(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each record; every line is in one of them."""
    begun: int | None = None
    opened = False
    for place, text in enumerate(texts):
        if not text.strip() and not opened:
            yield from _singles(begun, place - 1)
            yield place, place
            begun = None
            continue
        begun = place if begun is None else begun
        opened = opened or bool(_open.search(text))
        if _ends(texts, place):
            yield begun, place
            begun, opened = None, False
        elif place - begun >= LONGEST:
            yield from _singles(begun, place)
            begun, opened = None, False
    yield from _singles(begun, len(texts) - 1)


def _singles(begun: int | None, last: int) -> Iterator[tuple[int, int]]:
    if begun is not None:
        yield from ((place, place) for place in range(begun, last + 1))


def _ends(texts: Sequence[str], place: int) -> bool:
    """Tell whether a record ends with this line; a bare component ends it if nothing follows."""
    if _ended.search(texts[place]):
        return True
    if not _bare.search(texts[place]):
        return False
    after = next((text for text in texts[place + 1 : place + 3] if text.strip()), "")
    return not _angle.match(after)
