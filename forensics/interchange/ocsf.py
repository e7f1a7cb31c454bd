"""OCSF 1.3.0: attempts as Authentication (3002), lockouts and unlocks as Account Change (3001).

The classes, their required attributes and enumerations are those of the Open Cybersecurity Schema
Framework, category Identity & Access Management. What the schema has no place for stands under
`unmapped`, so that every event leads to its record.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final

from forensics import __version__
from forensics.interchange.moments import Moment, moments
from forensics.pipeline import Analysis
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS

VERSION: Final = "1.3.0"
_TICKS_PER_MS: Final = TICKS_PER_SECOND // 1_000
_IAM: Final = 3
_CHANGE, _AUTHENTICATION = 3001, 3002
_LOGON, _TICKET, _LOCK, _OTHER = 1, 3, 9, 99
_INFORMATIONAL: Final = 1
_SUCCESS, _FAILURE = 1, 2
_TICKETS: Final = frozenset({672, 675, 676, 4768, 4771})
"""Records of a Kerberos ticket that was asked for, not of a logon."""

_DETAIL: Final[Mapping[str, str]] = {
    "bad_password": "INVALID_CREDENTIALS",
    "locked_out": "ACCOUNT_LOCKED_OUT",
    "unknown_account": "USER_DOES_NOT_EXIST",
    "success": "Success",
}
_LOGON_TYPES: Final = frozenset({2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13})
"""Types of logon that the schema numbers as Windows does."""


def rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    """Yield an event for each moment."""
    for one in moments(analysis):
        yield _authentication(one) if one.kind == "attempt" else _change(one)


def _authentication(one: Moment) -> dict[str, Any]:
    activity = _TICKET if one.event_id in _TICKETS else _LOGON
    event = {
        **_common(one, _AUTHENTICATION, activity),
        "user": _user(one),
        "dst_endpoint": _endpoint(one.target or "(not recorded)"),
        "status_id": _SUCCESS if one.outcome == "success" else _FAILURE,
        "status_code": one.status,
        "status_detail": _DETAIL.get(one.outcome),
        "src_endpoint": _endpoint(one.client) if one.client else None,
        **_protocol(one.package),
        **_logon_type(one.logon_type),
    }
    return {name: value for name, value in event.items() if value is not None}


def _change(one: Moment) -> dict[str, Any]:
    locked = one.kind == "lockout"
    event = {
        **_common(one, _CHANGE, _LOCK if locked else _OTHER),
        "activity_name": "Lock" if locked else "Unlock",
        "user": _user(one),
        "status_id": _SUCCESS,
        "src_endpoint": _endpoint(one.client) if locked and one.client else None,
        "actor": {"user": {"name": one.client}} if not locked and one.client else None,
    }
    return {name: value for name, value in event.items() if value is not None}


def _common(one: Moment, kind: int, activity: int) -> dict[str, Any]:
    metadata = {
        "version": VERSION,
        "product": {
            "name": "lockout-forensics",
            "vendor_name": "lockout-forensics",
            "version": __version__,
        },
        "event_code": None if one.event_id is None else str(one.event_id),
    }
    place = {
        "source": one.source,
        "record": one.record,
        "offset": one.offset,
        "authority": one.authority,
        "lockout": one.of or None,
        "basis": one.outcome if one.kind == "lockout" else None,
    }
    return {
        "activity_id": activity,
        "category_uid": _IAM,
        "class_uid": kind,
        "type_uid": kind * 100 + activity,
        "severity_id": _INFORMATIONAL,
        "time": (one.time.ticks - UNIX_EPOCH_TICKS) // _TICKS_PER_MS,
        "metadata": {name: value for name, value in metadata.items() if value is not None},
        "unmapped": {name: value for name, value in place.items() if value is not None},
    }


def _user(one: Moment) -> dict[str, Any]:
    user = {"name": one.account or "(not recorded)", "domain": one.domain or None}
    return {name: value for name, value in user.items() if value is not None}


def _endpoint(name: str) -> dict[str, str]:
    """Return a machine by its address or by its name, as it is shown."""
    try:
        ip_address(name)
    except ValueError:
        return {"hostname": name}
    return {"ip": name}


def _protocol(package: str | None) -> dict[str, Any]:
    if not package:
        return {}
    known = package.casefold()
    if "kerberos" in known:
        return {"auth_protocol_id": 2, "auth_protocol": package}
    if "ntlm" in known or known.startswith("microsoft_authentication_package"):
        return {"auth_protocol_id": 1, "auth_protocol": package}
    return {"auth_protocol_id": _OTHER, "auth_protocol": package}


def _logon_type(recorded: str | None) -> dict[str, Any]:
    if not recorded or not recorded.isascii() or not recorded.isdigit():
        return {}
    number = int(recorded)
    if number in _LOGON_TYPES:
        return {"logon_type_id": number}
    return {"logon_type_id": _OTHER, "logon_type": recorded}
