"""Every key of `case.toml`, by `data/case_keys.toml`: for its reference, and for mistakes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def tables() -> tuple[dict[str, Any], ...]:
    """Return every table of `case.toml` with its keys, as the data tell them."""
    text = files("forensics.data").joinpath("case_keys.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["table"])


def heading(table: Mapping[str, Any]) -> str:
    """Return the line above a table of `tables`."""
    return f"[[{table['name']}]]" if table.get("several") else f"[{table['name']}]"


def heading_of(key: str) -> str:
    """Return the line above a key that is of one table alone, `""` of any other."""
    having = [each for each in tables() if any(one["name"] == key for one in each.get("key", ()))]
    return heading(having[0]) if len(having) == 1 else ""
