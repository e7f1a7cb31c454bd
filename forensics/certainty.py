"""How sure it is who locked an account: every rule of `certain`, `likely` and `possible`.

A lockout is certain unless something speaks against it, and each thing that does is a doubt with a
name. With no doubt left, the records tell all of it: Windows recorded the lockout, the threshold of
this database is known, and from the first counted password to the lockout every log that could hold
another one is whole. An attempt before the first counted one cannot have counted too: the account
would have locked one password earlier. A success that left no record cannot lie between them: the
count would have begun again, and a bad password be missing.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forensics.coverage import within
from forensics.lockouts import Episode, contradicts, counted, tripping
from forensics.logs import Logs, answering, any_of
from forensics.naming import address
from forensics.occurrences import Lockout
from forensics.policy import Policy

OLD_PASSWORD: Final = "old-password"  # noqa: S105 - the name of a doubt

POSSIBLE: Final = ("threshold", "missing", "beyond", OLD_PASSWORD, "clock")
"""Doubts that leave a lockout possible only.

- threshold: nothing tells the threshold of this database.
- missing: a bad password that counted is not in the evidence.
- beyond: more bad passwords stand before it than the policy would have let pass.
- old-password: with `beyond`, on a domain of Server 2003 or later: the password was changed before,
  and an old one does not count (`old_passwords.py`).
- clock: a clock that was set, or drifts, leaves open what came before it.
"""

LIKELY: Final = (
    *("inferred", "policy", "damage", "sender", "caller", "order"),
    *("log-gap", "no-log", "passed-on", "counters", "recovered"),
)
"""Doubts that leave it likely.

- inferred: no record of the lockout itself.
- policy: the threshold is neither declared nor stated of this very database.
- damage: an exhibit was not read whole, or is no log that is known.
- sender: the last counted password names no client, or some name a client by its name and others
  one by its address, which may be the same.
- caller: Windows names another caller than its client.
- order: another client's bad password cannot be told to be earlier or later: its clock is not known
  well enough, or both stand in the same second of one log.
- log-gap: from the first counted password to the lockout, the log of a machine that answers for
  the database has a gap, begins late, ends early, or is an export that may be a selection.
- no-log: a machine that answers for it is known and its log is not in the evidence.
- passed-on: it is a domain's, and no log of its controllers shows failures that other servers
  passed on: NT 4 records none (Q172402), and account logons may not be audited.
- counters: several controllers of NT 4, or of an unknown Windows, answer: each keeps its own count
  besides that of the primary (Q185952, Q219898, Q297157).
- recovered: a recovered record of an attempt or lockout lies in that time; it is not counted.
"""

_STATED: Final = "evidence"


def level(doubts: Sequence[str]) -> str:
    """Return `certain`, `likely` or `possible`."""
    if any(doubt in POSSIBLE for doubt in doubts):
        return "possible"
    return "likely" if doubts else "certain"


def by_records(
    episode: Episode, places: Sequence[int], policy: Policy, *, sound: bool, ordered: bool
) -> tuple[str, ...]:
    """Return what speaks against one lockout in the records that are at hand.

    Args:
        episode: The lockout.
        places: Story places of the bad passwords that counted.
        policy: That of its database.
        sound: Whether every exhibit was read whole.
        ordered: Whether no other client's bad password may as well have come last.
    """
    story, recorded, tripped = episode.story, episode.recorded, tripping(episode)
    client = None if tripped is None else story.client[tripped]
    known = policy.basis == "declared" or (
        policy.basis == _STATED and story.authority in policy.stated.own
    )
    unsure = (recorded is not None and recorded.doubt) or any(story.doubt[one] for one in places)
    holds = {
        "threshold": not policy.threshold,
        "missing": tripped is None or len(places) < (policy.threshold or 0),
        "beyond": bool(policy.threshold) and contradicts(episode, policy),
        "clock": bool(unsure),
        "inferred": recorded is None,
        "policy": bool(policy.threshold) and not known,
        "damage": not sound,
        "sender": (tripped is not None and client is None) or _half_named(episode, places),
        "caller": recorded is not None
        and tripped is not None
        and recorded.caller not in (None, client),
        "order": not ordered,
    }
    return tuple(doubt for doubt in (*POSSIBLE, *LIKELY) if holds.get(doubt))


def _half_named(episode: Episode, places: Sequence[int]) -> bool:
    """Tell whether some counted passwords tell their client's name and others an address only."""
    clients = {episode.story.client[place] for place in places} - {None}
    addresses = {client for client in clients if client and address(client)}
    return bool(addresses) and addresses != clients


def weigh(
    lockouts: Sequence[Lockout], episodes: Sequence[Episode], policy: Policy, logs: Logs
) -> tuple[Lockout, ...]:
    """Return the lockouts with what the logs add to the doubts.

    Args:
        lockouts: As explained.
        episodes: Beside them, one each.
        policy: What they were explained with.
        logs: What is known of the machines.
    """
    return tuple(
        _weighed(lockout, episode, policy.of(lockout.authority), logs)
        for lockout, episode in zip(lockouts, episodes, strict=True)
    )


def _weighed(lockout: Lockout, episode: Episode, policy: Policy, logs: Logs) -> Lockout:
    held = (*lockout.doubts, *_by_logs(lockout, _stretch(lockout, episode, policy), logs))
    doubts = tuple(doubt for doubt in (*POSSIBLE, *LIKELY) if doubt in held)
    return replace(lockout, doubts=doubts, certainty=level(doubts))


def _by_logs(lockout: Lockout, stretch: tuple[int, int], logs: Logs) -> tuple[str, ...]:
    """Return what speaks against one lockout in what is known of the logs."""
    logged = answering(lockout.authority, logs.logged, logs)
    known = answering(lockout.authority, (*logs.logged, *logs.declared, *logs.controllers), logs)
    named = {host.casefold() for host in logs.controllers}
    controllers = {host.casefold() for host in known} & named
    holds = {
        "log-gap": any(within(logs.whole.get(host, ()), stretch) != (stretch,) for host in logged),
        "no-log": not logged or not {*known} <= {*logged},
        "passed-on": bool(controllers) and not any(host in logs.passing for host in logged),
        "counters": len(controllers) > 1 and not controllers & logs.since_2000,
        "recovered": any(any_of(logs.recovered.get(host, ()), stretch) for host in logged),
    }
    return tuple(doubt for doubt in LIKELY if holds.get(doubt))


def _stretch(lockout: Lockout, episode: Episode, policy: Policy) -> tuple[int, int]:
    """Return the ticks in which every attempt could have counted, by the clock of the lockout."""
    times = [episode.time, *(episode.story.time[place] for place in counted(episode, policy))]
    fast = lockout.time.ticks - episode.time
    return min(times) + fast, max(times) + fast
