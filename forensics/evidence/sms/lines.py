"""What a line of an SMS log says, by the table in `data/sms_lines.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from forensics.errors import KnowledgeError

OTHER: Final = 0
"""The event id of a line that the table does not know."""

_HRESULT_OF_WIN32: Final = 0x8007_0000  # [MS-ERREF] 2.1.1: severity and FACILITY_WIN32
# What stands before a number that is an error: (1326), (#2147942405), Win32 Error: 5, - 1326.
_LED: Final = r"(?:error|code|win32|returns?|returned)[\s:=#(]*|\(#?|[ ]- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of line.

    Attributes:
        pattern: Of its message, without regard to case.
        unless: Of messages that are none all the same, or `""`.
        facts: Name in the vocabulary of facts -> value, in which `${1}` is the pattern's group.
        beside: What it shows of a client at that time (a value of `sms.beside`), or `""`.
    """

    id: int
    pattern: str
    cite: str
    unless: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""

    def fits(self, message: pl.Expr) -> pl.Expr:
        """Return the filter for messages of this kind."""
        fits = message.str.contains(f"(?i){self.pattern}")
        return fits & ~message.str.contains(f"(?i){self.unless}") if self.unless else fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every kind of line, the first that fits first.

    Attributes:
        agents: Client agent -> pattern of its component.
        beside: What else components show at work, as `Line.beside` -> pattern.
    """

    lines: tuple[Line, ...]
    agents: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def any_pattern(self) -> str:
        """Return the pattern of every message that may be one of the lines."""
        return "(?i)" + "|".join(f"(?:{line.pattern})" for line in self.lines)


@cache
def table() -> Table:
    """Return the table shipped with the package.

    Raises:
        KnowledgeError: An entry has an unknown or missing key, an id of another, or a pattern
            that is none.
    """
    text = files("forensics").joinpath("data/sms_lines.toml").read_text("utf-8")
    return load(text)


def load(text: str) -> Table:
    """Return the table that a TOML text gives.

    Raises:
        KnowledgeError: As `table`.
    """
    given = tomllib.loads(text)
    try:
        lines = tuple(_line(**entry) for entry in given["line"])
        found = Table(
            lines=lines, agents=dict(given["agents"]), beside=dict(given.get("beside", {}))
        )
        _try_out(found)
    except (KeyError, TypeError, pl.exceptions.ComputeError) as error:
        raise KnowledgeError(f"sms_lines.toml: {error}") from error
    ids = [line.id for line in lines]
    if len(ids) != len(set(ids)) or OTHER in ids:
        raise KnowledgeError("sms_lines.toml: an id stands twice, or is 0")
    return found


def _line(**entry: Any) -> Line:  # noqa: ANN401 - as TOML gives it; a wrong key is a TypeError
    if "code" in entry:
        code = entry.pop("code")
        named = {"sms.errors": str(code)}
        return Line(pattern=_pattern(code), cite="[MS-ERREF] 2.2", facts=named, **entry)
    return Line(**entry)


def _pattern(code: int) -> str:
    """Return the pattern of a Win32 number in all four ways that SMS prints it."""
    hresult = _HRESULT_OF_WIN32 + code
    return rf"(?:{_LED})(?:{code}|0x0*{code:x}|{hresult}|0x{hresult:x})\b"


def _try_out(found: Table) -> None:
    nothing = pl.DataFrame({"message": [""]})
    nothing.select(pl.col("message").str.contains(found.any_pattern))
    for line in found.lines:
        nothing.select(line.fits(pl.col("message")))
    for component in (*found.agents.values(), *found.beside.values()):
        nothing.select(pl.col("message").str.contains(f"(?i){component}"))


def tell(messages: pl.Series) -> pl.Series:
    """Return the event id of each message (Int32): of the first line that it fits, else 0."""
    distinct = pl.DataFrame({"message": messages.unique()})
    # Most messages fit no line, which one pattern of all of them tells.
    said = distinct.filter(pl.col("message").str.contains(table().any_pattern)).with_columns(
        pl.coalesce(
            *(
                pl.when(line.fits(pl.col("message"))).then(pl.lit(line.id, dtype=pl.Int32))
                for line in table().lines
            ),
            pl.lit(OTHER, dtype=pl.Int32),
        ).alias("event_id")
    )
    return (
        pl.DataFrame({"message": messages})
        .join(said, on="message", how="left", maintain_order="left")
        .get_column("event_id")
        .fill_null(OTHER)
    )
