"""Both worked examples in the vendor edition, once each: searched by other means, and compared."""

import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pypdfium2
import pytest

from forensics.case import load_case
from forensics.editions.leaks import search
from forensics.editions.names import NameMap
from forensics.reporting import Order, data_files, investigate, issue
from tests.builders.case_folder import CASES

KEY = bytes(range(32))
EXAMPLES = ("sms-cap-lockout", "modern-stale-credential")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A case in both editions."""

    full: Mapping[str, bytes]
    vendor: Mapping[str, bytes]
    names: NameMap


@cache
def made(example: str) -> Made:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / example
        shutil.copytree(CASES / example, folder, ignore=shutil.ignore_patterns("report*"))
        whole = investigate(load_case(folder), lambda _: None)
        issued = issue(whole, Order(folder=folder, out=folder / "report-vendor", vendor=KEY))
    assert issued.names is not None
    return Made(full=data_files(whole), vendor=issued.outputs, names=issued.names)


@pytest.mark.parametrize("example", EXAMPLES)
def test_nothing_of_the_case_is_in_any_output(example: str) -> None:
    for where, text in _texts(made(example).vendor):
        for name in SECRET[example]:
            assert name.casefold() not in text.casefold(), (where, name)


def _texts(outputs: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in outputs.items():
        yield name, name
        if name != "report.pdf":
            yield name, data.decode("utf-8")
    with pikepdf.open(io.BytesIO(outputs["report.pdf"])) as pdf:
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
    with pypdfium2.PdfDocument(outputs["report.pdf"]) as document:
        for page in document:
            text = page.get_textpage().get_text_bounded()
            yield "page", text
            yield "page in one line", text.replace("\r\n", "")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_pdf_carries_neither_the_case_file_nor_the_key(example: str) -> None:
    with pikepdf.open(io.BytesIO(made(example).vendor["report.pdf"])) as pdf:
        assert set(pdf.attachments) == {
            *("attempts.csv", "findings.json", "graph.graphml", "lockouts.csv"),
            *("manifest.json", "ticket.txt"),
        }
    assert not any(KEY in data for data in made(example).vendor.values())


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_findings_are_those_of_the_full_edition_but_for_names(example: str) -> None:
    one = made(example)
    back = {said: name for name, said in one.names.names.items() if name in one.names.kinds}
    words = re.compile(
        r"(?<![\w])(?:" + "|".join(sorted(map(re.escape, back), key=len, reverse=True)) + r")(?!\w)"
    )
    full, vendor = (json.loads(each["findings.json"]) for each in (one.full, one.vendor))
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


@pytest.mark.parametrize("example", EXAMPLES)
def test_attempts_are_those_of_the_full_edition_line_by_line(example: str) -> None:
    one = made(example)
    back = {said: name for name, said in one.names.names.items()}
    full, vendor = (each["attempts.csv"].decode().splitlines() for each in (one.full, one.vendor))
    turned = [",".join(back.get(cell, cell) for cell in line.split(",")) for line in vendor]
    assert turned == full


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_report_says_that_it_is_the_vendor_edition(example: str) -> None:
    outputs = made(example).vendor
    assert b"Vendor edition." in outputs["report.html"]
    with pypdfium2.PdfDocument(outputs["report.pdf"]) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "Vendor edition. Names are replaced by pseudonyms" in text


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_search_finds_the_full_edition_to_be_none(example: str) -> None:
    one = made(example)
    assert search(one.vendor, one.names) == ()
    found = {leak.output for leak in search(one.full, one.names)}
    assert found == {
        *("attempts.csv", "findings.json", "graph.graphml", "lockouts.csv", "ticket.txt")
    }
