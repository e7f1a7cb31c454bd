"""Works on one part: the function that other processes and other machines are sent."""

from forensics import __version__
from forensics.engine.parts import Answer, Part
from forensics.evidence.evtx import ranges
from forensics.evidence.evtx.ranges import Gathered
from forensics.evidence.forms import examine
from forensics.exhibits import Exhibit, digest, open_exhibit


def do(part: Part) -> Answer:
    """Return the answer to a part; whatever is wrong with the evidence is a value in it.

    A part of another version of the program is not worked on: who asked will see by whom.
    """
    if part.version != __version__:
        return Answer(version=__version__, key=part.key)
    match part.kind:
        case "whole":
            found = examine(part.exhibit, part.wanted)
            return Answer(version=__version__, key=part.key, examined=found)
        case "range":
            return Answer(version=__version__, key=part.key, gathered=_gathered(part))
        case "hash":
            return Answer(version=__version__, key=part.key, sha256=_hash(part.exhibit))


def _gathered(part: Part) -> Gathered | None:
    try:
        with open_exhibit(part.exhibit) as stream:
            span = (part.begin, part.end)
            return ranges.reduced(ranges.gather(stream, span, part.exhibit.size, part.wanted))
    except OSError:
        return None


def _hash(exhibit: Exhibit) -> str:
    try:
        return digest(exhibit.file)
    except OSError:
        return ""
