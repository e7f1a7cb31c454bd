"""Renamed computers: one log whose computer name changes. Every name is invented."""

import polars as pl
import pytest

from forensics.events import event_table, observe
from forensics.evidence.records import Batch
from forensics.observing import NAMELESS
from forensics.who.identities import Identities, identify
from tests.builders.observed import Row, classic, modern, observations, seen


def log(*hosts: str, source: int = 0, begin: int = 0) -> pl.DataFrame:
    """Return a log itself whose records, a second apart, were written under these names."""
    rows: list[Row] = [seen(begin + at, host, 4625) for at, host in enumerate(hosts)]
    count = pl.int_range(1, pl.len() + 1, dtype=pl.UInt64)
    return observations(rows).with_columns(
        count.alias("number"),
        count.alias("event_record_id"),
        pl.lit(value=True).alias("native"),
        pl.lit(source, dtype=pl.UInt32).alias("source"),
    )


def known(*logs: pl.DataFrame) -> Identities:
    numbered = pl.concat(logs).drop("row").with_row_index("row")
    return identify((), (), numbered)


def why(found: Identities) -> list[tuple[str, str, tuple[str, ...], tuple[int, ...]]]:
    return [(each.kind, each.reason, each.names, each.rows) for each in found.bonds]


def test_a_name_that_changes_once_within_a_log_is_a_renamed_machine() -> None:
    found = known(log("OLD", "OLD", "NEW", "NEW"))
    assert why(found) == [("merged", "renamed-log", ("OLD", "NEW"), (1, 2))]
    assert found.name("NEW") == "OLD"


def test_the_order_is_that_of_the_numbers() -> None:
    turned = log("NEW", "OLD").with_columns(number=pl.Series([2, 1], dtype=pl.UInt64))
    # The numbers say OLD, NEW; but OLD's record is later by the clock.
    other = turned.with_columns(event_record_id=pl.col("number"))
    assert why(known(other)) == [("related", "renamed-unclear", ("OLD", "NEW"), (1, 0))]


def test_a_machine_renamed_twice_is_one() -> None:
    found = known(log("A", "B", "C"))
    assert {found.name(name) for name in "ABC"} == {"A"}


def test_a_name_that_comes_back_shows_no_rename() -> None:
    found = known(log("A", "B", "A"))
    assert why(found) == []
    assert found.name("B") == "B"


def test_forwarded_records_show_no_rename() -> None:
    forwarded = log("A", "A", "B").with_columns(event_record_id=pl.col("number") + 500)
    assert why(known(forwarded)) == []


def test_an_export_shows_no_rename() -> None:
    assert why(known(log("A", "B").with_columns(native=pl.lit(value=False)))) == []


def test_a_record_carved_from_slack_shows_no_rename() -> None:
    carved = log("A", "B").with_columns(recovered=pl.col("host") == "A")
    assert why(known(carved)) == []


def test_a_record_that_names_no_machine_shows_no_rename() -> None:
    assert why(known(log(NAMELESS, "B"))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("SRV1", "srv1.corp.example"), ("srv1.corp.example", "SRV1"), ("SRV1", "srv1")],
)
def test_a_machine_that_is_named_in_full_is_not_renamed(first: str, second: str) -> None:
    reasons = [reason for _, reason, _, _ in why(known(log(first, second)))]
    assert set(reasons) <= {"full-name"}


def test_a_machine_that_moves_to_another_domain_is_renamed() -> None:
    found = known(log("srv1.north.example", "srv1.south.example"))
    assert [reason for _, reason, _, _ in why(found)] == ["renamed-log"]


def test_the_old_name_in_use_elsewhere_later_leaves_it_open() -> None:
    # OLD became NEW at 2 s; another machine called OLD keeps a log at 10 s.
    found = known(log("OLD", "OLD", "NEW"), log("OLD", source=1, begin=10))
    assert why(found) == [("related", "renamed-unclear", ("OLD", "NEW"), (1, 2))]
    assert found.name("NEW") == "NEW"


def test_one_name_that_became_two_leaves_both_open() -> None:
    found = known(log("OLD", "ONE"), log("OLD", "TWO", source=1))
    assert {(kind, reason) for kind, reason, _, _ in why(found)} == {("related", "renamed-unclear")}
    assert [found.name(name) for name in ("OLD", "ONE", "TWO")] == ["OLD", "ONE", "TWO"]


def test_two_logs_of_one_machine_tell_its_rename_once() -> None:
    found = known(log("OLD", "NEW"), log("OLD", "NEW", source=1))
    assert [(kind, reason) for kind, reason, _, _ in why(found)] == [("merged", "renamed-log")]


# ── records that say so ─────────────────────────────────────────────────────────────────────────

BY = {
    "TargetDomainName": "CORP",
    "TargetSid": "S-1-5-21-1-2-3-1107",
    "SubjectUserName": "admin",
    "SubjectDomainName": "CORP",
}


def renamed(old: str, new: str) -> Batch:
    """Return 4781, which a domain controller writes of an account."""
    return modern(4781, {"OldTargetUserName": old, "NewTargetUserName": new, **BY})


def account_685(old: str, new: str) -> Batch:
    """Return 685, which is 4781 before Vista."""
    return classic(
        685, (old, new, "CORP", "%{S-1-5-21-1-2-3-1107}", "admin", "CORP", "(0x0,0x3E7)")
    )


def computer_6011(old: str, new: str) -> Batch:
    """Return 6011, which the renamed computer writes itself."""
    return classic(6011, (old, new), provider="EventLog")


def of(*batches: Batch) -> Identities:
    found = observe(batches, event_table()).with_columns(pl.lit(0, dtype=pl.UInt32).alias("source"))
    return identify((), (), found.with_row_index("row"))


@pytest.mark.parametrize(
    "batch",
    [renamed("OLD$", "NEW$"), account_685("OLD$", "NEW$"), computer_6011("OLD", "NEW")],
    ids=["4781", "685", "6011"],
)
def test_a_record_that_tells_of_a_new_name_makes_both_one(batch: Batch) -> None:
    tie = ("merged", "renamed-event", ("OLD", "NEW"), (0,))
    seen_as = classic(529, ("alice", "CORP", "3", "KSecDD", "NTLM", "OLD"))
    later = classic(529, ("alice", "CORP", "3", "KSecDD", "NTLM", "NEW"))
    found = of(batch, seen_as, later)
    assert why(found) == [tie]
    assert found.name("new") == "OLD"


@pytest.mark.parametrize("batch", [renamed("alice", "bob"), account_685("alice", "bob")])
def test_another_name_of_a_user_is_none_of_a_machine(batch: Batch) -> None:
    assert why(of(batch)) == []


def test_a_name_that_is_written_otherwise_is_no_new_one() -> None:
    assert why(of(renamed("OLD$", "old$"))) == []


def test_a_machine_that_still_records_under_its_old_name_leaves_it_open() -> None:
    # SRV1 writes at 0 s that it is NEW now; its log goes on as SRV1, NEW's begins earlier.
    rows = [seen(5, "SRV1", 4625), seen(1, "NEW", 4625)]
    told = observe([computer_6011("SRV1", "NEW")], event_table())
    both = pl.concat([told, observations(rows).select(told.columns)]).with_columns(
        pl.lit(0, dtype=pl.UInt32).alias("source")
    )
    found = identify((), (), both.with_row_index("row"))
    assert [(kind, reason) for kind, reason, _, _ in why(found)] == [("related", "renamed-unclear")]
