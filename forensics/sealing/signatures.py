"""Who vouches for a report: a detached Ed25519 signature, or one inside the PDF (`pades.py`).

Both are optional and need the extra `sign`; its libraries are imported when they are needed. No
clock and no network is touched. The detached signature is the 64 bytes of RFC 8032 over the whole
file, so that OpenSSL checks it too:

    openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in report.pdf -sigfile report.pdf.sig
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from forensics.errors import CaseError

PASSPHRASE: Final = "FORENSICS_KEY_PASSPHRASE"  # noqa: S105 - a name, no passphrase
"""The environment variable that holds the passphrase of a key: an argument would be seen."""

_EXTRA: Final = "signatures need more libraries: pip install 'lockout-forensics[sign]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of one signature.

    Attributes:
        form: `detached`, or `embedded` in the PDF.
        intact: Whether it was made over these bytes by the key that it names.
        whole: Whether it covers the file to its last byte.
        signer: The subject of the certificate; the words `Ed25519 key` where there is none.
        fingerprint: SHA-256 of the certificate, or of the public key (SubjectPublicKeyInfo, DER).
        trusted: Whether a chain leads to a given root; None where none was given.
        why: What is wrong, in a line; empty where nothing is.
    """

    form: str
    intact: bool
    whole: bool
    signer: str
    fingerprint: str
    trusted: bool | None
    why: str


def passphrase(environment: Mapping[str, str]) -> bytes | None:
    """Return the passphrase that the environment holds, or None."""
    return environment.get(PASSPHRASE, "").encode() or None


def detached_key(path: Path, secret: bytes | None) -> Any:  # noqa: ANN401 - of a late import
    """Return the Ed25519 private key in a PEM file (PKCS #8).

    Raises:
        CaseError: It cannot be read, is of another kind, or wants another passphrase.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PrivateKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            load_pem_private_key,
        )
    except ModuleNotFoundError as error:
        raise CaseError(_EXTRA) from error
    try:
        key = load_pem_private_key(given(path), secret)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise CaseError(
            f"{path}: cannot be read as a private key; give PKCS #8 in PEM, and its passphrase, "
            f"if it has one, in {PASSPHRASE}"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CaseError(f"{path}: is no Ed25519 key; openssl genpkey -algorithm ed25519 makes one")
    return key


def sign(report: bytes, key: Any) -> bytes:  # noqa: ANN401 - as above
    """Return the 64 bytes of the detached signature; the same for the same report and key."""
    signature: bytes = key.sign(report)
    return signature


def check_detached(report: bytes, signature: bytes, public_key: bytes) -> Checked:
    """Check a detached signature.

    Args:
        report: The file that was signed.
        signature: As `sign` makes it.
        public_key: Ed25519, PEM (SubjectPublicKeyInfo).

    Raises:
        CaseError: This is no such key, or the libraries are missing.
    """
    try:
        from cryptography.exceptions import (  # noqa: PLC0415
            InvalidSignature,
            UnsupportedAlgorithm,
        )
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PublicKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            Encoding,
            PublicFormat,
            load_pem_public_key,
        )
    except ModuleNotFoundError as error:
        raise CaseError(_EXTRA) from error
    try:
        key = load_pem_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CaseError("the public key is none in PEM; openssl pkey -pubout writes one") from error
    if not isinstance(key, Ed25519PublicKey):
        raise CaseError("the public key is no Ed25519 key")
    try:
        key.verify(signature, report)
        why = ""
    except InvalidSignature:
        why = "the signature was not made over this file by this key"
    named = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Checked(
        form="detached",
        intact=not why,
        whole=not why,
        signer="Ed25519 key",
        fingerprint=sha256(named).hexdigest(),
        trusted=None,
        why=why,
    )


def given(path: Path) -> bytes:
    """Return the bytes of a file that the operator names.

    Raises:
        CaseError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror or error})") from error


def missing() -> CaseError:
    """Return what to say where the libraries are missing."""
    return CaseError(_EXTRA)
