"""The root as a code that a telephone reads: one vector drawing on page 1 (ISO/IEC 18004)."""

from collections.abc import Iterator, Sequence
from typing import Final

import segno

from forensics.figures.drawing import INK, Figure, framed

_SIZE: Final = 83.0  # CSS pixels: 22 mm
_QUIET: Final = 4  # modules of white around the code, as the standard asks for
_WORDING: Final = "lockout-forensics 1 {root}"


def code(root: str) -> Figure:
    """Return the code of a root; it survives the loss of 15 % of it (level M).

    Args:
        root: As `merkle.root` gives it.
    """
    said = _WORDING.format(root=root)
    matrix = segno.make(said, error="m", mode="byte", micro=False, boost_error=False).matrix
    module = _SIZE / (len(matrix) + 2 * _QUIET)
    dark = "".join(_dark(matrix, module))
    alt = f"QR code that holds the text “{said}”: the root at the foot of every page."
    return framed(alt, (_SIZE, _SIZE), [f'<path d="{dark}" fill="{INK}"/>'])


def _dark(matrix: Sequence[Sequence[int]], module: float) -> Iterator[str]:
    """Yield path data of every run of dark modules in a row, one rectangle each."""
    for top, row in enumerate(matrix):
        left = 0
        while left < len(row):
            wide = next((at for at in range(left, len(row)) if not row[at]), len(row)) - left
            if wide:
                x, y = ((at + _QUIET) * module for at in (left, top))
                yield f"M{x:.3f} {y:.3f}h{wide * module:.3f}v{module:.3f}h-{wide * module:.3f}z"
            left += max(wide, 1)
