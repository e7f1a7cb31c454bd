"""Advice: what to do first, and what this report cannot say.

Every action says whether it is the article's or ours; every limit is a plain sentence.
"""

from collections.abc import Sequence
from typing import Final

from forensics.findings import Action
from forensics.knowing.leading import label, remedy
from forensics.observing import UNPLACED
from forensics.sources import Source
from forensics.standings import Diagnosis
from forensics.values import Absent
from forensics.verdict import Grounds, names, plural

_FEW: Final = 4
"""Clients that a person can mend one by one."""

_NAMED: Final = 3
_GENERAL: Final = "general-"
_QUESTIONS: Final = 3  # those that tell most apart; chapter 4 has the others


def actions(grounds: Grounds) -> tuple[Action, ...]:
    """Return what to do, most useful first; each is the article's or our advice."""
    found = []
    if grounds.lockouts:
        found += _stop_the_senders(grounds)
    # What an entry offers ends with an unlock: it is for accounts that were locked.
    if grounds.supported and (grounds.lockouts or grounds.subject.failures.locked_out):
        found += _by_the_entry(grounds.supported)
    found += _to_decide(grounds)
    if grounds.policy.basis == "unknown" and grounds.subject.failures.total:
        found.append(
            _ours("Add the lockout policy to case.toml ([policy]); net accounts prints it.")
        )
    found += _mend_the_evidence(grounds.sources)
    if not grounds.lockouts and not isinstance(grounds.subject.account, Absent):
        found.append(
            _ours(
                "If the account was locked, add the Security logs of all its domain controllers "
                "for the same hours: they record lockouts (644, 4740)."
            )
        )
    unique = dict.fromkeys((action.text, action.origin) for action in found)
    return tuple(Action(text=text, origin=origin) for text, origin in unique)


def _by_the_entry(fits: Diagnosis) -> list[Action]:
    """Return what the entry offers, as its own words mark it; where it offers nothing, say so."""
    origin = "article" if fits.kind == "article" else "ours"
    offered = [text for text in (fits.resolution, fits.workaround) if text]
    found = [Action(text=text, origin=origin) for text in offered]
    if fits.kind == "article":
        ours = "" if offered else f" {remedy(fits)} What stands here is therefore our advice."
        found.append(_ours(f"Attach this report to the support case and quote {fits.kb}.{ours}"))
    return found


def _to_decide(grounds: Grounds) -> list[Action]:
    """Return what to collect: for the most telling questions, then for the nearest entry."""
    found = [
        _ours(f"To tell {_which(each.between)} apart: {each.obtain}")
        for each in grounds.undecided[:_QUESTIONS]
    ]
    asked = {each.obtain for each in grounds.undecided}
    found += [
        _ours(f"To decide {label(each.kb)}: {check.obtain}")
        for each in [one for one in grounds.still_open if one.kind == "article"][:1]
        for check in each.checks
        if check.truth == "unknown" and check.obtain not in asked
    ]
    found += [
        Action(text=f"{label(each.kb)}: {each.warning}", origin="article")
        for each in grounds.still_open
        if each.warning
    ]
    return found


def _which(between: Sequence[str]) -> str:
    if len(between) > _NAMED:
        return plural(len(between), "open cause")
    if all(kb.startswith(_GENERAL) for kb in between):
        named = [kb.removeprefix(_GENERAL).replace("-", " ") for kb in between]
        return f"{names(named, _NAMED)} (general causes)"
    return names([label(kb) for kb in between], _NAMED)


def _ours(text: str) -> Action:
    return Action(text=text, origin="ours")


def _mend_the_evidence(sources: Sequence[Source]) -> list[Action]:
    """Return what would let more of the evidence speak: first what only waits for a word."""
    found = []
    waiting = sum(source.set_aside_by.get(UNPLACED, 0) for source in sources)
    if waiting:
        found.append(
            _ours(
                "Declare the time zone of logs in local time, and the year of those without one, "
                "in case.toml ([case] timezone, [[exhibit]]): without it "
                f"{plural(waiting, 'record')} of logons {'is' if waiting == 1 else 'are'} set "
                "aside."
            )
        )
    strange = [source.path for source in sources if source.state == "unrecognised"]
    harmed = [source for source in sources if source.state not in ("intact", "unrecognised")]
    if len(harmed) > _FEW:
        paths = names([source.path for source in harmed])
        found.append(_ours(f"Copy {paths} again: they are not whole; chapter 5 says where."))
    else:
        found += [
            _ours(f"Look after {source.path}, which was not read as it should be: {source.reason}.")
            for source in harmed
        ]
    if strange:
        found.append(
            _ours(
                f"If {names(strange)} is a log, export it again: its form is not known."
                if len(strange) == 1
                else f"Where {names(strange)} are logs, export them again: their form is not known."
            )
        )
    return found


def _stop_the_senders(grounds: Grounds) -> list[Action]:
    found = []
    threshold = grounds.policy.threshold
    if isinstance(threshold, int) and threshold and len(grounds.lockouts) > 1:
        found.append(
            _ours(
                f"Do not just unlock the account: {plural(threshold, 'more bad password')} "
                f"{'locks' if threshold == 1 else 'lock'} it again; it was locked "
                f"{len(grounds.lockouts):,} times in this evidence."
            )
        )
    fix = grounds.what_if.smallest_fix
    if not fix or not grounds.what_if.prevented:
        return found
    of = plural(grounds.what_if.of, "lockout")
    prevented = f"{grounds.what_if.prevented:,} of {of}"
    if len(fix) <= _FEW:
        found.insert(
            0,
            _ours(
                f"Start with {names(fix, _FEW)}: in the replay without "
                f"{'it' if len(fix) == 1 else 'them'}, {prevented} "
                f"{'does' if grounds.what_if.prevented == 1 else 'do'} not happen."
            ),
        )
    else:
        best = grounds.what_if.per_client[0]
        found.append(
            _ours(
                "Look for what the clients have in common; repairing one after the other helps "
                f"late. In the replay it takes {len(fix)} of "
                f"{plural(len(grounds.clients), 'client')} to prevent {prevented}, and no single "
                f"one prevents more than {best.prevented:,}."
            )
        )
    return found


def limits(
    grounds: Grounds, orphaned: int, recovered: int, further: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return what this report cannot say, a sentence each; `further` of the lockouts."""
    found = []
    if orphaned:
        found.append(
            f"{plural(orphaned, 'refusal')} of a locked account began before any bad password in "
            "the evidence: the lockout behind them is not in it."
        )
    if recovered:
        found.append(
            f"{plural(recovered, 'recovered record')} of logons or lockouts: outside the live part "
            "of the logs, listed in the ledger and not counted as attempts."
        )
    found += [
        (
            "Events that were not audited leave no record; that a record is missing does not show "
            "that nothing happened."
        ),
        (
            "Records of one attempt on two machines are linked when they lie within 5 seconds, or "
            "within the uncertainty of two clocks whose offset is known from at least three pairs. "
            "Where no order can be told, nothing rests on it."
        ),
        (
            "Event 529 stands for an unknown account or a bad password alike; it counts as a bad "
            "password unless the machine that holds the account says otherwise."
        ),
    ]
    if grounds.lockouts:
        found.append(
            "A success starts the count again. Where successes left no record, an older bad "
            "password may stand among the counted ones."
        )
        found.append(
            "What would have been prevented is replayed on the assumption that a refused attempt "
            "would have been a bad password too."
        )
    found += further
    articles = sum(entry.kind == "article" for entry in grounds.entries)
    general = len(grounds.entries) - articles
    found.append(
        f"{plural(articles, 'article')} and {plural(general, 'general cause')} are weighed by this "
        "version; a cause that is in none of them is not considered."
    )
    return tuple(found)
