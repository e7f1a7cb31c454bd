"""From exhibits to observations: every record's fate is decided here, and none is dropped.

A live record is used, or set aside with one reason. Recovered records (outside every live chain)
are shown in the ledger and are not counted as attempts.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from forensics.case import Case
from forensics.events import OBSERVATIONS, EventTable, is_failure, observe
from forensics.evidence.forms import Examined
from forensics.lean import INTERNED, as_text, lean
from forensics.timing.presence import LOOKED_AT, known_state, mark
from forensics.values import TICKS_PER_SECOND, Instant
from forensics.witnesses import account_key

USED: Final = "used"
RECOVERED: Final = "recovered"
COPY: Final = "copy of another record"
OUTSIDE: Final = "outside the incident window"
NO_TIME: Final = "no time is recorded"
UNORDERED: Final = "a date whose day and month cannot be told apart: declare date_order"
UNPLACED: Final = "local time whose zone or year is not known"
_TIMELESS: Final = ("policy", "remark")  # what they state needs no time to be a fact
_LASTING: Final = ("cleared", "policy", "password", "account")  # their effects outlast a window
NO_TRY: Final = "a step that is no attempt by itself"
NO_PASSWORD: Final = "a change of an account that is none of its password"  # noqa: S105 - a reason
_CHANGED: Final = (642, 4738)
NO_COMPUTER: Final = "another name of an account that is no computer's"
_RENAMED: Final = (685, 4781)
_NEVER_SET: Final = "%%1794"  # the user must change it at the next logon
NO_STATE: Final = "a state of a service in words that are not known"
NEVER_FAILED: Final = "success of an account that never failed"
NAMELESS: Final = "(not recorded)"
"""The machine of a record whose computer name is empty or cannot be read."""

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)  # spreads record numbers over 64 bits

UNFIT: Final = "a known event of another channel, or with too few values"
OTHER_EVENTS: Final = "events that say nothing of logons or lockouts"


def gather(examined: Sequence[Examined], table: EventTable) -> pl.DataFrame:
    """Return the observations of all exhibits, in one frame.

    Beside the columns of `OBSERVATIONS`: `source` (place in `examined`), `row`, `counted` (whether
    `number` is one that the log itself counts), `native` (whether its exhibit is the log itself and
    no export of it), `sound` (whether its exhibit is intact) and `unordered` (whether day and month
    of its dates cannot be told apart).
    """
    frames = [
        observe(each.reading.batches, table).with_columns(
            pl.lit(place, dtype=pl.UInt32).alias("source"),
            pl.lit(each.reading.numbering != "line").alias("counted"),
            pl.lit(each.reading.numbering == "log").alias("native"),
            pl.lit(each.state == "intact").alias("sound"),
            pl.lit(each.reading.claims.get("date order", "").startswith("unknown")).alias(
                "unordered"
            ),
        )
        for place, each in enumerate(examined)
        if each.reading is not None
    ]
    empty = pl.DataFrame(
        schema={
            **OBSERVATIONS,
            "source": pl.UInt32(),
            "counted": pl.Boolean(),
            "native": pl.Boolean(),
            "sound": pl.Boolean(),
            "unordered": pl.Boolean(),
        }
    )
    named = as_text("host").str.strip_chars() != ""
    return (
        lean(pl.concat([empty, *frames]))
        .with_columns(pl.when(named).then("host").otherwise(pl.lit(NAMELESS)).alias("host"))
        .with_row_index("row")
    )


def judge(observations: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Return `observations` with the column `fate`: `used`, `recovered`, or why set aside.

    Successes that are no attempts of the case but show who was there get the kinds of
    `presence.py`.
    """
    time = pl.coalesce("created", "written")
    outside = pl.lit(value=False)
    if isinstance(case.window_from, Instant):
        outside = outside | (time < case.window_from.ticks)
    if isinstance(case.window_to, Instant):
        outside = outside | (time > case.window_to.ticks)
    judged = observations.with_columns(
        pl.when("recovered")
        .then(pl.lit(RECOVERED))
        .when(pl.col("row").is_in(_copies(observations).implode()))
        .then(pl.lit(COPY))
        .when(time.is_null() & ~pl.col("kind").is_in(_TIMELESS))
        .then(
            pl.when(pl.col("wall").is_not_null())
            .then(pl.lit(UNPLACED))
            .when("unordered")
            .then(pl.lit(UNORDERED))
            .otherwise(pl.lit(NO_TIME))
        )
        .when(outside & ~pl.col("kind").is_in(_LASTING))
        .then(pl.lit(OUTSIDE))
        .when((pl.col("kind") == "attempt") & (pl.col("outcome") == "none"))
        .then(pl.lit(NO_TRY))
        .when(_of_no_password())
        .then(pl.lit(NO_PASSWORD))
        .when(_of_no_computer())
        .then(pl.lit(NO_COMPUTER))
        .when((pl.col("kind") == "service") & ~known_state().fill_null(value=False))
        .then(pl.lit(NO_STATE))
        .otherwise(pl.lit(USED))
        .cast(INTERNED)
        .alias("fate")
    )
    return _without_idle_successes(judged)


def _of_no_password() -> pl.Expr:
    unset = pl.col("password_set").is_null() | (pl.col("password_set") == _NEVER_SET)
    return (pl.col("kind") == "password") & pl.col("event_id").is_in(_CHANGED) & unset


def _of_no_computer() -> pl.Expr:
    computer = as_text("was").str.ends_with("$") & as_text("became").str.ends_with("$")
    return pl.col("event_id").is_in(_RENAMED) & ~computer.fill_null(value=False)


def _copies(observations: pl.DataFrame) -> pl.Series:
    """Return the rows that repeat a record.

    A record that the log has numbered is known by machine, number and second (exports cut the
    fraction), also within one exhibit: exports are put together, and EvtxECmd reads a log and its
    shadow copies into one table. A line of a text has no such number: of equal ones in a second it
    is the copy of as many as another exhibit holds, whether that one names the machine or not. Of
    two exhibits the intact one is used, else the log itself, which two other readers can confirm,
    else the first.
    """
    # Listings of the policy have no time, and most name no machine: that two are alike says little.
    listed = (pl.col("kind") == "policy") & pl.coalesce("created", "written").is_null()
    live = observations.filter(~pl.col("recovered"), ~listed).select(
        *("row", "source", "counted", "native", "sound", "provider", "event_id", "account"),
        *("caller", "component", "said"),
        label().alias("machine"),
        pl.coalesce("event_record_id", "number").alias("id"),
        (pl.coalesce("created", "written") // TICKS_PER_SECOND).alias("second"),
        account_key().alias("key"),
    )
    same = ["machine", "id", "provider", "event_id", "second", "account"]
    numbered = _met_again(live.filter("counted"))
    numbered = numbered.sort(~pl.col("sound"), ~pl.col("native"), "source", "row")
    repeated = numbered.filter(pl.col("row") != pl.col("row").first().over(same))["row"]
    left = live.filter(~pl.col("row").is_in(repeated.implode()))
    alike = ["provider", "event_id", "second", "key", "caller", "component", "said"]
    named = _told_before(left, ["machine", *alike])
    left = left.filter(~pl.col("row").is_in(named.implode()))
    nameless = left.filter(pl.col("machine") == NAMELESS)
    seconds = nameless.select("event_id", "second").unique()
    near = left.join(seconds, on=["event_id", "second"], how="semi", nulls_equal=True)
    unnamed = _told_before(near, alike)
    unnamed = unnamed.filter(unnamed.is_in(nameless["row"].implode()))
    return pl.concat([repeated, named, unnamed])


def _met_again(live: pl.DataFrame) -> pl.DataFrame:
    """Return the records of which another has the same number in the same second, and a few more.

    Nearly none of a case has, and by one number a million are told apart in a tenth of the time.
    """
    numbers = live["id"].fill_null(0).cast(pl.UInt64).to_numpy()
    sign = numbers * _ODD + live["second"].fill_null(0).to_numpy().view(np.uint64)
    order = np.argsort(sign)
    again = np.diff(sign[order]) == 0
    met = np.zeros(live.height, np.bool_)
    met[order] = np.append(again, False) | np.append(False, again)
    return live.filter(pl.Series(met[: live.height]))


def label() -> pl.Expr:
    """Return the first label of the machine's name, which one form gives in full, another not."""
    name = as_text("host").str.to_lowercase()
    return pl.coalesce(name.str.extract(r"^([^.]*[^.\d][^.]*)\."), name)


def _told_before(rows: pl.DataFrame, alike: list[str]) -> pl.Series:
    """Return the lines of texts that a numbered log, or an earlier text, tells as well."""
    if rows["counted"].all():
        return rows["row"].clear()
    ordered = rows.sort(
        ~pl.col("counted"), pl.col("machine") == NAMELESS, ~pl.col("sound"), "source", "row"
    )
    ranked = ordered.with_columns(pl.int_range(pl.len()).over("source", *alike).alias("nth"))
    first = pl.col("source").first().over(*alike, "nth")
    return ranked.filter(~pl.col("counted"), pl.col("source") != first)["row"]


def _without_idle_successes(judged: pl.DataFrame) -> pl.DataFrame:
    keyed = judged.with_columns(account_key().alias("account_key"))
    failed = keyed.select("account_key", "fate", "kind", "outcome").filter(
        pl.col("fate") == USED,
        ((pl.col("kind") == "attempt") & is_failure()) | (pl.col("kind") == "lockout"),
    )["account_key"]
    idle = (
        (pl.col("fate") == USED)
        & (pl.col("kind") == "attempt")
        & (pl.col("outcome") == "success")
        & ~pl.col("account_key")
        .is_in(failed.drop_nulls().unique().implode())
        .fill_null(value=False)
    )
    fate = pl.when(idle).then(pl.lit(NEVER_FAILED)).otherwise("fate")
    return _present(keyed.with_columns(fate.alias("fate"))).drop("account_key")


def _present(keyed: pl.DataFrame) -> pl.DataFrame:
    """Use the successes that show a person or a machine to be there, under kinds of their own."""
    timed = keyed.select("fate", *LOOKED_AT).filter(pl.col("fate").is_in([USED, NEVER_FAILED]))
    shown = mark(timed.filter(pl.col("fate") == NEVER_FAILED), timed)
    if shown.is_empty():
        return keyed
    told = pl.col("row").replace_strict(
        shown["row"], shown["kind"], default=None, return_dtype=INTERNED
    )
    return keyed.with_columns(
        pl.coalesce(told, "kind").alias("kind"),
        pl.when(told.is_not_null()).then(pl.lit(USED)).otherwise("fate").alias("fate"),
    )
