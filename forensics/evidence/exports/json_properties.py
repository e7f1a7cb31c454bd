"""In which order Windows keeps the values of its security events: PowerShell shows no names.

The orders are those of the events' templates (learn.microsoft.com, event-4625.md and its like, and
public logs); a newer version of an event adds values at the end.
"""

from collections.abc import Sequence
from typing import Final

from forensics.evidence.exports.exported import AUDITING

_SUBJECT: Final = ("SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId")
_TARGET: Final = ("TargetUserName", "TargetDomainName", "TargetSid")
_PROCESS: Final = ("ProcessId", "ProcessName", "IpAddress", "IpPort")
_PACKAGE: Final = ("TransmittedServices", "LmPackageName", "KeyLength")
_LOGON: Final = ("LogonType", "LogonProcessName", "AuthenticationPackageName", "WorkstationName")
_CERTIFICATE: Final = ("CertIssuerName", "CertSerialNumber", "CertThumbprint")

_ORDERS: Final = {
    4624: (
        *_SUBJECT,
        *("TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId"),
        *_LOGON,
        "LogonGuid",
        *_PACKAGE,
        *_PROCESS,
        *("ImpersonationLevel", "RestrictedAdminMode"),
        *("TargetOutboundUserName", "TargetOutboundDomainName"),
        *("VirtualAccount", "TargetLinkedLogonId", "ElevatedToken"),
    ),
    4625: (
        *_SUBJECT,
        *("TargetUserSid", "TargetUserName", "TargetDomainName"),
        *("Status", "FailureReason", "SubStatus"),
        *_LOGON,
        *_PACKAGE,
        *_PROCESS,
    ),
    4648: (
        *_SUBJECT,
        "LogonGuid",
        *("TargetUserName", "TargetDomainName", "TargetLogonGuid"),
        *("TargetServerName", "TargetInfo"),
        *_PROCESS,
    ),
    4723: (*_TARGET, *_SUBJECT, "PrivilegeList"),
    4724: (*_TARGET, *_SUBJECT),
    4740: (*_TARGET, *_SUBJECT),
    4767: (*_TARGET, *_SUBJECT),
    4768: (
        *_TARGET,
        *("ServiceName", "ServiceSid", "TicketOptions", "Status", "TicketEncryptionType"),
        *("PreAuthType", "IpAddress", "IpPort"),
        *_CERTIFICATE,
    ),
    4771: (
        *("TargetUserName", "TargetSid", "ServiceName", "TicketOptions", "Status"),
        *("PreAuthType", "IpAddress", "IpPort"),
        *_CERTIFICATE,
    ),
    4776: ("PackageName", "TargetUserName", "Workstation", "Status"),
}
# Hexadecimal numbers of the templates, which .NET gives as numbers, of 32 bits with a sign.
_HEX: Final = frozenset(
    {
        *("Status", "SubStatus", "TicketOptions", "TicketEncryptionType", "ProcessId"),
        *("SubjectLogonId", "TargetLogonId", "TargetLinkedLogonId"),
    }
)
_DIGITS: Final = 20


def by_order(
    texts: Sequence[str | None], provider: str, event_id: int
) -> list[tuple[str, str | None]]:
    """Return values under the names of the log; without a name (`""`) where no order is known."""
    names = _ORDERS.get(event_id, ()) if provider == AUDITING else ()
    places = range(len(texts))
    known = [names[place] if place < len(names) else "" for place in places] if names else []
    return [
        (name, _rendered(name, text))
        for name, text in zip(known or [""] * len(texts), texts, strict=True)
    ]


def _rendered(name: str, text: str | None) -> str | None:
    if name not in _HEX or text is None or not text.removeprefix("-").isdecimal():
        return text
    if len(text) > _DIGITS:
        return text
    number = int(text)
    return f"0x{number & 0xFFFF_FFFF if number < 0 else number:x}"
