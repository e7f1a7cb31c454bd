"""The files of a report: those inside it, those in the archive beside it, and those beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Final

from forensics.binding import SIDECAR
from forensics.verify import claims, figures
from forensics.verify.checks import Check, Difference, check, shown
from forensics.zips.expand import expanded
from forensics.zips.layout import Zip
from forensics.zips.members import members_of

_LARGEST: Final = 2 << 30  # bytes of one file
_REPORT: Final = "report.pdf"
_FINDINGS: Final = "findings.json"
_MANIFEST: Final = "manifest.json"


def at_hand(report: Path, inside: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a report, name -> content; those inside it come first.

    Args:
        report: Where it lies.
        inside: What it carries.
    """
    files = dict(inside)
    for name, content in _archived(report.parent / SIDECAR):
        files.setdefault(name, content)
    for name in (_FINDINGS, _MANIFEST):
        beside = report.parent / name
        if name not in files and beside.is_file():
            files[name] = beside.read_bytes()
    return files


def _archived(place: Path) -> Iterator[tuple[str, bytes]]:
    if not place.is_file():
        return
    with place.open("rb") as stream:
        unfolded = members_of(stream, "")
        for member in unfolded.members if unfolded else ():
            if not member.hindrance and len(member.entries) == 1 and member.size <= _LARGEST:
                with expanded(Zip.of(stream), member.entries[0]) as content:
                    yield member.path.removeprefix("/"), content.read()


def attached(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> Check:
    """Compare the files inside a report with those that belong there.

    Where the findings are there, their figures are a check of their own.
    """
    told = {_FINDINGS} & theirs.keys() & ours.keys()
    there = {name: ours[name] if name in told else theirs[name] for name in theirs}
    return _compared("attachments", there, ours, "files inside the report")


def beside(report: Path, outputs: Mapping[str, bytes]) -> Check | None:
    """Compare the files beside a report, where its manifest lies there too; else return None.

    Args:
        report: Where it lies.
        outputs: All that was made again, name -> content.
    """
    place = report.parent / _MANIFEST
    if not place.is_file():
        return None
    manifest = place.read_bytes()
    listed = claims.outputs(manifest)
    if _REPORT not in listed:
        return None
    names = [name for name in listed if name != _REPORT and (report.parent / name).is_file()]
    theirs = {name: (report.parent / name).read_bytes() for name in names}
    ours = {name: outputs.get(name, theirs[name]) for name in names}  # or only hashed
    told = _compared("beside", theirs, ours, "files beside the report")
    theirs[_REPORT] = report.read_bytes()
    hashes = {name: sha256(content).hexdigest() for name, content in theirs.items()}
    other = tuple(
        Difference(where=f"manifest.json beside the report: {name}", report=said, evidence=is_now)
        for name, is_now in hashes.items()
        if (said := listed[name]) != is_now
    )
    return replace(told, differences=(*told.differences, *other))


def _compared(
    what: str, theirs: Mapping[str, bytes], ours: Mapping[str, bytes], unit: str
) -> Check:
    same = sum(theirs.get(name) == content for name, content in ours.items())
    return check(what, (same, len(ours)), unit, _differences(theirs, ours))


def _differences(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> Iterator[Difference]:
    for name in sorted({*theirs, *ours}):
        there, here = theirs.get(name), ours.get(name)
        if there is None or here is None:
            yield Difference(
                where=name,
                report="" if there is None else f"a file of {len(there):,} bytes",
                evidence="" if here is None else f"a file of {len(here):,} bytes",
            )
        elif there != here:
            yield from _within(name, there, here)


def _within(name: str, theirs: bytes, ours: bytes) -> Iterator[Difference]:
    if name.endswith(".json"):
        told = figures.compared(name, theirs, ours)
        if told.undone:
            yield Difference(where=f"{name}: {told.undone}", report="", evidence="")
        for one in told.differences:
            yield Difference(where=f"{name} {one.where}", report=one.report, evidence=one.evidence)
        return
    pairs = zip_longest(_lines(theirs), _lines(ours))
    for number, (there, here) in enumerate(pairs, 1):
        if there != here:
            yield Difference(
                where=f"{name}, line {number}",
                report=shown(there or ""),
                evidence=shown(here or ""),
            )


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "backslashreplace").split("\n")
