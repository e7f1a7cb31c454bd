"""What facts are, what they are gathered from, and what the rooms of this floor share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.effects import LockoutPolicy
from forensics.events import is_failure
from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.observing import RECOVERED
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene
from forensics.standings import STRENGTHS
from forensics.traces import Rhythm
from forensics.values import Locator
from forensics.who.authority import Sites

HIGH, MODERATE, LOW = STRENGTHS

SHOWN: Final = 3
"""Records that show a fact at most."""

_MOST: Final = 95  # per cent
_NO_SERVER: Final = {"client", "other"}
_NUMBERED: Final = ("machine", "native", "event_record_id", "number", "provider", "fate")


@dataclass(frozen=True, kw_only=True)
class Incident:
    """What facts are gathered from: the subject account, its attempts and lockouts, and the scene.

    Attributes:
        account: As first recorded, or None where nothing failed.
        key: By which it is compared (`witnesses.account_key`).
        failures: Failed attempts of the incident, from `scene.attempts`.
        policy: That of the database most of them are about.
        scene: What happened in the whole case: other accounts, other records.
        intact: Whether every exhibit was read without damage.
        locate: Attempt number -> Locator of its own record.
        remarks: Lines of SMS logs: observations of kind `remark`.
        locate_row: Row of an observation -> Locator of its record.
        rhythms: Of its busiest clients.
    """

    account: str | None
    key: str | None
    failures: pl.DataFrame
    lockouts: Sequence[Lockout]
    policy: LockoutPolicy
    scene: Scene
    intact: bool
    locate: Callable[[int], Locator]
    remarks: pl.DataFrame
    locate_row: Callable[[int], Locator]
    rhythms: Sequence[Rhythm] = ()

    @property
    def sites(self) -> Sites:
        """What the machines are."""
        return self.scene.sites

    @cached_property
    def kept(self) -> frozenset[str]:
        """The machines whose events stand in the log as the machine kept it."""
        return self.scene.once(kept)


def some(incident: Incident, attempts: pl.DataFrame) -> tuple[Locator, ...]:
    """Return where a few of these attempts are recorded."""
    return tuple(incident.locate(row) for row in attempts["attempt"].head(SHOWN).to_list())


def of_each(incident: Incident, attempts: pl.DataFrame, column: str) -> tuple[Locator, ...]:
    """Return where the first attempts of a few values of a column are recorded."""
    slim = attempts.select("attempt", column)
    return some(incident, slim.unique(column, keep="first", maintain_order=True))


def ranked(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return `column` and `count` of its values that are not null, most first, then by value."""
    counts = frame[column].drop_nulls().value_counts()
    return counts.sort(["count", column], descending=[True, False])


def main(failures: pl.DataFrame, column: str) -> list[str]:
    """Return the busiest machines that together make 95 % of the failures that name one.

    So that a single stray failure turns no picture.
    """
    counts = ranked(failures, column)
    before = pl.col("count").cum_sum() - pl.col("count")
    most = 100 * before < _MOST * pl.col("count").sum()
    return counts.filter(most)[column].to_list()


def all_named(failures: pl.DataFrame, *columns: str) -> bool:
    """Tell whether there are failures, and all of them tell these values."""
    return failures.height > 0 and not any(failures[name].null_count() for name in columns)


def kept(scene: Scene) -> frozenset[str]:
    """Return the machines whose events stand in the log as the machine kept it.

    One that was saved anew, maybe filtered, counts its records from 1 (`coverage.py`); an export
    may hold a selection.
    """
    events = (pl.col("provider") == CLASSIC) | (pl.col("provider") == AUDITING)
    own = scene.observations.select(_NUMBERED).filter(events, pl.col("fate") != RECOVERED)
    anew = (pl.col("event_record_id") != pl.col("number")).fill_null(value=False)
    other = own.filter(~pl.col("native") | anew)["machine"]
    return frozenset(own["machine"].unique().drop_nulls()) - frozenset(other.unique())


def unselected(incident: Incident) -> bool:
    """Tell whether the exhibits are no extract for one account, and intact.

    Each machine that recorded a failure has a log as it kept it, or failures of other accounts.
    """
    recorders = set(incident.failures["recorder"].unique().drop_nulls().to_list())
    failed = incident.scene.once(first_failures)
    others = failed.filter(pl.col("account_key").ne_missing(incident.key))
    free = {*incident.kept, *others["recorder"].unique().drop_nulls().to_list()}
    return incident.intact and bool(recorders) and recorders <= free


def first_failures(scene: Scene) -> pl.DataFrame:
    """Return the first failure of each account, as it is spelled, from each client on each log."""
    each = ["recorder", "client", "account_key", "account"]
    slim = scene.attempts.select(*each, "attempt", "outcome").filter(is_failure())
    return slim.unique(each, keep="first", maintain_order=True)


def _recorded(scene: Scene) -> frozenset[str]:
    """Return the machines that recorded anything."""
    return frozenset(scene.observations["machine"].unique().drop_nulls())


def servers_logged(case: Case, incident: Incident) -> bool:
    """Tell whether every declared server has records here, and no exhibit is damaged.

    The account may have failed on one whose log is missing.
    """
    identities = incident.scene.identities
    servers = {identities.name(host.name) for host in case.hosts if set(host.roles) - _NO_SERVER}
    return incident.intact and servers <= incident.scene.once(_recorded)


def plural(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
