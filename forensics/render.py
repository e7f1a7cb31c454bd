"""From findings to a PDF/A-3a + PDF/UA-1 file: the one door to WeasyPrint.

The same findings give the same bytes: every date comes from the evidence or the caller, no clock,
locale or time zone is read, and only the vendored typefaces are seen. WeasyPrint is imported late,
because it starts a font library that must find its configuration in the environment.
"""

import gc
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from xml.sax.saxutils import escape

from forensics.binding import Binding
from forensics.enclosures import Enclosure, kind
from forensics.findings import Findings
from forensics.footnotes import without_footnotes
from forensics.legible import name
from forensics.narrative import Report, compose
from forensics.narrative.cover import latest
from forensics.templating import filled, templates
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
        sheets: The style sheets, files beside the templates; a later one counts.
        paper: `A4` or `Letter`.
        properties: Name, value and meaning of what its metadata state of it.
        enclosed: The files that travel inside it, sorted by name.
        seen: The last moment of the evidence (aware), or None.
    """

    html: str
    sheets: tuple[str, ...]
    paper: str
    properties: tuple[tuple[str, str, str], ...]
    enclosed: tuple[Enclosure, ...] = ()
    seen: datetime | None = None


def render(findings: Findings, enclosed: Iterable[Enclosure], binding: Binding) -> bytes:
    """Return the report as PDF/A-3a and PDF/UA-1.

    Args:
        findings: All that the report says.
        enclosed: The files that travel inside the PDF, each once.
        binding: Its date (without one, only dates of the evidence appear), its paper.
    """
    files = tuple(sorted(enclosed, key=lambda one: one.name))
    last = latest(findings)
    made = binding.date or (last.moment() if last else None)
    bound = replace(binding, attached=tuple(one.name for one in files))
    return typeset(
        Manuscript(
            html=_html(compose(findings, bound), findings, made),
            sheets=("report.css",),
            paper=binding.paper,
            properties=_properties(findings, binding),
            enclosed=files,
            seen=last.moment() if last else None,
        )
    )


def typeset(manuscript: Manuscript) -> bytes:
    """Return any document of ours as PDF/A-3a and PDF/UA-1."""
    with (
        TemporaryDirectory(prefix="forensics-") as scratch,
        _vendored_fonts(Path(scratch)),
        _without_collector(),
    ):
        return _pdf(manuscript)


def _html(report: Report, findings: Findings, made: datetime | None) -> str:
    values: dict[str, object] = {
        "report": report,
        "description": "".join(span.text for span in report.cover.statement),
        "generator": f"{findings.tool.name} {findings.tool.version}",
        "stamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    }
    return filled("report.html.j2", values)


@contextmanager
def _vendored_fonts(scratch: Path) -> Iterator[None]:
    """Show fontconfig the vendored typefaces and nothing else; its cache lies in `scratch`."""
    config = scratch / "fonts.conf"
    fonts, cache = escape(str(FOLDER)), escape(str(scratch / "cache"))
    config.write_text(_FONTS_CONF.format(fonts=fonts, cache=cache), encoding="utf-8")
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
    import weasyprint  # noqa: PLC0415 - see the module's docstring
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts = FontConfiguration()
    fetcher = _closed(weasyprint.URLFetcher)
    css = "".join((templates() / name).read_text(encoding="utf-8") for name in manuscript.sheets)
    css += _SHEET.format(paper=manuscript.paper)
    page = _leaner(weasyprint)(string=manuscript.html, url_fetcher=fetcher, base_url=None)
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


def _leaner(library: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return WeasyPrint's document without the styles of footnotes; see `footnotes`."""
    own = library.CSS(string=without_footnotes(library.html.UA))

    class Leaner(library.HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: object = None) -> list[object]:  # noqa: ARG002 - its shape
            return [own]

    return Leaner


def _properties(findings: Findings, binding: Binding) -> tuple[tuple[str, str, str], ...]:
    return (
        ("caseId", name(findings.case.id), "Identifier of the case"),
        ("article", findings.verdict.kb or "none", "Article whose every check holds"),
        ("evidenceSha256", findings.evidence_digest, "Digest of the evidence set"),
        ("root", binding.root or "none", "Merkle root over exhibits and data"),
        ("date", binding.date.isoformat() if binding.date else "none", "Date asked for"),
        ("paper", binding.paper, "Size of the paper"),
        ("most", str(binding.most), "Bytes that this file may have"),
        ("edition", binding.edition, "Edition: full or vendor"),
    )


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
        file_obj=BytesIO(one.data),
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
    """Give an embedded file its type and the bytes that were deflated already; see `enclosures`.

    It is undated where the evidence has no date, and where it is not made from the evidence.
    """
    what = kind(one.name)
    stream.stream, stream.compress = [one.deflated], False
    stream.extra["Filter"] = "/FlateDecode"
    stream.extra["Subtype"] = f"/{what.media.replace('/', '#2f').replace('+', '#2b')}"
    if not dated or what.relationship == "Source":
        for key in ("CreationDate", "ModDate"):
            del stream.extra["Params"][key]
