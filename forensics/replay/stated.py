"""Stated policies: what listings and records of changes say of the lockout policy, and of whom.

Windows keeps one lockout policy in each account database. A statement about the database that
holds an account governs it; where there is none, all statements count, and they must agree. What
disagrees settles nothing: the policy is then learnt from the lockouts, and the report names both.
What is said of one database of the case is not taken for another that has its own word or lockouts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from forensics.replay.statements import Statement, statements
from forensics.replay.stories import Story
from forensics.values import Locator
from forensics.who.authority import Sites
from forensics.words import listing

SHOWN: Final = 4
"""Statements that a sentence names at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the evidence settles of the policy; None where it settles nothing.

    Attributes:
        heard: Every statement of the evidence.
        governing: Those that the values are taken from.
        own: The databases that a governing statement is about; of others it may not hold.
        unsettled: Why the evidence settles nothing although it states something, else `""`.
        elsewhere: What the evidence states of other databases of the case, or of machines that
            are none of them where this one has its own word.
    """

    threshold: int | None = None
    window: int | None = None
    duration: int | None = None
    heard: tuple[Statement, ...] = ()
    governing: tuple[Statement, ...] = ()
    own: frozenset[str] = frozenset()
    unsettled: str = ""
    elsewhere: tuple[Statement, ...] = ()

    def refused(self, why: str) -> "Stated":
        """Return the same statements, of which nothing is taken."""
        return Stated(heard=self.heard, unsettled=why, elsewhere=self.elsewhere)


NOTHING: Final = Stated()


def of_stories(
    told: Sequence[Story], used: pl.DataFrame, sites: Sites, locate: Callable[[int], Locator]
) -> dict[str, Stated]:
    """Return database -> what the used observations state of the policy that it followed."""
    times: dict[str, list[int]] = {}
    for story in told:
        times.setdefault(story.authority, []).extend((*story.time[:1], *story.time[-1:]))
    heard = statements(used, locate)
    spans = {name: (min(own), max(own)) if own else None for name, own in times.items()}
    return {name: _of_one(heard, name, sites, spans) for name in spans}


def _of_one(
    heard: Sequence[Statement],
    authority: str,
    sites: Sites,
    spans: Mapping[str, tuple[int, int] | None],
) -> Stated:
    """Return what is stated of one database: by its own statements, else by those of no database.

    Args:
        heard: All statements.
        authority: The database.
        sites: Which database each machine answers for.
        spans: Ticks of the first and last attempt in each database of the case.
    """
    own = [one for one in heard if _about(one, authority, sites)]
    others = [name for name in spans if name != authority]
    free = [one for one in heard if not any(_about(one, name, sites) for name in others)]
    taken = own if any(one.tells for one in own) else free
    found = settle(taken, (authority,), sites, spans[authority])
    return replace(found, elsewhere=tuple(one for one in heard if one not in taken))


def settle(
    heard: Sequence[Statement],
    authorities: Iterable[str],
    sites: Sites,
    span: tuple[int, int] | None,
) -> Stated:
    """Return what the statements settle.

    Args:
        heard: All of them.
        authorities: The account databases of the case.
        sites: Which database each machine answers for.
        span: Ticks of the first and last attempt; a policy that was changed between the two is
            not one policy, and a change after the last says nothing of what came before.
    """
    whole = Stated(heard=tuple(heard))
    changes = [each for each in heard if each.time is not None]
    during = [each for each in changes if span and span[0] < (each.time or 0) <= span[1]]
    if during:
        return whole.refused(
            "The policy was changed between the first attempt of the evidence and the last: "
            f"{_named(during)}"
        )
    held = [each for each in heard if each.tells and not _later(each, span)]
    held = _latest(held)
    about = {name: [one for one in held if _about(one, name, sites)] for name in authorities}
    chosen = {id(one) for own in about.values() for one in own or held}
    governing = tuple(one for one in held if id(one) in chosen)
    threshold, window, lasting = (
        {value for one in governing if isinstance(value := getattr(one, name), int)}
        for name in ("threshold", "window", "duration")
    )
    if max(len(threshold), len(window), len(lasting)) > 1:
        return whole.refused(f"The evidence does not agree on the policy: {_named(governing)}")
    return Stated(
        threshold=next(iter(threshold), None),
        window=next(iter(window), None),
        duration=next(iter(lasting), None),
        heard=whole.heard,
        governing=governing,
        own=frozenset(name for name, own in about.items() if own),
    )


def _later(one: Statement, span: tuple[int, int] | None) -> bool:
    return one.time is not None and span is not None and one.time > span[1]


def _latest(held: Sequence[Statement]) -> list[Statement]:
    """Return the listings, and of the changes on each machine the last."""
    last = {(one.machine, one.domain): one for one in sorted(held, key=lambda one: one.time or 0)}
    return [one for one in held if one.time is None or last[one.machine, one.domain] is one]


def _about(one: Statement, authority: str, sites: Sites) -> bool:
    """Tell whether a statement is about a database: by its domain, else by its machine."""
    if one.domain is not None:
        return _same(one.domain, authority)
    return one.machine is not None and _same(sites.database_of(one.machine), authority)


def _same(name: str, other: str) -> bool:
    """Tell whether two names are of one domain or machine: a NetBIOS name, or a full one."""
    first, second = name.casefold(), other.casefold()
    dotted = "." in first, "." in second
    if all(dotted) or not any(dotted):
        return first == second
    return first.partition(".")[0] == second.partition(".")[0]


def _named(those: Sequence[Statement]) -> str:
    said = [f"{one.words() or 'a value that cannot be read'} ({one.origin})" for one in those]
    return "; ".join(_bounded(said)) + "."


def _bounded(items: Sequence[str]) -> list[str]:
    more = [f"{len(items) - SHOWN} more"] if len(items) > SHOWN else []
    return [*items[:SHOWN], *more]


def origins(stated: Stated) -> str:
    """Return where the governing statements stand: `A`, `A and B`."""
    return listing(_bounded([one.origin for one in stated.governing]))


def otherwise(
    stated: Stated, threshold: int | None, window: int | None, lasting: int | None
) -> str:
    """Return a sentence that names the statements that differ from these values, else `""`."""
    differing = [
        one
        for one in stated.heard
        if any(
            isinstance(said, int) and used is not None and said != used
            for said, used in (
                (one.threshold, threshold),
                (one.window, window),
                (one.duration, lasting),
            )
        )
    ]
    return f"Stated otherwise: {_named(differing)}" if differing else ""


def of_others(
    stated: Stated, threshold: int | None, window: int | None, lasting: int | None
) -> str:
    """Return a sentence that names what is stated of other databases and differs, else `""`."""
    other = otherwise(replace(stated, heard=stated.elsewhere), threshold, window, lasting)
    return other.replace("Stated otherwise:", "Of other machines is stated:", 1)
