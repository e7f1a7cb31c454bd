"""The vendor editions of both worked examples: searched by other means, and compared."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pikepdf
import pypdfium2
import pytest

from forensics.editions.leaks import search
from tests.builders.examples import EACH, IN_ONE_WORKER, KEY, disguised, example

DATA: Final = frozenset(
    ("attempts.csv", "findings.json", "graph.graphml", "lockouts.csv", "ticket.txt")
)
PRINTED: Final = "modern-stale-credential"  # the other is disguised but for its PDF
# Written down by hand, from the files of the cases.
SECRET: Mapping[str, tuple[str, ...]] = {
    "sms-cap-lockout": (
        *("LONCAP", "LONDC", "LONCORP", "FIN-", "HR-7", "HR-1", "HR-3", "HR-4", "HR-2", "HR-5"),
        *("WHS-", "hnyberg", "dokoro", "rcastell", "SMSClient_LON", "10.4.1", "10.4.2"),
        *("Lonmere", "Freight", "EX-2003", "Site administrator", "live-copy", "site LON"),
        *("S-1-5-21-1275210071", "S-1-5-21-1708537768", "case.toml\r", "sms-cap-lockout"),
    ),
    "modern-stale-credential": (
        *("okafor", "moreau", "lindqvist", "brandt", "helpdesk.rk", "scanner2", "NORTHWAY"),
        *("NB-0417", "PC-2", "MX-GW1", "DC01", "DC02", "FS01", "10.60.", "EX-2026"),
        *("S-1-5-21-2893746152", "team drive", "Instruments", "modern-stale"),
    ),
}


@pytest.mark.parametrize("name", EACH)
def test_nothing_of_the_case_is_in_any_output(name: str) -> None:
    secrets = [secret.casefold() for secret in SECRET[name]]
    for where, text in _texts(disguised(name).outputs):
        folded = text.casefold()
        assert [(where, secret) for secret in secrets if secret in folded] == []


def _texts(outputs: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in outputs.items():
        yield name, name
        if name != "report.pdf":
            yield name, data.decode("utf-8")
    if "report.pdf" in outputs:
        yield from _texts_of_pdf(outputs["report.pdf"])


def _texts_of_pdf(report: bytes) -> Iterator[tuple[str, str]]:
    with pikepdf.open(io.BytesIO(report)) as pdf:
        for name, file in pdf.attachments.items():
            yield name, file.get_file().read_bytes().decode("utf-8")
        yield "metadata", str(pdf.open_metadata())
        plain = io.BytesIO()
        pdf.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    for sort in ("latin-1", "utf-16-be"):
        yield f"PDF without compression, {sort}", plain.getvalue().decode(sort, "replace")
    with pypdfium2.PdfDocument(report) as document:
        for page in document:
            text = page.get_textpage().get_text_bounded()
            yield "page", text
            yield "page in one line", text.replace("\r\n", "")


@IN_ONE_WORKER[PRINTED]
def test_the_pdf_does_not_carry_the_case_file() -> None:
    with pikepdf.open(io.BytesIO(disguised(PRINTED).outputs["report.pdf"])) as pdf:
        assert set(pdf.attachments) == {
            *("attempts.csv", "findings.json", "graph.graphml", "lockouts.csv"),
            *("manifest.json", "ticket.txt"),
        }


@pytest.mark.parametrize("name", EACH)
def test_the_key_is_in_no_output(name: str) -> None:
    assert not any(KEY in data for data in disguised(name).outputs.values())


def _editions(name: str) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    return example(name).outputs, disguised(name).outputs


@pytest.mark.parametrize("name", EACH)
def test_the_findings_are_those_of_the_full_edition_but_for_names(name: str) -> None:
    names = disguised(name).names
    back = {said: name for name, said in names.names.items() if name in names.kinds}
    words = re.compile(
        r"(?<![\w])(?:" + "|".join(sorted(map(re.escape, back), key=len, reverse=True)) + r")(?!\w)"
    )
    full, vendor = (json.loads(each["findings.json"]) for each in _editions(name))
    for document in (full, vendor):
        del document["case"]["id"], document["case"]["title"], document["case"]["complaint"]
        del document["case"]["customer"], document["case"]["custody"], document["evidence_digest"]
    assert _turned(vendor, back, words) == full


def _turned(value: Any, back: Mapping[str, str], words: re.Pattern[str]) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _turned(each, back, words) for key, each in value.items()}
    if isinstance(value, list):
        return [_turned(each, back, words) for each in value]
    if isinstance(value, str):
        return back.get(value) or words.sub(lambda found: back[found[0]], value)
    return value


@pytest.mark.parametrize("name", EACH)
def test_attempts_are_those_of_the_full_edition_line_by_line(name: str) -> None:
    back = {said: name for name, said in disguised(name).names.names.items()}
    full, vendor = (each["attempts.csv"].decode().splitlines() for each in _editions(name))
    turned = [",".join(back.get(cell, cell) for cell in line.split(",")) for line in vendor]
    assert turned == full


@pytest.mark.parametrize("name", EACH)
def test_the_report_says_that_it_is_the_vendor_edition(name: str) -> None:
    assert b"Vendor edition." in disguised(name).outputs["report.html"]


@IN_ONE_WORKER[PRINTED]
def test_the_printed_report_says_so_too() -> None:
    outputs = disguised(PRINTED).outputs
    with pypdfium2.PdfDocument(outputs["report.pdf"]) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "Vendor edition. Names are replaced by pseudonyms" in text


@pytest.mark.parametrize("name", EACH)
def test_the_search_finds_the_full_edition_to_be_none(name: str) -> None:
    names = disguised(name).names
    full, vendor = (
        {each: outputs[each] for each in outputs if each in DATA} for outputs in _editions(name)
    )
    assert search(vendor, names) == ()  # nor in the PDF: there would be no edition
    assert {leak.output for leak in search(full, names)} == DATA
