"""The JSON Schema of findings.json, derived from the types of the findings themselves.

`python -m forensics.schema` prints it; the package ships it as `data/findings.schema.json`, and a
test holds the two together.
"""

import json
import sys
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from forensics.findings import SCHEMA, Findings
from forensics.knowing.entries import (
    EXPLAINS,
    NATURES,
    ORIGINS,
    STANDINGS,
    STATUS_CLASSES,
    SYMPTOMS,
)
from forensics.knowing.entries import KINDS as KINDS_OF_ENTRY
from forensics.nature import hypotheses
from forensics.replay.certainty import LIKELY, POSSIBLE
from forensics.replay.unexplained import REASONS
from forensics.standings import STRENGTHS
from forensics.values import Absent, DamageCode, Instant, Reason
from forensics.who.ties import KINDS
from forensics.who.ties import REASONS as TIES

_Closed = Mapping[tuple[str, str], tuple[str, ...]]

CLOSED: Final[_Closed] = {
    ("Verdict", "confidence"): ("high", "moderate", "low", "none"),
    ("Verdict", "nature"): NATURES,
    ("Source", "format"): (
        *("evtx", "evt", "xml", "csv", "json", "text", "netlogon", "sms", "policy", "kb", "zip"),
        "unknown",
    ),
    ("Source", "state"): ("intact", "damaged", "unrecognised", "unreadable"),
    ("Edge", "target_basis"): ("accessed", "recorded-by"),
    ("Lockout", "basis"): ("recorded", "inferred"),
    ("Lockout", "certainty"): ("certain", "likely", "possible"),
    ("Lockout", "until_basis"): ("policy", "unlocked", "checked", "unknown"),
    ("Lockout", "caller_agrees"): ("yes", "no", "not-recorded"),
    ("Lockout", "reasons"): REASONS,
    ("Lockout", "doubts"): (*POSSIBLE, *LIKELY),
    ("Change", "what"): ("threshold", "window", "off"),
    ("LockoutPolicy", "basis"): ("declared", "evidence", "inferred", "unknown"),
    ("WhatIf", "method"): ("exact", "greedy", "none"),
    ("WhatIf", "curve_order"): ("gain", "busiest"),
    ("Check", "asks"): ("requires", "excludes"),
    ("Check", "origin"): ORIGINS,
    ("Check", "truth"): ("holds", "fails", "unknown"),
    ("Check", "strength"): (*STRENGTHS, "none"),
    ("Fact", "strength"): STRENGTHS,
    ("Diagnosis", "kind"): KINDS_OF_ENTRY,
    ("Diagnosis", "explains"): tuple(EXPLAINS),
    ("Diagnosis", "symptoms"): tuple(SYMPTOMS),
    ("Diagnosis", "status_class"): STATUS_CLASSES,
    ("Diagnosis", "standing"): STANDINGS,
    ("Hypothesis", "name"): hypotheses.NAMES,
    ("Hypothesis", "standing"): hypotheses.STANDINGS,
    ("Hypothesis", "nature"): ("defect", "attack", "undetermined"),
    ("Tie", "kind"): KINDS,
    ("Tie", "reason"): tuple(TIES),
    ("Clock", "basis"): ("declared", "paired", "reference", "unknown"),
    ("CitedRecord", "second_readers"): ("agrees", "differs", "failed"),
    ("Action", "origin"): ("article", "ours"),
}
"""(type, field) -> the words that may stand there, or as the items or values there."""

_Schema = dict[str, Any]
_TIME: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$"
_SIMPLE: Final[dict[object, _Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    bytes: {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
    type(None): {"type": "null"},
    Instant: {"type": "string", "pattern": _TIME},
    DamageCode: {"enum": [code.value for code in DamageCode]},
    Absent: {
        "type": "object",
        "properties": {"absent": {"enum": [reason.value for reason in Reason]}},
        "required": ["absent"],
        "additionalProperties": False,
    },
}


def findings_schema() -> _Schema:
    """Return the schema as a JSON document."""
    made = document(Findings, SCHEMA, "Findings of an account lockout case", CLOSED)
    made["$defs"]["Lockout"]["properties"]["time_corrected"] = _SIMPLE[Instant]
    return made


def document(kind: type, schema: str, title: str, closed: _Closed) -> _Schema:
    """Return the schema of a noun that is a whole document.

    Args:
        kind: A dataclass.
        schema: Its name and version, such as `findings/1`.
        title: What it is.
        closed: (type, field) -> the words that may stand there.
    """
    definitions: dict[str, _Schema] = {}
    root = _object(kind, definitions, closed)
    root["properties"] = {"schema": {"const": schema}, **root["properties"]}
    root["required"] = ["schema", *root["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{title}, {schema}",
        **root,
        "$defs": definitions,
    }


def _object(
    kind: type,
    definitions: dict[str, _Schema],
    closed_words: _Closed,
) -> _Schema:
    hints = typing.get_type_hints(kind)
    properties = {}
    for field in fields(kind):
        closed = closed_words.get((kind.__name__, field.name))
        schema = _schema(hints[field.name], definitions, closed_words)
        if closed and "additionalProperties" in schema:
            schema = {**schema, "additionalProperties": {"enum": list(closed)}}
        elif closed and "items" in schema:
            schema = {**schema, "items": {"enum": list(closed)}}
        elif closed:
            schema = {"enum": list(closed)}
        properties[field.name] = schema
    return {
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields(kind)],
        "additionalProperties": False,
    }


def _schema(
    hint: Any,  # noqa: ANN401 - any type hint
    definitions: dict[str, _Schema],
    closed: _Closed,
) -> _Schema:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_schema(each, definitions, closed) for each in arguments]}
    if origin in {tuple, Sequence}:
        return {"type": "array", "items": _schema(arguments[0], definitions, closed)}
    if origin is Mapping:
        values = _schema(arguments[1], definitions, closed)
        return {"type": "object", "additionalProperties": values}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions, closed)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"no schema for {hint!r}")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(findings_schema(), indent=1) + "\n")
