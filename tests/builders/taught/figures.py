"""What the report says of an example, as rows of its README's last table.

`python -m tests.builders.taught.figures NAME…` writes them into the READMEs of these examples, for
somebody to read before they are committed.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from forensics.case import load_case
from forensics.findings import Findings
from forensics.investigating import investigate
from forensics.pipeline import Analysis
from forensics.traces import Clock
from forensics.values import Absent
from tests.builders.case_folder import CASES

HEADING: Final = "| | |\n|---|---|\n"
"""Of the last table."""


@cache
def investigated(name: str) -> Analysis:
    """Return an example analysed, once and without pages."""
    return investigate(load_case(CASES / name), lambda _: None)


def analysed(name: str) -> Findings:
    """Return the findings of an example."""
    return investigated(name).findings


def rows(found: Findings) -> Iterator[str]:
    """Yield the rows `| figure | value |` of a README's last table."""
    for name, value in _figures(found):
        yield f"| {name} | {value} |"


def _figures(found: Findings) -> Iterator[tuple[str, str]]:
    verdict, attempts = found.verdict, found.attempts
    yield "headline", verdict.headline
    yield "article", f"{verdict.kb or 'none'}, confidence {verdict.confidence}"
    yield "nature", verdict.nature
    left = [each.kb for each in found.diagnoses if each.standing == "supported"]
    yield "causes supported", ", ".join(left) or "none"
    failed = (
        f"{attempts.bad_password} bad passwords, {attempts.locked_out} refused while locked, "
        f"{attempts.unknown_account} of unknown names"
    )
    yield "failed attempts", f"{attempts.total}: {failed}"
    for trait in ("basis", "certainty"):
        counts = Counter(getattr(each, trait) for each in found.lockouts)
        said = ", ".join(f"{count} {value}" for value, count in sorted(counts.items()))
        yield f"lockouts by {trait}", said or "none"
    policy = found.policy
    yield "policy", f"{policy.threshold} within {policy.window_seconds} s, {policy.basis}"
    for source in found.sources:
        if source.state != "intact":
            yield f"`{source.path}`", f"{source.state}, {source.records.read} records read"
    for clock in found.clocks:
        if said := _clock(clock):
            yield f"clock of {clock.host}", said


def _clock(clock: Clock) -> str:
    """Return how a clock stood; nothing of one that is right to the second, or not known."""
    if isinstance(clock.offset_seconds, Absent):
        return f"{clock.remark}; {clock.pairs} pairs" if clock.remark else ""
    if abs(clock.offset_seconds) < 1:
        return ""
    return f"{clock.offset_seconds:+.0f} s by {clock.pairs} pairs"


def fill(name: str) -> None:
    """Write the last table of an example's README anew."""
    place = CASES / name / "README.md"
    prose = place.read_text("utf-8").rpartition(HEADING)[0]
    lines = (f"{row}\n" for row in rows(analysed(name)))
    place.write_text("".join((prose, HEADING, *lines)), "utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:]:
        fill(each)
