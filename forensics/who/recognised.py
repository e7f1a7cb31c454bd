"""Recognised: domain controllers that no one declared, each with the record that shows it."""

from dataclasses import dataclass

from forensics.values import Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A machine taken for a domain controller by its own records.

    Attributes:
        host: As shown.
        domain: The domain that it answers for here, or its own name where none is named.
        because: What shows it, one clause.
        evidence: A record that shows it.
    """

    host: str
    domain: str
    because: str
    evidence: Locator
