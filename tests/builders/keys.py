"""Invented keys and certificates, made anew in each run; what signs is of no account outside."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

SECRET: Final = b"an invented passphrase"
_BEGIN: Final = datetime(2001, 1, 1, tzinfo=UTC)
_END: Final = datetime(2040, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A private key with the certificate that names its holder, invented."""

    key: RSAPrivateKey | Ed25519PrivateKey
    certificate: x509.Certificate

    def p12(self, secret: bytes | None = None) -> bytes:
        """Return both as PKCS #12."""
        how = BestAvailableEncryption(secret) if secret else NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"own", self.key, self.certificate, None, how)

    def pem(self) -> bytes:
        """Return both in PEM."""
        return private_pem(self.key) + self.root()

    def root(self) -> bytes:
        """Return the certificate in PEM: it signs itself."""
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def held(kind: str, name: str = "Examiner (invented)") -> Held:
    """Return an invented holder of an `rsa` or `ed25519` key."""
    key = generate_private_key(65_537, 2_048) if kind == "rsa" else Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4_711)
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
    )
    algorithm = hashes.SHA256() if kind == "rsa" else None
    return Held(key=key, certificate=builder.sign(key, algorithm))


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def private_pem(key: RSAPrivateKey | Ed25519PrivateKey, secret: bytes | None = None) -> bytes:
    """Return a key as PKCS #8 in PEM."""
    how = BestAvailableEncryption(secret) if secret else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def public_pem(key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    """Return its public half in PEM."""
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
