"""The policies of a case: each account database follows its own.

What is declared governs all. Else a database follows what the evidence states of it. Where nothing
is stated, the policy is learnt from the lockouts of all databases of which nothing is, as machines
of one site mostly share one; and from its own where at least two of its lockouts are recorded, all
of which agree on another threshold. A listing has no time: it is not believed of a database whose
lockouts, three or more, all follow one other number of bad passwords.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from forensics.case import DeclaredPolicy
from forensics.replay.policy import Policy, Precedent, settle
from forensics.replay.stated import Stated, origins

_ENOUGH: Final = 2
"""Lockouts of one database that must agree before it has a threshold of its own."""

_AGAINST: Final = 3
"""Lockouts of one database that must agree before a listing of its policy is not believed."""

Precedents = Mapping[str, Sequence[Precedent]]
"""Database -> what preceded and followed each of its lockouts."""


def settle_each(
    declared: DeclaredPolicy, precedents: Precedents, said: Mapping[str, Stated], main: str
) -> Policy:
    """Return the policy of the main database, with those of all where they differ.

    Args:
        declared: In case.toml.
        precedents: Of every database that locked.
        said: Database -> what the evidence states of it; every database of the case is here.
        main: The database that the case is mostly about.
    """
    untold = [name for name in said if said[name].threshold is None]
    pool = [one for name in untold for one in precedents.get(name, ())]
    everything = [one for own in precedents.values() for one in own]
    found = {
        name: _one(declared, stated, precedents.get(name, ()), pool or everything)
        for name, stated in said.items()
    }
    first = found.get(main) or settle(declared, everything)
    if all(one == first for one in found.values()):
        return first
    return replace(first, by_database=found)


def _one(
    declared: DeclaredPolicy,
    stated: Stated,
    own: Sequence[Precedent],
    pool: Sequence[Precedent],
) -> Policy:
    """Return the policy of one database."""
    if declared.threshold is not None:
        return settle(declared, pool, stated)
    stated = _believed(declared, stated, own)
    mine = settle(declared, own, stated)
    if mine.basis == "evidence":
        return mine
    shared = settle(declared, pool, stated)
    if shared.threshold is None:
        return _borrowed(declared, stated)
    agree, of = mine.support
    apart = mine.threshold != shared.threshold and agree == of >= _ENOUGH
    return mine if apart else shared


def _believed(declared: DeclaredPolicy, stated: Stated, own: Sequence[Precedent]) -> Stated:
    """Return what is stated, unless all lockouts of the database speak against its threshold."""
    learnt = settle(replace(declared, window=declared.window or stated.window), own)
    agree, of = learnt.support
    timed = any(one.time is not None for one in stated.governing)
    alike = stated.threshold in (None, 0, learnt.threshold)
    if alike or timed or not agree == of >= _AGAINST:
        return stated
    listed = stated.governing[0].words()
    return stated.refused(
        f"{origins(stated)}: {listed}, yet each of {of} lockouts follows exactly "
        f"{learnt.threshold} bad passwords."
    )


def _borrowed(declared: DeclaredPolicy, stated: Stated) -> Policy:
    """Return the policy that the evidence states of other databases, where all of it agrees."""
    values = [(one.threshold, one.window, one.duration) for one in stated.elsewhere if one.tells]
    if not values or len(set(values)) > 1 or stated.heard:
        return settle(declared, (), stated)
    threshold, window, lasting = (value if isinstance(value, int) else None for value in values[0])
    lent = Stated(
        threshold=threshold,
        window=window,
        duration=lasting,
        heard=stated.elsewhere,
        governing=tuple(one for one in stated.elsewhere if one.tells),
    )
    return settle(declared, (), lent)
