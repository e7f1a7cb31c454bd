"""Puts the answers of the parts of one exhibit together."""

from collections.abc import Sequence
from dataclasses import replace

from forensics.engine.parts import Answer, Part
from forensics.evidence.evtx import ranges
from forensics.evidence.evtx.ranges import Gathered
from forensics.evidence.forms import Examined, read_as, unanswered
from forensics.evidence.records import Reading
from forensics.exhibits import open_exhibit


def settle(part: Part, answers: Sequence[Answer]) -> Examined | Part:
    """Return an exhibit after reading, or the part that is still to be done for it.

    Args:
        part: One of its parts, whichever.
        answers: To all its parts so far, in whatever order.
    """
    sha256 = next((one.sha256 for one in answers if one.sha256), "")
    whole = replace(part, kind="whole", begin=0, end=0)
    for one in answers:
        if one.examined is not None:
            return one.examined
    lost = next((one.lost for one in answers if one.lost and one.key == whole.key), "")
    hashed = any(one.key[1] == "hash" for one in answers)
    if lost:
        exhibit = replace(part.exhibit, sha256=sha256)
        return unanswered(exhibit, lost) if hashed else replace(whole, kind="hash")
    reading = together(part, [one.gathered for one in answers if one.key[1] == "range"])
    if reading is None or not sha256:
        return replace(whole, exhibit=replace(part.exhibit, sha256=sha256))
    return read_as("evtx", replace(part.exhibit, sha256=sha256), reading)


def together(part: Part, gathered: Sequence[Gathered | None]) -> Reading | None:
    """Return what the ranges of a log give together, in whatever order they come.

    None where they do not settle it.
    """
    there = [one for one in gathered if one is not None]
    if len(there) < len(gathered):
        return None
    try:
        with open_exhibit(part.exhibit) as stream:
            ordered = sorted(there, key=lambda one: one.begin)
            return ranges.join(stream, part.exhibit.size, part.wanted, ordered)
    except OSError:
        return None
