"""CASE 1.5 and UCO as JSON-LD: the investigation, its exhibits, the tool and what it made.

The Cyber-investigation Analysis Standard Expression, on the Unified Cyber Ontology: each exhibit is
an observable file with its hash, in a provenance record of the evidence; one investigative action
took them in by this tool, and gave the report. Identifiers follow from the content (UUID version
5), so that the same evidence gives the same document.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import NAMESPACE_DNS, UUID, uuid5

from forensics.findings import Findings
from forensics.sources import Source

_SPACE: Final = uuid5(NAMESPACE_DNS, "lockout-forensics")
_CONTEXT: Final = {
    "kb": "urn:uuid:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_Node = dict[str, Any]


def document(findings: Findings, outputs: Mapping[str, tuple[int, str]]) -> str:
    """Return the JSON-LD document; ends with a newline.

    Args:
        findings: All that was found.
        outputs: Name -> size and SHA-256 of what was made of it; may be empty.
    """
    seed = f"{findings.case.id}\n{findings.evidence_digest}"
    files = [_exhibit(source, seed) for source in findings.sources]
    made = [_made(name, size, hashed, seed) for name, (size, hashed) in sorted(outputs.items())]
    tool, taken = _tool(findings, seed), _provenance("evidence", files, seed)
    given = _provenance("report", made, seed)
    action = {
        "@id": _id("action", seed),
        "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": "read, analysed and reported",
        "uco-action:instrument": _ref(tool),
        "uco-action:object": _ref(taken),
        **({"uco-action:result": _ref(given)} if made else {}),
    }
    records = [taken, *([given] if made else [])]
    held = [*files, *made, tool, *records, action]
    graph = [_investigation(findings, held, seed), *held]
    text = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(text, indent=1, ensure_ascii=True) + "\n"


def _investigation(findings: Findings, held: Iterable[_Node], seed: str) -> _Node:
    case = findings.case
    return {
        "@id": _id("investigation", seed),
        "@type": "case-investigation:Investigation",
        "uco-core:name": _text(case.id),
        "uco-core:description": [_text(case.title), _text(findings.verdict.statement)],
        "case-investigation:focus": "Windows account lockouts",
        "uco-core:object": [_ref(each) for each in held],
    }


def _tool(findings: Findings, seed: str) -> _Node:
    return {
        "@id": _id("tool", seed),
        "@type": "uco-tool:AnalyticTool",
        "uco-core:name": findings.tool.name,
        "uco-tool:version": findings.tool.version,
    }


def _provenance(what: str, files: Iterable[_Node], seed: str) -> _Node:
    return {
        "@id": _id(f"provenance {what}", seed),
        "@type": "case-investigation:ProvenanceRecord",
        "uco-core:description": what,
        "uco-core:object": [_ref(each) for each in files],
    }


def _exhibit(source: Source, seed: str) -> _Node:
    return _file(f"exhibit {source.path}", source.path, source.size, source.sha256, seed)


def _made(name: str, size: int, hashed: str, seed: str) -> _Node:
    return _file(f"output {name}", name, size, hashed, seed)


def _file(key: str, path: str, size: int, hashed: str, seed: str) -> _Node:
    return {
        "@id": _id(key, seed),
        "@type": "uco-observable:File",
        "uco-core:hasFacet": list(_facets(key, path, size, hashed, seed)),
    }


def _facets(key: str, path: str, size: int, hashed: str, seed: str) -> Iterator[_Node]:
    yield {
        "@id": _id(f"{key} file", seed),
        "@type": "uco-observable:FileFacet",
        "uco-observable:fileName": _text(PurePosixPath(path).name),
        "uco-observable:filePath": _text(path),
        "uco-observable:sizeInBytes": {"@type": "xsd:integer", "@value": str(size)},
    }
    if not hashed:
        return
    yield {
        "@id": _id(f"{key} content", seed),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": {
            "@id": _id(f"{key} hash", seed),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": hashed},
        },
    }


def _id(what: str, seed: str) -> str:
    return f"kb:{_uuid(what, seed)}"


def _uuid(what: str, seed: str) -> UUID:
    return uuid5(_SPACE, _text(f"{seed}\n{what}"))


def _ref(node: _Node) -> dict[str, str]:
    return {"@id": node["@id"]}


def _text(text: str) -> str:
    """Return a text without halves of surrogate pairs, which RDF cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
