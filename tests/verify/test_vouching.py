"""Signatures are checked with the rest; a vendor edition is proved with its key only."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from forensics.cli import NO_REPORT, OK, WRONG_USE
from forensics.sealing.pades import embed, signer
from forensics.sealing.signatures import detached_key, sign
from tests.builders.keys import held, private_pem, public_pem
from tests.verify.proving import Proof, Run
from tests.verify.retouching import retouched

pytestmark = pytest.mark.xdist_group("verify")  # one report for all

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "key.pem").write_bytes(private_pem(held("ed25519").key))
    (tmp_path / "public.pem").write_bytes(public_pem(held("ed25519").key))
    (tmp_path / "signer.p12").write_bytes(held("rsa").p12())
    (tmp_path / "root.pem").write_bytes(held("rsa").root())
    return tmp_path


@pytest.mark.usefixtures("derived")
def test_a_signature_beside_the_report_wants_its_public_key(
    proof: Proof, run: Run, keys: Path
) -> None:
    report = keys / "report.pdf"
    report.write_bytes(proof.pdf)
    assert run(report, proof.case).status == OK
    unsigned = run(report, proof.case, "--public-key", keys / "public.pem")
    assert unsigned.status == NO_REPORT
    beside = keys / "report.pdf.sig"
    beside.write_bytes(sign(proof.pdf, detached_key(keys / "key.pem", None)))
    said = run(report, proof.case)
    assert said.status == NO_REPORT
    assert (
        "signature    not compared: report.pdf.sig lies beside the report: give its --public-key"
        in said.out
    )
    said = run(report, proof.case, "--public-key", keys / "public.pem")
    assert said.status == OK
    assert any(line.startswith("signature    1 of 1 detached, by Ed25519") for line in said.out)
    beside.write_bytes(bytes(64))
    said = run(report, proof.case, "--public-key", keys / "public.pem")
    assert said.status == NO_REPORT
    assert said.out[-2] == (
        "  signature detached: the signature was not made over this file by this key"
    )


@pytest.mark.usefixtures("derived")
def test_a_signature_inside_changes_nothing_that_the_report_says(
    proof: Proof, run: Run, keys: Path
) -> None:
    report = keys / "report.pdf"
    signed = embed(proof.pdf, signer(keys / "signer.p12", None), WHEN)
    report.write_bytes(signed)
    said = run(report, proof.case)
    assert said.status == OK
    assert said.out[-2] == (
        "Up to what a signature added this is, byte for byte, the report that the evidence gives."
    )
    (line,) = [line for line in said.out if line.startswith("signature ")]
    assert "1 of 1 embedded, by Common Name: Examiner (invented)" in line
    assert line.endswith(", whom no --trust vouches for")
    report.write_bytes(signed + b"% more\n")
    said = run(report, proof.case, "--trust", keys / "root.pem")
    assert said.status == NO_REPORT
    assert said.out[-2] == ("  signature embedded: the file was added to after it was signed")
    gone = run(report, proof.case, "--trust", keys / "gone.pem")
    assert (gone.status, len(gone.err)) == (WRONG_USE, 1)


def as_vendor(pdf: pikepdf.Pdf) -> None:
    said = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(said.replace(b"edition>full<", b"edition>vendor<"))


def test_a_vendor_edition_without_its_key_is_not_proved(
    proof: Proof, run: Run, tmp_path: Path
) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, as_vendor))
    said = run(report, proof.case)
    pages = len(proof.reading.pages)
    root = json.loads(proof.outputs["manifest.json"])["root"]
    why = (
        "this is the vendor edition, and its names can be made again with their key only: give "
        "the case folder with vendor-key/key, or --key"
    )
    assert said.out == [
        "exhibits     3 of 3 by size and SHA-256",
        f"root         {pages + 2} of {pages + 2} places say {root}",
        f"figures      not compared: {why}",
        "Not proved: not everything could be compared.",
    ]
    assert said.status == NO_REPORT


def test_a_vendor_edition_is_made_again_with_its_key(
    proof: Proof, run: Run, tmp_path: Path, derived: list[Any]
) -> None:
    key = tmp_path / "key"
    key.write_bytes(bytes(32))
    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, as_vendor))
    said = run(report, proof.case, "--key", key)
    ((_, making, _),) = derived
    assert (making.vendor, making.bound.edition) == (bytes(32), "vendor")
    assert said.out[0] == "exhibits     3 of 3 by size and SHA-256"
    key.write_bytes(b"short")
    said = run(report, proof.case, "--key", key)
    assert (said.status, len(said.err)) == (WRONG_USE, 1)
