"""The exhibits at hand against those that the report lists, each by its SHA-256."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from forensics.exhibits import Exhibit
from forensics.verify.checks import Check, Difference, check
from forensics.verify.claims import Listed


def compared(listed: Sequence[Listed], found: Sequence[Exhibit]) -> Check:
    """Compare by path: size and hash of each, what is missing and what was added."""
    there, here = {one.path: one for one in listed}, {one.path: one for one in found}
    paths = sorted({*there, *here})
    differences = list(_differences(paths, there, here))
    counts = (len(there.keys() & here.keys()) - _changed(differences, there, here), len(there))
    return check("exhibits", counts, "by size and SHA-256", differences)


def by_hash(listed: Sequence[Listed], found: Sequence[Exhibit]) -> Check:
    """Compare by size and hash alone, where the report has pseudonyms for paths."""
    there = Counter((one.size, one.sha256) for one in listed)
    here = Counter((one.size, one.sha256) for one in found)
    missing = (one for one in listed if here[one.size, one.sha256] < there[one.size, one.sha256])
    added = (one for one in found if there[one.size, one.sha256] < here[one.size, one.sha256])
    differences = (
        *(Difference(where=one.path, report=_told(one), evidence="") for one in missing),
        *(Difference(where=one.path, report="", evidence=_told(one)) for one in added),
    )
    counts = ((there & here).total(), len(listed))
    return check("exhibits", counts, "by size and SHA-256", differences)


def _differences(
    paths: Sequence[str], there: Mapping[str, Listed], here: Mapping[str, Exhibit]
) -> Iterator[Difference]:
    for path in paths:
        theirs, ours = _told(there.get(path)), _told(here.get(path))
        if theirs != ours:
            yield Difference(where=path, report=theirs, evidence=ours)


def _changed(
    differences: Sequence[Difference], there: Mapping[str, Listed], here: Mapping[str, Exhibit]
) -> int:
    return sum(one.where in there and one.where in here for one in differences)


def _told(one: Listed | Exhibit | None) -> str:
    if one is None:
        return "no such exhibit"
    return f"{one.size:,} bytes, SHA-256 {one.sha256 or 'none, for it could not be read'}"
