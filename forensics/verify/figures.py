"""Two JSON documents side by side: every figure, by its path (RFC 6901)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from forensics.verify.checks import Check, Difference, check, shown, undone

_NOTHING: Final = object()
"""What stands in one document where the other says something."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What two documents say at one path."""

    path: str
    report: Any
    evidence: Any


def document(data: bytes) -> Any:  # noqa: ANN401 - JSON values are of any kind
    """Return a JSON document.

    Raises:
        ValueError: It is none, or names something twice: readers would not agree what it says.
    """
    try:
        return json.loads(data, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("is nested beyond any document of ours") from error


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    said = dict(listed)
    if len(said) != len(listed):
        raise ValueError("names something twice")
    return said


def compared(what: str, report: bytes, evidence: bytes) -> Check:
    """Return the comparison of a document in the report with the one made from the evidence.

    Args:
        what: Which document.
        report: As the report carries it.
        evidence: As made again.
    """
    try:
        theirs = document(report)
    except ValueError:
        return undone(what, "the one in the report is no JSON document")
    agree, of, found = 0, 0, list[Difference]()
    for pair in _leaves(theirs, document(evidence)):
        of += 1
        if _same(pair.report, pair.evidence):
            agree += 1
        else:
            found.append(
                Difference(
                    where=pair.path, report=_told(pair.report), evidence=_told(pair.evidence)
                )
            )
    if not found and report != evidence:
        found.append(Difference(where="say the same, written otherwise", report="", evidence=""))
    return check(what, (agree, of), "figures", found)


def _leaves(report: Any, evidence: Any) -> Iterator[_Pair]:  # noqa: ANN401 - JSON values
    """Yield every value that is no object and no list, and whatever only one side has."""
    waiting = [_Pair("", report, evidence)]
    while waiting:
        pair = waiting.pop()
        inner = _inner(pair)
        if inner is None:
            yield pair
        else:
            waiting += reversed(inner)


def _inner(pair: _Pair) -> list[_Pair] | None:
    """Return the pairs within, or None where the two cannot be laid side by side."""
    ours, theirs = _named(pair.evidence), _named(pair.report)
    if type(pair.evidence) is not type(pair.report) or not (ours or theirs):
        return None
    names = [*ours, *(name for name in theirs if name not in ours)]
    return [
        _Pair(
            f"{pair.path}/{_escaped(name)}",
            theirs.get(name, _NOTHING),
            ours.get(name, _NOTHING),
        )
        for name in names
    ]


def _named(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON values
    if isinstance(value, list):
        return {str(place): each for place, each in enumerate(value)}
    return value if isinstance(value, dict) else {}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _same(report: Any, evidence: Any) -> bool:  # noqa: ANN401 - JSON values
    """Return whether two leaves are one: 1, 1.0 and true are three."""
    return type(report) is type(evidence) and report == evidence


def _told(value: Any) -> str:  # noqa: ANN401 - JSON values
    if value is _NOTHING:
        return ""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return shown(json.dumps(value, ensure_ascii=False))
