"""A machine's own lockout shows that it did not know the domain that was presented."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.lean import INTERNED
from forensics.values import TICKS_PER_SECOND
from forensics.who.unknown_domains import unknown

TRIED = {
    "recorder": INTERNED,
    "target": INTERNED,
    "account_key": INTERNED,
    "client": INTERNED,
    "domain": INTERNED,
    "time": pl.Int64(),
    "outcome": INTERNED,
    "authority_host": INTERNED,
}
LOCKED = {
    "kind": INTERNED,
    "machine": INTERNED,
    "account": INTERNED,
    "caller_name": INTERNED,
    "created": pl.Int64(),
    "written": pl.Int64(),
}


def tried(
    domain: str | None, second: int, client: str = "CHILD1", answered: str | None = None
) -> tuple[object, ...]:
    time = second * TICKS_PER_SECOND
    return ("PARENT1", "PARENT1", "smsservice", client, domain, time, "bad_password", answered)


def found(
    tries: list[tuple[object, ...]], second: int = 100, caller: str | None = "CHILD1"
) -> frozenset[tuple[str, str]]:
    attempts = pl.DataFrame(tries, schema=TRIED, orient="row")
    row = ("lockout", "PARENT1", "SMSService", caller, second * TICKS_PER_SECOND, None)
    return unknown(attempts, pl.DataFrame([row], schema=LOCKED, orient="row"))


def test_where_the_caller_of_a_lockout_presented_nothing_else_in_its_seconds() -> None:
    assert found([tried("SUEDHOF", 98), tried("SUEDHOF", 100)]) == {("parent1", "suedhof")}


def test_not_where_the_caller_presented_another_domain_too() -> None:
    assert found([tried("SUEDHOF", 100), tried("NORDWIK", 100)]) == frozenset()


def test_not_where_the_failure_is_of_other_seconds_or_of_another_client() -> None:
    assert found([tried("SUEDHOF", 97)]) == frozenset()
    assert found([tried("SUEDHOF", 100, client="OTHER")]) == frozenset()


def test_not_where_a_database_answered_or_no_caller_is_recorded() -> None:
    assert found([tried("SUEDHOF", 100, answered="DC9")]) == frozenset()
    assert found([tried("SUEDHOF", 100)], caller=None) == frozenset()


def test_a_record_without_a_domain_tells_nothing() -> None:
    assert found([tried(None, 100)]) == frozenset()


HALVES = st.integers(-9, 9)  # half seconds: before and after the zero of the clock
TRIES = st.lists(
    st.tuples(HALVES, st.sampled_from(["A", "B", None]), st.sampled_from(["PC1", "pc1", "PC2"])),
    max_size=8,
)
LOCKS = st.lists(st.tuples(HALVES, st.sampled_from(["PC1", "PC2"])), max_size=4)


@given(tries=TRIES, locks=LOCKS)
def test_every_lockout_meets_the_tries_of_its_seconds_and_no_others(
    tries: list[tuple[int, str | None, str]], locks: list[tuple[int, str]]
) -> None:
    half = TICKS_PER_SECOND // 2
    attempts = pl.DataFrame(
        [
            ("PARENT1", "PARENT1", "smsservice", client, domain, at * half, "bad_password", None)
            for at, domain, client in tries
        ],
        schema=TRIED,
        orient="row",
    )
    lockouts = pl.DataFrame(
        [("lockout", "PARENT1", "smsservice", caller, at * half, None) for at, caller in locks],
        schema=LOCKED,
        orient="row",
    )
    expected = set()
    for locked, caller in locks:
        near = {
            domain
            for at, domain, client in tries
            if client.lower() == caller.lower() and abs(at - locked) <= 4
        }
        if len(near) == 1 and None not in near:
            expected |= {("parent1", str(domain).lower()) for domain in near}
    assert unknown(attempts, lockouts) == expected
