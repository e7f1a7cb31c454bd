"""Diagnosis: facts meet knowledge, in three truth values and without weights.

A claim holds, fails or is unknown; it fails only on a complete fact. One that fails rules the entry
out. All that hold support it, once every rival that it yields to is ruled out; anything else leaves
it open. Learning more can close what is open; it never turns a standing round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from forensics.knowing.entries import STANDINGS, Claim, Entry
from forensics.standings import STRENGTHS, Check, Diagnosis, Fact

REQUIRES, EXCLUDES = "requires", "excludes"


def diagnose(entries: Sequence[Entry], facts: Mapping[str, Fact]) -> tuple[Diagnosis, ...]:
    """Return every entry weighed: supported first, then open, then ruled out, each by id."""
    alone = [weigh(entry, facts) for entry in entries]
    out = {each.kb for each in alone if each.standing == "ruled-out"}
    weighed = [
        _beside(each, [one.id for one in entry.rivals if one.yields == "yes" and one.id not in out])
        for entry, each in zip(entries, alone, strict=True)
    ]
    return tuple(sorted(weighed, key=lambda each: (STANDINGS.index(each.standing), each.kb)))


def _beside(alone: Diagnosis, left: Sequence[str]) -> Diagnosis:
    """Return an entry as it stands beside the rivals that it yields to and that are left."""
    if alone.standing != "supported" or not left:
        return alone
    return replace(alone, standing="open", waits_for=tuple(left))


def weigh(entry: Entry, facts: Mapping[str, Fact]) -> Diagnosis:
    """Return one entry with all its checks and the standing that these alone give it."""
    checks = (
        *(_check(claim, facts[claim.fact], wanted=True) for claim in entry.requires),
        *(_check(claim, facts[claim.fact], wanted=False) for claim in entry.excludes),
    )
    return Diagnosis(
        kb=entry.id,
        kind=entry.kind,
        title=entry.title,
        explains=entry.explains,
        symptoms=entry.symptoms,
        standing=standing([check.truth for check in checks]),
        waits_for=(),
        checks=checks,
        citation=entry.citation,
        cause=entry.cause,
        status=entry.status,
        status_class=entry.status_class,
        fixed_in=entry.fixed_in,
        resolution=entry.resolution,
        workaround=entry.workaround,
        warning=entry.warning,
    )


def standing(truths: Sequence[str]) -> str:
    """Return the standing that a list of truth values gives."""
    if "fails" in truths:
        return "ruled-out"
    return "supported" if all(truth == "holds" for truth in truths) else "open"


def _check(claim: Claim, fact: Fact, *, wanted: bool) -> Check:
    found = truth(claim.any_of, fact, wanted=wanted)
    return Check(
        asks=REQUIRES if wanted else EXCLUDES,
        fact=claim.fact,
        claim=claim.claim,
        origin=claim.origin,
        truth=found,
        strength="none" if found == "unknown" else fact.strength,
        shows=fact.shows,
        because=claim.because,
        obtain=claim.obtain,
        evidence=fact.evidence,
    )


def truth(any_of: Sequence[str], fact: Fact, *, wanted: bool) -> str:
    """Return whether a fact has one of the values (or, where not wanted, has none of them).

    Without regard to case: a driver is stated as auddrive.sys or AUDDRIVE.SYS.
    """
    asked = _folded(tuple(any_of))
    if any(value.casefold() in asked for value in fact.values):
        return "holds" if wanted else "fails"
    if not fact.complete or any(value.casefold() in asked for value in fact.maybe):
        return "unknown"
    return "fails" if wanted else "holds"


@cache
def _folded(values: tuple[str, ...]) -> frozenset[str]:
    """Return values without regard to case; each claim is asked about in every case."""
    return frozenset(value.casefold() for value in values)


def weakest(checks: Sequence[Check]) -> Check:
    """Return the required check that carries least; a verdict is no stronger than it.

    An excluding one holds only where the fact is complete: what denies a value is no hint.
    """
    required = [check for check in checks if check.asks == REQUIRES]
    return max(required, key=lambda check: STRENGTHS.index(check.strength))
