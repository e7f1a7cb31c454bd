"""Diagnosis: facts meet knowledge, in three truth values and without weights.

A claim holds, fails or is unknown; it fails only on a complete fact. One that fails rules the entry
out, all that hold support it, anything else leaves it open. Learning more can close what is open;
it never turns a standing round.
"""

from collections.abc import Mapping, Sequence

from forensics.knowing.facts import Fact
from forensics.knowing.knowledge import Claim, Entry
from forensics.standings import Check, Diagnosis, Undecided


def diagnose(entries: Sequence[Entry], facts: Mapping[str, Fact]) -> tuple[Diagnosis, ...]:
    """Return every entry weighed: supported first, then open, then ruled out, each by id."""
    order = {"supported": 0, "open": 1, "ruled-out": 2}
    weighed = [weigh(entry, facts) for entry in entries]
    return tuple(sorted(weighed, key=lambda each: (order[each.standing], each.kb)))


def weigh(entry: Entry, facts: Mapping[str, Fact]) -> Diagnosis:
    """Return the standing of one entry with all its checks."""
    checks = (
        *(_check(claim, facts[claim.fact], wanted=True) for claim in entry.requires),
        *(_check(claim, facts[claim.fact], wanted=False) for claim in entry.excludes),
    )
    return Diagnosis(
        kb=entry.id,
        title=entry.title,
        standing=standing([check.truth for check in checks]),
        checks=checks,
        citation=entry.citation,
        cause=entry.cause,
        status=entry.status,
        fix=entry.fix,
    )


def standing(truths: Sequence[str]) -> str:
    """Return the standing that a list of truth values gives."""
    if "fails" in truths:
        return "ruled-out"
    return "supported" if all(truth == "holds" for truth in truths) else "open"


def _check(claim: Claim, fact: Fact, *, wanted: bool) -> Check:
    return Check(
        claim=claim.claim,
        origin=claim.origin,
        truth=truth(claim.any_of, fact, wanted=wanted),
        shows=fact.shows,
        because=claim.because,
        obtain=claim.obtain,
        evidence=fact.evidence,
    )


def truth(any_of: Sequence[str], fact: Fact, *, wanted: bool) -> str:
    """Return whether a fact has one of the values (or, where not wanted, has none of them)."""
    if set(any_of) & set(fact.values):
        return "holds" if wanted else "fails"
    if not fact.complete:
        return "unknown"
    return "fails" if wanted else "holds"


def undecided(
    entries: Sequence[Entry], diagnoses: Sequence[Diagnosis], facts: Mapping[str, Fact]
) -> tuple[Undecided, ...]:
    """Return the rivals that stay beside each entry which is not ruled out."""
    standing_of = {diagnosis.kb: diagnosis.standing for diagnosis in diagnoses}
    return tuple(
        Undecided(between=(entry.id, rival.id), obtain=rival.obtain)
        for entry in entries
        if standing_of[entry.id] != "ruled-out"
        for rival in entry.rivals
        if truth(rival.any_of, facts[rival.fact], wanted=True) != "holds"
    )
