"""A signature inside the PDF: PAdES baseline B-B (ETSI EN 319 142-1), made and checked by pyHanko.

The signature is an incremental update: what was there stays as it is, byte for byte, and so do the
metadata. pyHanko's own signer reads the clock and draws a random identifier; here the time is the
date of the report, and the identifier a digest of the file. RSA (PKCS #1 v1.5) and Ed25519 then
give the same bytes again; ECDSA does not. The field has no size and lies off the page, which is
how an invisible one may be both in PDF/A-3 (6.3.2, print flag) and in PDF/UA-1 (7.18.1, tags).
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from forensics.errors import CaseError
from forensics.sealing.signatures import PASSPHRASE, Checked, given, missing

_FIELD: Final = "Signature"
_RESERVED: Final = 32_768  # hexadecimal digits: 16 KB of CMS hold a chain of several certificates
_MARK: Final = b"/ByteRange"
_USAGES: Final = frozenset(("digital_signature", "non_repudiation"))


def signer(path: Path, secret: bytes | None) -> Any:  # noqa: ANN401 - of a late import
    """Return the key and certificates in a PKCS #12 file, or in one PEM file.

    Raises:
        CaseError: It cannot be read, lacks one of them, or wants another passphrase.
    """
    try:
        from pyhanko.sign.signers.pdf_cms import SimpleSigner  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise missing() from error
    data = given(path)
    try:
        if b"-----BEGIN" in data:
            data, secret = _as_pkcs12(data, secret), None
        with _unlogged():
            return SimpleSigner.load_pkcs12_data(data, (), secret)
    except (AttributeError, TypeError, ValueError) as error:
        raise CaseError(
            f"{path}: holds no key with its certificate that can be read; give PKCS #12, or both "
            f"in PEM, and the passphrase, if there is one, in {PASSPHRASE}"
        ) from error


def _as_pkcs12(pem: bytes, secret: bytes | None) -> bytes:
    """Return a key and its certificates, the own one first, in the form that is read above."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415

    key = serialization.load_pem_private_key(pem, secret)
    own, *others = load_pem_x509_certificates(pem)
    bare = serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(None, key, own, others, bare)  # type: ignore[arg-type]


def embed(report: bytes, key: Any, moment: datetime) -> bytes:  # noqa: ANN401 - as above
    """Return the report with a signature inside.

    Args:
        report: As rendered.
        key: As `signer` returns it.
        moment: When it is signed, as the signature claims (aware).
    """
    from pyhanko.sign import fields  # noqa: PLC0415
    from pyhanko.sign.signers import cms_embedder, pdf_byterange  # noqa: PLC0415

    digest = "sha512" if key.signing_key.algorithm in ("ed25519", "ed448") else "sha256"
    form = fields.SigFieldSpec(
        _FIELD,
        readable_field_name="Signature over the whole report",
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
    )
    steps = cms_embedder.PdfCMSEmbedder(new_field_spec=form).write_cms(_FIELD, _writer(report))
    next(steps)
    place = pdf_byterange.PdfSignedData(
        obj_type=_sig(),
        subfilter=fields.SigSeedSubFilter.PADES,
        timestamp=moment,
        bytes_reserved=_RESERVED,
    )
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=place))
    prepared, output = steps.send(cms_embedder.SigIOSetup(md_algorithm=digest))
    steps.send(asyncio.run(key.async_sign(prepared.document_digest, digest, use_pades=True)))
    signed: bytes = output.getvalue()
    return signed


def _sig() -> Any:  # noqa: ANN401
    from pyhanko.pdf_utils.generic import pdf_name  # noqa: PLC0415

    return pdf_name("/Sig")


def _writer(report: bytes) -> Any:  # noqa: ANN401
    """Return what writes the update: without a new date in the metadata, without chance."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    class Still(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leave the metadata as they are; see ISO 19005-3, 6.6.2.1: they must agree."""

    writer = Still(BytesIO(report))
    first = writer.prev.trailer["/ID"][0]
    again = generic.ByteStringObject(sha256(report).digest()[:16])
    writer._document_id = generic.ArrayObject([first, again])  # noqa: SLF001
    return writer


def check_embedded(report: bytes, roots: Sequence[Path] = ()) -> tuple[Checked, ...]:
    """Check every signature inside a PDF; without any the result is empty.

    Args:
        report: The PDF, of whatever origin.
        roots: Files of certificates (PEM or DER) that are trusted. A chain to one is looked for
            at the time that the signature claims; whether a certificate was revoked is not known.

    Raises:
        CaseError: A root cannot be read, or the libraries are missing.
    """
    if _MARK not in report:
        return ()
    try:
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise missing() from error
    trusted = _roots(roots)
    with _unlogged():
        try:
            found = PdfFileReader(BytesIO(report), strict=False).embedded_signatures
        except (PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
            return (_unreadable(f"the signatures cannot be read: {_line(error)}"),)
        checked = tuple(_check(each, trusted) for each in found)
    return checked or (_unreadable("the file speaks of a signature, and none is found in it"),)


def _check(one: Any, roots: list[Any] | None) -> Checked:  # noqa: ANN401
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    try:
        context = ValidationContext(
            trust_roots=roots or [],
            allow_fetching=False,
            moment=one.self_reported_timestamp,
        )
        usage = KeyUsageConstraints(key_usage=set(_USAGES), match_all_key_usages=False)
        status = validate_pdf_signature(one, context, key_usage_settings=usage, skip_diff=True)
        certificate = one.signer_cert
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        intact = bool(status.intact and status.valid)
        trusts = None if roots is None else bool(status.trusted)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        return _unreadable(f"the signature cannot be checked: {_line(error)}")
    return Checked(
        form="embedded",
        intact=intact,
        whole=whole,
        signer=str(certificate.subject.human_friendly),
        fingerprint=sha256(certificate.dump()).hexdigest(),
        trusted=trusts,
        why=_why(intact=intact, whole=whole, trusted=trusts),
    )


def _why(*, intact: bool, whole: bool, trusted: bool | None) -> str:
    if not intact:
        return "the file is not the one that was signed"
    if not whole:
        return "the file was added to after it was signed"
    return "no chain of certificates leads to a given root" if trusted is False else ""


def _roots(paths: Sequence[Path]) -> list[Any] | None:
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415

    if not paths:
        return None
    found: list[Any] = []
    for path in paths:
        try:
            found += load_certs_from_pemder_data(given(path))
        except (ValueError, TypeError) as error:
            raise CaseError(f"{path}: holds no certificate; give PEM or DER") from error
    return found


def _unreadable(why: str) -> Checked:
    return Checked(
        form="embedded",
        intact=False,
        whole=False,
        signer="",
        fingerprint="",
        trusted=None,
        why=why,
    )


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep pyHanko from logging what is told by the result."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
