"""The nouns of the knowledge base: an entry, its claims, its rivals and its worked examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forensics.standings import Citation

KINDS: Final = ("article", "general")
STANDINGS: Final = ("supported", "open", "ruled-out")
ORIGINS: Final = ("article", "derived", "general")
NATURES: Final = ("defect", "attack", "mixed", "undetermined")
STATUS_CLASSES: Final = ("confirmed", "fixed", "by-design", "third-party", "none-given")
EXPLAINS: Final[Mapping[str, str]] = {
    "cause": "why the passwords were wrong",
    "count": "why they count as they do",
    "records": "why records are there or missing",
    "likeness": "what looks like a lockout and is none",
}
"""What an entry explains; only entries of the same word compete."""

SYMPTOMS: Final[Mapping[str, str]] = {
    "token-account-locked": "SMSCliToknAcct& is locked out",
    "service-account-locked": "an account of the SMS client service is locked out",
    "boot-account-locked": "SMSCCMBootAcct& is locked out",
    "connection-account-locked": "a client connection account is locked out",
    "server-account-locked": "an account of SMS servers is locked out",
    "user-locked-by-sms": "SMS locks out the account of a person",
    "user-locked": "the account of a person or a service is locked out",
    "machine-or-guest-account": "a built-in account fails or is locked out",
    "programs-do-not-run": "advertised programs do not run",
    "counts-differ": "bad passwords count other than expected, or controllers disagree",
    "records-missing": "records of failures or lockouts are missing or unexpected",
    "audit-noise": "audit records or changes of an account look like a problem",
}
"""The symptoms by which entries are kin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A fact is said to have one of these values.

    Attributes:
        claim: In a few words; for an excluding claim, in the negative.
        origin: `article` where the article says so, `derived` where it is our reasoning, `general`
            where it is general knowledge.
        obtain: What to collect where it is unknown.
    """

    fact: str
    any_of: tuple[str, ...]
    claim: str
    origin: str
    because: str
    obtain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another entry that explains the same and leaves the same records.

    Attributes:
        differs: In words, what tells them apart.
        logs: `never` where no event log can tell them apart, else `can`.
        yields: Whether this entry is supported only once the rival is ruled out: `yes` or `no`.
    """

    id: str
    differs: str
    logs: str
    yields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts, all complete, and the standing that the entry's own claims must give them."""

    name: str
    expect: str
    facts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article or general cause, weighed by its claims.

    Attributes:
        explains: One of `EXPLAINS`.
        symptoms: Some of `SYMPTOMS`.
        fixed_in: What first corrects it, where the status says so; else None.
        resolution: In our words; None where the article gives none.
        workaround: Likewise.
        warning: What not to do while finding out, or None.
    """

    id: str
    kind: str
    title: str
    nature: str
    explains: str
    symptoms: tuple[str, ...]
    status_class: str
    fixed_in: str | None
    warning: str | None
    citation: Citation
    cause: str
    status: str
    resolution: str | None
    workaround: str | None
    requires: tuple[Claim, ...]
    excludes: tuple[Claim, ...]
    rivals: tuple[Rival, ...]
    examples: tuple[Example, ...]
