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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the records show for or against a hypothesis.

    Attributes:
        sign: Which sign it is: the name of its function in `grounds.py`, with hyphens.
        shows: One sentence with exact counts.
        evidence: A few records that show it.
    """

    sign: str
    shows: str
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A source whose records carry a nature.

    Attributes:
        source: The client, the machine itself, or the address that gives made-up names.
        sent: Its bad passwords that counted towards a lockout; without a lockout, its failures.
    """

    source: str
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One reading of an incident, held against the records.

    Attributes:
        name: One of `hypotheses.NAMES`.
        standing: `speaks for`, `speaks against`, `both`, `nothing seen`, or `cannot be told` where
            nothing is seen and what would show it is missing.
        supports: What speaks for it.
        opposes: What speaks against it.
        missing: What would tell more and is not in the evidence, with what to obtain.
        nature: `defect` or `attack` where it may carry one, else `undetermined`.
        carriers: The sources that carry that nature, by the rules of the method chapter.
        of: What all sources sent, as `Carrier.sent`, with what is missing from counted passwords.
    """

    name: str
    standing: str
    supports: tuple[Ground, ...]
    opposes: tuple[Ground, ...]
    missing: tuple[str, ...]
    nature: str
    carriers: tuple[Carrier, ...]
    of: int
