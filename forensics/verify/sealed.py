"""The root wherever the report states it, and the signatures over it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from forensics.errors import CaseError
from forensics.sealing import pades, signatures
from forensics.verify import claims
from forensics.verify.apart import apart
from forensics.verify.checks import Check, Difference, check, undone
from forensics.verify.pages import Page
from forensics.verify.reading import Reading

_SIGNATURE: Final = "signature"
_MARK: Final = b"/ByteRange"
_ROOT: Final = re.compile(r"\b[0-9a-f]{64}\b")


def root(report: Reading, manifest: bytes, expected: str) -> Check:
    """Compare the root at the foot of each page, in the metadata and in the manifest.

    Args:
        report: As read back.
        manifest: The one that travels with the report.
        expected: The root that the evidence gives.
    """
    printed = [_foot(page) for page in report.pages]
    places = {f"page {number}": said for number, said in enumerate(printed, 1)}
    places["metadata"] = report.properties.get("root", "")
    places["manifest.json"] = claims.root(manifest)
    found = (
        Difference(where=where, report=said, evidence=expected)
        for where, said in places.items()
        if said != expected
    )
    counts = (sum(said == expected for said in places.values()), len(places))
    return check("root", counts, f"places say {expected}", found)


def _foot(page: Page) -> str:
    """Return the root that stands last on a page, or `""`."""
    return next((found[0] for line in reversed(page.lines) if (found := _ROOT.search(line))), "")


def signed(report: Path, data: bytes, key: Path | None, roots: Sequence[Path]) -> Iterator[Check]:
    """Yield a check for each signature, inside the report or beside it.

    Args:
        report: Where the report lies; its detached signature lies beside it.
        data: Its bytes.
        key: The public key for the detached one, if the operator gave one.
        roots: Certificates that the operator trusts.

    Raises:
        CaseError: A key or certificate cannot be read.
    """
    if _MARK in data:
        yield from _embedded(data, roots)
    beside = report.with_name(f"{report.name}.sig")
    if beside.is_file() and key is None:
        yield undone(_SIGNATURE, f"{beside.name} lies beside the report: give its --public-key")
    elif beside.is_file() and key is not None:
        yield _told(signatures.check_detached(data, beside.read_bytes(), signatures.given(key)))
    elif key is not None:
        yield undone(_SIGNATURE, f"there is no {beside.name} that the public key could check")


def _embedded(data: bytes, roots: Sequence[Path]) -> Iterator[Check]:
    """Yield a check for each signature inside the report, which is opened in its own process."""
    with TemporaryDirectory(prefix="forensics-") as scratch:
        told = apart(partial(_check, roots), data, Path(scratch))
    if told is None:
        yield undone(_SIGNATURE, "the signatures inside the report cannot be read within bounds")
    elif "mistake" in told:
        raise CaseError(told["mistake"])
    else:
        yield from (_told(signatures.Checked(**one)) for one in told["checked"])


def _check(roots: Sequence[Path], report: Path) -> dict[str, Any]:
    try:
        found = pades.check_embedded(report.read_bytes(), roots)
    except CaseError as error:
        return {"mistake": str(error)}
    return {"checked": [asdict(one) for one in found]}


def _told(one: signatures.Checked) -> Check:
    good = one.intact and one.whole and one.trusted is not False
    named = one.form == "embedded" and one.trusted is None
    trust = ", whom no --trust vouches for" if named else ""
    who = f"{one.form}, by {one.signer}, SHA-256 {one.fingerprint}{trust}"
    wrong = (Difference(where=f"{one.form}: {one.why}", report="", evidence=""),)
    return check(_SIGNATURE, (int(good), 1), who, () if good else wrong)
