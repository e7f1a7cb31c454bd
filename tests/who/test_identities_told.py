"""The ties that the findings list, each with its records. Every name is invented."""

import pytest

from forensics.case import Host
from forensics.citing import Registry
from forensics.values import NOT_APPLICABLE, Locator
from forensics.who.ties import KINDS, REASONS, Tie
from forensics.who.tying import told
from tests.builders.observed import LOG, Row, observations, scene, seen

ADDRESS = "10.4.12.29"


def ties(*rows: Row, hosts: tuple[Host, ...] = ()) -> tuple[Tie, ...]:
    found = scene(observations(rows), hosts)
    records = Registry(
        observations=found.observations, witnessed=found.witnessed, paths=[LOG], sound=True
    )
    return told(found.identities, records)


def at(*rows: int) -> tuple[Locator, ...]:
    """Return where these rows are, all on one machine: the first has number 1."""
    return tuple(
        Locator(source=LOG, record=row + 1, offset=1000 + 100 * row, length=100) for row in rows
    )


def both(workstation: str, address: str = ADDRESS) -> Row:
    fields = {"workstation": workstation, "address": address}
    return seen(0, "SRV1", 4625, "bad_password", **fields)


def named(workstation: str) -> Row:
    return seen(0, "SRV1", 4625, "bad_password", workstation=workstation)


def alone(address: str = ADDRESS) -> Row:
    return seen(0, "SRV1", 4625, "bad_password", address=address)


def test_a_merge_is_told_with_its_names_its_records_and_how_many_it_touched() -> None:
    assert ties(named("A"), named("A"), named("a.example"), named("a.example")) == (
        Tie(
            names=("A", "a.example"),
            names_total=2,
            shown="A",
            kind="merged",
            reason="full-name",
            records=2,
            evidence=at(0, 2),
        ),
    )


def test_records_are_counted_wherever_they_name_a_machine() -> None:
    lockout = seen(0, "SRV1", 644, caller="a.example")
    (tie,) = ties(named("A"), named("a.example"), lockout)
    assert tie.records == 2


def test_an_address_is_told_where_a_record_was_given_to_its_holder() -> None:
    assert ties(both("A"), alone(), alone()) == (
        Tie(
            names=("A", ADDRESS),
            names_total=2,
            shown="A",
            kind="merged",
            reason="named-together",
            records=2,
            evidence=at(0),
        ),
    )


def test_an_address_that_changed_nothing_is_not_told() -> None:
    assert ties(both("A"), named("A")) == ()


def test_made_up_names_are_told_once_with_their_number_and_some_of_them() -> None:
    names = [f"W{number:02d}" for number in range(21)]
    assert ties(*map(both, names), both("W00")) == (
        Tie(
            names=tuple(names[:8]),
            names_total=21,
            shown=ADDRESS,
            kind="made-up",
            reason="made-up",
            records=22,
            evidence=at(0, 1, 2, 3),
        ),
    )


def test_an_address_of_several_at_once_is_told_with_the_records_left_bare() -> None:
    assert ties(both("A"), both("B"), alone(), alone(), alone()) == (
        Tie(
            names=(ADDRESS, "A", "B"),
            names_total=3,
            shown=NOT_APPLICABLE,
            kind="related",
            reason="shared-address",
            records=3,
            evidence=at(0, 1),
        ),
    )


def test_spellings_are_told_together() -> None:
    assert ties(named("A"), named(r"\\a"), named("a"), alone("::ffff:10.0.0.1")) == (
        Tie(
            names=(r"\\a", "A", "a", "A", "::ffff:10.0.0.1", "10.0.0.1"),
            names_total=3,
            shown=NOT_APPLICABLE,
            kind="merged",
            reason="spelling",
            records=3,
            evidence=at(0, 3),
        ),
    )


def test_loopback_addresses_are_told_together() -> None:
    assert ties(alone("127.0.0.1"), alone("::1"), alone("::1")) == (
        Tie(
            names=("127.0.0.1", "::1"),
            names_total=2,
            shown=NOT_APPLICABLE,
            kind="merged",
            reason="loopback",
            records=3,
            evidence=at(0, 1),
        ),
    )


def test_a_declared_address_and_alias_are_told_where_records_name_them() -> None:
    hosts = (Host(name="CAP", aliases=("LONCAP", "UNUSED"), addresses=(ADDRESS, "10.9.9.9")),)
    told_of = {
        tie.names: (tie.reason, tie.shown, tie.records)
        for tie in ties(named("LONCAP"), alone(), alone(), hosts=hosts)
    }
    assert told_of == {
        ("LONCAP", "CAP"): ("declared", "CAP", 1),
        (ADDRESS, "CAP"): ("declared", "CAP", 2),
    }


def test_one_address_with_two_zones_is_related() -> None:
    assert ties(alone("fe80::1%12"), alone("fe80::1%eth0"), alone("fe80::2%12")) == (
        Tie(
            names=("fe80::1%12", "fe80::1%eth0"),
            names_total=2,
            shown=NOT_APPLICABLE,
            kind="related",
            reason="zone",
            records=2,
            evidence=at(0, 1),
        ),
    )


def test_made_up_names_come_first_then_relations_then_merges_with_most_records_first() -> None:
    names = [f"W{number:02d}" for number in range(20)]
    found = ties(
        named("A"), named("a.example"),
        named("B"), named("b.example"), named("b.example"),
        named("C"), named("C "),
        *map(both, names),
    )  # fmt: skip
    assert [(tie.kind, tie.names[0]) for tie in found] == [
        ("made-up", "W00"),
        ("related", "C"),
        ("merged", "B"),
        ("merged", "A"),
    ]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_explained_in_a_sentence(reason: str) -> None:
    assert REASONS[reason].endswith(".")
    assert KINDS == ("merged", "related", "made-up", "apart")
