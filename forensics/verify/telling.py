"""The verdict in lines for a person: every check with its count, then every difference by name."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from forensics.verify.checks import Check, Difference
from forensics.verify.verifying import Verdict

_MOST: Final = 50
"""Differences that are shown, of all checks together."""

_COLUMN: Final = 13


def told(verdict: Verdict) -> Iterator[str]:
    """Yield the lines."""
    for one in verdict.checks:
        yield f"{one.what:<{_COLUMN}}{_result(one)}"
    yield from verdict.remarks
    found = [(check, one) for check in verdict.checks for one in check.differences]
    for check, difference in islice(found, _MOST):
        yield f"  {_difference(check, difference)}"
    further = len(found) - _MOST if len(found) > _MOST else 0
    further += sum(check.further for check in verdict.checks)
    if further:
        yield f"  and {further:,} more"
    if verdict.holds:
        yield "It holds: this report follows from this evidence."
    elif any(check.undone for check in verdict.checks):
        yield "Not proved: not everything could be compared."
    else:
        yield "It does not hold: the report says what this evidence does not."


def _result(one: Check) -> str:
    if one.undone:
        return f"not compared: {one.undone}"
    counted = f"{one.agree:,} of {one.of:,} {one.unit}"
    wrong = len(one.differences) + one.further
    return (
        f"{counted}; {wrong:,} {'difference' if wrong == 1 else 'differences'}"
        if wrong
        else counted
    )


def _difference(check: Check, one: Difference) -> str:
    place = f"{check.what} {one.where}".strip()
    if not one.report and not one.evidence:
        return place
    if one.report and one.evidence:
        return f"{place}: the report says {one.report}; the evidence gives {one.evidence}"
    if one.report:
        return f"{place}: only the report says {one.report}"
    return f"{place}: the report lacks {one.evidence}"
