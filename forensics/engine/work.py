"""Works on one part: the functions that other processes and other machines are sent."""

from collections.abc import Sequence

from forensics import __version__
from forensics.engine.merging import together
from forensics.engine.parts import Answer, Part
from forensics.evidence.evtx import ranges
from forensics.evidence.evtx.ranges import Gathered
from forensics.evidence.forms import examine, read_as
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


def join(part: Part, ranges: Sequence[Part], answers: Sequence[Answer]) -> Answer:
    """Return the answer to a whole log, joined of the answers to its ranges.

    Ranges that lack an answer are read now, one after another; a log that its ranges do not settle
    is read as one.

    Args:
        part: The log, of the kind `whole`; its SHA-256 was taken.
        ranges: All of it.
        answers: To some of these, wherever they were given.
    """
    if part.version != __version__:
        return do(part)
    given = {each.key: each for each in answers if each.version == __version__}
    each = [given.get(one.key) or do(one) for one in ranges]
    reading = together(part, [one.gathered for one in each])
    if reading is None:
        return do(part)
    found = read_as("evtx", part.exhibit, reading)
    return Answer(version=__version__, key=part.key, examined=found)


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
