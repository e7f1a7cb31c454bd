"""Names: the well-known accounts by all spellings that records and articles have of them.

Spellings in the archive: other cases, a dollar sign (Q283056) or nothing in place of the ampersand,
the ampersand as an HTML entity; Q271724 writes SMS&NAME for SMS&_NAME.
"""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.lean import as_text

OTHER: Final = "other"

TOKEN_ACCOUNT: Final = "SMSCliToknAcct&"  # noqa: S105 - the name of an account
_AMPERSAND: Final = (TOKEN_ACCOUNT, "SMSCliSvcAcct&", "SMSCCMBootAcct&")

# Class -> what its names begin with, and the pattern of the whole name.
_PATTERNS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    **{name: ((name,), rf"{name[:-1]}(?:&amp;|&|\$)?") for name in _AMPERSAND},
    "SMSClient_": (("SMSClient_",), "SMSClient_.+"),
    "SMSServer_": (("SMSServer_",), "SMSServer_.+"),
    "SMSSvc_": (("SMSSvc_",), "SMSSvc_.+"),
    "SMSLogonSvc": (("SMSLogonSvc",), "SMSLogonSvc"),
    "SMSService": (("SMSService",), "SMSService"),
    "SMS&_": (("SMS&",), "SMS(?:&amp;|&)_?.+"),
    "SMS#_": (("SMS#_",), "SMS#_.+"),
    "IUSR_": (("IUSR_", "IWAM_"), "(?:IUSR|IWAM)_.+"),
    "GUEST": (("GUEST", "Guest"), "Guest"),
}

# What the operator states under these names gives the class.
STATED: Final[Mapping[str, str]] = {
    "sms.client_connection_accounts": "SMSClient_",
    "sms.service_accounts": "SMSService",
    "sms.metering_accounts": "metering",
    "sms.software_installation_accounts": "software-installation",
}

_ANY: Final = "(?i)^(?:sms|iusr_|iwam_|guest)"
_SMS: Final = "(?i)^sms(?:cli|ccmboot|server_|svc_|logonsvc|service|&|#_)"


def bare(account: str) -> str:
    """Return an account without domain, suffix and blanks around it; its case stays."""
    name = account.rpartition("\\")[2].strip()
    return re.sub(r"^([^@]+)@.*$", r"\1", name)


def account_class(account: str, stated: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the classes of an account by its name, then by what the operator states; else `other`.

    Args:
        account: As recorded.
        stated: `[facts]` of case.toml.
    """
    found = _by_name(account)
    own = bare(account).casefold()
    declared = [
        kind
        for fact, kind in STATED.items()
        if own in {bare(name).casefold() for name in stated.get(fact, ())}
    ]
    return tuple(dict.fromkeys((*([found] if found else []), *declared))) or (OTHER,)


def spelling(account: str) -> str | None:
    """Return how a well-known account is spelled, or None where the name is none."""
    kind, name = _by_name(account), bare(account)
    if kind is None:
        return None
    if "&amp;" in name.casefold():
        return "entity"
    if kind in _AMPERSAND and not name.endswith("&"):
        return "dollar" if name.endswith("$") else "no-ampersand"
    return "as-written" if name.startswith(_PATTERNS[kind][0]) else "other-case"


def _by_name(account: str) -> str | None:
    name = bare(account)
    for kind, (_, pattern) in _PATTERNS.items():
        if re.fullmatch(pattern, name, re.IGNORECASE):
            return kind
    return None


def worth_a_look(stated: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """Return the filter for attempts whose account may have a class: most of a spray have none."""
    names = [bare(name).casefold() for fact in STATED for name in stated.get(fact, ())]
    key = as_text("account_key")
    return key.str.contains(_ANY) | key.is_in(names)


def of_sms() -> pl.Expr:
    """Return the filter for records whose account is one that SMS names itself."""
    return as_text("account_key").str.contains(_SMS)
