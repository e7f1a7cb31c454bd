"""Estates of any size as if their logs had been read: the columns that readers hand over.

All names and tries are invented. What a domain controller does follows from a policy of 5 bad
passwords in 30 minutes, so that refusals and lockouts stand where they would.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.case import Case, Host
from forensics.declared import DeclaredPolicy
from forensics.evidence.forms import Examined
from forensics.evidence.records import LOCATING, Batch, Reading, Records
from forensics.exhibits import Exhibit
from forensics.values import TICKS_PER_SECOND
from tests.builders.observed import NOON

RECORD: Final = 400
"""Bytes that a record takes, about."""

SERVERS: Final = ("FS1", "FS2", "FS3")
CONTROLLER: Final = "DC1"

_AUDITING: Final = "Microsoft-Windows-Security-Auditing"
_DAYS: Final = 30
_BURST: Final = 12  # tries of one burst
_GOOD_OF_SINGLE: Final = 0.8  # of the tries outside bursts
_THRESHOLD: Final = 5
_WINDOW: Final = 1_800  # seconds; a lockout lasts as long
_BAD, _GOOD, _REFUSED, _TRIPPED = range(4)

Columns = Mapping[str, NDArray[np.int64]]


def case() -> Case:
    """Return what the analyst says of these estates."""
    policy = DeclaredPolicy(threshold=_THRESHOLD, window=_WINDOW, duration=_WINDOW)
    hosts = (Host(name=CONTROLLER, roles=("dc",)), *(Host(name=name) for name in SERVERS))
    return Case(folder=Path(), id="X", title="X", hosts=hosts, policy=policy)


def one_account(tries: int) -> list[Examined]:
    """Return four logs of tries for one account, from 20 clients on three servers.

    Each leaves one record on a server; the controller records the lockouts alone.
    """
    chance = np.random.default_rng(1)
    drawn = {
        "second": np.sort(chance.integers(0, _DAYS * 86_400, tries)),
        "account": np.zeros(tries, np.int64),
        "client": chance.integers(0, 20, tries),
        "server": chance.integers(0, len(SERVERS), tries),
        "good": np.zeros(tries, np.int64),
    }
    return _logs(drawn, records=0, paired=False)


def own_account(tries: int) -> list[Examined]:
    """Return the log of a server that locks an account of its own.

    One client tries it once a minute, for as long as that takes: a lockout every 35 tries, and
    every try of the same client, account and machine.
    """
    nothing = np.zeros(tries, np.int64)
    drawn = {
        **dict.fromkeys(("account", "client", "server", "good"), nothing),
        "second": np.arange(tries, dtype=np.int64) * 60,
    }
    named = _named(drawn)
    server = SERVERS[0]
    return [_examined(server, {**_on_server(named), 4740: _locked(named, server)}, records=0)]


def many_accounts(records: int, share: float = 0.08) -> list[Examined]:
    """Return four logs of so many records in all, of which `share` tell of logons.

    Of 3,000 accounts from 20,000 clients; every try leaves a record on a server and one on the
    controller. Three tries in ten are bursts of an old password.
    """
    tries = int(records * share / 2)
    chance = np.random.default_rng(2)
    bursts = int(tries * 0.3) // _BURST
    single = tries - bursts * _BURST
    account = np.concatenate(
        [chance.integers(0, 3_000, single), np.repeat(chance.integers(0, 150, bursts), _BURST)]
    )
    begin = np.repeat(chance.integers(0, _DAYS * 86_400, bursts), _BURST)
    second = np.concatenate(
        [
            chance.integers(0, _DAYS * 86_400, single),
            begin + np.tile(np.arange(_BURST), bursts) * 50,
        ]
    )
    which = np.concatenate(
        [chance.integers(0, 7, single), np.repeat(chance.integers(0, 7, bursts), _BURST)]
    )
    good = np.concatenate(
        [
            (chance.random(single) < _GOOD_OF_SINGLE).astype(np.int64),
            np.zeros(bursts * _BURST, np.int64),
        ]
    )
    order = np.argsort(second, kind="stable")
    drawn = {
        "second": second[order],
        "account": account[order],
        "client": ((account * 7 + which) % 20_000)[order],
        "server": ((account + which) % len(SERVERS))[order],
        "good": good[order],
    }
    return _logs(drawn, records=records, paired=True)


def nothing(records: int) -> list[Examined]:
    """Return four logs of so many records in all, none of which tells of a logon."""
    return _logs({name: np.zeros(0, np.int64) for name in _DRAWN}, records=records, paired=True)


_DRAWN: Final = ("second", "account", "client", "server", "good")


def _logs(drawn: Columns, *, records: int, paired: bool) -> list[Examined]:
    named = _named(drawn)
    each = records // 4
    found = []
    for place, server in enumerate(SERVERS):
        own = named.filter(pl.col("server") == place)
        found.append(_examined(server, _on_server(own), each))
    found.append(_examined(CONTROLLER, _on_controller(named, paired=paired), each))
    return sorted(found, key=lambda one: one.exhibit.path)


def _named(drawn: Columns) -> pl.DataFrame:
    """Return tries with their names, and what is answered to each."""
    told = _told(drawn)
    tries = pl.DataFrame({**drawn, "told": told}).with_row_index("nth")
    ticks = NOON.ticks + pl.col("second") * TICKS_PER_SECOND + pl.col("nth") * 1_001 % 900_000
    return tries.select(
        ticks.alias("created"),
        pl.format("user{}", "account").alias("TargetUserName"),
        pl.format("PC-{}", "client").alias("WorkstationName"),
        pl.col("client"),
        pl.col("server"),
        pl.col("told"),
    )


def _told(drawn: Columns) -> NDArray[np.int64]:
    """Return what the database that is asked answers to each try."""
    bad: dict[int, tuple[int, int]] = {}
    free: dict[int, int] = {}
    told = []
    rows = zip(
        drawn["account"].tolist(), drawn["second"].tolist(), drawn["good"].tolist(), strict=True
    )
    for account, second, good in rows:
        count, last = bad.get(account, (0, 0))
        if second < free.get(account, 0):
            told.append(_REFUSED)
        elif good:
            bad[account] = (0, second)
            told.append(_GOOD)
        else:
            count = count + 1 if second - last <= _WINDOW else 1
            tripped = count >= _THRESHOLD
            bad[account] = (0 if tripped else count, second)
            if tripped:
                free[account] = second + _WINDOW
            told.append(_TRIPPED if tripped else _BAD)
    return np.array(told, np.int64)


_CODES: Final = {_BAD: "0xc000006a", _TRIPPED: "0xc000006a", _REFUSED: "0xc0000234", _GOOD: "0x0"}


def _on_server(own: pl.DataFrame) -> dict[int, pl.DataFrame]:
    logon = own.select(
        "created",
        "told",
        "TargetUserName",
        pl.lit("CORP").alias("TargetDomainName"),
        pl.lit("3").alias("LogonType"),
        pl.lit("NtLmSsp ").alias("LogonProcessName"),
        pl.lit("NTLM").alias("AuthenticationPackageName"),
        "WorkstationName",
        pl.format("10.1.{}.{}", pl.col("client") // 250, pl.col("client") % 250 + 1).alias(
            "IpAddress"
        ),
    )
    failed = logon.filter(pl.col("told") != _GOOD).with_columns(
        pl.lit("0xc000006d").alias("Status"),
        pl.col("told").replace_strict(_CODES, return_dtype=pl.String).alias("SubStatus"),
    )
    return {4624: logon.filter(pl.col("told") == _GOOD).drop("told"), 4625: failed.drop("told")}


def _locked(named: pl.DataFrame, machine: str) -> pl.DataFrame:
    return named.filter(pl.col("told") == _TRIPPED).select(
        pl.col("created") + 2_000_000,
        "TargetUserName",
        pl.col("WorkstationName").alias("TargetDomainName"),
        pl.lit("S-1-5-21-1-2-3-1001").alias("TargetSid"),
        pl.lit(f"{machine}$").alias("SubjectUserName"),
        pl.lit("CORP").alias("SubjectDomainName"),
    )


def _on_controller(named: pl.DataFrame, *, paired: bool) -> dict[int, pl.DataFrame]:
    locked = _locked(named, CONTROLLER)
    asked = named.select(
        pl.col("created") + 1_500_000,
        "TargetUserName",
        pl.col("WorkstationName").alias("Workstation"),
        pl.col("told").replace_strict(_CODES, return_dtype=pl.String).alias("Status"),
        pl.lit("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0").alias("PackageName"),
    )
    return {4740: locked, 4776: asked if paired else asked.clear()}


def _examined(machine: str, events: Mapping[int, pl.DataFrame], records: int) -> Examined:
    """Return a log with these events, filled up with others to so many records."""
    told = sum(frame.height for frame in events.values())
    size = max(records, told)
    chance = np.random.default_rng(3)
    places = np.sort(chance.choice(size, told, replace=False)) if told else np.zeros(0, np.int64)
    placed = pl.concat(
        [
            frame.select("created").with_row_index("row").with_columns(pl.lit(event).alias("event"))
            for event, frame in events.items()
        ]
    ).sort("created")
    placed = placed.with_columns(pl.Series("place", places, dtype=pl.Int64))
    ends = [NOON.ticks, NOON.ticks + _DAYS * 86_400 * TICKS_PER_SECOND]
    known = np.concatenate([ends[:1], placed["created"].to_numpy(), ends[1:]])
    written = np.interp(np.arange(size), [-1, *places, size], known).astype(np.int64)
    ids = np.full(size, 4_658, np.int32)
    written[places] = placed["created"].to_numpy()
    ids[places] = placed["event"].to_numpy()
    batches = []
    for event, frame in events.items():
        own = placed.filter(pl.col("event") == event).sort("row")["place"]
        if frame.height:
            batches.append(_batch(machine, event, frame, own))
    reading = Reading(
        records=Records(
            offset=np.arange(size, dtype=np.int64) * RECORD,
            length=np.full(size, RECORD, np.int64),
            number=np.arange(1, size + 1, dtype=np.uint64),
            written=written,
            event_id=ids,
            recovered=np.zeros(size, np.bool_),
        ),
        batches=tuple(batches),
        damage=(),
        computers=(machine,),
    )
    path = f"evidence/{machine.lower()}.evtx"
    exhibit = Exhibit(path=path, file=Path(), size=1, sha256="", hindrance="")
    return Examined(exhibit=exhibit, form="evt", state="intact", reason="", reading=reading)


def _batch(machine: str, event: int, frame: pl.DataFrame, places: pl.Series) -> Batch:
    values = [name for name in frame.columns if name != "created"]
    located = frame.with_columns(
        (places * RECORD).alias("offset"),
        pl.lit(RECORD).alias("length"),
        (places + 1).alias("number"),
        (places + 1).alias("event_record_id"),
        pl.col("created").alias("written"),
        pl.lit(machine).alias("computer"),
        pl.lit("Security").alias("channel"),
        pl.lit(value=False).alias("recovered"),
        pl.lit(len(values)).alias("strings"),
    )
    schema = {**LOCATING, **dict.fromkeys(values, pl.String())}
    cast = located.select(pl.col(name).cast(kind) for name, kind in schema.items())
    return Batch(provider=_AUDITING, event_id=event, frame=cast.sort("offset"))
