"""From a manuscript to a PDF/A-3a + PDF/UA-1 file: the one door to WeasyPrint.

The same manuscript gives the same bytes: no clock, locale or time zone is read, and only the
vendored typefaces are seen. WeasyPrint is imported late, because it starts a font library that must
find its configuration in the environment. Nothing of the findings is known here, so that a process
of its own can do this work, see `press.py`.
"""

import ctypes.util
import gc
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from forensics.enclosures import Enclosure, kind
from forensics.footnotes import without_footnotes
from forensics.typeface import FOLDER
from forensics.xmp import extended

_VARIANT: Final = "pdf/a-3a"
_SHEET: Final = "@page {{ size: {paper} }}\n"
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)  # never printed; such dates are taken out again

_FONTS_CONF: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A document before it is set.

    Attributes:
        html: Its text, laid out by a template.
        style: Its style sheets; of two rules for one thing the later counts.
        paper: `A4` or `Letter`.
        properties: Name, value and meaning of what its metadata state of it.
        enclosed: The files that travel inside it, sorted by name.
        seen: The last moment of the evidence (aware), or None.
    """

    html: str
    style: str
    paper: str
    properties: tuple[tuple[str, str, str], ...]
    enclosed: tuple[Enclosure, ...] = ()
    seen: datetime | None = None


def typeset(manuscript: Manuscript) -> bytes:
    """Return any document of ours as PDF/A-3a and PDF/UA-1."""
    with _scratch() as scratch, _vendored_fonts(scratch), _without_collector():
        return _pdf(manuscript)


def get_ready() -> None:
    """Load what `typeset` needs."""
    with _scratch() as scratch, _vendored_fonts(scratch):
        _weasyprint()


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a folder that goes; Windows keeps of it what the font library has in memory."""
    with TemporaryDirectory(prefix="forensics-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _weasyprint() -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return WeasyPrint, whose libraries the system's linker finds by their names.

    For names that it does not know Python's own search would start ldconfig, gcc and ld by the
    caller's PATH, 54 processes in all: no other program runs because a report is made.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda _: None  # type: ignore[assignment]
    try:
        import weasyprint  # noqa: PLC0415 - see the module's docstring
    finally:
        ctypes.util.find_library = search
    return weasyprint


@contextmanager
def _vendored_fonts(scratch: Path) -> Iterator[None]:
    """Show fontconfig the vendored typefaces and nothing else; its cache lies in `scratch`."""
    config = scratch / "fonts.conf"
    fonts, cache = escape(str(FOLDER)), escape(str(scratch / "cache"))
    text = _FONTS_CONF.format(fonts=fonts, cache=cache)
    config.write_text(text, encoding="utf-8", newline="\n")
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(config)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cycle collector out of the layout, whose boxes live to the end: a sixth faster."""
    enabled = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def _pdf(manuscript: Manuscript) -> bytes:
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts = FontConfiguration()
    fetcher = _closed(weasyprint.URLFetcher)
    css = manuscript.style + _SHEET.format(paper=manuscript.paper)
    page = _page(weasyprint, manuscript.html, fetcher)
    document = page.render(
        font_config=fonts,
        stylesheets=[weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)],
    )
    _state(document.metadata, manuscript.properties)
    enclosed, seen = manuscript.enclosed, manuscript.seen
    moment = seen.astimezone(UTC) if seen else _UNDATED
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile open until the collector finds it.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)
        finished: bytes = document.write_pdf(
            pdf_variant=_VARIANT,
            attachments=[_attachment(one, moment) for one in enclosed],
            finisher=_finisher(enclosed, dated=seen is not None),
        )
    return finished


def _closed(base: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return a fetcher that fetches nothing: the report refers to nothing outside itself."""

    class Closed(base):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - its shape
            raise ValueError(f"the report refers to nothing outside itself: {url}")

    return Closed()


def _page(library: Any, text: str, fetcher: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return WeasyPrint's document, without the styles of footnotes; see `footnotes`.

    Our templates for paper are well-formed XML, which is read fifty times faster than HTML is by
    the rules of HTML: that took a twelfth of the rendering.
    """
    own = library.CSS(string=without_footnotes(library.html.UA))

    class Page(library.HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: object = None) -> list[object]:  # noqa: ARG002 - its shape
            return [own]

    page = Page(string="<html></html>", url_fetcher=fetcher, base_url=None)
    wrapped = library.cssselect2.ElementWrapper.from_html_root(tree(text), content_language=None)
    page.wrapper_element, page.etree_element = wrapped, wrapped.etree_element
    return page


def tree(text: str) -> ET.Element:
    """Return the elements of a document of ours."""
    return ET.fromstring(text)  # noqa: S314 - ours, and every text in it is escaped


def _state(metadata: Any, properties: Sequence[tuple[str, str, str]]) -> None:  # noqa: ANN401
    """Make the metadata state PDF/UA-1 and our own; `xmp_metadata` would be ignored by readers."""
    written = metadata.generate_rdf_metadata

    def both(variant: str, version: int, conformance: str) -> bytes:
        return extended(written(variant, version, conformance), properties)

    metadata.generate_rdf_metadata = both


def _attachment(one: Enclosure, moment: datetime) -> Any:  # noqa: ANN401
    from weasyprint import Attachment  # noqa: PLC0415

    what = kind(one.name)
    return Attachment(
        # WeasyPrint tells files apart by their bytes; those to carry are put in by `_mend_file`.
        file_obj=BytesIO(one.name.encode()),
        name=one.name,
        description=what.says,
        created=moment,
        modified=moment,
        relationship=what.relationship,
    )


def _finisher(enclosed: Sequence[Enclosure], *, dated: bool) -> Any:  # noqa: ANN401
    """Return what mends WeasyPrint's PDF: names of links, the list of files, the files."""

    def finish(document: Any, pdf: Any) -> None:  # noqa: ANN401
        for page in document.pages:
            _name_links(page)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
        streams = [
            one for one in pdf.objects if getattr(one, "extra", {}).get("Type") == "/EmbeddedFile"
        ]
        for stream, one in zip(streams, enclosed, strict=True):
            _mend_file(stream, one, dated=dated)
        _scope_headings(pdf)
        for one in pdf.objects:
            if getattr(one, "compress", False):
                _deflate_once(one)

    return finish


def _scope_headings(pdf: Any) -> None:  # noqa: ANN401
    """Say of each heading cell whether it heads a row or a column (ISO 32000-1, table 349)."""
    known = {one.reference: one for one in pdf.objects}
    for row in pdf.objects:
        if isinstance(row, dict) and row.get("S") == "/TR":
            cells = [known[each] for each in row["K"] if each in known]
            scope = "/Row" if any(cell["S"] == "/TD" for cell in cells) else "/Column"
            for cell in cells:
                if cell["S"] == "/TH":
                    cell["A"]["Scope"] = scope


def _deflate_once(stream: Any) -> None:  # noqa: ANN401
    """Keep a stream as it is written: pydyf deflates each anew for the file's identifier."""
    _, _, body = stream.data.partition(b"\nstream\n")
    stream.stream, stream.compress = [body.removesuffix(b"\nendstream")], False
    stream.extra["Filter"] = "/FlateDecode"


def _name_links(page: Any) -> None:  # noqa: ANN401
    """Let each link say where it leads; WeasyPrint gives the name of the anchor."""
    import pydyf  # noqa: PLC0415

    for _, target, _, box in page.links:
        annotation = getattr(box, "link_annotation", None)
        if annotation is not None:
            said = box.element.get("title") or "".join(box.element.itertext()).strip()
            annotation["Contents"] = pydyf.String(said or target)


def _mend_file(stream: Any, one: Enclosure, *, dated: bool) -> None:  # noqa: ANN401
    """Give an embedded file its type, and what is known of it already; see `enclosures`.

    It is undated where the evidence has no date, and where it is not made from the evidence.
    """
    what = kind(one.name)
    stream.stream, stream.compress = [one.deflated], False
    stream.extra["Filter"] = "/FlateDecode"
    stream.extra["Params"] |= {"CheckSum": f"<{one.md5}>", "Size": one.size}
    stream.extra["Subtype"] = f"/{what.media.replace('/', '#2f').replace('+', '#2b')}"
    if not dated or what.relationship == "Source":
        for key in ("CreationDate", "ModDate"):
            del stream.extra["Params"][key]
