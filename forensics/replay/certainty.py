"""How sure it is who locked an account: every rule of `certain`, `likely` and `possible`.

A lockout is certain unless something speaks against it, and each thing that does is a doubt with a
name. With no doubt left, the records tell all of it: Windows recorded the lockout, the threshold of
this database is known, and from the first counted password to the lockout every log that could hold
another one is whole. An attempt before the first counted one cannot have counted too: the account
would have locked one password earlier. Where one of them may be an old password that did not count
(Server 2003 and later), the logs must be whole a window further back: one that counted in its place
lies no earlier. A success that left no record cannot lie between them: the
count would have begun again, and a bad password be missing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from forensics.coverage import within
from forensics.occurrences import Lockout
from forensics.replay.lockouts import Episode, contradicts, counted, tripping
from forensics.replay.logs import Logs, answering, any_of
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.who.naming import address

OLD_PASSWORD: Final = "old-password"  # noqa: S105 - the name of a doubt

POSSIBLE: Final = ("threshold", "missing", "beyond", OLD_PASSWORD, "clock")
"""Doubts that leave a lockout possible only.

- threshold: nothing tells the threshold of this database, or several are possible (`policy.py`).
- missing: a bad password that counted is not in the evidence.
- beyond: more bad passwords stand before it than the policy would have let pass.
- old-password: with `beyond`, on a domain of Server 2003 or later: the password was changed before,
  and an old one does not count (`old_passwords.py`).
- clock: a clock that was set, or drifts, leaves open what came before it.
"""

LIKELY: Final = (
    *("inferred", "policy", "damage", "sender", "caller", "order", "authority"),
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
- authority: the machine that stands for the database is neither declared nor known to be a domain
  controller, and may be one: the same account was tried in a domain too, or the log of the machine
  shows none of the passwords that it checks, as that of a controller of NT 4. The other way round,
  such a machine may be another controller of this domain.
- log-gap: from the first counted password to the lockout, or from a window earlier where an old
  password may not have counted, the log of a machine that answers for the database has a gap,
  begins late, ends early, or is an export that may be a selection.
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
        "threshold": not policy.threshold or policy.open,
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
    lockouts: Sequence[Lockout],
    episodes: Sequence[Episode],
    policy: Policy,
    logs: Logs,
    told: Sequence[Story] = (),
) -> tuple[Lockout, ...]:
    """Return the lockouts with what the logs and the other stories add to the doubts.

    Args:
        lockouts: As explained.
        episodes: Beside them, one each.
        policy: What they were explained with.
        logs: What is known of the machines.
        told: What each database saw of each account.
    """
    databases: dict[str, set[str]] = {}
    for story in told:
        databases.setdefault(story.account_key, set()).add(story.authority)
    machines = _machines(told, logs)
    found = []
    for lockout, episode in zip(lockouts, episodes, strict=True):
        beside = databases.get(episode.story.account_key, set()) - {lockout.authority}
        split = _may_be_split(lockout.authority, beside, machines, logs)
        doubts = _by_logs(lockout, episode, policy.of(lockout.authority), logs)
        held = (*lockout.doubts, *doubts, *(("authority",) if split else ()))
        ordered = tuple(doubt for doubt in (*POSSIBLE, *LIKELY) if doubt in held)
        found.append(replace(lockout, doubts=ordered, certainty=level(ordered)))
    return tuple(found)


def _machines(told: Sequence[Story], logs: Logs) -> frozenset[str]:
    """Return what is known to be a machine and no domain, lower case."""
    accessed = {target for story in told for target in set(story.target)}
    return frozenset(name.casefold() for name in (*accessed, *logs.logged, *logs.declared))


def _may_be_split(
    authority: str, beside: Iterable[str], machines: Collection[str], logs: Logs
) -> bool:
    """Tell whether what this database counted may stand, in part, under another name.

    Args:
        authority: The database.
        beside: The other databases in which the same account was tried.
        machines: From `_machines`.
        logs: What is known of the machines.
    """
    controllers = {host.casefold() for host in logs.controllers}
    settled = logs.sites.declared | controllers

    def unsettled(name: str) -> bool:
        return name.casefold() in machines and name.casefold() not in settled

    def domain(name: str) -> bool:
        return name.casefold() not in machines or name.casefold() in controllers

    if unsettled(authority):
        return authority not in logs.passing or any(domain(name) for name in beside)
    return domain(authority) and any(unsettled(name) for name in beside)


def _by_logs(lockout: Lockout, episode: Episode, policy: Policy, logs: Logs) -> tuple[str, ...]:
    """Return what speaks against one lockout in what is known of the logs."""
    logged = answering(lockout.authority, logs.logged, logs)
    known = answering(lockout.authority, (*logs.logged, *logs.declared, *logs.controllers), logs)
    named = {host.casefold() for host in logs.controllers}
    controllers = {host.casefold() for host in known} & named
    stretch = _stretch(lockout, episode, policy)
    looked = stretch
    if _may_forgive(logged, controllers, logs):
        looked = (stretch[0] - policy.window_ticks, stretch[1])
    holds = {
        "log-gap": any(within(logs.whole.get(host, ()), looked) != (looked,) for host in logged),
        "no-log": not logged or not {*known} <= {*logged},
        "passed-on": bool(controllers) and not any(host in logs.passing for host in logged),
        "counters": len(controllers) > 1 and not controllers & logs.since_2000,
        "recovered": any(any_of(logs.recovered.get(host, ()), stretch) for host in logged),
    }
    return tuple(doubt for doubt in LIKELY if holds.get(doubt))


def _may_forgive(logged: Iterable[str], controllers: Collection[str], logs: Logs) -> bool:
    """Tell whether a domain of Server 2003 or later may keep the database (`old_passwords.py`)."""
    return any(
        host.casefold() not in logs.before_2003
        and (host.casefold() in controllers or host.casefold() not in logs.sites.declared)
        for host in logged
    )


def _stretch(lockout: Lockout, episode: Episode, policy: Policy) -> tuple[int, int]:
    """Return the ticks in which every attempt could have counted, by the clock of the lockout."""
    times = [episode.time, *(episode.story.time[place] for place in counted(episode, policy))]
    fast = lockout.time.ticks - episode.time
    return min(times) + fast, max(times) + fast
