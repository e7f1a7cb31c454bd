"""Has all parts of a case worked on, and puts each exhibit together once it is answered for."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from forensics.engine.merging import settle
from forensics.engine.parts import Answer, Engine, Part
from forensics.evidence import runs
from forensics.evidence.forms import Examined
from forensics.progress import Step, Tell
from forensics.words import counted


def collect(parts: Sequence[Part], engine: Engine, progress: Tell) -> tuple[Examined, ...]:
    """Return the exhibits after reading, in order of place.

    Args:
        parts: Those of all exhibits.
        engine: Where they are worked on.
        progress: Told the bytes that are read, and the result of each exhibit.
    """
    weights = {part.key: part.weight for part in parts}
    done, total = 0, sum(weights.values())
    found: dict[int, Examined] = {}
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    asked = list(parts)
    while asked:
        missing = Counter(part.place for part in asked)
        some = {part.place: part for part in asked}
        ordered, asked = asked, []
        for answer in engine.run(ordered):
            place = answer.key[0]
            done += weights.pop(answer.key, 0)
            if answer.held:
                progress(Step(done=done, total=total))
                continue
            answers[place].append(answer)
            missing[place] -= 1
            line = ""
            if not missing[place]:
                settled = settle(some[place], answers[place])
                if isinstance(settled, Part):
                    asked.append(settled)
                else:
                    del answers[place]
                    found[place], line = settled, said(settled)
            progress(Step(done=done, total=total, line=line))
    return tuple(found[place] for place in sorted(found))


def said(examined: Examined) -> str:
    """Return an exhibit and what came of it, in one line."""
    result = examined.state
    if examined.reading is not None:
        result += f", {counted(runs.live(runs.of(examined.reading)), 'record')}"
    elif examined.reason:
        result += f": {examined.reason}"
    return f"{examined.exhibit.path}: {result}"
