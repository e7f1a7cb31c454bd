"""Signs the finished report: first inside it, then beside it over the final bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from forensics.errors import CaseError
from forensics.sealing import pades, signatures

_DETACHED: Final = "report.pdf.sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a report is signed with.

    Attributes:
        detached: An Ed25519 key, or None.
        embedded: A key with its certificate, or None.
        moment: When the signature inside claims to be made (aware); None where there is none.
    """

    detached: Any
    embedded: Any
    moment: datetime | None


def keys(
    detached: Path | None, embedded: Path | None, secret: bytes | None, date: datetime | None
) -> Keys | None:
    """Return the keys in these files, or None where nothing is to be signed.

    Args:
        detached: PEM with an Ed25519 key, or None.
        embedded: PKCS #12, or PEM with key and certificate, or None.
        secret: The passphrase of both, or None.
        date: Of the report; a signature of PAdES states it (ETSI EN 319 142-1, 6.3).

    Raises:
        CaseError: A file cannot be used, or the date is missing.
    """
    if detached is None and embedded is None:
        return None
    if embedded is not None and date is None:
        raise CaseError(f"{embedded}: a signature inside the PDF states its date; give --date")
    return Keys(
        detached=signatures.detached_key(detached, secret) if detached else None,
        embedded=pades.signer(embedded, secret) if embedded else None,
        moment=date if embedded else None,
    )


def signed(outputs: Mapping[str, bytes], held: Keys | None) -> dict[str, bytes]:
    """Return the outputs with `report.pdf` signed, and `report.pdf.sig` where that is asked for."""
    if held is None:
        return dict(outputs)
    report = outputs["report.pdf"]
    if held.embedded is not None and held.moment is not None:
        report = pades.embed(report, held.embedded, held.moment)
    beside = {} if held.detached is None else {_DETACHED: signatures.sign(report, held.detached)}
    return {**outputs, "report.pdf": report, **beside}
