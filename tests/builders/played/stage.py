"""A played article: the world that it tells of, as logs and as what its operator could state.

Everything in these worlds is invented: companies, machines, people and incidents. What happens in
them is what an article of the knowledge base describes, with the rhythm, the accounts and the log
lines that it names or that follow from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Final

from forensics.declared import DeclaredPolicy
from tests.builders.evt import Record, evt
from tests.builders.incident import Attempt, Unlock, play
from tests.builders.journal import Entry, Modern, evt_records, journal
from tests.builders.netlogon import Logon, netlogon
from tests.builders.site import Database, Era, Policy, Site
from tests.builders.sms_log import Entry as Line
from tests.builders.sms_log import sms_log

FIRST: Final = 7_001
"""Number of the first record of a log: these are logs as their machines keep them."""

LOCKS: Final = Policy(threshold=5, window=timedelta(minutes=30), duration=timedelta(minutes=30))
"""The policy that User Manager of NT 4 proposes (Q227033)."""

NEVER: Final = Policy(threshold=1_000_000, window=timedelta(minutes=30), duration=timedelta())
"""No lockout policy."""

_WINDOWS: Final = {Era.NT4: "nt", Era.W2000: "2000"}

Texts = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Play:
    """One world with what happened in it, what is left of it, and what can be said of it.

    Attributes:
        entry: The article that it plays.
        name: What sets this play apart from others of the same article.
        account: The account that the article is about.
        site: The machines whose Security logs are kept, and the account databases.
        acts: What clients and administrators do, in any order.
        asides: Further records of Security logs, such as refused logon rights.
        starts: Machine -> records of its System log.
        lines: `CLIENT/FILE` -> the lines of an SMS log of a client.
        netlogon: Machine -> lines of its netlogon.log.
        roles: Machine -> what it is, servers and clients.
        facts: `[facts]` of case.toml, which the Windows of the machines is added to.
        ahead: Machine -> how far its clock is ahead.
    """

    entry: str
    account: str
    site: Site
    name: str = ""
    acts: tuple[Attempt | Unlock, ...] = ()
    asides: tuple[Entry, ...] = ()
    starts: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    netlogon: Mapping[str, tuple[Logon, ...]] = field(default_factory=dict)
    roles: Mapping[str, Texts] = field(default_factory=dict)
    facts: Mapping[str, Texts] = field(default_factory=dict)
    ahead: Mapping[str, timedelta] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return a short text for a test that fails."""
        return f"<play of {self}>"

    def __str__(self) -> str:
        """Return the article and what sets the play apart, as the name of a test."""
        return f"{self.entry} {self.name}".strip()

    @property
    def answers(self) -> dict[str, Texts]:
        """All that its operator can answer; of the Windows of the machines that keep logs too."""
        windows = dict.fromkeys(_WINDOWS[machine.era] for machine in self.site.machines)
        return {"server.os": tuple(windows), **self.facts}

    @property
    def policy(self) -> DeclaredPolicy:
        """The lockout policy as its operator states it; a threshold of 0 locks nothing."""
        rules = self.site.databases[0].policy
        return DeclaredPolicy(
            threshold=0 if rules is NEVER else rules.threshold,
            window=int(rules.window.total_seconds()),
            duration=int(rules.duration.total_seconds()),
        )

    @cached_property  # which needs a `__dict__`: no slots here
    def exhibits(self) -> dict[str, bytes]:
        """The logs as they are handed over: path in the case folder -> bytes."""
        found = dict(self._event_logs())
        for path, lines in self.lines.items():
            ordered = sorted(lines, key=lambda line: line.when)
            found[f"evidence/{path}"] = sms_log(line.line() for line in ordered)
        for machine, logons in self.netlogon.items():
            found[f"evidence/{machine}/netlogon.log"] = netlogon(logons)
        return dict(sorted(found.items()))

    def _event_logs(self) -> Iterable[tuple[str, bytes]]:
        happenings = play(self.site, self.acts).happenings
        for machine, entries in journal(self.site, happenings, self.asides).items():
            late = self.ahead.get(machine, timedelta())
            shown = [replace(each, time=each.time + late) for each in entries]
            if shown:
                yield f"evidence/{machine}/security.evt", evt(evt_records(shown, FIRST))
        for machine, records in self.starts.items():
            yield f"evidence/{machine}/system.evt", evt(records)


def spelled(played: Play, account: str) -> Play:
    """Return a play in which the records spell its account in another way."""
    site = replace(
        played.site,
        databases=tuple(_renamed(each, played.account, account) for each in played.site.databases),
    )
    acts = tuple(
        replace(act, account=account) if act.account == played.account else act
        for act in played.acts
    )
    asides = tuple(_aside(each, played.account, account) for each in played.asides)
    lines = {
        machine: tuple(
            replace(each, who=each.who.replace(played.account, account)) for each in logons
        )
        for machine, logons in played.netlogon.items()
    }
    return replace(played, account=account, site=site, acts=acts, asides=asides, netlogon=lines)


def _aside(entry: Entry, was: str, became: str) -> Entry:
    if isinstance(entry.what, Modern):
        raise TypeError(f"{entry.machine} writes .evt: needs an event of before Vista")
    strings = tuple(text.replace(was, became) for text in entry.what.strings)
    return replace(entry, what=entry.what._replace(strings=strings))


def _renamed(database: Database, was: str, became: str) -> Database:
    accounts = {(became if name == was else name): sid for name, sid in database.accounts.items()}
    return replace(database, accounts=accounts)
