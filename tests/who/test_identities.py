"""One machine, many names."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.who.identities import Identities, identify, place
from forensics.who.naming import address, key, says_nothing
from tests.builders.observed import observations, seen


def named(*recorded: str, declared: tuple[Host, ...] = ()) -> Identities:
    """Return what is known when SRV1 records these workstations, in this order."""
    rows = [seen(0, "SRV1", 4625, "bad_password", workstation=name) for name in recorded]
    return identify(declared, (), observations(rows))


# ── how names are compared ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("recorded", "compared"),
    [
        ("LONCAP01", "loncap01"),
        (r"\\LONCAP01", "loncap01"),
        ("LonCap01.Corp.Example", "loncap01.corp.example"),
        ("10.4.12.29", "10.4.12.29"),
        (r"\\10.4.12.29", "10.4.12.29"),
        ("::ffff:10.4.12.29", "10.4.12.29"),
        ("::FFFF:10.4.12.29", "10.4.12.29"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::1", "::1"),
        ("fe80::1%Eth0", "fe80::1%eth0"),
        ("dc1.corp.example.", "dc1.corp.example"),
        ("FIN-429 ", "fin-429 "),
    ],
)
def test_names_are_compared_without_backslashes_and_case(recorded: str, compared: str) -> None:
    assert key(recorded) == compared


@pytest.mark.parametrize(
    ("recorded", "canonical"),
    [
        ("10.4.12.29", "10.4.12.29"),
        (" 10.4.12.29 ", "10.4.12.29"),
        ("::ffff:10.4.12.29", "10.4.12.29"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("fe80::1%12", "fe80::1%12"),
        ("LONCAP01", ""),
        ("10.4.12", ""),
        ("10.4.12.299", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_an_address_has_one_form(recorded: str, canonical: str) -> None:
    assert address(recorded) == canonical


@pytest.mark.parametrize("recorded", ["", "  ", "-", "(null)", "::", "::ffff:0.0.0.0"])
def test_some_fields_say_nothing(recorded: str) -> None:
    assert says_nothing(recorded)
    assert clients({"workstation": recorded}) == [None]
    assert clients({"address": recorded}) == [None]


# ── one machine ─────────────────────────────────────────────────────────────────────────────────


def test_a_machine_is_shown_as_first_seen_whatever_the_spelling() -> None:
    known = named("FIN-429", r"\\fin-429", "Fin-429")
    for recorded in ("FIN-429", "fin-429", r"\\FIN-429"):
        assert known.name(recorded) == "FIN-429"


def test_a_machine_seen_first_as_unc_name_is_shown_without_backslashes() -> None:
    assert named(r"\\FIN-429").name("fin-429") == "FIN-429"


@pytest.mark.parametrize(
    ("first", "second"),
    [("LONCAP01", "loncap01.corp.example"), ("loncap01.corp.example", "LONCAP01")],
)
def test_a_name_and_its_full_name_are_one_machine(first: str, second: str) -> None:
    known = named(first, second)
    assert known.name(first) == known.name(second) == first


def test_a_machine_that_is_seen_by_its_full_name_only_answers_to_the_short_one() -> None:
    assert named("dc1.example.test").name("DC1") == "dc1.example.test"


@pytest.mark.parametrize(
    "recorded", list(permutations(["web", "web.north.example", "web.south.example"]))
)
def test_two_full_names_with_the_same_first_label_stay_apart(recorded: tuple[str, ...]) -> None:
    known = named(*recorded)
    assert [known.name(name) for name in recorded] == list(recorded)


def test_an_unknown_name_is_shown_as_recorded() -> None:
    assert named("FIN-429").name("HR-725") == "HR-725"


# ── what the analyst declares ───────────────────────────────────────────────────────────────────

CAP = Host(name="LONCAP01", aliases=("loncap01.corp.example",), addresses=("10.4.10.11",))


@pytest.mark.parametrize(
    "recorded",
    [
        "LONCAP01",
        "loncap01",
        r"\\LONCAP01",
        "LONCAP01.CORP.EXAMPLE",
        "10.4.10.11",
        "::ffff:10.4.10.11",
    ],
)
def test_declared_names_and_addresses_are_one_machine(recorded: str) -> None:
    assert named(recorded, declared=(CAP,)).name(recorded) == "LONCAP01"


def test_the_declared_spelling_comes_before_the_recorded_one() -> None:
    assert named("loncap01", "FIN-429", declared=(CAP,)).name("loncap01") == "LONCAP01"


def test_two_names_of_one_machine_are_two_machines_unless_declared_one() -> None:
    assert named("OLDNAME", "NEWNAME").name("OLDNAME") == "OLDNAME"
    renamed = Host(name="NEWNAME", aliases=("OLDNAME",))
    assert named("OLDNAME", "NEWNAME", declared=(renamed,)).name("OLDNAME") == "NEWNAME"


@pytest.mark.parametrize(
    "recorded", [("DC1", "dc1.example.test"), ("DC1",), ("dc1.example.test", "DC1")]
)
def test_a_declared_full_name_takes_in_its_first_label(recorded: tuple[str, ...]) -> None:
    known = named(*recorded, declared=(Host(name="dc1.example.test"),))
    assert {known.name(name) for name in recorded} == {"dc1.example.test"}


def test_a_declared_full_name_competes_with_a_recorded_one() -> None:
    known = named("loncap01.lab.example", declared=(CAP,))
    assert known.name("loncap01.lab.example") == "loncap01.lab.example"
    assert known.name("loncap01.corp.example") == "LONCAP01"


def test_of_two_hosts_that_declare_one_address_the_first_has_it() -> None:
    declared = (Host(name="A", addresses=("10.0.0.1",)), Host(name="B", addresses=("10.0.0.1",)))
    assert named(declared=declared).name("10.0.0.1") == "A"


@given(st.permutations(["A", "a", r"\\A", "a.example", "A.EXAMPLE", "B", "b.example"]))
def test_which_names_are_one_machine_does_not_hang_on_their_order(recorded: list[str]) -> None:
    known = named(*recorded)
    shown = {name: known.name(name) for name in recorded}
    assert len({shown[name] for name in ("A", "a", r"\\A", "a.example", "A.EXAMPLE")}) == 1
    assert len({shown[name] for name in ("B", "b.example")}) == 1
    assert len(set(shown.values())) == 2


# ── clients and machines of observations ────────────────────────────────────────────────────────


def clients(*fields: dict[str, str | None], host: str = "SRV1") -> list[str | None]:
    rows = [seen(0, host, 4625, "bad_password", **each) for each in fields]
    observed = observations(rows)
    return place(observed, identify((), (host,), observed))["client"].to_list()


def test_the_client_is_the_workstation_that_is_named() -> None:
    assert clients({"workstation": r"\\fin-429", "address": "10.4.12.29"}) == ["fin-429"]


def test_without_a_workstation_it_is_the_address() -> None:
    assert clients({"address": "::ffff:10.4.12.29"}) == ["10.4.12.29"]


def test_a_declared_address_is_shown_under_its_name() -> None:
    rows = [seen(0, "SRV1", 4771, "bad_password", address="::ffff:10.4.12.29")]
    observed = observations(rows)
    known = identify((Host(name="FIN-429", addresses=("10.4.12.29",)),), (), observed)
    assert place(observed, known)["client"].to_list() == ["FIN-429"]


@pytest.mark.parametrize(
    "loopback", ["127.0.0.1", "127.8.9.10", "::1", "::1%1", "::ffff:127.0.0.1"]
)
def test_the_loopback_address_is_the_recording_machine(loopback: str) -> None:
    assert clients({"address": loopback}, host="SRV1.example") == ["SRV1.example"]


def test_a_workstation_is_believed_before_the_loopback_address() -> None:
    assert clients({"workstation": "FIN-429", "address": "127.0.0.1"}) == ["FIN-429"]


def test_a_record_that_names_neither_names_no_client() -> None:
    assert clients({}) == [None]


TICKET: dict[str, str | None] = {"address": "::ffff:10.4.12.29"}
"""What a Kerberos failure names: an address alone."""


def test_an_address_is_the_workstation_that_another_record_names_with_it() -> None:
    both: dict[str, str | None] = {"workstation": "fin-429", "address": "10.4.12.29"}
    assert clients(both, TICKET) == ["fin-429", "fin-429"]


def test_an_address_that_two_workstations_had_stays_an_address() -> None:
    one: dict[str, str | None] = {"workstation": "FIN-429", "address": "10.4.12.29"}
    other: dict[str, str | None] = {"workstation": "HR-725", "address": "10.4.12.29"}
    assert clients(one, other, TICKET) == ["FIN-429", "HR-725", "10.4.12.29"]


def test_a_server_that_names_itself_beside_an_address_is_not_the_client() -> None:
    itself: dict[str, str | None] = {"workstation": "srv1", "address": "10.4.12.29"}
    assert clients(itself, TICKET) == ["SRV1", "10.4.12.29"]


def test_a_declared_address_stays_with_its_machine() -> None:
    rows = [
        seen(0, "SRV1", 4625, "bad_password", workstation="FIN-429", address="10.4.12.29"),
        seen(0, "SRV1", 4771, "bad_password", address="10.4.12.29"),
    ]
    observed = observations(rows)
    known = identify((Host(name="GATEWAY", addresses=("10.4.12.29",)),), (), observed)
    assert place(observed, known)["client"].to_list() == ["FIN-429", "GATEWAY"]


def test_machine_and_caller_are_named_too() -> None:
    rows = [seen(0, r"DC1.example", 644, caller=r"\\fin-429")]
    observed = observations(rows)
    placed = place(observed, identify((), ("DC1.example", "FIN-429"), observed))
    assert placed.select("machine", "caller_name", "client").rows() == [
        ("DC1.example", "FIN-429", None)
    ]
    assert placed["host"].to_list() == ["DC1.example"]  # what is recorded stays
    assert placed["caller"].to_list() == [r"\\fin-429"]


def test_nothing_observed_is_placed_too() -> None:
    placed = place(observations([]), named())
    assert placed.height == 0
    assert {"machine", "caller_name", "client"} <= set(placed.columns)
