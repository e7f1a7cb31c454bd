"""What is no report, or made to do harm, is answered in a line, and soon."""

import json
import zlib
from io import BytesIO

import pikepdf
import pytest

from forensics.verify import apart as bounds
from forensics.verify import reading
from forensics.verify.carried import NO_PDF
from forensics.verify.reading import Reading, Unreadable, read
from tests.verify.proving import Proof, seen
from tests.verify.retouching import retouched

pytestmark = pytest.mark.xdist_group("verify")  # one report for all

MEGABYTE = 1 << 20


def test_a_report_is_read_apart_as_it_is_read_here(proof: Proof) -> None:
    assert read(proof.pdf) == proof.reading


@pytest.mark.parametrize("cut", [0, 5, 2_000, -2_000])
def test_a_part_of_a_report_is_no_report(proof: Proof, cut: int) -> None:
    assert seen(proof.pdf[:cut]) == Unreadable(reason=NO_PDF)


def test_what_is_no_pdf_is_said_to_be_none() -> None:
    assert read(b"PK\x03\x04 not a report") == Unreadable(reason=NO_PDF)


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_report_is_said_to_be_encrypted(proof: Proof, password: str) -> None:
    stream = BytesIO()
    with pikepdf.open(BytesIO(proof.pdf)) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(owner="owner", user=password))
    assert seen(stream.getvalue()) == Unreadable(reason="is encrypted; a report never is")


def test_more_bytes_than_any_report_has_are_not_even_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_LARGEST", 9)
    assert read(b"%PDF-1.7 ...") == Unreadable(reason="has 12 bytes, more than any report")


def test_an_attachment_that_expands_without_end_ends_the_reading(
    proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 600 MB of nothing in 600 kB, where the process that reads may take 512 MB: the same block of
    # Deflate again and again, its end (RFC 1951, 3.2.6) and the checksum of zeros (RFC 1950, 9).
    engine = zlib.compressobj()
    head = engine.compress(bytes(MEGABYTE)) + engine.flush(zlib.Z_FULL_FLUSH)
    block = engine.compress(bytes(MEGABYTE)) + engine.flush(zlib.Z_FULL_FLUSH)
    checksum = (601 * MEGABYTE % 65_521 << 16) + 1
    bomb = head + 600 * block + b"\x03\x00" + checksum.to_bytes(4, "big")

    def change(pdf: pikepdf.Pdf) -> None:
        file = pdf.attachments["ticket.txt"].get_file().obj
        file.write(bomb, filter=pikepdf.Name.FlateDecode)

    monkeypatch.setattr(bounds, "MEMORY", 512 * MEGABYTE)
    assert read(retouched(proof.pdf, change)) == Unreadable(reason=NO_PDF)


def test_a_page_beyond_any_paper_ends_the_reading(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 100_000, 100_000])

    assert read(retouched(proof.pdf, change)) == Unreadable(reason=NO_PDF)


def test_metadata_that_are_none_end_the_reading(proof: Proof) -> None:
    stream = BytesIO()
    with pikepdf.open(BytesIO(proof.pdf)) as pdf:
        pdf.Root.Metadata.write(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;&c;</x>")
        pdf.save(stream, fix_metadata_version=False)
    assert read(stream.getvalue()) == Unreadable(reason=NO_PDF)


def test_json_that_nests_without_end_is_no_document(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["findings.json"].get_file().obj.write(b"[" * 100_000)
        pdf.attachments["manifest.json"].get_file().obj.write(json.dumps({"root": 7}).encode())

    report = seen(retouched(proof.pdf, change))
    assert isinstance(report, Reading)
    checks = proof.judged(retouched(proof.pdf, change))
    assert checks["figures"].undone == "the one in the report is no JSON document"
    assert checks["root"].differences[-1].report == ""
    assert not checks["attachments"].holds
