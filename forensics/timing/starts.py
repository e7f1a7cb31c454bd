"""Starts: which records tell that a machine or a service started or stopped, or who logged on.

A System log, or the Security log where system events are audited, tells of starts and stops. A
success of an account that never failed is no attempt of the case, but it shows a person at the
machine, or a machine that is back after a silence. Nothing of it is recorded for most clients, so
that what is not here may have been all the same.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from forensics.lean import INTERNED, as_text
from forensics.observing import USED
from forensics.timing.presence import LOGON, RETURN, RUNNING
from forensics.values import TICKS_PER_SECOND
from forensics.when.offsets import Offsets

MACHINE_START: Final = "machine-start"
MACHINE_STOP: Final = "machine-stop"
MACHINE_BACK: Final = "machine-back"
SERVICE_START: Final = "service-start"
SERVICE_STOP: Final = "service-stop"
PERSON_LOGON: Final = "logon"

ONE_START: Final = 300 * TICKS_PER_SECOND
"""Records of one thing with shorter pauses tell of it once: a start of Windows writes 6009, 6005,
12 and 4608 within a minute or two."""

WITH_MACHINE: Final = 600 * TICKS_PER_SECOND
"""A service that starts so soon after its machine started with it, and tells nothing more."""

_KINDS: Final = {
    "start": MACHINE_START,
    "stop": MACHINE_STOP,
    "service": SERVICE_STOP,
    LOGON: PERSON_LOGON,
    RETURN: MACHINE_BACK,
}

Ticks = npt.NDArray[np.int64]

_SYSTEM: Final = (
    *("EventLog", "Service Control Manager"),
    *("Microsoft-Windows-Kernel-General", "Microsoft-Windows-Kernel-Power"),
)
_SYSTEM_IDS: Final = (104, 6005, 6006, 6008, 6009)
_FAR: Final = 2**61  # as in `rhythm.py`

_SCHEMA: Final = {
    "what": INTERNED,
    "host": INTERNED,
    "service": INTERNED,
    "at": pl.Int64(),
    "time": pl.Int64(),
    "row": pl.UInt32(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """What happened to one machine, again and again.

    Attributes:
        what: One of the words above.
        host: The machine, as shown.
        service: Which service, `""` for none.
        at: When, rising; ticks by the reference clock.
        time: The same as recorded.
        row: The first observation that tells of each.
    """

    what: str
    host: str
    service: str
    at: Ticks
    time: Ticks
    row: Ticks


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Every start, stop and logon that is recorded, in columns.

    Attributes:
        frame: `what`, `host`, `service` (`""` for none), `at` (ticks by the reference clock),
            `time` (as recorded), `row`; ordered by the first four.
    """

    frame: pl.DataFrame

    def of(self, host: str, whats: Collection[str]) -> tuple[Occasions, ...]:
        """Return what is recorded of one machine, in order of `whats`, then by service."""
        parts = self._by_host.get((host,))
        if parts is None:
            return ()
        groups = parts.partition_by("what", "service", as_dict=True, maintain_order=True)
        return tuple(
            _occasions(group)
            for what in whats
            for (kind, _), group in groups.items()
            if kind == what
        )

    @cached_property
    def _by_host(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.frame.partition_by("host", as_dict=True, maintain_order=True)


def of_system_log(provider: str, event_id: int) -> bool:
    """Tell whether a known event stands in the System log, which shows no logon."""
    return provider in _SYSTEM or event_id in _SYSTEM_IDS


NONE: Final = Starts(frame=pl.DataFrame(schema=_SCHEMA))


def recorded(observations: pl.DataFrame, offsets: Offsets, shown: Callable[[str], str]) -> Starts:
    """Return the starts, stops and logons of all machines.

    Args:
        observations: With their fate, `machine` and `client`.
        offsets: What is known of the clocks.
        shown: Name of a machine as recorded -> as shown.
    """
    service = pl.col("kind") == "service"
    told = (
        observations.filter(pl.col("fate") == USED, pl.col("kind").is_in(list(_KINDS)))
        .with_columns(
            _what().alias("what"),
            _host().alias("host"),
            pl.when(service).then("service").otherwise(pl.lit("")).alias("service"),
            # Ticks beyond any date, as in a damaged record, still fit 64 bits when compared.
            pl.coalesce("created", "written").clip(-_FAR, _FAR).alias("time"),
        )
        .drop_nulls(["host", "service", "time"])
    )
    told = offsets.place(told)
    names = {name: shown(name) for name in told["host"].unique().to_list()}
    named = told.with_columns(
        pl.col("host").replace_strict(names, default=None, return_dtype=INTERNED)
    ).sort("what", "host", "service", "at", "row")
    pause = pl.col("at") - pl.col("at").shift(1).over("what", "host", "service")
    alone = (pause > ONE_START).fill_null(value=True)
    return Starts(frame=named.filter(alone).select(*_SCHEMA))


def _what() -> pl.Expr:
    running = as_text("state").str.strip_chars().str.to_lowercase() == RUNNING
    return (
        pl.when(pl.col("kind") == "service", running)
        .then(pl.lit(SERVICE_START))
        .otherwise(pl.col("kind").replace_strict(_KINDS, default=None, return_dtype=INTERNED))
    )


def _host() -> pl.Expr:
    """Return whose start or logon it is: the machine that checks a password records others'."""
    by_kind = pl.col("kind")
    return (
        pl.when(by_kind == RETURN)
        .then(as_text("account").str.replace(r"^.*\\", "").str.replace(r"\$\s*$", ""))
        .when(by_kind == LOGON, pl.col("witness") == "authority")
        .then("client")
        .otherwise("machine")
    )


def of_their_own(services: Occasions, machine: Occasions | None) -> Occasions:
    """Return the starts of a service that do not stand beside a start of its machine."""
    if machine is None or not machine.at.size:
        return services
    place = np.searchsorted(machine.at, services.at, side="right") - 1
    last = machine.at[np.maximum(place, 0)]
    own = (place < 0) | (services.at - last > WITH_MACHINE)
    return Occasions(
        what=services.what,
        host=services.host,
        service=services.service,
        at=services.at[own],
        time=services.time[own],
        row=services.row[own],
    )


def _occasions(group: pl.DataFrame) -> Occasions:
    what, host, service = group.select("what", "host", "service").row(0)
    return Occasions(
        what=what,
        host=host,
        service=service,
        at=group["at"].to_numpy(),
        time=group["time"].to_numpy(),
        row=group["row"].cast(pl.Int64).to_numpy(),
    )
