"""Well-formed events of the Security log since Windows Vista; all content is invented.

The constructors take fields under their recorded names, so a test shows what the evidence would
show. The schemas are those of Microsoft's event reference (event-4625.md, …) and of public logs.
`tests.builders.security_classic` has the events of Windows NT 4 to Server 2003.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tests.builders.event import Event, Field

DOMAIN_CONTROLLER: Final = "dc1.example.test"
NOBODY: Final = "S-1-0-0"
ACCOUNT_SID: Final = "S-1-5-21-1004336348-1177238915-682003330-1104"

FAILURE: Final = 0x8010_0000_0000_0000
SUCCESS: Final = 0x8020_0000_0000_0000
"""Keywords of audit failure and audit success."""

_NO_GUID: Final = "{00000000-0000-0000-0000-000000000000}"

_SYSTEM: Final = {
    "SubjectUserSid": "S-1-5-18",
    "SubjectUserName": "DC1$",
    "SubjectDomainName": "EXAMPLE",
    "SubjectLogonId": "0x3e7",
}
_NO_SUBJECT: Final = {
    "SubjectUserSid": NOBODY,
    "SubjectUserName": "-",
    "SubjectDomainName": "-",
    "SubjectLogonId": "0x0",
}
_NO_CERTIFICATE: Final = {"CertIssuerName": "", "CertSerialNumber": "", "CertThumbprint": ""}


@dataclass(frozen=True, slots=True)
class At:
    """Where and when an event is written: record number, time (ticks or aware), computer."""

    number: int
    written: int | datetime
    computer: str = DOMAIN_CONTROLLER


def logon_failed_4625(at: At, **fields: Field) -> Event:
    """Return a failed logon: a wrong password over the network unless `fields` say otherwise."""
    usual = {
        **_NO_SUBJECT,
        "TargetUserSid": NOBODY,
        "TargetUserName": "alice",
        "TargetDomainName": "EXAMPLE",
        "Status": "0xc000006d",
        "FailureReason": "%%2313",
        "SubStatus": "0xc000006a",
        "LogonType": "3",
        "LogonProcessName": "NtLmSsp ",
        "AuthenticationPackageName": "NTLM",
        "WorkstationName": "WS1",
        "TransmittedServices": "-",
        "LmPackageName": "-",
        "KeyLength": "0",
        "ProcessId": "0x0",
        "ProcessName": "-",
        "IpAddress": "192.0.2.17",
        "IpPort": "49731",
    }
    return _event(at, 4625, 12544, usual, fields)


def logon_4624(at: At, **fields: Field) -> Event:
    """Return a successful logon, version 2 (Windows 10 and Server 2016)."""
    usual = {
        **_NO_SUBJECT,
        "TargetUserSid": ACCOUNT_SID,
        "TargetUserName": "alice",
        "TargetDomainName": "EXAMPLE",
        "TargetLogonId": "0x8dcdc",
        "LogonType": "3",
        "LogonProcessName": "NtLmSsp ",
        "AuthenticationPackageName": "NTLM",
        "WorkstationName": "WS1",
        "LogonGuid": _NO_GUID,
        "TransmittedServices": "-",
        "LmPackageName": "NTLM V2",
        "KeyLength": "128",
        "ProcessId": "0x0",
        "ProcessName": "-",
        "IpAddress": "192.0.2.17",
        "IpPort": "49731",
        "ImpersonationLevel": "%%1833",
        "RestrictedAdminMode": "-",
        "TargetOutboundUserName": "-",
        "TargetOutboundDomainName": "-",
        "VirtualAccount": "%%1843",
        "TargetLinkedLogonId": "0x0",
        "ElevatedToken": "%%1843",
    }
    return _event(at, 4624, 12544, usual, fields)


def lockout_4740(at: At, **fields: Field) -> Event:
    """Return a lockout; `TargetDomainName` is the caller computer, not a domain."""
    usual = {
        "TargetUserName": "alice",
        "TargetDomainName": "WS1",
        "TargetSid": ACCOUNT_SID,
        **_SYSTEM,
    }
    return _event(at, 4740, 13824, usual, fields)


def unlock_4767(at: At, **fields: Field) -> Event:
    """Return the unlocking of an account by an administrator."""
    usual = {
        "TargetUserName": "alice",
        "TargetDomainName": "EXAMPLE",
        "TargetSid": ACCOUNT_SID,
        "SubjectUserSid": "S-1-5-21-1004336348-1177238915-682003330-500",
        "SubjectUserName": "Administrator",
        "SubjectDomainName": "EXAMPLE",
        "SubjectLogonId": "0x30d5f",
    }
    return _event(at, 4767, 13824, usual, fields)


def ticket_4768(at: At, **fields: Field) -> Event:
    """Return a granted Kerberos ticket request; another `Status` makes it a failure."""
    usual = {
        "TargetUserName": "alice",
        "TargetDomainName": "EXAMPLE.TEST",
        "TargetSid": ACCOUNT_SID,
        "ServiceName": "krbtgt",
        "ServiceSid": "S-1-5-21-1004336348-1177238915-682003330-502",
        "TicketOptions": "0x40810010",
        "Status": "0x0",
        "TicketEncryptionType": "0x12",
        "PreAuthType": "2",
        "IpAddress": "::ffff:192.0.2.17",
        "IpPort": "49273",
        **_NO_CERTIFICATE,
    }
    return _event(at, 4768, 14339, usual, fields)


def preauth_failed_4771(at: At, **fields: Field) -> Event:
    """Return a failed Kerberos pre-authentication: a wrong password (0x18) unless told."""
    usual = {
        "TargetUserName": "alice",
        "TargetSid": ACCOUNT_SID,
        "ServiceName": "krbtgt/EXAMPLE.TEST",
        "TicketOptions": "0x40810010",
        "Status": "0x18",
        "PreAuthType": "2",
        "IpAddress": "::ffff:192.0.2.17",
        "IpPort": "49273",
        **_NO_CERTIFICATE,
    }
    return _event(at, 4771, 14339, usual, fields)


def validated_4776(at: At, **fields: Field) -> Event:
    """Return an NTLM validation by the account's authority; `Status` 0x0 makes it a success."""
    usual = {
        "PackageName": "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "TargetUserName": "alice",
        "Workstation": "WS1",
        "Status": "0xc000006a",
    }
    return _event(at, 4776, 14336, usual, fields)


def _event(
    at: At, event_id: int, task: int, usual: Mapping[str, str], fields: Mapping[str, Field]
) -> Event:
    unknown = sorted(set(fields) - set(usual))
    if unknown:
        raise KeyError(f"event {event_id} has no field {', '.join(unknown)}")
    values: dict[str, Field] = {**usual, **fields}
    succeeded = event_id not in {4625, 4771} and values.get("Status", "0x0") == "0x0"
    return Event(
        number=at.number,
        written=at.written,
        computer=at.computer,
        event_id=event_id,
        version=2 if event_id == 4624 else 0,
        task=task,
        keywords=SUCCESS if succeeded else FAILURE,
        values=values,
    )
