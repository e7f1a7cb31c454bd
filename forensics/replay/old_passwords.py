"""Old passwords: the last two of an account do not count on domains of Server 2003 and later.

Microsoft's TechNet wiki on account lockouts says so of the two before the present one; no record
tells which password was tried. So bad passwords may stand that did not count, and only where the
password was changed before them. That explains nothing for certain: it is a limit, and is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.observing import USED
from forensics.occurrences import Lockout
from forensics.replay.certainty import OLD_PASSWORD
from forensics.replay.lockouts import Episode
from forensics.replay.logs import Logs, answering
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.who.authority import Sites
from forensics.witnesses import account_key

_SHOWN: Final = 5  # accounts that are named at most

_RULE: Final = (
    "On domains of Server 2003 and later a bad password that is one of the account's last two does "
    "not count. No record tells which password was tried: where the password was changed, a listed "
    "one may not have counted."
)

Changes = Mapping[tuple[str, str], int]
"""Database and account -> ticks of the first recorded change of its password."""


def first_changes(observations: pl.DataFrame, sites: Sites) -> Changes:
    """Return when the password of each account was first changed, as far as it is recorded."""
    rows = (
        observations.filter(
            pl.col("kind") == "password",
            pl.col("fate") == USED,
            pl.col("account").is_not_null(),
            pl.col("machine").is_not_null(),
        )
        .with_columns(account_key().alias("key"), pl.coalesce("created", "written").alias("time"))
        .drop_nulls("time")
        .sort("time", descending=True)
    )
    return {
        (sites.database_of(machine), key): time
        for machine, key, time in rows.select("machine", "key", "time").iter_rows()
    }


def since_2003(authority: str, logs: Logs) -> bool:
    """Tell whether Server 2003 or later keeps this database, and it is a domain's."""
    leading = {host.casefold() for host in logs.controllers} & logs.since_2003
    return any(host.casefold() in leading for host in answering(authority, logs.logged, logs))


def explain(
    lockouts: Sequence[Lockout], episodes: Sequence[Episode], changes: Changes, logs: Logs
) -> tuple[Lockout, ...]:
    """Return the lockouts; where too many bad passwords stand before one, old ones may be why."""
    return tuple(
        replace(lockout, doubts=_with_old_passwords(lockout.doubts))
        if "beyond" in lockout.doubts
        and _changed_before(episode.story, episode.time, changes)
        and since_2003(lockout.authority, logs)
        else lockout
        for lockout, episode in zip(lockouts, episodes, strict=True)
    )


def _with_old_passwords(doubts: tuple[str, ...]) -> tuple[str, ...]:
    after = doubts.index("beyond") + 1
    return (*doubts[:after], OLD_PASSWORD, *doubts[after:])


def _changed_before(story: Story, time: int, changes: Changes) -> bool:
    changed = changes.get((story.authority, story.account_key))
    return changed is not None and changed < time


def limits(
    stories: Sequence[Story],
    episodes: Sequence[Episode],
    policy: Policy,
    changes: Changes,
    logs: Logs,
) -> tuple[str, ...]:
    """Return what this rule leaves open, a sentence each; none before Server 2003.

    Args:
        stories: Of all accounts.
        episodes: Their lockouts.
        policy: What these were explained with.
        changes: When passwords were first changed.
        logs: What is known of the machines.
    """
    later = {name for name in {story.authority for story in stories} if since_2003(name, logs)}
    if not later:
        return ()
    found = [_RULE]
    counted = {(id(episode.story), place) for episode in episodes for place in episode.bad}
    told = []
    for story in stories:
        threshold = policy.of(story.authority).threshold
        if story.authority not in later or not threshold:
            continue
        spared = _spared(story, policy.of(story.authority), changes, counted)
        if spared:
            told.append(f"{story.account} in {story.authority} {_times(spared)}")
    if told:
        more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        found.append(
            "After a change of the password as many bad passwords as lock the account stand "
            f"without a lockout, of {'; '.join(told[:_SHOWN])}{more}: that rule may be why."
        )
    return tuple(found)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _spared(story: Story, policy: Policy, changes: Changes, counted: set[tuple[int, int]]) -> int:
    """Return how often, after a change, the threshold was reached and no lockout followed."""
    found, run, last = 0, 0, None
    for place, (time, outcome) in enumerate(zip(story.time, story.outcome, strict=True)):
        if outcome == "bad_password" and (id(story), place) not in counted:
            if _changed_before(story, time, changes):
                near = last is not None and time - last <= policy.window_ticks
                run = run + 1 if near else 1
                found += run == policy.threshold
                last = time
        elif outcome in ("success", "locked_out", "bad_password"):
            run, last = 0, None
    return found
