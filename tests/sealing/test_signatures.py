"""Signatures beside the report and inside it, made and checked; OpenSSL and qpdf as judges."""

import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from forensics.errors import CaseError
from forensics.sealing import signatures
from forensics.sealing.pades import check_embedded, embed, signer
from forensics.sealing.signatures import PASSPHRASE, check_detached, detached_key, sign
from tests.builders.keys import SECRET, held, private_pem, public_pem
from tests.builders.rendered import IN_ONE_WORKER, rendered

pytestmark = IN_ONE_WORKER["nothing"]  # one report for all

SIGNED = datetime(2001, 10, 12, 8, 30, tzinfo=UTC)
REPORT = b"%PDF-1.7 an invented report\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    for kind in ("rsa", "ed25519"):
        (made / f"{kind}.p12").write_bytes(held(kind).p12())
        (made / f"{kind}.pem").write_bytes(held(kind).pem())
        (made / f"{kind}-root.pem").write_bytes(held(kind).root())
        (made / f"{kind}-key.pem").write_bytes(private_pem(held(kind).key))
    (made / "locked.p12").write_bytes(held("rsa").p12(SECRET))
    (made / "locked-key.pem").write_bytes(private_pem(held("ed25519").key, SECRET))
    (made / "stranger.pem").write_bytes(held("ed25519", "Stranger (invented)").root())
    (made / "noise").write_bytes(b"\x00no key at all")
    return made


def test_a_detached_signature_is_64_bytes_and_the_same_again(folder: Path) -> None:
    key = detached_key(folder / "ed25519-key.pem", None)
    assert len(sign(REPORT, key)) == 64
    assert sign(REPORT, key) == sign(REPORT, key)


def test_a_detached_signature_holds_for_the_signed_bytes_only(folder: Path) -> None:
    made = sign(REPORT, detached_key(folder / "ed25519-key.pem", None))
    public = public_pem(held("ed25519").key)
    good = check_detached(REPORT, made, public)
    assert (good.intact, good.whole, good.trusted, good.why) == (True, True, None, "")
    for report, signature in ((REPORT + b" ", made), (REPORT, made[:-1]), (REPORT, b"")):
        bad = check_detached(report, signature, public)
        assert (bad.intact, bad.whole) == (False, False)
        assert bad.why == "the signature was not made over this file by this key"


def test_openssl_verifies_a_detached_signature(folder: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on the PATH")
    made = sign(REPORT, detached_key(folder / "ed25519-key.pem", None))
    (tmp_path / "report.pdf").write_bytes(REPORT)
    (tmp_path / "report.pdf.sig").write_bytes(made)
    (tmp_path / "pub.pem").write_bytes(public_pem(held("ed25519").key))
    asked = "openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in report.pdf -sigfile"
    for signature, status in (("report.pdf.sig", 0), ("pub.pem", 1)):
        run = subprocess.run(
            [*asked.split(), signature], cwd=tmp_path, capture_output=True, check=False
        )
        assert run.returncode == status


def test_a_locked_key_opens_with_its_passphrase_only(folder: Path) -> None:
    path = folder / "locked-key.pem"
    assert sign(REPORT, detached_key(path, SECRET))
    for secret in (None, b"wrong"):
        with pytest.raises(CaseError, match=PASSPHRASE):
            detached_key(path, secret)
    with pytest.raises(CaseError, match=PASSPHRASE):
        signer(folder / "locked.p12", None)
    assert signer(folder / "locked.p12", SECRET)


def test_the_passphrase_comes_from_the_environment() -> None:
    assert signatures.passphrase({PASSPHRASE: "pass"}) == b"pass"
    assert signatures.passphrase({}) is None


def test_what_is_no_key_is_refused_in_one_line(folder: Path) -> None:
    for path, load in (
        (folder / "noise", detached_key),
        (folder / "absent", detached_key),
        (folder / "rsa-key.pem", detached_key),
        (folder / "noise", signer),
        (folder / "absent", signer),
        (folder / "rsa-key.pem", signer),
        (folder / "rsa-root.pem", signer),
    ):
        with pytest.raises(CaseError) as caught:
            load(path, None)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(CaseError, match="none in PEM"):
        check_detached(REPORT, b"", b"noise")
    with pytest.raises(CaseError, match="no Ed25519 key"):
        check_detached(REPORT, b"", public_pem(held("rsa").key))


@cache
def signed(path: Path) -> bytes:
    return embed(rendered("nothing").pdf, signer(path, None), SIGNED)


@pytest.fixture(params=["rsa.p12", "ed25519.pem"])
def made(request: pytest.FixtureRequest, folder: Path) -> tuple[bytes, Path]:
    name: str = request.param
    return signed(folder / name), folder / f"{name.partition('.')[0]}-root.pem"


def test_an_embedded_signature_covers_the_whole_file(made: tuple[bytes, Path]) -> None:
    report, root = made
    (found,) = check_embedded(report, [root])
    assert (found.intact, found.whole, found.trusted, found.why) == (True, True, True, "")
    assert found.signer == "Common Name: Examiner (invented)"
    kind = root.name.partition("-")[0]
    assert found.fingerprint == held(kind).certificate.fingerprint(SHA256()).hex()


def test_without_a_root_nothing_is_said_of_trust(made: tuple[bytes, Path], folder: Path) -> None:
    report, _ = made
    (open_,) = check_embedded(report)
    assert (open_.intact, open_.trusted, open_.why) == (True, None, "")
    (strange,) = check_embedded(report, [folder / "stranger.pem"])
    assert (strange.intact, strange.trusted) == (True, False)
    assert strange.why == "no chain of certificates leads to a given root"


def test_one_changed_byte_breaks_an_embedded_signature(made: tuple[bytes, Path]) -> None:
    report, root = made
    at = report.index(b"stream") + 20
    changed = report[:at] + bytes([report[at] ^ 1]) + report[at + 1 :]
    (found,) = check_embedded(changed, [root])
    assert not found.intact
    assert found.why


def test_what_is_added_after_signing_is_told(made: tuple[bytes, Path]) -> None:
    report, root = made
    (found,) = check_embedded(report + b"\n% added\n", [root])
    assert found.intact
    assert not found.whole
    assert found.why == "the file was added to after it was signed"


def test_a_torn_signed_file_is_told_and_not_raised(made: tuple[bytes, Path]) -> None:
    report, _ = made
    start = report.index(b"/ByteRange")
    for torn in (report[: len(report) // 2] + b"/ByteRange", report[start:], report[:-200]):
        (found,) = check_embedded(torn)
        assert not found.intact
        assert found.why


def test_a_report_without_a_signature_has_none() -> None:
    assert check_embedded(rendered("nothing").pdf) == ()


def test_the_same_report_and_key_give_the_same_signed_bytes(made: tuple[bytes, Path]) -> None:
    report, root = made
    name = {"rsa": "rsa.pem", "ed25519": "ed25519.p12"}[root.name.partition("-")[0]]
    again = embed(rendered("nothing").pdf, signer(root.with_name(name), None), SIGNED)
    assert sha256(again).digest() == sha256(report).digest()


def test_signing_adds_to_the_report_and_changes_none_of_it(made: tuple[bytes, Path]) -> None:
    report, _ = made
    before = rendered("nothing").pdf
    assert report.startswith(before)
    assert len(report) - len(before) < 40_000
    with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(report)) as new:
        assert old.Root.Metadata.read_bytes() == new.Root.Metadata.read_bytes()
        assert dict(old.docinfo) == dict(new.docinfo)
        assert new.check_pdf_syntax() == []


def test_the_signature_is_pades_and_states_the_date_given(made: tuple[bytes, Path]) -> None:
    report, _ = made
    with pikepdf.open(BytesIO(report)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert int(pdf.Root.AcroForm.SigFlags) == 3
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert str(field.V.M) == "D:20011012083000Z"
        assert b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05" not in bytes(field.V.Contents)  # its time


def test_the_field_keeps_to_both_standards(made: tuple[bytes, Path]) -> None:
    report, _ = made
    with pikepdf.open(BytesIO(report)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        left, bottom, right, top = map(float, field.Rect)
        assert (left, bottom) == (right, top)  # needs no appearance: ISO 19005-3, 6.3.3
        assert top < 0  # off the page, needs no tag: ISO 14289-1, 7.18.1
        flags = int(field.F)
        assert flags & 4  # printed
        assert not flags & (1 | 2 | 32)  # neither invisible nor hidden nor without view
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        assert str(pdf.pages[0].Tabs) == "/S"


def test_qpdf_finds_no_fault_in_a_signed_report(made: tuple[bytes, Path], tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not on the PATH")
    (tmp_path / "report.pdf").write_bytes(made[0])
    run = subprocess.run(
        ["qpdf", "--check", "report.pdf"], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
