"""The nouns of judgement: each claim of an article held against the facts, and what it comes to.

They are part of the findings (`findings.py`).
"""

from dataclasses import dataclass

from forensics.values import Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim of a knowledge entry held against the facts of the case.

    Attributes:
        claim: What the entry asks for, in a few words.
        origin: `article` where the article says so, `derived` where it is our reasoning.
        truth: `holds`, `fails` or `unknown`.
        shows: What the evidence shows, in a few words.
        because: Why the claim matters.
        obtain: What to collect to decide an unknown one.
        evidence: A few records that show it.
    """

    claim: str
    origin: str
    truth: str
    shows: str
    because: str
    obtain: str
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where an article can be found; its wording is not ours and is not repeated."""

    publisher: str
    dated: str
    product: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One knowledge entry weighed: `supported`, `open` or `ruled-out`, with every check."""

    kb: str
    title: str
    standing: str
    checks: tuple[Check, ...]
    citation: Citation
    cause: str
    status: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Entries that stay open together, and what to collect to tell them apart."""

    between: tuple[str, ...]
    obtain: str
