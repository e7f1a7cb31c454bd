"""Sources and what they tried, seen by one server, for the table of hypotheses. All invented."""

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from forensics.events import is_failure
from forensics.knowing.knowledge import library
from forensics.nature.signs import Seen, sought
from forensics.occurrences import Lockout, PasswordChange
from forensics.standings import Diagnosis
from forensics.timing import pulse
from forensics.values import NOT_RECORDED, Instant, Locator
from tests.builders.observed import BAD, GOOD, Row, observations, scene, seen, ticks

SERVER: Final = "FS1"
HOUR: Final = 3_600
DAY: Final = 86_400


def fails(
    client: str | None,
    *at: float,
    account: str | None = "alice",
    kind: str | None = "3",
    outcome: str = BAD,
    domain: str = "CORP",
    address: str | None = None,
) -> list[Row]:
    """Return failed logons (4625) of a client, in seconds after noon."""
    return [
        seen(
            second,
            SERVER,
            4625,
            outcome,
            account=account,
            workstation=client,
            logon_type=kind,
            domain=domain,
            address=address,
        )
        for second in at
    ]


def logs_on(client: str, *at: float, account: str = "alice", kind: str = "3") -> list[Row]:
    """Return successful logons (4624) of a client."""
    return [
        seen(second, SERVER, 4624, GOOD, account=account, workstation=client, logon_type=kind)
        for second in at
    ]


WATCHED: Final = logs_on("PC-9", -2 * DAY, account="bob")
"""The log tells of a logon two days before noon."""


def changed(at: float) -> PasswordChange:
    """Return a recorded reset of alice's password, in the database that FS1 asks."""
    return PasswordChange(
        time=Instant(ticks(at)),
        account="alice",
        authority="CORP",
        host="DC1",
        by=NOT_RECORDED,
        event_id=4724,
        evidence=(),
    )


def incident(
    *rows: Iterable[Row],
    changes: Sequence[PasswordChange] = (),
    lockouts: Sequence[Lockout] = (),
    diagnoses: Sequence[Diagnosis] = (),
    account: str | None = "alice",
) -> Seen:
    """Return what the hypotheses on one account are weighed against."""
    ordered = sorted((row for some in rows for row in some), key=lambda row: row.at)
    attempts = scene(observations(ordered)).attempts
    failures = attempts.filter(is_failure(), pl.col("account_key").eq_missing(account))
    return Seen(
        failures=failures,
        attempts=sought(attempts),
        lockouts=lockouts,
        rhythms=pulse.rhythms(failures, changes),
        changes=changes,
        diagnoses=diagnoses,
        entries=library(),
        locate=lambda attempt: Locator(source="fs1.evtx", record=attempt, offset=0, length=1),
    )
