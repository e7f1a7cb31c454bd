"""The last look: a name of the case is found wherever and however it stands in an output."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pikepdf
import pytest

from forensics.editions.leaks import Leak, search, whole_words
from forensics.editions.names import NameMap, draw
from forensics.editions.pieces import Kind
from tests.builders.rendered import IN_ONE_WORKER, rendered

NAMES = {
    "QMWS-0417": Kind.HOST,
    "brambleby": Kind.ACCOUNT,
    "thörne": Kind.ACCOUNT,
    "10.7.31.17": Kind.HOST,
}


def made(names: dict[str, Kind] | None = None) -> NameMap:
    return draw(names or NAMES, {}, {}, ("Quillfeather Mills",), bytes(32))


def found(data: bytes, output: str = "ticket.txt", names: NameMap | None = None) -> set[str]:
    return {leak.name for leak in search({output: data}, names or made())}


def packed(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("attempts.csv", data)
    return stream.getvalue()


def member(name: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as into:
        into.writestr(name.decode() + ".csv", b"")
    return stream.getvalue()


def deflated(data: bytes) -> bytes:
    return base64.b64encode(zlib.compress(b"a line before the name: " * 9 + data))


def in_base64(shift: int) -> Callable[[bytes], bytes]:
    return lambda name: base64.b64encode(b"-" * shift + name + b"--")


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda name: b"see " + name + b".",
    "in capitals": lambda name: name.decode().upper().encode(),
    "UTF-16LE": lambda name: name.decode().encode("utf-16-le"),
    "UTF-16BE": lambda name: name.decode().encode("utf-16-be"),
    "UTF-16 at an odd place": lambda name: b"x" + name.decode().encode("utf-16-le"),
    "hexadecimal": lambda name: name.hex().encode(),
    "hexadecimal in capitals": lambda name: name.hex().upper().encode(),
    "hexadecimal of UTF-16": lambda name: name.decode().encode("utf-16-le").hex().encode(),
    "hexadecimal at an odd place": lambda name: b"f" + (b"  " + name + b"  ").hex().encode(),
    "base64, first alignment": in_base64(0),
    "base64, second alignment": in_base64(1),
    "base64, third alignment": in_base64(2),
    "base64 for URLs": lambda name: base64.urlsafe_b64encode(b"\xff\xfe>" + name + b"?\xff\xff"),
    "base64 of UTF-16": lambda name: base64.b64encode(name.decode().encode("utf-16-le")),
    "base64 of its capitals": lambda name: base64.b64encode(name.decode().upper().encode()),
    "percent": lambda name: ("".join(f"%{byte:02X}" for byte in name)).encode(),
    "quoted for a URL": lambda name: quote(name.decode(), safe="").encode(),
    "HTML entities": lambda name: "".join(f"&#{ord(each)};" for each in name.decode()).encode(),
    "hexadecimal entities": lambda name: "".join(f"&#x{ord(c):x};" for c in name.decode()).encode(),
    "escaped for HTML": lambda name: escape(name.decode()).encode(),
    "JSON": lambda name: json.dumps(name.decode()).encode(),
    "JSON escapes": lambda name: "".join(f"\\u{ord(c):04x}" for c in name.decode()).encode(),
    "our own escapes": lambda name: "".join(f"‹U+{ord(c):04X}›" for c in name.decode()).encode(),
    "over two lines": lambda name: name[:3] + b"\r\n  " + name[3:],
    "with soft hyphens": lambda name: "\u00ad".join(name.decode()).encode(),
    "in a zip": packed,
    "name in a zip": member,
    "zip in a zip": lambda name: packed(packed(name)),
    "packed in base64": deflated,
    "gzip in base64": lambda name: base64.b64encode(gzip.compress((name + b" ") * 9)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["QMWS-0417", "brambleby"])
def test_a_name_is_found_however_it_is_written(name: str, way: str) -> None:
    assert name.casefold() in found(WAYS[way](name.encode()))


@pytest.mark.parametrize(
    "way", ["as it is", "in capitals", "UTF-16LE", "UTF-16BE", "JSON", "JSON escapes", "percent"]
)
def test_letters_beyond_ascii_are_found(way: str) -> None:
    assert "thörne" in found(WAYS[way]("thörne".encode()))


def test_what_the_analyst_typed_is_found() -> None:
    assert found(b"for Quillfeather Mills only") == {"quillfeather mills"}


def test_the_name_of_a_file_is_looked_at() -> None:
    assert found(b"", "QMWS-0417.csv") == {"qmws-0417"}


def test_an_output_without_a_name_holds_nothing() -> None:
    assert found(b"A report of 10.7.31.1 and 10.7.31.170, of bramble and QMWS-04.") == set()


def test_a_short_name_is_found_as_a_word_and_not_inside_one() -> None:
    names = made({"marge": Kind.ACCOUNT, "LON": Kind.HOST})
    assert found(b"a margelet in London, long ago", names=names) == set()
    assert found(b"site LON.", names=names) == {"lon"}
    assert {"marge", "lon"} <= whole_words(names)


def test_a_long_name_is_found_inside_a_word() -> None:
    assert found(b"xxqmws-0417yy") == {"qmws-0417"}


def test_a_name_that_is_cut_in_print_is_found_by_its_beginning() -> None:
    names = made({"q" * 65_536: Kind.ACCOUNT})
    assert found(b"q" * 64 + "… [65,536 characters]".encode(), names=names) == {"q" * 48}


def test_a_leak_says_where_and_what() -> None:
    leak = search({"ticket.txt": packed(b"of brambleby")}, made())[0]
    assert leak == Leak(output="ticket.txt", where="attempts.csv", what="account", name="brambleby")
    assert leak.words() == "ticket.txt (attempts.csv) holds the account brambleby of the case"


# ── inside a PDF ────────────────────────────────────────────────────────────────────────────────


def report(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    stream = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "of brambleby"


def wide_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "of thörne ✓"


def alternative(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Note"] = pikepdf.Dictionary(Alt=pikepdf.String("A figure of brambleby"))


def key_of_a_dictionary(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Dests"] = pikepdf.Dictionary({"/QMWS-0417": 1})


def attach(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(
        pdf,
        data,
        description="",
        filename=name,
        mime_type="text/csv",
        creation_date="",
        mod_date="",
    )


def attached(pdf: pikepdf.Pdf) -> None:
    attach(pdf, "data.csv", b"client,brambleby\r\n")


def name_of_attached(pdf: pikepdf.Pdf) -> None:
    attach(pdf, "brambleby.csv", b"nothing")


def metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as xmp:
        xmp["dc:description"] = "of brambleby"


def bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("brambleby", 0))


def drawn(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pdf.pages[0]
    fonts = pikepdf.Dictionary({"/F9": pdf.make_indirect(font)})
    page["/Resources"] = pikepdf.Dictionary(Font=fonts)
    # Letter by letter, as layout engines place them: no string holds the name.
    shown = " ".join(f"({letter}) Tj" for letter in "brambleby")
    page.contents_add(f"BT /F9 20 Tf 50 700 Td {shown} ET".encode())


CHANGES = (
    title,
    wide_title,
    alternative,
    key_of_a_dictionary,
    attached,
    name_of_attached,
    metadata,
    bookmark,
    drawn,
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_name_is_found_in_every_part_of_a_pdf(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert found(report(change), "report.pdf") <= {"brambleby", "thörne", "qmws-0417"}
    assert found(report(change), "report.pdf")


@IN_ONE_WORKER["sms_case"]
def test_an_invented_report_holds_none_of_other_names() -> None:
    assert found(rendered("sms_case").pdf, "report.pdf") == set()


@IN_ONE_WORKER["nothing"]
def test_a_stream_that_cannot_be_unpacked_cannot_be_vouched_for() -> None:
    data = rendered("nothing").pdf
    at = data.index(b"stream\n", data.index(b"FlateDecode")) + 7
    with pytest.raises(ValueError, match="cannot be unpacked"):
        search({"report.pdf": data[:at] + b"\xff\xff" + data[at + 2 :]}, made())
