"""The figures of the report: each room draws one, as an SVG string whose every text is escaped.

No gradients, filters or clips: viewers disagree on them. The four kinds of mark differ in shape
and not only in colour, because blue and grey have one luminance in print.
"""

from forensics.figures.anatomy import anatomy
from forensics.figures.bands import bands
from forensics.figures.curve import curve
from forensics.figures.drawing import Figure, Spot
from forensics.figures.lanes import lanes
from forensics.figures.matrix import matrix
from forensics.figures.squares import squares
from forensics.figures.tracks import Track, client_tracks, target_tracks

__all__ = [
    "Figure",
    "Spot",
    "Track",
    "anatomy",
    "bands",
    "client_tracks",
    "curve",
    "lanes",
    "matrix",
    "squares",
    "target_tracks",
]
