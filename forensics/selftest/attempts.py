"""Attempts: failed tries, each counted once, with account, client and accessed machine.

A found attempt is of the true one that its own record was written of, else of the first that any
of its records was; it must be the first to be found of that one. It is true where account, client
(by name or address) and accessed machine are as they were. Where one of these is not told, it is no
claim; where the accessed machine is not, the report says by whom the attempt was recorded. An
attempt of no true one, a second one of the same, and one with something wrong is false, and what
it is of is missed. Whether a password was wrong or an account unknown is not judged: old logs do
not tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from forensics.events import is_failure
from forensics.selftest.corpus import Place, TrueAttempt, Truth
from forensics.selftest.replaying import Replayed
from forensics.selftest.tally import Tally


class Said(Enum):
    """How what is said of a truth stands."""

    TRUE = "true"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One failed attempt as it was found; None for what is not told."""

    account: str | None
    client: str | None
    target: str | None
    records: tuple[Place, ...]


def judge(replayed: Replayed, truth: Truth) -> Tally:
    """Return how the attempts that were found stand against those that were made."""
    return judged([*found(replayed)], truth)


def judged(attempts: Sequence[Found], truth: Truth) -> Tally:
    """Return how attempts stand against the truth."""
    of_record = {place: nth for nth, was in enumerate(truth.attempts) for place in was.records}
    said: dict[int, Said] = {}
    false = 0
    for each in attempts:
        nth = next(
            (
                of_record[place]
                for place in each.records
                if place in of_record and of_record[place] not in said
            ),
            None,
        )
        if nth is None:
            false += 1
            continue
        said[nth] = compared(each, truth.attempts[nth])
        false += said[nth] is Said.WRONG
    outcomes = [*said.values()]
    never = [was for nth, was in enumerate(truth.attempts) if nth not in said]
    return Tally(
        true=outcomes.count(Said.TRUE),
        unknown=outcomes.count(Said.OPEN),
        missed=outcomes.count(Said.WRONG) + len(never),
        lost=sum(not truth.is_left(was.records) for was in never),
        false=false,
    )


def compared(found_: Found, was: TrueAttempt) -> Said:
    """Return how one attempt stands against the true one."""
    parts = [
        _part(found_.account, (was.account,)),
        _part(found_.client, was.client),
        _target(found_.target, was.target),
    ]
    return next(worst for worst in (Said.WRONG, Said.OPEN, Said.TRUE) if worst in parts)


def _part(told: str | None, was: Sequence[str]) -> Said:
    if told is None:
        return Said.OPEN
    return Said.TRUE if told.casefold() in map(str.casefold, was) else Said.WRONG


def _target(told: str | None, was: str) -> Said:
    """Compare the accessed machine; where no log of it was ever kept, it is right to name none."""
    if not was:
        return Said.TRUE if told is None else Said.WRONG
    return _part(told, (was,))


def found(replayed: Replayed) -> Iterator[Found]:
    """Yield the failed attempts that were found, in order of time."""
    scene = replayed.scene
    rows: dict[int, list[int]] = {}
    for attempt, row in scene.witnessed.select("attempt", "row").iter_rows():
        rows.setdefault(attempt, []).append(row)
    failures = scene.attempts.filter(is_failure())
    columns = ("attempt", "account", "client", "target", "target_basis")
    for attempt, account, client, target, basis in failures.select(columns).iter_rows():
        own = [attempt, *(row for row in rows.get(attempt, ()) if row != attempt)]
        yield Found(
            account=account,
            client=client,
            target=target if basis == "accessed" else None,
            records=tuple(replayed.places[row] for row in own),
        )
