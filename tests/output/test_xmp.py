import pytest

from forensics.xmp import extended

RDF = b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>"


def test_both_schemas_are_stated_and_described() -> None:
    made = extended(RDF, [("caseId", "a<b>&c", "Identifier & more")]).decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in made
    assert "<own:caseId>a&lt;b&gt;&amp;c</own:caseId>" in made
    assert "<pdfaProperty:name>caseId</pdfaProperty:name>" in made
    assert made.count("<pdfaSchema:schema>") == 2
    assert made.endswith("</rdf:RDF>")


def test_metadata_of_another_form_are_refused() -> None:
    with pytest.raises(ValueError, match="do not end as RDF"):
        extended(b"<x/>", [])
