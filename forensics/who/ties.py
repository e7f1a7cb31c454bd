"""The noun of a tie between names, and the closed list of reasons for one.

Ties are part of the findings (`findings.py`): every merge, every relation that is no merge, every
source with made-up names, and what the analyst keeps apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forensics.values import Absent, Locator

KINDS: Final = ("merged", "related", "made-up", "apart")

NAMES: Final = 8
"""So many names of one tie are listed; their number is always told."""

RECORDS: Final = 4
"""So many records are named as the evidence of one tie."""

REASONS: Final[Mapping[str, str]] = {
    "spelling": (
        "Names that differ in case, in leading backslashes, in the dot behind a full name or in "
        "the form of an address (::ffff:a.b.c.d) are one name."
    ),
    "loopback": "An address in 127.0.0.0/8 or ::1 is the machine that recorded it.",
    "declared": "Declared in case.toml or hosts.csv.",
    "full-name": "One is the first label of the other, and no other full name begins with it.",
    "netbios-cut": (
        "One is the first 15 characters of the other, as NetBIOS cuts it, and no other name "
        "begins so."
    ),
    "renamed-log": (
        "The computer name changes once within one log, in the order of its records, and the old "
        "name records nothing later."
    ),
    "renamed-event": (
        "A record tells that the computer, or its account, was renamed (6011, 685, 4781), and the "
        "old name records nothing later."
    ),
    "named-together": (
        "Records name the workstation together with the address, and no other workstation with "
        "it; records near them that name the address alone are given to it."
    ),
    "held-in-turn": (
        "Several workstations were named with the address one after the other, each in its own "
        "time; records of that time that name the address alone are given to it."
    ),
    "same-sid": "Accounts whose SIDs begin alike were presented under both names of the domain.",
    "domain-label": (
        "One is the first label of the other, a name of a domain, and no other begins with it."
    ),
    "blanks": "The names differ in blanks only, and are kept apart as recorded.",
    "same-label": "Several full names begin with this label: whose it is cannot be told.",
    "same-cut": "Several names begin with these 15 characters: whose it is cannot be told.",
    "zone": "One address with several zones, which mean something on the recording machine only.",
    "shared-address": (
        "Several workstations were named with the address at the same time, as behind a gateway: "
        "a record that names the address alone is given to none of them."
    ),
    "two-recorders": "To make these one would make one of two machines that keep logs.",
    "two-declared": "To make these one would make one of two hosts that are declared.",
    "renamed-unclear": (
        "The records tell of a new name, but the old one records something later too, or became "
        "another one as well."
    ),
    "made-up": (
        "One address presents many workstation names, within the time of one lease, that nothing "
        "else supports: one source, shown as its address. A gateway (NAT), or a server that "
        "speaks for others, would look the same."
    ),
    "analyst": "Kept apart in case.toml.",
}
"""Reason -> what it says, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What is known of several names: that they are one machine or domain, or may be, or are not.

    Attributes:
        names: As recorded, at most `NAMES` of them.
        names_total: How many there are.
        shown: The name under which they are shown; not applicable where each is its own.
        kind: `merged`, `related` (not merged), `made-up` or `apart` (the analyst says so).
        reason: One of `REASONS`.
        records: How many records it gives another name; what it would, where it is not merged.
        evidence: Some of the records that show it; none for a rule about names alone.
    """

    names: tuple[str, ...]
    names_total: int
    shown: str | Absent
    kind: str
    reason: str
    records: int
    evidence: tuple[Locator, ...]
