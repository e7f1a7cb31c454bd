"""The machine-readable outputs: findings.json, attempts.csv, lockouts.csv, graph.graphml, manifest.

Every cell that a spreadsheet could take for a formula, and every control character, is made
harmless here; what was recorded stays legible.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

import polars as pl

from forensics import columns_json, json_text
from forensics.bursts import Bursts
from forensics.edges import Edges
from forensics.findings import SCHEMA, Findings
from forensics.iso import iso
from forensics.lean import as_text, is_text
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene
from forensics.sealing.merkle import Hashed
from forensics.values import TICKS_PER_SECOND, Absent, Instant

_ATTEMPT_COLUMNS: Final = (
    "time",
    "time_corrected",
    "client",
    "target",
    "target_basis",
    "authority",
    "account",
    "presented_domain",
    "outcome",
    "status",
    "substatus",
    "logon_type",
    "package",
    "process",
    "workstation_recorded",
    "address_recorded",
    "event_id",
    "witnesses",
    "source",
    "record",
    "event_record_id",
    "offset",
    "length",
    "incident",
)
_LOCKOUT_COLUMNS: Final = (
    "id",
    "time",
    "time_corrected",
    "account",
    "authority",
    "host",
    "basis",
    "caller",
    "caller_agrees",
    "tripped_by",
    "counted",
    "shares",
    "unexplained",
    "reasons",
    "certainty",
    "refused",
    "until",
    "until_basis",
    "source",
    "record",
    "offset",
    "length",
    "incident",
)

_PIECE: Final = 1 << 16  # lines that are made at one time
# A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# Control characters, overrides of the writing direction, and surrogates, which UTF-8 cannot hold.
_CONTROL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON values are of any kind
    """Return a value of the findings as JSON knows it.

    Instants become ISO 8601, an absent value an object with its reason, bytes hexadecimal.
    """
    if value.__class__ in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    said = _told(value)
    return {name: plain(each) for name, each in said.items()} if isinstance(said, dict) else said


_AS_THEY_ARE: Final = frozenset({str, int, float, bool, type(None)})


@cache
def _names(noun: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))


def _told(value: Any) -> Any:  # noqa: ANN401 - as above
    """Return a noun or another value as JSON knows it; what it holds is as it was."""
    said = value
    match value:
        case Edges() | Bursts():
            said = columns_json.written(value)
        case Instant():
            said = value.iso()
        case Absent():
            said = {"absent": value.reason.value}
        case Mapping():
            said = {str(key): each for key, each in value.items()}
        case Enum():
            said = value.value
        case bytes():
            said = value.hex()
        case _ if is_dataclass(value):
            said = {name: getattr(value, name) for name in _names(value.__class__)}
        case _:
            pass  # what it is already
    return said


def findings_json(findings: Findings) -> Iterator[bytes]:
    """Yield `findings.json`, piece by piece: UTF-8, schema `findings/1`, ends with a newline."""
    offsets = _offsets(findings)
    lockouts = [_lockout(each, offsets) for each in findings.lockouts]
    document = {"schema": SCHEMA, **_told(findings), "lockouts": lockouts}
    for piece in json_text.pieces(document, _told):
        # A lone surrogate from a hostile name cannot be UTF-8: it stays as its JSON escape.
        yield piece.encode("utf-8", "backslashreplace")
    yield b"\n"


def _lockout(lockout: Lockout, offsets: Mapping[str, float]) -> dict[str, object]:
    said: dict[str, object] = _told(lockout)
    offset = offsets.get(lockout.host.casefold())
    return said if offset is None else {**said, "time_corrected": _corrected(lockout.time, offset)}


def _offsets(findings: Findings) -> dict[str, float]:
    return {
        clock.host.casefold(): clock.offset_seconds
        for clock in findings.clocks
        if not isinstance(clock.offset_seconds, Absent)
    }


def _corrected(moment: Instant, offset: float) -> Instant:
    return Instant(moment.ticks - round(offset * TICKS_PER_SECOND))


def attempts_told(scene: Scene, findings: Findings) -> pl.DataFrame:
    """Return the attempts as `attempts.csv` lists them, with both times in ticks, nothing escaped.

    Failures and the successes beside them, in order of time.
    """
    paths = {place: source.path for place, source in enumerate(findings.sources)}
    offsets = _offsets(findings)
    shift = pl.col("recorder").replace_strict(
        {host: round(offset * TICKS_PER_SECOND) for host, offset in offsets.items()},
        default=None,
        return_dtype=pl.Int64,
    )
    told = scene.attempts.with_columns(as_text("recorder").str.to_lowercase())
    return told.select(
        "time",
        (pl.col("time") - shift).alias("time_corrected"),
        "client",
        "target",
        "target_basis",
        "authority",
        "account",
        "incident",
        pl.col("domain").alias("presented_domain"),
        "outcome",
        "status",
        "substatus",
        "logon_type",
        "package",
        "process",
        pl.col("workstation").alias("workstation_recorded"),
        pl.col("address").alias("address_recorded"),
        "event_id",
        "witnesses",
        pl.col("source").replace_strict(paths, default=None, return_dtype=pl.String),
        pl.col("number").alias("record"),
        "event_record_id",
        "offset",
        "length",
    ).select(_ATTEMPT_COLUMNS)


def attempts_csv(scene: Scene, findings: Findings) -> Iterator[bytes]:
    """Yield `attempts.csv`, piece by piece: a line an attempt, failures and successes beside them.

    A line takes four times its bytes while it is made.
    """
    told = attempts_told(scene, findings)
    texts = [name for name, kind in told.schema.items() if is_text(kind)]
    yield f"{','.join(told.columns)}\r\n".encode()
    for piece in told.iter_slices(_PIECE):
        lines = piece.with_columns(
            iso(pl.col("time", "time_corrected")), *(_harmless(piece[name]) for name in texts)
        ).write_csv(include_header=False, line_terminator="\r\n")
        yield lines.encode()


def _harmless(column: pl.Series) -> pl.Series:
    texts = column.unique().drop_nulls().to_list()
    changed = {text: made for text in texts if (made := cell(text)) != text}
    return column.replace(changed) if changed else column


def cell(text: str) -> str:
    """Return a text that no spreadsheet runs: formulas get an apostrophe, controls an escape.

    A name that is written like an escape is escaped itself, so that two names stay two.
    """
    named = text.replace("<U+", "<U+003C>U+")
    legible = _CONTROL.sub(lambda found: f"<U+{ord(found[0]):04X}>", named)
    return f"'{legible}" if text.lstrip("'").startswith(_FORMULA) else legible


def lockouts_csv(findings: Findings) -> Iterator[bytes]:
    """Yield `lockouts.csv`, in one piece: one line a lockout."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(_LOCKOUT_COLUMNS)
    offsets = _offsets(findings)
    for lockout in findings.lockouts:
        rows.writerow([cell(_text(value)) for value in _lockout_cells(lockout, offsets)])
    yield stream.getvalue().encode()


def _lockout_cells(lockout: Lockout, offsets: Mapping[str, float]) -> list[object]:
    offset = offsets.get(lockout.host.casefold())
    first = lockout.evidence[0]
    return [
        lockout.id,
        lockout.time,
        "" if offset is None else _corrected(lockout.time, offset),
        lockout.account,
        lockout.authority,
        lockout.host,
        lockout.basis,
        lockout.caller,
        lockout.caller_agrees,
        lockout.tripped_by,
        len(lockout.counted),
        "; ".join(f"{_text(each.client)}: {each.bad_passwords}" for each in lockout.shares),
        lockout.unexplained,
        "; ".join(lockout.reasons),
        lockout.certainty,
        lockout.refused,
        lockout.until,
        lockout.until_basis,
        first.source,
        first.record,
        first.offset,
        first.length,
        lockout.incident,
    ]


def _text(value: object) -> str:
    if isinstance(value, Instant):
        return value.iso()
    return "" if isinstance(value, Absent) else str(value)


def manifest_json(findings: Findings, outputs: Mapping[str, Hashed], root: str) -> bytes:
    """Return `manifest.json`: the root, SHA-256 and size of every exhibit and of the outputs given.

    The manifest inside the PDF cannot list the PDF itself; the one beside it does.
    """
    document = {
        "root": root,
        "exhibits": [
            {"path": source.path, "size": source.size, "sha256": source.sha256}
            for source in findings.sources
        ],
        "outputs": [
            {"path": name, "size": output.size, "sha256": output.sha256}
            for name, output in sorted(outputs.items())
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")
