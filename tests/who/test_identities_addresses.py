"""Who held an address when, and addresses with made-up names. Every name is invented."""

from typing import Any

import pytest

from forensics.case import Host
from forensics.values import TICKS_PER_SECOND
from forensics.who.holders import LEASE, MADE_UP
from forensics.who.identities import Identities, identify, place
from tests.builders.observed import Row, observations, seen

HOUR = 3_600
DAY = 24 * HOUR
ADDRESS = "10.4.12.29"


def both(at: float, workstation: str, address: str = ADDRESS, host: str = "SRV1") -> Row:
    """Return a failed logon that names workstation and address."""
    named = {"workstation": workstation, "address": address}
    return seen(at, host, 4625, "bad_password", **named)


def alone(at: float, address: str = ADDRESS) -> Row:
    """Return a Kerberos failure, which names an address only."""
    return seen(at, "DC1", 4771, "bad_password", address=f"::ffff:{address}")


def clients(*rows: Row, hosts: tuple[Host, ...] = ()) -> list[str | None]:
    observed = observations(rows)
    return place(observed, identify(hosts, (), observed))["client"].to_list()


def known(*rows: Row, hosts: tuple[Host, ...] = ()) -> Identities:
    return identify(hosts, (), observations(rows))


def why(found: Identities) -> list[tuple[Any, ...]]:
    return [(each.kind, each.reason, each.names, each.total) for each in found.bonds]


# ── an address that is handed on ────────────────────────────────────────────────────────────────


def test_an_address_is_its_holder_at_the_time() -> None:
    # A from 0 to 2 h, B from 4 to 6 h; asked at 1 h, 3 h (between the two) and 5 h.
    rows = [both(0, "A"), both(2 * HOUR, "A"), both(4 * HOUR, "B"), both(6 * HOUR, "B")]
    asked = [alone(at * HOUR) for at in (1, 3, 5)]
    assert clients(*rows, *asked)[4:] == ["A", ADDRESS, "B"]
    assert why(known(*rows)) == [
        ("merged", "held-in-turn", ("A", ADDRESS), None),
        ("merged", "held-in-turn", ("B", ADDRESS), None),
    ]


def test_before_the_first_holder_and_behind_the_last_it_reaches_one_lease() -> None:
    assert LEASE == 8 * DAY * TICKS_PER_SECOND
    rows = [both(0, "A"), both(DAY, "B")]
    asked = [alone(at * DAY) for at in (-8.001, -8, 0.5, 9, 9.001)]
    assert clients(*rows, *asked)[2:] == [ADDRESS, "A", ADDRESS, "B", ADDRESS]


def test_one_holder_all_the_time_has_the_address_in_a_long_silence_too() -> None:
    rows = [both(0, "A"), both(100 * DAY, "A"), alone(50 * DAY)]
    assert clients(*rows)[-1] == "A"


def test_an_address_that_comes_back_to_its_first_holder_belongs_to_none() -> None:
    # A, B, A: as behind a gateway. Nothing tells who else stood behind it.
    rows = [both(0, "A"), both(HOUR, "B"), both(2 * HOUR, "A"), alone(0), alone(HOUR)]
    assert clients(*rows)[3:] == [ADDRESS, ADDRESS]
    assert why(known(*rows)) == [("related", "shared-address", (ADDRESS, "A", "B"), 3)]


def test_another_form_of_the_name_is_no_other_holder() -> None:
    rows = [both(0, "A"), both(HOUR, "a.corp.example"), both(2 * HOUR, "A"), alone(HOUR)]
    assert clients(*rows) == ["A", "A", "A", "A"]


def test_a_declared_address_outranks_who_was_named_with_it() -> None:
    hosts = (Host(name="GATEWAY", addresses=(ADDRESS,)),)
    assert clients(both(0, "A"), alone(1), hosts=hosts) == ["A", "GATEWAY"]
    assert why(known(both(0, "A"), hosts=hosts)) == []


def test_the_loopback_address_has_no_holder() -> None:
    assert clients(both(0, "A", "127.0.0.1"), alone(1, "127.0.0.1")) == ["A", "DC1"]


def test_an_address_that_keeps_a_log_is_not_made_one_with_another_machine_that_does() -> None:
    rows = [seen(0, ADDRESS, 4625), seen(0, "A", 4625), both(1, "A"), alone(2)]
    assert clients(*rows)[-1] == ADDRESS
    assert why(known(*rows)) == [("related", "two-recorders", ("A", ADDRESS), None)]


def test_a_record_without_a_time_is_given_to_no_holder() -> None:
    observed = observations([both(0, "A"), alone(1)])
    timeless = observed.with_columns(
        observed[name].set(observed["row"] == 1, None) for name in ("written", "created")
    )
    assert place(timeless, identify((), (), timeless))["client"].to_list() == ["A", ADDRESS]


# ── an address with made-up names ───────────────────────────────────────────────────────────────

NAMES = [f"W{number:02d}" for number in range(MADE_UP)]


def burst(names: list[str], apart: float = 1.0) -> list[Row]:
    return [both(place_ * apart, name) for place_, name in enumerate(names)]


def test_twenty_unsupported_names_of_one_address_are_one_source() -> None:
    assert MADE_UP == 20
    rows = [*burst(NAMES), alone(5)]
    assert set(clients(*rows)) == {ADDRESS}
    ((kind, reason, names, total),) = why(known(*rows))
    assert (kind, reason, names, total) == ("made-up", "made-up", tuple(NAMES[:8]), 20)


def test_nineteen_names_are_taken_at_their_word() -> None:
    assert clients(*burst(NAMES[:19])) == NAMES[:19]


def test_a_made_up_name_is_the_address_where_no_address_is_recorded_too() -> None:
    rows = [*burst(NAMES), seen(0, "DC1", 4776, "bad_password", workstation="w07")]
    assert clients(*rows)[-1] == ADDRESS


@pytest.mark.parametrize(
    ("support", "host"),
    [
        (both(0, "W00", "10.9.9.9"), ()),
        (seen(0, "W00", 4625, "bad_password"), ()),
        (seen(0, "DC1", 1, "bad_password", via="W00"), ()),
        (seen(0, "DC1", 4776, "bad_password"), (Host(name="W00"),)),
    ],
    ids=["another address", "its own log", "passes questions on", "declared"],
)
def test_a_name_that_something_else_supports_is_neither_counted_nor_folded(
    support: Row, host: tuple[Host, ...]
) -> None:
    assert clients(*burst(NAMES), support, hosts=host)[:20] == NAMES
    more = [*burst([*NAMES, "W20"]), support]
    assert clients(*more, hosts=host)[:21] == ["W00", *[ADDRESS] * 20]


def test_names_that_come_no_faster_than_leases_are_not_made_up() -> None:
    # 20 names, each half a day after the one before: 9.5 days from the first to the last.
    slow = burst(NAMES, apart=DAY / 2)
    assert clients(*slow) == NAMES
    # 8 days / 19 apart: just within one lease.
    assert set(clients(*burst(NAMES, apart=8 * DAY / 19 - 1))) == {ADDRESS}


def test_a_declared_address_with_made_up_names_is_the_declared_machine() -> None:
    hosts = (Host(name="GATEWAY", addresses=(ADDRESS,)),)
    assert set(clients(*burst(NAMES), hosts=hosts)) == {"GATEWAY"}


def test_names_beside_the_loopback_address_are_taken_at_their_word() -> None:
    # A service on the machine itself, such as a mail server, passes on what its clients call
    # themselves.
    assert clients(*(both(at, name, "127.0.0.1") for at, name in enumerate(NAMES))) == NAMES


def test_what_was_recorded_stays() -> None:
    observed = observations(burst(NAMES))
    placed = place(observed, identify((), (), observed))
    assert placed["workstation"].to_list() == NAMES
