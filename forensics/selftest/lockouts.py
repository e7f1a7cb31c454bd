"""Lockouts, who tripped them, and those that are called certain.

A recorded lockout is of the true one that its record was written of. An inferred one is of the one
whose tripping try it names as the last password that counted, else of the one whose refusals it
cites. Each true one is found once. It is true where account and database are as they were; under a
domain's name or one of its controllers. What is of no true one, or a second one of the same, is
false.

Who tripped it is judged of every lockout that was found. Where nobody is named, or another client
is named beside because the clocks do not tell which came last, it is no claim. Of a lockout that
was not found it is missed; of one that never was, a name is one more false claim.

Of those that are called certain the same is judged once more: that it was, and who tripped it. One
that was found and is not called certain is no claim.
"""

from collections.abc import Sequence

from forensics.occurrences import Lockout
from forensics.selftest.corpus import Place, TrueLockout, Truth
from forensics.selftest.tally import Tally
from forensics.values import Absent, Locator

Pair = tuple[Lockout, TrueLockout | None]
"""A lockout that was found, and the one that it is of."""


def judge(lockouts: Sequence[Lockout], truth: Truth) -> tuple[Tally, Tally, Tally]:
    """Return how the lockouts stand, who is said to have tripped them, and what is certain."""
    pairs = paired(lockouts, truth)
    return (
        _lockouts(pairs, truth),
        _tripping([(was, _named(lockout)) for lockout, was in pairs], truth),
        _tripping([(was, _certain(lockout)) for lockout, was in pairs], truth),
    )


def paired(lockouts: Sequence[Lockout], truth: Truth) -> list[Pair]:
    """Return each lockout that was found with the true one that it is of."""
    taken: set[int] = set()
    pairs: list[Pair] = []
    # What a record says goes before what is inferred.
    for lockout in sorted(lockouts, key=lambda each: each.basis != "recorded"):
        cited = [*map(_place, lockout.evidence)]
        nth = next(
            (
                nth
                for nth, was in enumerate(truth.lockouts)
                if nth not in taken and _is_of(lockout, cited, was)
            ),
            None,
        )
        if nth is not None:
            taken.add(nth)
        pairs.append((lockout, None if nth is None else truth.lockouts[nth]))
    return pairs


def _is_of(lockout: Lockout, cited: Sequence[Place], was: TrueLockout) -> bool:
    if lockout.basis == "recorded":
        return cited[0] in was.records
    if lockout.counted:
        return any(_place(each) in was.tripping for each in lockout.counted[-1].evidence)
    return any(place in was.refused for place in cited)


def _place(locator: Locator) -> Place:
    return locator.source, locator.record


def _right(lockout: Lockout, was: TrueLockout) -> bool:
    return lockout.account.casefold() == was.account.casefold() and (
        lockout.authority.casefold() in map(str.casefold, was.authority)
    )


def _lockouts(pairs: Sequence[Pair], truth: Truth) -> Tally:
    found = [was for lockout, was in pairs if was is not None and _right(lockout, was)]
    missed = [was for was in truth.lockouts if was not in found]
    return Tally(
        true=len(found),
        missed=len(missed),
        lost=sum(not truth.is_left((*was.records, *was.tripping)) for was in missed),
        false=len(pairs) - len(found),
    )


def _tripping(claims: Sequence[tuple[TrueLockout | None, str]], truth: Truth) -> Tally:
    """Return how claims stand: each of a true lockout or none, naming a client or `""`."""
    of = [was for was, _ in claims if was is not None]
    true = sum(was is not None and name == was.tripped_by.casefold() for was, name in claims)
    unknown = sum(was is not None and not name for was, name in claims)
    never = [was for was in truth.lockouts if was not in of]
    return Tally(
        true=true,
        unknown=unknown,
        missed=len(truth.lockouts) - true - unknown,
        lost=sum(not truth.is_left((*was.records, *was.tripping)) for was in never),
        false=sum(bool(name) for _, name in claims) - true,
    )


def _named(lockout: Lockout) -> str:
    """Return the client that is said to have tripped a lockout, `""` where that is left open."""
    if isinstance(lockout.tripped_by, Absent) or lockout.unordered:
        return ""
    return lockout.tripped_by.casefold()


def _certain(lockout: Lockout) -> str:
    """Return the client that a lockout which is called certain names; `""` of any other."""
    return str(lockout.tripped_by).casefold() if lockout.certainty == "certain" else ""
