"""Questions: which facts would tell the causes apart that stay open together.

For each value that an unknown fact could have, the claims say which entries it would rule out. A
fact tells two entries apart where one of its values rules out one of them and not the other. Of all
such facts the fewest are asked for that tell apart every pair which can be told apart: each time
the fact that settles most pairs, in the order of the vocabulary where two settle as many.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from forensics.knowing.diagnosis import truth
from forensics.knowing.entries import Entry
from forensics.knowing.facts import Fact
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import Answer, Diagnosis, Inseparable, Undecided


def undecided(
    entries: Sequence[Entry], diagnoses: Sequence[Diagnosis], facts: Mapping[str, Fact]
) -> tuple[Undecided, ...]:
    """Return the questions to ask, most telling first."""
    left = [entry for entry in _standing(entries, diagnoses) if entry.explains == "cause"]
    naming = [(entry, _named(entry)) for entry in left]
    tells = {
        name: answers(name, [entry for entry, named in naming if name in named], facts[name])
        for name in VOCABULARY
    }
    pairs = {frozenset((one.id, other.id)) for one, other in combinations(left, 2)}
    settled = {name: _settled(found, pairs) for name, found in tells.items() if found}
    asked = []
    while settled:
        best = max(settled, key=lambda name: len(settled[name]))
        done = settled[best]
        if not done:
            break
        settled = {name: others - done for name, others in settled.items()}
        about = frozenset().union(*done)
        asked.append(
            Undecided(
                between=tuple(entry.id for entry in left if entry.id in about),
                fact=best,
                obtain=VOCABULARY[best].obtain,
                answers=_about(tells[best], about),
            )
        )
    return tuple(asked)


def inseparable(
    entries: Sequence[Entry], diagnoses: Sequence[Diagnosis], facts: Mapping[str, Fact]
) -> tuple[Inseparable, ...]:
    """Return the causes declared as rivals, both left, that no further event log tells apart.

    With what is known already; an SMS log or the operator may still tell.
    """
    standing = _standing(entries, diagnoses)
    left = {entry.id: entry for entry in standing if entry.explains == "cause"}
    recorded = {name for name, term in VOCABULARY.items() if "records" in term.told_by}
    named = {entry.id: recorded & _named(entry) for entry in left.values()}
    return tuple(
        Inseparable(between=(entry.id, rival.id), differs=rival.differs)
        for entry in left.values()
        for rival in entry.rivals
        if rival.id in left
        and not any(
            _tells(name, (entry, left[rival.id]), facts[name])
            for name in named[entry.id] | named[rival.id]  # no other fact rules out either
        )
    )


def _tells(name: str, pair: tuple[Entry, Entry], fact: Fact) -> bool:
    """Tell whether some value of a fact would rule out one of two entries and not the other."""
    return any(len(each.rules_out) == 1 for each in answers(name, pair, fact))


def answers(name: str, entries: Sequence[Entry], fact: Fact) -> tuple[Answer, ...]:
    """Return what each value of a fact would rule out, were it known; nothing where it is.

    A fact that takes any text is tried with the values that the claims name, and with another. One
    that never closes rules out by what is seen alone, never by what is missing.
    """
    if fact.complete and not fact.maybe:
        return ()
    entries = [entry for entry in entries if name in _named(entry)]
    claims = [
        claim
        for entry in entries
        for claim in (*entry.requires, *entry.excludes)
        if claim.fact == name
    ]
    named = dict.fromkeys(value for claim in claims for value in claim.any_of)
    found: dict[tuple[str, ...], list[str]] = {}
    possible = VOCABULARY[name].values or (*named, "anything else")
    if fact.complete:
        possible = (*fact.values, *fact.maybe)
    for value in possible if claims else ():
        values = tuple(dict.fromkeys((*fact.values, value)))
        known = replace(fact, values=values, complete=VOCABULARY[name].closes, maybe=())
        out = tuple(entry.id for entry in entries if _ruled_out(entry, name, known))
        found.setdefault(out, []).append(value)
    return tuple(Answer(values=tuple(values), rules_out=out) for out, values in found.items())


def _named(entry: Entry) -> frozenset[str]:
    """Return the facts that the claims of an entry name."""
    return frozenset(claim.fact for claim in (*entry.requires, *entry.excludes))


def _standing(entries: Sequence[Entry], diagnoses: Sequence[Diagnosis]) -> list[Entry]:
    """Return the entries that are not ruled out, supported ones first."""
    by_id = {entry.id: entry for entry in entries}
    return [by_id[each.kb] for each in diagnoses if each.standing != "ruled-out"]


def _ruled_out(entry: Entry, name: str, fact: Fact) -> bool:
    wanted = [claim for claim in entry.requires if claim.fact == name]
    barred = [claim for claim in entry.excludes if claim.fact == name]
    truths = (
        *(truth(claim.any_of, fact, wanted=True) for claim in wanted),
        *(truth(claim.any_of, fact, wanted=False) for claim in barred),
    )
    return "fails" in truths


def _settled(found: Sequence[Answer], pairs: Collection[frozenset[str]]) -> set[frozenset[str]]:
    """Return the pairs of which some answer rules out just one."""
    outs = [frozenset(answer.rules_out) for answer in found]
    return {pair for pair in pairs if any(len(pair & out) == 1 for out in outs)}


def _about(found: Sequence[Answer], about: Collection[str]) -> tuple[Answer, ...]:
    """Return answers reduced to some entries; those that rule out nothing are left out."""
    merged: dict[tuple[str, ...], tuple[str, ...]] = {}
    for answer in found:
        out = tuple(each for each in answer.rules_out if each in about)
        merged[out] = (*merged.get(out, ()), *answer.values)
    return tuple(Answer(values=values, rules_out=out) for out, values in merged.items() if out)
