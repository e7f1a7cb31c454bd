"""The verdict: one statement that the records carry, how far it holds, and what to do first.

Words are kept within the records: a lockout is "recorded" or "inferred"; an article "fits".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.edges import failures, targets, with_role
from forensics.effects import LockoutPolicy, WhatIf
from forensics.findings import Verdict
from forensics.graph import UNNAMED
from forensics.knowing.diagnosis import weakest
from forensics.knowing.entries import Entry
from forensics.knowing.leading import label, remedy, shown, still_open, supported
from forensics.nature.hypotheses import nature
from forensics.occurrences import Client, Edge, Lockout, Subject
from forensics.sources import Source, none_read
from forensics.standings import (
    STRENGTHS,
    Diagnosis,
    Fact,
    Hypothesis,
    Inseparable,
    Undecided,
)
from forensics.values import Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the verdict is drawn from."""

    subject: Subject
    lockouts: Sequence[Lockout]
    clients: tuple[Client, ...]
    edges: Sequence[Edge]
    policy: LockoutPolicy
    sources: Sequence[Source]
    what_if: WhatIf
    facts: tuple[Fact, ...]
    diagnoses: tuple[Diagnosis, ...]
    undecided: tuple[Undecided, ...]
    inseparable: tuple[Inseparable, ...]
    entries: Sequence[Entry]
    hypotheses: tuple[Hypothesis, ...]

    @property
    def supported(self) -> Diagnosis | None:
        """The cause that leads: the one whose every check holds."""
        return supported(self.diagnoses)

    @property
    def still_open(self) -> tuple[Diagnosis, ...]:
        """The causes that this evidence can neither support nor rule out, nearest first."""
        return still_open(self.diagnoses)


def judge(grounds: Grounds) -> Verdict:
    """Return the verdict of the case."""
    if not grounds.lockouts:
        return _no_lockout(grounds)
    confidence, because = _confidence(grounds)
    fits = grounds.supported
    return Verdict(
        headline=_headline(grounds),
        statement=f"{_who(grounds)} {_fit(grounds)}",
        kb=fits.kb if fits and fits.kind == "article" else None,
        confidence=confidence,
        because=because,
        nature=nature(grounds.hypotheses),
    )


def plural(number: int, one: str, many: str = "") -> str:
    """Return `1 lockout`, `17 lockouts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def names(given: Sequence[str], most: int = 3) -> str:
    """Return `A`, `A and B`, `A, B, C and 4 others`."""
    shown = list(given[:most])
    rest = len(given) - len(shown)
    if rest:
        return ", ".join(shown) + f" and {plural(rest, 'other')}"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def unread(sources: Sequence[Source]) -> tuple[str, ...]:
    """Return which exhibits were not read completely, a sentence for each state."""
    states = dict.fromkeys(source.state for source in sources if source.state != "intact")
    return tuple(
        f"{names([each.path for each in sources if each.state == state])} could not be read"
        f"{' completely' if state == 'damaged' else ''} ({state})."
        for state in states
    )


def _places(grounds: Grounds) -> tuple[list[str], str]:
    """Return the databases in which the subject was locked, and what to call them."""
    locked = grounds.lockouts
    authorities = list(dict.fromkeys(each.authority for each in locked))
    caps = with_role(grounds.edges, "cap")
    all_caps = all(
        name in caps or any(one.authority == name and one.host in caps for one in locked)
        for name in authorities
    )
    return authorities, "Client Access Point" if all_caps and caps else "account database"


def _headline(grounds: Grounds) -> str:
    authorities, kind = _places(grounds)
    number = len(grounds.lockouts)
    where = (
        f"on {plural(len(authorities), kind)}"
        if len(authorities) > 1
        else f"{'on' if kind != 'account database' else 'in'} {authorities[0]}"
    )
    locked = len({each.account.casefold() for each in grounds.lockouts})
    who = str(grounds.subject.account) if locked == 1 else f"{locked:,} accounts"
    times = "once" if number == 1 else "twice" if number == 2 else f"{number:,} times"  # noqa: PLR2004 - a word for two
    return f"{who} {'was' if locked == 1 else 'were'} locked out {times} {where}"


def _who(grounds: Grounds) -> str:
    senders = [each for each in grounds.clients if each.counted]
    total = sum(each.counted for each in senders)
    if not senders:
        return "No bad password that counted towards a lockout is in the evidence."
    busiest = next((each for each in senders if not isinstance(each.name, Absent)), None)
    clients = plural(len(grounds.clients), "client")
    sent = f"{len(senders):,} of {clients} sent the {plural(total, 'bad password')} that counted"
    if busiest is None:
        return f"{sent}; the records name none of them."
    return f"{sent}; {busiest.name} alone sent {busiest.counted:,}."


def _fit(grounds: Grounds) -> str:
    fits = grounds.supported
    if fits and fits.kind == "article":
        return f"Every check of {fits.kb} holds: {fits.status} {remedy(fits)}"
    if fits:
        fitting = [each.title for each in shown(grounds.diagnoses)]
        fit = plural(len(fitting), "general cause")
        return f"The records fit {fit}, and none of an article: {'; '.join(fitting)}."
    return _nearest(grounds.still_open)


def _nearest(left: Sequence[Diagnosis]) -> str:
    """Return what could fit: the article nearest to it, else general causes."""
    for each in [one for one in left if one.kind == "article"][:1]:
        if not each.waits_for:
            return (
                f"{each.kb} could fit, but not every one of its checks can be decided with this "
                "evidence."
            )
        waits = [label(kb) for kb in each.waits_for]
        are = "is" if len(waits) == 1 else "are"
        return (
            f"Every check of {each.kb} holds, but {names(waits)}, which would leave the same "
            f"records, {are} not ruled out."
        )
    if left:
        return (
            f"No article fits. {plural(len(left), 'general cause')} could; chapter 4 says what "
            "would tell them apart."
        )
    return "No article of the knowledge base fits; who sent the passwords is shown by the records."


def _no_lockout(grounds: Grounds) -> Verdict:
    named = not isinstance(grounds.subject.account, Absent)
    headline, statement = _of_account(grounds) if named else _of_nobody(grounds)
    return Verdict(
        headline=headline,
        statement=statement,
        kb=None,
        confidence="none",
        because=unread(grounds.sources),
        nature=nature(grounds.hypotheses) if named else "undetermined",
    )


def _of_nobody(grounds: Grounds) -> tuple[str, str]:
    """Return headline and statement where no failure names an account."""
    unnamed = failures(grounds.edges, (None,))
    if unnamed:
        headline = f"{plural(unnamed, 'failed logon')}, no account named, no lockout"
        statement = (
            "The failures name no account. No lockout is recorded, and no record shows an account "
            "refused as locked."
        )
    elif none_read(grounds.sources):
        headline = "None of the evidence could be read"
        statement = (
            "No exhibit is in a form that could be read: whether a logon failed or an account was "
            "locked is not known."
        )
    else:
        headline = "No failed logon and no lockout is recorded"
        statement = (
            "The evidence that could be read holds no failed logon, no lockout and no refusal of a "
            "locked account."
        )
    return headline, statement


def _of_account(grounds: Grounds) -> tuple[str, str]:
    told, further = grounds.subject.failures, grounds.subject.others_total
    others = f" {plural(further, 'further account')} failed too." if further else ""
    refused = told.locked_out
    one = "the account" if grounds.subject.accounts <= 1 else "any of the accounts"
    locked = (
        f"{plural(refused, 'attempt')} met an account that was already locked; its lockout lies "
        "outside the evidence."
        if refused
        else f"No lockout is recorded, and no record shows {one} refused as locked."
    )
    ended = "locked before the evidence begins" if refused else "no lockout recorded"
    return (
        f"{plural(told.total, 'failed logon')} of {_whose(grounds)}, {ended}",
        f"{_failed(grounds)} {locked}{others}",
    )


def _whose(grounds: Grounds) -> str:
    subject = grounds.subject
    return str(subject.account) if subject.accounts <= 1 else f"{subject.accounts:,} accounts"


def _failed(grounds: Grounds) -> str:
    told = grounds.subject.failures
    clients = [str(each.name) for each in grounds.clients if isinstance(each.name, str)]
    source = f" from {names(clients)}" if clients else ""
    named = [target for target in targets(grounds.edges) if target != UNNAMED]
    kinds = (
        (told.bad_password, "with a bad password"),
        (told.locked_out, "refused as locked"),
        (told.unknown_account, "as an unknown account"),
        (told.other_failure, "for other reasons"),
    )
    said = ", ".join(f"{number:,} {kind}" for number, kind in kinds if number)
    where = f", recorded on {names(named)}" if named else ", on machines not named"
    return f"{_whose(grounds)} failed {plural(told.total, 'time')}{source}{where}: {said}."


def _confidence(grounds: Grounds) -> tuple[str, tuple[str, ...]]:
    """Return the confidence and its reasons, by the definitions of the method chapter.

    High: an article is supported, no rival is left, the policy is declared, every lockout is
    certain and every exhibit intact. Moderate: an article is supported, or every lockout is at
    least likely. Low: anything else with a lockout. Never more than the weakest check that holds.
    """
    fits = grounds.supported
    reasons = list(_doubts(grounds))
    if fits and not reasons:
        reason = (
            f"All {len(fits.checks)} checks of {fits.kb} hold, every lockout is explained in full, "
            "and every rival article is set aside."
        )
        return "high", (reason,)
    explained = all(each.certainty != "possible" for each in grounds.lockouts)
    reached = "moderate" if fits or explained else "low"
    limit = weakest(fits.checks).strength if fits else reached
    return max(reached, limit, key=STRENGTHS.index), tuple(reasons)


def _doubts(grounds: Grounds) -> list[str]:
    found = []
    fits = grounds.supported
    if not fits:
        found.append("No article of the knowledge base is supported by every one of its checks.")
    elif weakest(fits.checks).strength != STRENGTHS[0]:
        claim = weakest(fits.checks).claim
        found.append(f"The weakest check of {fits.kb} rests on our reasoning: {claim}.")
    rivals = [label(each.kb) for each in grounds.still_open if fits or not each.waits_for]
    waiting = [each.kb for each in grounds.still_open if each.waits_for]
    if rivals and (fits or waiting):
        found.append(f"Not told apart with this evidence: {names([*waiting, *rivals], 4)}.")
    known = grounds.policy.basis in ("declared", "evidence")
    if not known:
        found.append(f"The lockout policy is {grounds.policy.basis}, not declared.")
    unsure = [each for each in grounds.lockouts if each.certainty != "certain"]
    if unsure and known:
        found.append(
            f"{len(unsure)} of {plural(len(grounds.lockouts), 'lockout')} less than certain."
        )
    possible = [each for each in grounds.lockouts if each.certainty == "possible"]
    if possible and not known:
        found.append(
            f"{len(possible)} of {plural(len(grounds.lockouts), 'lockout')} only partly explained."
        )
    unsound = [source.path for source in grounds.sources if source.state != "intact"]
    if unsound:
        found.append(f"Not read completely: {names(unsound)}.")
    return found
