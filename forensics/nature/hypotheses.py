"""Hypotheses: six readings of an incident; what speaks for each, against it, and what is missing.

There is no weight and no score. A hypothesis may carry a nature only through single sources, by
rules that ask for more than volume and more than regularity (`carrying.py`); `nature` then asks for
more than half of what was sent.
"""

from collections.abc import Sequence
from typing import Final

from forensics.nature import grounds
from forensics.nature.carrying import RULES, Weighed, prepare
from forensics.nature.signs import Seen
from forensics.standings import Carrier, Ground, Hypothesis
from forensics.words import counted, grouped

NAMES: Final = tuple(RULES)
STANDINGS: Final = ("speaks for", "speaks against", "both", "nothing seen", "cannot be told")

_SOFTWARE: Final = ("60 s", "15 min", "60 min", "23 h")  # people come back daily and weekly too
_STORED: Final = (
    "What is stored on the sources is in no log. Obtain from them: saved credentials (cmdkey "
    "/list), mapped drives, services and scheduled tasks with their accounts."
)
_CHANGES: Final = (
    "No change of the password is recorded. Obtain the domain controllers' logs with account "
    "management audited (627, 628, 642; 4723, 4724, 4738)."
)
_OWN_LOGS: Final = (
    "Types 4 and 5 are recorded by the machine itself. Obtain the Security and System logs of the "
    "sources."
)
_SUCCESSES: Final = (
    "The logs that hold the failures hold no success, so whether a source knew a password cannot "
    "be told. Obtain logs with successes audited (528, 540, 4624, 4768)."
)


def weigh(seen: Seen) -> tuple[Hypothesis, ...]:
    """Return the table of an incident in the order of `NAMES`; empty where nothing failed."""
    if seen.failures.is_empty() and not seen.lockouts:
        return ()
    weighed = prepare(seen)
    return (
        _credential(weighed),
        _person(weighed),
        _task_or_service(weighed),
        _many_accounts(weighed),
        _many_sources(weighed),
        _guessed(weighed),
    )


def nature(hypotheses: Sequence[Hypothesis]) -> str:
    """Return what the table carries: `defect`, `attack`, `mixed` or `undetermined`.

    The sources that carry one must together have sent more than half of what counts. A source
    carries one nature at most, so `mixed` is of different sources.
    """
    found = carried(hypotheses)
    sent = sum(carrier.sent for carriers in found.values() for carrier in carriers)
    of = max((each.of for each in hypotheses), default=0)
    if 2 * sent <= of:
        return "undetermined"
    return next(iter(found)) if len(found) == 1 else "mixed"


def carried(hypotheses: Sequence[Hypothesis]) -> dict[str, tuple[Carrier, ...]]:
    """Return nature -> the sources that carry it and sent something that counts, each once."""
    found: dict[str, set[Carrier]] = {}
    for each in hypotheses:
        found.setdefault(each.nature, set()).update(one for one in each.carriers if one.sent)
    return {
        name: tuple(sorted(carriers, key=lambda one: (-one.sent, one.source)))
        for name, carriers in found.items()
        if carriers
    }


def standing(supports: Sequence[Ground], opposes: Sequence[Ground], missing: Sequence[str]) -> str:
    """Return what grounds come to; what is missing decides only where there is none."""
    if supports and opposes:
        return "both"
    if supports or opposes:
        return "speaks for" if supports else "speaks against"
    return "cannot be told" if missing else "nothing seen"


def _hypothesis(
    weighed: Weighed,
    name: str,
    supports: Sequence[Ground | None],
    opposes: Sequence[Ground | None],
    missing: Sequence[str],
) -> Hypothesis:
    found = tuple(ground for ground in supports if ground)
    against = tuple(ground for ground in opposes if ground)
    asked = tuple(text for text in missing if text)
    return Hypothesis(
        name=name,
        standing=standing(found, against, asked),
        supports=found,
        opposes=against,
        missing=asked,
        nature=RULES[name],
        carriers=weighed.carriers(name),
        of=weighed.of,
    )


def _credential(weighed: Weighed) -> Hypothesis:
    return _hypothesis(
        weighed,
        "credential",
        supports=(
            grounds.own_name(weighed),
            grounds.keeps_time(weighed),
            grounds.after_change(weighed),
            grounds.knew(weighed),
            grounds.article(weighed),
        ),
        opposes=(
            grounds.typed(weighed),
            grounds.within_ten_minutes(weighed),
            grounds.made_up_names(weighed),
            grounds.guessed(weighed),
        ),
        missing=("" if weighed.seen.changes else _CHANGES, _STORED),
    )


def _person(weighed: Weighed) -> Hypothesis:
    return _hypothesis(
        weighed,
        "person",
        supports=(grounds.typed(weighed), grounds.typo(weighed)),
        opposes=(
            grounds.hurried(weighed),
            grounds.at_once(weighed),
            grounds.keeps_time(weighed, _SOFTWARE),
        ),
        missing=(_untyped(weighed),),
    )


def _task_or_service(weighed: Weighed) -> Hypothesis:
    found = (grounds.batch(weighed), grounds.service(weighed))
    return _hypothesis(
        weighed,
        "task-or-service",
        supports=found,
        opposes=(grounds.typed(weighed),),
        missing=(_untyped(weighed), "" if any(found) else _OWN_LOGS),
    )


def _many_accounts(weighed: Weighed) -> Hypothesis:
    return _hypothesis(
        weighed,
        "many-accounts",
        supports=(
            grounds.accounts(weighed),
            grounds.within_ten_minutes(weighed),
            grounds.unknown_names(weighed),
        ),
        opposes=(grounds.shared(weighed), grounds.single(weighed)),
        missing=("" if weighed.signs.successes else _SUCCESSES,),
    )


def _many_sources(weighed: Weighed) -> Hypothesis:
    return _hypothesis(
        weighed,
        "many-sources",
        supports=(grounds.sources(weighed), grounds.made_up_names(weighed)),
        opposes=(grounds.few_sources(weighed), grounds.own_name(weighed)),
        missing=(_nameless(weighed),),
    )


def _guessed(weighed: Weighed) -> Hypothesis:
    return _hypothesis(
        weighed,
        "guessed",
        supports=(grounds.guessed(weighed), grounds.after_many(weighed)),
        opposes=(grounds.knew(weighed), grounds.typo(weighed), grounds.never_in(weighed)),
        missing=(
            "" if weighed.signs.successes else _SUCCESSES,
            _slow(weighed),
            _unwatched(weighed),
        ),
    )


def _untyped(weighed: Weighed) -> str:
    untyped = weighed.signs.failures["logon_type"].null_count()
    if not untyped:
        return ""
    return (
        f"{grouped(untyped)} of {counted(weighed.failed, 'failure')} "
        f"{'tells' if untyped == 1 else 'tell'} no logon type. Obtain the Security logs of the "
        "sources and of the machines accessed (529, 4625)."
    )


def _nameless(weighed: Weighed) -> str:
    nameless = weighed.signs.failures["source"].null_count()
    if not nameless:
        return ""
    return (
        f"{grouped(nameless)} of {counted(weighed.failed, 'failure')} "
        f"{'names' if nameless == 1 else 'name'} no source. Obtain the Security and netlogon logs "
        "of the machines accessed."
    )


def _slow(weighed: Weighed) -> str:
    slow = int(weighed.sources["slow"].sum())
    if not slow:
        return ""
    return (
        f"{counted(slow, 'success', 'successes')} {'follows' if slow == 1 else 'follow'} ten wrong "
        "passwords and more of the same source, but not within a minute: a corrected password "
        "looks the same. Ask who corrected it, and when."
    )


def _unwatched(weighed: Weighed) -> str:
    """Return what is missing where a source may have logged on before the logs begin."""
    found = weighed.where(weighed.unwatched)
    if found.is_empty():
        return ""
    return (
        f"Whether {found['source'][0]} had logged on before cannot be told: the log tells of no "
        "logon a day before its first failure. Obtain older logs."
    )
