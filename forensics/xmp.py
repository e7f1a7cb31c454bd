"""What the PDF says about itself in XMP beyond what WeasyPrint writes: PDF/UA-1 and the case.

One file states one PDF/A part through WeasyPrint; ISO 14289-1 (clause 5) asks for its own part
beside it, and PDF/A-3 (ISO 19005-3, 6.6.2.3) for a description of every schema that is not its own.
"""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

_END: Final = b"</rdf:RDF>"
_UA: Final = "http://www.aiim.org/pdfua/ns/id/"
OWN: Final = "urn:lockout-forensics:report:1"


def extended(rdf: bytes, properties: Sequence[tuple[str, str, str]]) -> bytes:
    """Return the RDF with PDF/UA-1 and our own properties declared and stated.

    Args:
        rdf: As WeasyPrint writes it, ending with `</rdf:RDF>`.
        properties: Name, value and what it means, in order.
    """
    ours = "".join(f"<own:{name}>{escape(value)}</own:{name}>" for name, value, _ in properties)
    added = (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}">'
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
        f'<rdf:Description rdf:about="" xmlns:own="{OWN}">{ours}</rdf:Description>'
        '<rdf:Description rdf:about=""'
        ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        f"<pdfaExtension:schemas><rdf:Bag>{_ua()}{_own(properties)}</rdf:Bag>"
        "</pdfaExtension:schemas></rdf:Description>"
    )
    if not rdf.endswith(_END):
        raise ValueError("the metadata do not end as RDF; WeasyPrint writes them in another form")
    return rdf.removesuffix(_END) + added.encode() + _END


def _ua() -> str:
    part = ("part", "Integer", "internal", "Which part of ISO 14289 is followed")
    return _schema("PDF/UA Universal Accessibility Schema", _UA, "pdfuaid", [part])


def _own(properties: Sequence[tuple[str, str, str]]) -> str:
    rows = [(name, "Text", "external", meaning) for name, _, meaning in properties]
    return _schema("Lockout Forensics report", OWN, "own", rows)


def _schema(title: str, uri: str, prefix: str, rows: Sequence[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(meaning)}</pdfaProperty:description></rdf:li>"
        for name, kind, category, meaning in rows
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{title}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{listed}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
