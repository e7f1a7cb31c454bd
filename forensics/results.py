"""For other programs and notebooks: a case analysed, as typed findings and as frames.

`from forensics import analyse` is this room's `analyse`. The findings are what findings.json holds
(`findings.py`); the frames hold the same in columns, with times that a notebook can plot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final

import polars as pl

from forensics.case import load_case
from forensics.engine.workers import Local
from forensics.export import attempts_told
from forensics.findings import Findings
from forensics.investigating import investigate
from forensics.knowing.vocabulary import check_declared
from forensics.lean import INTERNED, as_text
from forensics.values import LAST_TICKS, UNIX_EPOCH_TICKS, Absent, Instant

_TICKS_PER_US: Final = 10
_TIME: Final = pl.Datetime("us", "UTC")
_LOCKOUTS: Final[dict[str, Any]] = {
    "id": pl.String,
    "time": _TIME,
    "account": pl.String,
    "authority": pl.String,
    "host": pl.String,
    "basis": pl.String,
    "caller": pl.String,
    "tripped_by": pl.String,
    "certainty": pl.String,
    "unexplained": pl.Int64,
    "refused": pl.Int64,
    "incident": pl.String,
    "source": pl.String,
    "record": pl.Int64,
    "shares": pl.List(pl.Struct({"client": pl.String, "bad_passwords": pl.Int64})),
}
_EDGES: Final[dict[str, Any]] = {
    "client": pl.String,
    "target": pl.String,
    "roles": pl.List(pl.String),
    "account": pl.String,
    "bad_password": pl.Int64,
    "locked_out": pl.Int64,
    "unknown_account": pl.Int64,
    "other_failure": pl.Int64,
    "first": _TIME,
    "last": _TIME,
    "target_basis": pl.String,
    "incident": pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What the evidence of a case shows.

    Times in the frames are cut to the microsecond; in the findings they are exact. What is absent
    is null in a frame; the findings say why. Names are as recorded, so still hostile: escape them
    before they reach a page, a shell or a spreadsheet.

    Attributes:
        findings: Everything, typed; findings.json is made of it.
        attempts: One row an attempt, the columns of attempts.csv.
        lockouts: One row a lockout; `shares` is a list of client and bad passwords.
        edges: One row a client, target and account, with the four counts of failures.
    """

    findings: Findings
    attempts: pl.DataFrame
    lockouts: pl.DataFrame
    edges: pl.DataFrame


def analyse(
    case: str | PathLike[str], *, jobs: int = 1, articles: str | PathLike[str] | None = None
) -> Results:
    """Return what the evidence of a case shows; nothing is written.

    Args:
        case: The case folder.
        jobs: Processes that read evidence; the results do not depend on it.
        articles: The library of article texts to quote from, or None.

    Raises:
        CaseError: A mistake of the operator: no such folder, or a mistake in `case.toml`.
        OSError: The folder cannot be read.
    """
    loaded = load_case(Path(case))
    check_declared(loaded)
    library = None if articles is None else Path(articles)
    with Local(jobs) as engine:
        analysis = investigate(loaded, lambda _: None, library, engine)
    findings = analysis.findings
    return Results(
        findings=findings,
        attempts=_timed(attempts_told(analysis.scene, findings)),
        lockouts=_frame(_lockouts(findings), _LOCKOUTS),
        edges=_frame(findings.edges, _EDGES),
    )


def _timed(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts with times instead of ticks, and names as plain texts."""
    names = [name for name, kind in attempts.schema.items() if kind == INTERNED]
    ticks = pl.col("time", "time_corrected").clip(0, LAST_TICKS)
    micros = (ticks - UNIX_EPOCH_TICKS).floordiv(_TICKS_PER_US)
    return attempts.with_columns(micros.cast(_TIME), as_text(names))


def _lockouts(findings: Findings) -> Iterable[dict[str, Any]]:
    for one in findings.lockouts:
        row = {name: getattr(one, name) for name in _LOCKOUTS if hasattr(one, name)}
        shares = [
            {"client": _value(each.client), "bad_passwords": each.bad_passwords}
            for each in one.shares
        ]
        first = one.evidence[0]
        yield {**row, "shares": shares, "source": first.source, "record": first.record}


def _frame(nouns: Iterable[Any], schema: dict[str, Any]) -> pl.DataFrame:
    """Return nouns, or rows by name, as columns."""
    rows = [
        [_value(each[name] if isinstance(each, dict) else getattr(each, name)) for name in schema]
        for each in nouns
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _value(value: Any) -> Any:  # noqa: ANN401 - of any column
    if isinstance(value, Absent):
        return None
    if isinstance(value, Instant):
        return value.moment()
    return list(value) if isinstance(value, tuple) else value
