"""At the head of chapter 7: the words of this report in a line each, and only those that it uses.

What a word means by a rule with numbers (certain, supported, an incident, a period) stands in the
definitions of that chapter (`method.py`) and not here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from forensics.figures.drawing import Figure

_TERMS: Final = (
    (
        "Account database",
        "databases?|answers? for",
        (
            "The accounts that one machine or one domain keeps, each with its own count of bad "
            "passwords: those of a server itself, or of its domain."
        ),
    ),
    ("Attempt", "attempts?", "One try to log on, however many records tell of it."),
    (
        "Caller",
        "callers?",
        "The machine that Windows names in its own record of a lockout.",
    ),
    (
        "CAP",
        "CAPs?",
        (
            "Client Access Point: in SMS 2.0 a server on which clients find their instructions and "
            "leave their reports."
        ),
    ),
    (
        "Client, target",
        "clients?|targets?",
        (
            "The client is the machine an attempt came from, as the record names it. The target is "
            "the machine that was accessed."
        ),
    ),
    (
        "Counted",
        "counted",
        (
            "Of a bad password: within the observation window that ended with the lockout, on the "
            "same account database."
        ),
    ),
    (
        "Domain controller",
        "domain controllers?|DCs?",
        "A machine that keeps the accounts of a domain and answers for it.",
    ),
    (
        "Event",
        "events?",
        "What a log records; its number, such as 529 or 4625, is that of Windows.",
    ),
    (
        "Exhibit",
        "exhibits?",
        "One file of the evidence, or one member of an archive: E1, E2, and so on.",
    ),
    (
        "General cause",
        "General|general causes?",
        "A cause of lockouts that is common knowledge and in no article; its checks are ours.",
    ),
    (
        "Kerberos, NTLM",
        "Kerberos|NTLM",
        "The two protocols by which Windows machines check a password over a network.",
    ),
    (
        "Lockout",
        "lockouts?|locked",
        "An account database refuses an account for a time, after too many bad passwords: L1, L2.",
    ),
    (
        "Observation window",
        "windows?",
        (
            "How soon the next bad password must follow for the count to go on. It runs from one "
            "bad password to the next (Q128009)."
        ),
    ),
    (
        "Offset",
        "offsets?",
        "Where something stands in an exhibit, in bytes from its first.",
    ),
    (
        "Record",
        "records?",
        "One entry of a log, or one line of a text: those cited are R0001, R0002, and so on.",
    ),
    (
        "SHA-256",
        "SHA-256",
        "A number worked out from every byte of a file: change one byte, and it is another.",
    ),
    (
        "SMS",
        "SMS",
        "Systems Management Server of Microsoft; an SMS client is a machine that it manages.",
    ),
    ("Threshold", "thresholds?", "How many bad passwords lock an account, by policy."),
    ("Tripped", "tripped", "Sent the last bad password that counted, and so locked the account."),
    ("UTC", "UTC", "Coordinated Universal Time; no time zone and no summer time shifts it."),
)


def glossary(chapters: object) -> tuple[tuple[str, str], ...]:
    """Return the terms that the chapters use, with their meanings, in order of the alphabet.

    Args:
        chapters: Any nest of the values that `narrative` composes.
    """
    told = " ".join(_texts(chapters))
    return tuple(
        (term, meaning)
        for term, used, meaning in _TERMS
        if re.search(rf"\b(?:{used})\b", told, re.IGNORECASE if used.islower() else 0)
    )


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Figure():
            yield value.alt
        case tuple():
            for item in value:
                yield from _texts(item)
        case Mapping():
            yield from _texts(tuple(value.values()))
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _texts(getattr(value, field.name))
        case _:
            pass
