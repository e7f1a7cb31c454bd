"""A machine's own lockout shows that it did not know the domain that was presented."""

import polars as pl

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
