"""What holds of names and addresses whatever was recorded. Every name is invented."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.who.apart import apart_from
from forensics.who.identities import Identities, identify, place
from forensics.who.naming import key, label
from tests.builders.observed import Row, observations, seen
from tests.effort import few

CUT = "LONGSERVERNAME-"
NAMES = [
    *("A", "a.north.example", "A.south.example", "A ", r"\\a"),
    *(CUT, f"{CUT}1", f"{CUT}1.north.example", f"{CUT}2.north.example"),
    *("B", "b.north.example"),
]
ADDRESSES = ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2", "fe80::1%1", "::1"]
HOSTS = (Host(name="B", aliases=("A ", CUT), addresses=("10.0.0.2",)),)


@st.composite
def recorded(draw: st.DrawFn) -> Row:
    """Draw one record: its machine, perhaps a workstation, perhaps an address."""
    return seen(
        draw(st.integers(0, 20)) * 86_400,
        draw(st.sampled_from(NAMES)),
        4625,
        "bad_password",
        workstation=draw(st.sampled_from([None, *NAMES])),
        address=draw(st.sampled_from([None, *ADDRESSES])),
    )


RECORDS = st.lists(recorded(), min_size=1, max_size=12)
DECLARED = st.sampled_from([(), HOSTS])


def families(found: Identities, names: Sequence[str] = NAMES) -> set[frozenset[str]]:
    """Return which names are one machine."""
    shown: dict[str, set[str]] = {}
    for name in names:
        shown.setdefault(found.name(name), set()).add(key(name))
    return {frozenset(family) for family in shown.values()}


@few(6)
@given(RECORDS, DECLARED)
def test_what_is_shown_is_shown_under_itself(rows: list[Row], hosts: tuple[Host, ...]) -> None:
    found = identify(hosts, (), observations(rows))
    for name in NAMES:
        assert found.name(found.name(name)) == found.name(name)


@few(6)
@given(RECORDS)
def test_two_machines_that_keep_logs_are_one_only_by_name_and_full_name(rows: list[Row]) -> None:
    found = identify((), (), observations(rows))
    for one, other in combinations(sorted({key(row.host) for row in rows}), 2):
        if found.name(one) == found.name(other):
            assert label(one) == label(other)
            assert ("." in one) != ("." in other)


@few(6)
@given(RECORDS)
def test_two_declared_machines_are_never_one(rows: list[Row]) -> None:
    hosts = tuple(Host(name=name) for name in ("A", "a.north.example", CUT, f"{CUT}1"))
    found = identify(hosts, (), observations(rows))
    assert len({found.name(host.name) for host in hosts}) == 4


@few(6)
@given(RECORDS, DECLARED, st.randoms())
def test_the_order_of_the_records_changes_nothing(
    rows: list[Row], hosts: tuple[Host, ...], random: Random
) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = [rows[at] for at in order]
    one, other = observations(rows), observations(shuffled)
    first, second = identify(hosts, (), one), identify(hosts, (), other)
    assert families(first) == families(second)
    clients = place(one, first)["client"].to_list()
    moved = dict(zip(order, place(other, second)["client"].to_list(), strict=True))
    for a, b in combinations(range(len(rows)), 2):
        assert (clients[a] == clients[b]) == (moved[a] == moved[b])


@few(6)
@given(RECORDS)
def test_what_is_switched_off_parts_its_names_and_touches_no_other_machine(
    rows: list[Row],
) -> None:
    observed = observations(rows)
    found = identify((), (), observed)
    named = [key(each) for each in NAMES]
    for bond in found.bonds:
        if bond.kind != "merged" or not {key(name) for name in bond.names} <= set(named):
            continue
        off = identify((), (), observed, apart_from([bond.names]))
        assert len({off.name(name) for name in bond.names}) == 2
        (torn,) = (each for each in families(found) if key(bond.names[0]) in each)
        assert families(found) - {torn} <= families(off)


@few(6)
@given(RECORDS)
def test_every_merge_is_told(rows: list[Row]) -> None:
    found = identify((), (), observations(rows))
    told = {key(name) for each in found.bonds if each.kind == "merged" for name in each.names}
    recorded = {key(row.host) for row in rows} | {
        key(row.fields["workstation"] or "") for row in rows if row.fields["workstation"]
    }
    for family in families(found):
        if len(family & recorded) > 1:
            assert family & recorded <= told
