"""Status codes in the words of the field: NTSTATUS and Kerberos, read from `data/ntstatus.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from forensics.errors import KnowledgeError

OUTCOMES: Final = (
    "bad_password",
    "locked_out",
    "unknown_account",
    "other_failure",
    "revoked",
    "success",
    "none",
)
"""What an authentication try came to; `none` marks a step that is no try by itself.

`revoked` is what Kerberos says of an account that is disabled, expired or locked (RFC 4120 7.5.9:
KDC_ERR_CLIENT_REVOKED); which of them, only the replay can tell (`locking.settle`). No finding has
it."""

FAILURES: Final = OUTCOMES[:5]

COUNTED: Final = OUTCOMES[:4]
"""The failures that findings count."""

_DIGITS: Final = 20
"""Digits of the largest 64-bit number; more are no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One status code: its number, its symbolic name, its outcome, and our words for it."""

    value: int
    name: str
    outcome: str
    meaning: str


def parse_code(text: str) -> int | None:
    """Return the number that a recorded code stands for, or None where it is no number.

    A leading `0x` means hexadecimal, as Windows writes it; digits alone are decimal, as 681 and
    the older Kerberos events print them (Q287626: 3221225586).
    """
    bare = text.strip().lower()
    digits, base = (bare[2:], 16) if bare.startswith("0x") else (bare, 10)
    if not digits.isascii() or not digits.isalnum() or len(digits) > _DIGITS:
        return None
    try:
        return int(digits, base)
    except ValueError:
        return None


@cache
def codes(table: str) -> dict[int, Code]:
    """Return the codes of one table, `ntstatus` or `kerberos`, by number.

    Raises:
        KnowledgeError: The table is missing, or an entry has a number, a key or an outcome that
            cannot be.
    """
    text = files("forensics").joinpath("data/ntstatus.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    if table not in tables:
        raise KnowledgeError(f"ntstatus.toml: no table [{table}]")
    found = {}
    for key, entry in tables[table].items():
        try:
            code = Code(value=int(key, 16), **entry)
        except (TypeError, ValueError) as error:
            raise KnowledgeError(f"ntstatus.toml: {table}.{key}: {error}") from error
        if code.outcome not in OUTCOMES:
            raise KnowledgeError(f"ntstatus.toml: {table}.{key}: outcome {code.outcome!r}")
        found[code.value] = code
    return found


def describe(text: str, table: str) -> str:
    """Return our words for a recorded code, or `""` where the table does not list it."""
    value = parse_code(text)
    code = codes(table).get(value) if value is not None else None
    return code.meaning if code else ""
