"""From findings to a PDF/A-3a + PDF/UA-1 file: the one door to jinja2 and to WeasyPrint.

The same findings give the same bytes: every date comes from the evidence or the caller, no clock,
locale or time zone is read, and only the vendored typefaces are seen. WeasyPrint is imported late,
because it starts a font library that must find its configuration in the environment.
"""

import gc
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from xml.sax.saxutils import escape

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forensics.binding import Binding
from forensics.figures.drawing import Figure
from forensics.findings import Findings
from forensics.legible import name
from forensics.narrative import Report, compose
from forensics.narrative.cover import latest
from forensics.typeface import FOLDER
from forensics.xmp import extended

_PACKAGE: Final = Path(__file__).parent
_VARIANT: Final = "pdf/a-3a"
_GRAPHML: Final = "application/graphml+xml"
_DATA: Final = frozenset((".json", ".csv", ".graphml"))
_SHEET: Final = "@page {{ size: {paper} }}\n"
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)  # never printed; such dates are taken out again

_FONTS_CONF: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def render(findings: Findings, attachments: Mapping[str, bytes], binding: Binding) -> bytes:
    """Return the report as PDF/A-3a and PDF/UA-1.

    Args:
        findings: All that the report says.
        attachments: File name -> content of what travels inside the PDF.
        binding: Its date (without one, only dates of the evidence appear), its paper.
    """
    last = latest(findings)
    made = binding.date or (last.moment() if last else None)
    html = _html(compose(findings, replace(binding, attached=tuple(attachments))), findings, made)
    with (
        TemporaryDirectory(prefix="forensics-") as scratch,
        _vendored_fonts(Path(scratch)),
        _without_collector(),
    ):
        return _pdf(html, findings, attachments, made, binding.paper)


def templates() -> Path:
    """Return the folder of the templates: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def _html(report: Report, findings: Findings, made: datetime | None) -> str:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = _drawn
    return environment.get_template("report.html.j2").render(
        report=report,
        description="".join(span.text for span in report.cover.statement),
        generator=f"{findings.tool.name} {findings.tool.version}",
        stamp=made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    )


def _drawn(figure: Figure) -> Markup:
    """Return a figure's SVG; the figures have escaped every text in it."""
    return Markup(figure.svg)  # noqa: S704 - see the docstring


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


def _pdf(
    html: str,
    findings: Findings,
    attachments: Mapping[str, bytes],
    made: datetime | None,
    paper: str,
) -> bytes:
    import weasyprint  # noqa: PLC0415 - see the module's docstring
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts = FontConfiguration()
    fetcher = _closed(weasyprint.URLFetcher)
    css = (templates() / "report.css").read_text(encoding="utf-8") + _SHEET.format(paper=paper)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None).render(
        font_config=fonts,
        stylesheets=[weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)],
    )
    _state(document.metadata, findings)
    carried = [_attachment(*item, made) for item in sorted(attachments.items())]
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile open until the collector finds it.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)
        finished: bytes = document.write_pdf(
            pdf_variant=_VARIANT,
            attachments=carried,
            finisher=_finisher(dated=made is not None),
        )
    return finished


def _closed(base: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return a fetcher that fetches nothing: the report refers to nothing outside itself."""

    class Closed(base):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - its shape
            raise ValueError(f"the report refers to nothing outside itself: {url}")

    return Closed()


def _state(metadata: Any, findings: Findings) -> None:  # noqa: ANN401
    """Make the metadata state PDF/UA-1 and the case; `xmp_metadata` would be ignored by readers."""
    written = metadata.generate_rdf_metadata
    properties = (
        ("caseId", name(findings.case.id), "Identifier of the case"),
        ("article", findings.verdict.kb or "none", "Article whose every check holds"),
        ("evidenceSha256", findings.evidence_digest, "Digest of the evidence set"),
    )

    def both(variant: str, version: int, conformance: str) -> bytes:
        return extended(written(variant, version, conformance), properties)

    metadata.generate_rdf_metadata = both


def _attachment(title: str, data: bytes, made: datetime | None) -> Any:  # noqa: ANN401
    from weasyprint import Attachment  # noqa: PLC0415
    from weasyprint.pdf.anchors import MIMETYPES  # noqa: PLC0415

    MIMETYPES.add_type(_GRAPHML, ".graphml")
    moment = (made or _UNDATED).astimezone(UTC)
    return Attachment(
        file_obj=BytesIO(data),
        name=title,
        description=f"{title}, as written beside this report",
        created=moment,
        modified=moment,
        relationship="Data" if Path(title).suffix in _DATA else "Supplement",
    )


def _finisher(*, dated: bool) -> Any:  # noqa: ANN401
    """Return what mends WeasyPrint's PDF: names of links, the list of files, dates of nothing."""

    def finish(document: Any, pdf: Any) -> None:  # noqa: ANN401
        for page in document.pages:
            _name_links(page)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
        if not dated:
            _take_dates_out(pdf)

    return finish


def _name_links(page: Any) -> None:  # noqa: ANN401
    """Let each link say where it leads; WeasyPrint gives the name of the anchor."""
    import pydyf  # noqa: PLC0415

    for _, target, _, box in page.links:
        annotation = getattr(box, "link_annotation", None)
        if annotation is not None:
            said = box.element.get("title") or "".join(box.element.itertext()).strip()
            annotation["Contents"] = pydyf.String(said or target)


def _take_dates_out(pdf: Any) -> None:  # noqa: ANN401
    """Leave an embedded file undated where the evidence has no date to give it."""
    for one in pdf.objects:
        if getattr(one, "extra", {}).get("Type") == "/EmbeddedFile":
            for key in ("CreationDate", "ModDate"):
                del one.extra["Params"][key]
