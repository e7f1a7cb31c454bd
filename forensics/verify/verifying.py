"""From a report and its evidence to a verdict: read back, make again, compare.

What a report says is never taken from it: its exhibits are hashed, its findings derived and its
pages laid out once more, and each of them is compared with what is there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forensics.binding import VENDOR
from forensics.case import load_case
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.errors import CaseError
from forensics.exhibits import find_exhibits
from forensics.findings import Tool
from forensics.progress import Tell
from forensics.verify import (
    claims,
    enclosed,
    exhibits,
    figures,
    gathering,
    printed,
    pseudonyms,
    sealed,
)
from forensics.verify.checks import Check, undone
from forensics.verify.deriving import Derived, Making, derive
from forensics.verify.reading import Reading, Unreadable, read

_FINDINGS: Final = "findings.json"
_MANIFEST: Final = "manifest.json"
_REPORT: Final = "report.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an operator wants to have proved.

    Attributes:
        report: A PDF.
        case: Its case folder, or a folder or zip that holds the evidence.
        articles: The library of article texts, or None.
        key: The public key for a signature beside the report, or None.
        roots: Certificates that are trusted to sign.
        pseudonyms: The key of a vendor edition; None takes the one in the case folder.
        engine: Where the evidence is read.
    """

    report: Path
    case: Path
    articles: Path | None = None
    key: Path | None = None
    roots: tuple[Path, ...] = ()
    pseudonyms: Path | None = None
    engine: Engine = HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All checks, and what the bytes say.

    Attributes:
        checks: In the order in which they were made.
        remarks: What else a reader should know, a sentence each.
    """

    checks: tuple[Check, ...]
    remarks: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check was made and holds."""
        return all(one.holds for one in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """What a report that can be checked says of itself."""

    report: Reading
    files: Mapping[str, bytes]
    bound: claims.Settings
    listed: tuple[claims.Listed, ...]

    @property
    def findings(self) -> bytes:
        """The findings that travel with it; nothing where they do not."""
        return self.files.get(_FINDINGS, b"")


def verify(request: Request, progress: Tell) -> Verdict:
    """Return whether a report follows from its evidence.

    Raises:
        CaseError: A mistake of the operator.
        OSError: The report cannot be read, or there is no room for temporary files.
    """
    if not request.report.is_file():
        raise CaseError(f"{request.report}: no such file; give the PDF of a report")
    data = request.report.read_bytes()
    progress("reading the report")
    claimed = _claimed(request.report, data)
    if isinstance(claimed, str):
        return Verdict(checks=(undone("report", claimed),))
    progress("hashing the exhibits")
    vendor = claimed.bound.edition == VENDOR
    key = pseudonyms.key(request.case, request.pseudonyms) if vendor else None
    if vendor and key is None:
        return _unkeyed(request, data, claimed)
    with _case_folder(request.case, claimed) as folder:
        found = find_exhibits(load_case(folder))
        evidence = (exhibits.by_hash if vendor else exhibits.compared)(claimed.listed, found)
        tool = claims.made_by(claimed.findings)
        making = Making(
            bound=claimed.bound,
            tool=tool,
            articles=request.articles,
            vendor=key,
            engine=request.engine,
        )
        try:
            again = derive(folder, making, progress)
        except CaseError as error:
            if evidence.holds:
                raise
            return Verdict(checks=(evidence, undone("figures", str(error))))
    progress("comparing")
    expected = read(again.outputs[_REPORT])
    if isinstance(expected, Unreadable):
        raise RuntimeError(expected.reason)  # noqa: TRY004 - a bug of ours, and no type
    return Verdict(
        checks=(
            evidence,
            *compared(claimed.report, claimed.files, expected, again.outputs),
            *_around(request, data, again.outputs),
        ),
        remarks=(*_versions(tool, again), _bytes(data, again)),
    )


def _claimed(place: Path, data: bytes) -> _Claimed | str:
    """Return what a report says of itself, or why it cannot be checked."""
    report = read(data)
    if isinstance(report, Unreadable):
        return report.reason
    files = enclosed.at_hand(place, report.files)
    bound = claims.settings(report.properties)
    if isinstance(bound, str):
        return f"its metadata do not say “{bound}” as a report of ours does"
    if _MANIFEST not in files:
        return f"{_MANIFEST} is neither in it nor beside it"
    listed = claims.exhibits(files[_MANIFEST])
    if listed is None:
        return f"its {_MANIFEST} does not list exhibits"
    return _Claimed(report=report, files=files, bound=bound, listed=listed)


@contextmanager
def _case_folder(place: Path, claimed: _Claimed) -> Iterator[Path]:
    """Yield the case folder: the one given, or one laid out from what was given."""
    if gathering.is_case(place, claimed.files):
        yield place
        return
    name = claims.case_name(claimed.findings)
    with gathering.laid_out(place, claimed.files, claimed.listed, name) as folder:
        yield folder


def compared(
    report: Reading,
    files: Mapping[str, bytes],
    expected: Reading,
    outputs: Mapping[str, bytes],
) -> Iterator[Check]:
    """Yield the checks of a report against the same made again.

    Args:
        report: As read back.
        files: What travels with it, inside or beside.
        expected: The report that was made again, as read back.
        outputs: All that was made again, name -> content.
    """
    yield sealed.root(report, files[_MANIFEST], claims.root(outputs[_MANIFEST]))
    if _FINDINGS in files:
        yield figures.compared("figures", files[_FINDINGS], outputs[_FINDINGS])
    else:
        yield undone("figures", f"{_FINDINGS} is neither in the report nor beside it")
    yield enclosed.attached(report.files, expected.files)
    yield printed.text(report, expected)
    yield printed.drawing(report, expected)
    yield printed.spoken(report, expected)


def _unkeyed(request: Request, data: bytes, claimed: _Claimed) -> Verdict:
    """Return what can be said of a vendor edition without its key: too little for a proof."""
    found = gathering.scattered(gathering.evidence(request.case))
    evidence = exhibits.by_hash(claimed.listed, found)
    own = pseudonyms.own_root(claimed.files, claimed.listed)
    return Verdict(
        checks=(
            evidence,
            sealed.root(claimed.report, claimed.files[_MANIFEST], own),
            undone("figures", pseudonyms.WHY),
            *sealed.signed(request.report, data, request.key, request.roots),
        )
    )


def _around(request: Request, data: bytes, outputs: Mapping[str, bytes]) -> Iterator[Check]:
    """Yield the checks of what lies beside a report, and of who signed it."""
    beside = enclosed.beside(request.report, outputs)
    if beside:
        yield beside
    yield from sealed.signed(request.report, data, request.key, request.roots)


def _versions(claimed: Tool | None, again: Derived) -> Iterator[str]:
    """Yield what differs between the program that made the report and this one."""
    if claimed is None or claimed == again.tool:
        return
    there = {claimed.name: claimed.version, **claimed.libraries}
    here = {again.tool.name: again.tool.version, **again.tool.libraries}
    other = ", ".join(
        f"{name} {there.get(name, 'unknown')} (here {here.get(name, 'unknown')})"
        for name in sorted({*there, *here})
        if there.get(name) != here.get(name)
    )
    yield f"The report was made by other versions: {other}."


def _bytes(data: bytes, again: Derived) -> str:
    made = again.outputs[_REPORT]
    if data == made:
        return "Byte for byte this is the report that the evidence gives."
    if data.startswith(made):
        return (
            "Up to what a signature added this is, byte for byte, the report that the evidence "
            "gives."
        )
    return "The file has other bytes than the report made again: it was saved anew, or changed."
