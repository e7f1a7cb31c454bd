"""The nouns of judgement: each claim of an article held against the facts, and what it comes to.

They are part of the findings (`findings.py`).
"""

from dataclasses import dataclass
from typing import Final

from forensics.values import Locator

STRENGTHS: Final = ("high", "moderate", "low")
"""How strong a fact is: recorded or stated; our reasoning from times, counts or majorities; a hint.
The words are those of confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known of a case under one name of the vocabulary.

    Attributes:
        name: As `data/facts.toml` has it.
        values: Distinct, in order of weight; empty where nothing is known.
        complete: Whether a value that is missing would have been seen.
        shows: The fact in a few words for the report.
        evidence: A few records that show it.
        strength: One of `STRENGTHS`.
        maybe: Of a complete fact, values that it may have all the same; all others are denied.
    """

    name: str
    values: tuple[str, ...]
    complete: bool
    shows: str
    evidence: tuple[Locator, ...] = ()
    strength: str = "high"
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim of a knowledge entry held against the facts of the case.

    Attributes:
        asks: `requires`, or `excludes` for a claim that holds where a value is absent.
        fact: Its name in the vocabulary.
        claim: What the entry asks for, in a few words.
        origin: `article` where the article says so, `derived` where it is our reasoning, `general`
            where it is general knowledge.
        truth: `holds`, `fails` or `unknown`.
        strength: Of the fact, one of `STRENGTHS`; `none` where the truth is unknown.
        shows: What the evidence shows, in a few words.
        because: Why the claim matters.
        obtain: What to collect to decide an unknown one.
        evidence: A few records that show it.
    """

    asks: str
    fact: str
    claim: str
    origin: str
    truth: str
    strength: str
    shows: str
    because: str
    obtain: str
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where an article can be found; its wording is not ours and is not repeated.

    Attributes:
        dated: As `2002-08-12`; empty for general knowledge, as the rest.
        versions: The versions that the article names, as its header writes them.
    """

    publisher: str
    dated: str
    product: str
    versions: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A section of an article, word for word.

    Attributes:
        section: Its heading.
        quoted: As it stands there, without blank lines around it.
    """

    section: str
    quoted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Something that the text of an article and our entry do not say alike.

    Attributes:
        what: `id`, `date`, `title`, `versions`, `sections`, `status` or `fixed in`.
        entry: What the entry says, in words.
        article: What the text says, in words.
    """

    what: str
    entry: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldText:
    """The text of an article that the case or the library holds.

    Attributes:
        where: `kb/Q299352.TXT`, a path in the case folder, or `library`.
        sha256: Of the whole text.
        quotations: What is quoted of it.
        disagreements: Of it with our entry.
    """

    where: str
    sha256: str
    quotations: tuple[Quotation, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One knowledge entry weighed, with every check.

    Attributes:
        kb: `Q299352`, or the id of a general cause.
        kind: `article` or `general`.
        explains: `cause`, `count`, `records` or `likeness`; only entries of one word compete.
        symptoms: By which it is kin to others.
        standing: `supported`, `open` or `ruled-out`.
        waits_for: Rivals that are not ruled out and keep it from being supported.
        status_class: `confirmed`, `fixed`, `by-design`, `third-party` or `none-given`.
        fixed_in: What first corrects it; None where the article names nothing.
        resolution: In our words; None where the article gives none.
        workaround: Likewise.
        warning: What not to do while finding out, or None.
        held: The text of the article, where the case or the library holds it.
        checks_total: How many checks there are.
        checks_failing: Of these.
    """

    kb: str
    kind: str
    title: str
    explains: str
    symptoms: tuple[str, ...]
    standing: str
    waits_for: tuple[str, ...]
    checks: tuple[Check, ...]
    citation: Citation
    cause: str
    status: str
    status_class: str
    fixed_in: str | None
    resolution: str | None
    workaround: str | None
    warning: str | None
    held: HeldText | None = None
    checks_total: int = 0
    checks_failing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an answer to a question would rule out, of the entries that it is about."""

    values: tuple[str, ...]
    rules_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Entries that stay open together, and a fact that tells them apart.

    Attributes:
        between: The entries.
        fact: Its name in the vocabulary.
        obtain: What to collect to know it.
        answers: What each value would rule out; values that rule out nothing are left out.
        causes: How many entries it is about.
    """

    between: tuple[str, ...]
    fact: str
    obtain: str
    answers: tuple[Answer, ...]
    causes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inseparable:
    """Two entries that no event log can tell apart, and in words what does."""

    between: tuple[str, str]
    differs: str


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
