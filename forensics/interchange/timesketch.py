"""Timesketch: one JSON object a line, with the fields that its importer asks for.

`message`, `datetime` (ISO 8601 with the offset) and `timestamp_desc` must be there; `timestamp` is
in microseconds of Unix (Timesketch's guide, "Import from JSON or CSV").
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from forensics.interchange.moments import Moment, moments
from forensics.pipeline import Analysis
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS

_TICKS_PER_US: Final = TICKS_PER_SECOND // 1_000_000
_SAID: Final[Mapping[str, str]] = {
    "bad_password": "Bad password",
    "locked_out": "Refused, account locked",
    "unknown_account": "Unknown account",
    "other_failure": "Logon failed",
    "success": "Logged on",
    "recorded": "Account locked out, as recorded",
    "inferred": "Account locked out, as inferred from its refusals",
}


def rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    """Yield a line for each moment."""
    case = analysis.findings.case.id
    for one in moments(analysis):
        yield {"case": case, **_row(one)}


def _row(one: Moment) -> dict[str, Any]:
    values = {
        "message": _message(one),
        "datetime": one.time.moment().isoformat(timespec="microseconds"),
        "timestamp": (one.time.ticks - UNIX_EPOCH_TICKS) // _TICKS_PER_US,
        "timestamp_desc": {"attempt": "Logon", "lockout": "Lockout"}.get(one.kind, "Unlock"),
        "data_type": f"windows:logon:{one.kind}",
        "account": one.account,
        "domain": one.domain,
        "outcome": one.outcome or None,
        "client": one.client,
        "target": one.target,
        "authority": one.authority,
        "status": one.status,
        "logon_type": one.logon_type,
        "event_identifier": one.event_id,
        "source_file": one.source,
        "record_number": one.record,
        "offset": one.offset,
        "lockout": one.of or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _message(one: Moment) -> str:
    said = _SAID.get(one.outcome, "Account unlocked")
    where = f"{one.client or 'a machine not recorded'} at {one.target or 'one not recorded'}"
    place = f"{one.source}, record {one.record}"
    by = f" by {one.client}" if one.client else ""
    if one.kind == "attempt":
        return f"{said}: {one.account or 'an account not recorded'} from {where} ({place})"
    if one.kind == "lockout":
        tripped = f", tripped by {one.client}" if one.client else ""
        return f"{said}: {one.account} at {one.authority}{tripped} ({place})"
    return f"{said}: {one.account} at {one.authority}{by} ({place})"
