"""The reference of `case.toml`: docs/case-toml.md, and a schema that editors complete keys with.

Both are made of `data/case_keys.toml`:
`python -m forensics.opening.reference page > docs/case-toml.md`, and `schema` for
`forensics/data/case.schema.json`.
"""

import json
import sys
import textwrap
from collections.abc import Mapping
from typing import Any, Final

from forensics.case_keys import heading, tables

_WIDTH: Final = 120
_TYPES: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "text": ("a text", {"type": "string"}),
    "texts": ("a list of texts", {"type": "array", "items": {"type": "string"}}),
    "time": ("a time with its zone", {"type": "string", "format": "date-time"}),
    "moment": ("a time, a date or a text", {"type": "string"}),
    "zone": ("a time zone of the tz database", {"type": "string"}),
    "span": ("a span of time", {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?\s*[smhd]?$"}),
    "whole": ("a whole number", {"type": "integer"}),
    "choice": ("one of", {"type": "string"}),
    "choices": ("a list of", {"type": "array", "items": {"type": "string"}}),
}
"""Type -> how it is said, and its schema."""

_HEAD: Final = """\
# case.toml

What only you know of a case. Every table may be left out, and so may the file: a folder with logs
in `evidence/` is a case. `forensics new` writes one with every key in comments; a mistake is
answered in one line with file, line, key and mend.

Editors that know TOML complete the keys by the schema, once this line stands first in the file:
`#:schema` and the path of `case.schema.json`, which comes with the program in `forensics/data/`.

Times are written `2001-10-08T09:00:00Z` or with their offset; spans of time `"30m"`, `"2s"`,
`"1h"`, `"1d"`.
"""


def page() -> str:
    """Return `docs/case-toml.md`."""
    return "\n".join([_HEAD, *map(_chapter, tables())])


def schema() -> str:
    """Return the JSON Schema of `case.toml`, for editors."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "case.toml of lockout-forensics",
        "type": "object",
        "additionalProperties": False,
        "properties": {each["name"]: _table(each) for each in tables()},
    }
    return json.dumps(document, indent=1) + "\n"


def _chapter(table: dict[str, Any]) -> str:
    says = textwrap.wrap(table["says"], _WIDTH, break_on_hyphens=False)
    lines = [f"## {heading(table)}", "", *says, ""]
    if table.get("key"):
        lines += ["| key | what it is | example |", "|---|---|---|"]
        lines += [_row(key) for key in table["key"]]
    return "\n".join(lines).rstrip() + "\n"


def _row(key: dict[str, Any]) -> str:
    said, _ = _TYPES[key["type"]]
    chosen = ", ".join(f"`{each}`" for each in key.get("choices", ()))
    kind = f"{said} {chosen}" if chosen else said
    must = " **Must be there.**" if key.get("needed") else ""
    what = f"{kind[0].upper()}{kind[1:]}. {key['says']}{must}"
    return f"| `{key['name']}` | {what} | `{key['example']}` |"


def _table(table: dict[str, Any]) -> dict[str, Any]:
    keys = table.get("key", ())
    one: dict[str, Any] = {"type": "object", "description": table["says"]}
    if table.get("free"):
        text, texts = _TYPES["text"][1], _TYPES["texts"][1]
        return {**one, "additionalProperties": {"anyOf": [text, texts]}}
    one["additionalProperties"] = False
    one["properties"] = {key["name"]: _key(key) for key in keys}
    needed = [key["name"] for key in keys if key.get("needed")]
    one |= {"required": needed} if needed else {}
    return {"type": "array", "items": one} if table.get("several") else one


def _key(key: dict[str, Any]) -> dict[str, Any]:
    _, kind = _TYPES[key["type"]]
    shape = {"description": key["says"], **kind}
    if key["type"] == "choice":
        shape["enum"] = key["choices"]
    if key["type"] == "choices":
        shape["items"] = {"type": "string", "enum": key["choices"]}
    return shape


if __name__ == "__main__":
    sys.stdout.write({"page": page, "schema": schema}[sys.argv[1]]())
