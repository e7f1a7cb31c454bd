"""The vendored typefaces cut down to the letters that a page shows: the one door to fontTools.

Labels of figures were measured with these faces, so others would not fit. Whole they weigh 570 kB;
cut down and packed as WOFF 2 some 20 kB. The outlines stay as they are; the names inside are taken
out, because the licence reserves them for the whole font (OFL 1.1, 3).
"""

import base64
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Final

from forensics.typeface import FOLDER, has, shown

_FACES: Final = (
    ("Report Sans", 400, "IBMPlexSans-Regular.ttf"),
    ("Report Sans", 600, "IBMPlexSans-SemiBold.ttf"),
    ("Report Mono", 400, "IBMPlexMono-Regular.ttf"),
)
_FAR_EAST: Final = ("Report Far East", 400, "DroidSansFallback.ttf")
_FAR_EAST_MOST: Final = 2_000
"""Letters of the Far East that a page brings, 170 kB; others come from the reader's machine."""

_FLAVOUR: Final = "woff2"


def faces(text: str) -> str:
    """Return the style rules that bring the typefaces, cut down to the letters of `text`."""
    letters = "".join(sorted(set(text)))
    far_east = "".join(char for char in letters if char not in shown() and has(char))
    return "".join(_rules(letters, far_east[:_FAR_EAST_MOST]))


def _rules(letters: str, far_east: str) -> Iterator[str]:
    wanted = [(face, letters) for face in _FACES]
    if far_east:
        wanted.append((_FAR_EAST, far_east))
    for (family, weight, name), own in wanted:
        data = base64.b64encode(_cut(name, own)).decode()
        yield (
            f'@font-face{{font-family:"{family}";font-weight:{weight};'
            f"src:url(data:font/{_FLAVOUR};base64,{data})}}\n"
        )


@lru_cache(maxsize=16)  # pages of several cases mostly show the same letters
def _cut(name: str, letters: str) -> bytes:
    # Half a second to import, and only a report for the screen wants it.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options(layout_features=[], name_IDs=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["GDEF", "GPOS", "GSUB"]  # kerning and the like; parsing them is slow
    with TTFont(FOLDER / name, recalcTimestamp=False) as font, BytesIO() as stream:
        cutter = Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        font.flavor = _FLAVOUR
        font.save(stream)
        return stream.getvalue()
