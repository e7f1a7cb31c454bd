"""The account that page 1 is about, and the clients that sent its failures."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.events import is_failure
from forensics.occurrences import AttemptCounts, Client, Lockout
from forensics.replay.explain import explain, in_order
from forensics.replay.lockouts import follow
from forensics.replay.policy import Policy
from forensics.replay.stories import Story, tell
from forensics.subject import OTHERS, choose, clients, count, describe, failed
from forensics.values import NOT_RECORDED, Absent, Instant
from tests.builders.observed import (
    BAD,
    GOOD,
    REFUSED,
    UNKNOWN,
    Row,
    Scene,
    observations,
    registry,
    scene,
    seen,
    ticks,
)
from tests.effort import few

TWO = Policy(threshold=2, window=1800, duration=1800, basis="declared")


def tried(
    at: float,
    outcome: str = BAD,
    account: str | None = "alice",
    client: str | None = "PC1",
    address: str | None = None,
) -> Row:
    return seen(
        at, "SRV1", 4625, outcome, account=account, workstation=client, domain=".", address=address
    )


def locked(at: float, account: str = "alice", caller: str = "PC1") -> Row:
    return seen(at, "SRV1", 4740, account=account, caller=caller)


def told(rows: Sequence[Row]) -> tuple[Scene, tuple[Story, ...]]:
    found = scene(observations(rows))
    return found, tell(found.attempts, found.observations, found.sites)


# ── which account ───────────────────────────────────────────────────────────────────────────────


def chosen(*rows: Row) -> str | None:
    found, stories = told(rows)
    return choose(found.attempts, stories)


def test_the_account_with_most_lockouts_is_the_subject() -> None:
    many = [tried(at, account="bob") for at in range(9)]
    rows = (*many, locked(20), locked(5000), locked(30, account="carol"))
    assert chosen(*rows) == "alice"


def test_a_recorded_lockout_outweighs_many_refusals() -> None:
    refusals = [tried(at, REFUSED, account="bob") for at in range(9)]
    assert chosen(*refusals, locked(20)) == "alice"


def test_refusals_show_a_lockout_that_no_record_tells() -> None:
    many = [tried(at, account="bob") for at in range(9)]
    assert chosen(*many, tried(20), tried(21, REFUSED)) == "alice"


def test_without_any_lockout_it_is_the_account_that_failed_most() -> None:
    assert chosen(tried(0), tried(1), tried(2, account="bob")) == "alice"


def test_between_equals_it_is_the_first_in_the_alphabet() -> None:
    assert chosen(tried(0, account="Zoe"), tried(1, account="bob")) == "bob"


def test_where_nothing_failed_there_is_none() -> None:
    assert chosen() is None
    assert chosen(tried(0, GOOD)) is None
    assert chosen(tried(0, account=None)) is None


# ── its numbers ─────────────────────────────────────────────────────────────────────────────────


def test_attempts_are_counted_by_outcome_and_successes_apart() -> None:
    outcomes = [BAD, BAD, REFUSED, UNKNOWN, "other_failure", GOOD, GOOD, GOOD]
    found, _ = told([tried(at, outcome) for at, outcome in enumerate(outcomes)])
    assert count(found.attempts) == AttemptCounts(
        total=5, bad_password=2, locked_out=1, unknown_account=1, other_failure=1, success=3
    )


def test_no_attempt_counts_nothing() -> None:
    found, _ = told([])
    assert count(found.attempts) == AttemptCounts(
        total=0, bad_password=0, locked_out=0, unknown_account=0, other_failure=0, success=0
    )


def test_the_subject_is_described_with_its_own_numbers_and_the_others_by_name() -> None:
    rows = [
        tried(0, account=r"CORP\Alice"),
        tried(1, account="alice"),
        tried(2, GOOD),
        tried(3, account="Bob"),
        tried(4, account="carol"),
        tried(5, account="CAROL"),
        tried(6, account=None),
    ]
    found, stories = told(rows)
    own = found.attempts.filter(pl.col("account_key") == "alice")
    mine = [story for story in stories if story.account_key == "alice"]
    subject = describe(failed(found.attempts), own, "alice", mine)
    assert subject.account == r"CORP\Alice"
    assert subject.failures == AttemptCounts(
        total=2, bad_password=2, locked_out=0, unknown_account=0, other_failure=0, success=1
    )
    assert (subject.others, subject.others_total) == (("carol", "Bob"), 2)


def test_at_most_fifty_others_are_named_and_all_are_counted() -> None:
    rows = [tried(at, account=f"user{at:03d}") for at in range(OTHERS + 5)]
    found, stories = told(rows)
    own = found.attempts.filter(pl.col("account_key") == "user000")
    subject = describe(failed(found.attempts), own, "user000", stories[:1])
    assert len(subject.others) == OTHERS == 50
    assert subject.others[0] == "user001"
    assert subject.others_total == 54


def test_without_a_subject_there_is_nothing_to_describe() -> None:
    found, stories = told([tried(0, account=None)])
    subject = describe(failed(found.attempts), found.attempts, None, stories)
    assert (subject.account, subject.failures.total) == (NOT_RECORDED, 0)
    assert (subject.others, subject.others_total) == ((), 0)


# ── its clients ─────────────────────────────────────────────────────────────────────────────────


def senders(*rows: Row, hosts: tuple[Host, ...] = ()) -> tuple[Client, ...]:
    found, stories = told(rows)
    failures = found.attempts.filter(is_failure(), pl.col("account_key") == "alice")
    return clients(failures, lockouts(stories), hosts, found.identities)


def lockouts(stories: Sequence[Story]) -> tuple[Lockout, ...]:
    episodes = [
        episode for story in stories for episode in follow(story, TWO.window, TWO.duration).episodes
    ]
    return explain(in_order(episodes), TWO, registry())


def test_a_client_is_shown_with_what_it_sent_and_what_of_it_counted() -> None:
    rows = (
        tried(0, client="PC2"),
        tried(10, client="PC1", address="10.4.12.29"),
        locked(10),
        tried(20, REFUSED, client="PC1", address="10.4.12.30"),
    )
    assert senders(*rows) == (
        Client(
            name="PC1",
            group="10.4.12.0/24",
            bad_password=1,
            locked_out=1,
            unknown_account=0,
            other_failure=0,
            counted=1,
            tripped=1,
            first=Instant(ticks(10)),
            last=Instant(ticks(20)),
        ),
        Client(
            name="PC2",
            group=NOT_RECORDED,
            bad_password=1,
            locked_out=0,
            unknown_account=0,
            other_failure=0,
            counted=1,
            tripped=0,
            first=Instant(ticks(0)),
            last=Instant(ticks(0)),
        ),
    )


def names(*rows: Row) -> list[str | Absent]:
    return [client.name for client in senders(*rows)]


def test_what_counted_comes_before_what_failed_most_and_that_before_names() -> None:
    rows = (
        *(tried(at, "other_failure", client="BUSY") for at in range(5)),
        tried(20, client="COUNTED"),
        tried(21, client="COUNTED"),
        locked(21),
        tried(4000, client="b"),
        tried(4001, GOOD, client="b"),
        tried(4002, client="A"),
        tried(4003, GOOD, client="A"),
    )
    assert names(*rows) == ["COUNTED", "BUSY", "A", "b"]


def test_failures_that_name_no_client_come_last_among_equals() -> None:
    rows = (tried(0, client=None), tried(1, GOOD), tried(2, client="PC1"))
    assert names(*rows) == ["PC1", NOT_RECORDED]


def test_the_group_of_a_declared_address_comes_before_a_recorded_one() -> None:
    declared = (Host(name="PC1", addresses=("10.9.9.9",)),)
    (client,) = senders(tried(0, address="10.4.12.29"), hosts=declared)
    assert client.group == "10.9.9.0/24"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "2001:db8::7", "fe80::1%12", "PC1"])
def test_only_a_real_ipv4_address_gives_a_group(address: str) -> None:
    assert [client.group for client in senders(tried(0, address=address))] == [NOT_RECORDED]


def test_an_ipv4_address_in_ipv6_form_gives_one() -> None:
    (client,) = senders(tried(0, address="::ffff:10.4.12.29"))
    assert client.group == "10.4.12.0/24"


def test_a_machine_called_none_lends_no_group_to_nobody() -> None:
    rows = (tried(0, client="None", address="10.4.12.29"), tried(1, client=None))
    assert [(each.name, each.group) for each in senders(*rows)] == [
        ("None", "10.4.12.0/24"),
        (NOT_RECORDED, NOT_RECORDED),
    ]


ROWS = st.lists(
    st.builds(
        tried,
        st.integers(0, 3000),
        st.sampled_from([BAD, REFUSED, UNKNOWN, "other_failure", GOOD]),
        st.sampled_from(["alice", "Alice", "bob"]),
        st.sampled_from(["PC1", "PC2", "PC3", None]),
    ),
    max_size=20,
    # At one and the same time the record numbers say what came first, and these are drawn too.
    unique_by=lambda row: row.at,
)


@few(6)
@given(ROWS, st.randoms(use_true_random=False))
def test_numbers_and_order_do_not_hang_on_the_order_of_the_rows(
    rows: list[Row],
    random: Any,  # noqa: ANN401
) -> None:
    mixed = random.sample(rows, len(rows))
    assert chosen(*rows) == chosen(*mixed)
    found, again = senders(*rows), senders(*mixed)
    assert [each.name for each in found] == [each.name for each in again]
    for one, other in zip(found, again, strict=True):
        assert (one.bad_password, one.locked_out) == (other.bad_password, other.locked_out)
        assert (one.first, one.last) == (other.first, other.last)
    alice = [row for row in rows if row.fields["account"] != "bob" and row.outcome != GOOD]
    total = sum(
        each.bad_password + each.locked_out + each.unknown_account + each.other_failure
        for each in found
    )
    assert total == len(alice)
