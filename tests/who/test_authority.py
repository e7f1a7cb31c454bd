"""Whose account database holds the account that was tried."""

import pytest

from forensics.case import Host
from forensics.who.authority import Sites
from tests.builders.observed import BAD, Row, observations, scene, seen

DC = Host(name="LONDC01", roles=("dc",))


def attempts(*rows: Row, hosts: tuple[Host, ...] = ()) -> list[tuple[str, str, str | None]]:
    """Return target, authority and what the client presents, of every attempt."""
    found = scene(observations(rows), hosts).attempts
    return list(found.select("target", "authority", "presents").iter_rows())


def failed(at: float, host: str, domain: str | None, client: str | None = "FIN-429") -> Row:
    return seen(at, host, 529, BAD, workstation=client, domain=domain)


def checked(at: float, host: str, client: str | None = "FIN-429") -> Row:
    return seen(at, host, 681, BAD, workstation=client)


def locked(at: float, host: str, by: str, by_domain: str) -> Row:
    return seen(at, host, 644, caller="FIN-429", by=by, by_domain=by_domain)


LONCORP = locked(900, "LONDC01", "LONDC01$", "LONCORP")
"""LONDC01 writes a lockout on behalf of its own account, which belongs to LONCORP."""


# ── who answers ─────────────────────────────────────────────────────────────────────────────────


def test_a_member_server_that_checked_the_password_answers_for_its_own_database() -> None:
    assert attempts(checked(0, "LONCAP01"), failed(0, "LONCAP01", "FIN-429")) == [
        ("LONCAP01", "LONCAP01", "own-name")
    ]


def test_a_domain_controller_answers_for_its_domain() -> None:
    assert attempts(
        checked(0, "LONDC01"), failed(0, "LONDC01", "LONCORP"), LONCORP, hosts=(DC,)
    ) == [("LONDC01", "LONCORP", "domain")]


def test_a_domain_controller_answers_for_accounts_tried_on_another_server() -> None:
    assert attempts(
        checked(0, "LONDC01"), failed(0, "LONCAP01", "LONCORP"), LONCORP, hosts=(DC,)
    ) == [("LONCAP01", "LONCORP", "domain")]


def test_a_domain_controller_whose_domain_no_record_names_answers_under_its_own_name() -> None:
    assert attempts(failed(0, "LONDC01", "FIN-429"), hosts=(DC,)) == [
        ("LONDC01", "LONDC01", "own-name")
    ]


def test_a_domain_controller_is_of_the_domain_that_is_presented_where_it_answers() -> None:
    rows = (checked(0, "LONDC02"), failed(0, "LONCAP01", "LONCORP"), checked(60, "LONDC02"))
    declared = (Host(name="LONDC02", roles=("dc",)),)
    assert attempts(*rows, hosts=declared) == [
        ("LONCAP01", "LONCORP", "domain"),
        ("LONDC02", "LONCORP", None),
    ]


def test_what_a_record_says_of_a_domain_controller_comes_before_what_is_presented() -> None:
    rows = (checked(0, "LONDC01"), failed(0, "LONCAP01", "TRUSTED"), LONCORP)
    assert attempts(*rows, hosts=(DC,)) == [("LONCAP01", "LONCORP", "domain")]


# ── what the client presents ────────────────────────────────────────────────────────────────────


def test_a_client_that_presents_its_own_name_asks_the_accessed_machine() -> None:
    assert attempts(failed(0, "LONCAP02", "FIN-429")) == [("LONCAP02", "LONCAP02", "own-name")]


def test_on_a_domain_controller_the_own_name_asks_the_domain() -> None:
    assert attempts(failed(0, "LONDC01", "FIN-429"), LONCORP, hosts=(DC,)) == [
        ("LONDC01", "LONCORP", "own-name")
    ]


@pytest.mark.parametrize("domain", ["fin-429", r"\\FIN-429"])
def test_the_own_name_is_known_in_other_spellings(domain: str) -> None:
    assert attempts(failed(0, "LONCAP02", domain)) == [("LONCAP02", "LONCAP02", "own-name")]


def test_a_client_known_by_its_address_alone_presents_its_own_name() -> None:
    client = Host(name="FIN-429", addresses=("10.4.12.29",))
    row = seen(0, "LONCAP02", 529, BAD, address="10.4.12.29", domain="FIN-429")
    assert attempts(row, hosts=(client,)) == [("LONCAP02", "LONCAP02", "own-name")]


def test_the_name_of_the_target_asks_the_target() -> None:
    assert attempts(failed(0, "LONCAP02", "loncap02")) == [("LONCAP02", "LONCAP02", "target-name")]


def test_the_name_of_a_third_machine_asks_the_target() -> None:
    rows = (failed(0, "LONCAP02", "HR-725"), failed(9, "LONCAP02", "HR-725", client="HR-725"))
    assert attempts(*rows) == [
        ("LONCAP02", "LONCAP02", "domain"),
        ("LONCAP02", "LONCAP02", "own-name"),
    ]


def test_a_domain_on_a_member_server_is_the_authority() -> None:
    assert attempts(failed(0, "LONCAP02", "LONCORP")) == [("LONCAP02", "LONCORP", "domain")]


@pytest.mark.parametrize("domain", [None, "(null)", "(NULL)", "."])
def test_no_domain_asks_the_accessed_machine(domain: str | None) -> None:
    assert attempts(failed(0, "LONCAP02", domain)) == [("LONCAP02", "LONCAP02", None)]


def test_a_domain_is_one_authority_in_every_spelling() -> None:
    rows = (failed(0, "LONCAP02", "LonCorp"), failed(9, "LONCAP02", "LONCORP"))
    assert [authority for _, authority, _ in attempts(*rows)] == ["LonCorp", "LonCorp"]
    named = attempts(*rows, LONCORP, hosts=(DC,))
    assert [authority for _, authority, _ in named] == ["LONCORP", "LONCORP"]


# ── what the machines are ───────────────────────────────────────────────────────────────────────


def sites(*rows: Row, hosts: tuple[Host, ...] = ()) -> Sites:
    return scene(observations(rows), hosts).sites


@pytest.mark.parametrize("event_id", [675, 676, 4768, 4771])
def test_a_machine_that_writes_kerberos_service_records_is_a_domain_controller(
    event_id: int,
) -> None:
    found = sites(seen(0, "DC7", event_id, BAD), seen(0, "FS1", 4625, BAD))
    assert found.roles_of("dc7") == ("dc",)
    assert found.roles_of("FS1") == ()
    assert found.declared == frozenset()


@pytest.mark.parametrize("event_id", [680, 681, 4776])
def test_a_machine_that_checks_ntlm_passwords_may_be_any(event_id: int) -> None:
    assert sites(seen(0, "SRV1", event_id, BAD)).roles_of("SRV1") == ()


def test_declared_and_shown_roles_are_joined() -> None:
    found = sites(seen(0, "LONDC01", 4771, BAD), hosts=(Host(name="londc01", roles=("cap",)),))
    assert found.roles_of("LONDC01") == ("cap", "dc")
    assert found.declared == {"londc01"}


def test_a_host_that_is_declared_without_roles_is_not_declared_what_it_is() -> None:
    assert sites(hosts=(Host(name="FIN-429"),)).declared == frozenset()


@pytest.mark.parametrize("event_id", [644, 671, 4740, 4767])
def test_a_machine_names_its_domain_where_it_acts_for_itself(event_id: int) -> None:
    row = seen(0, "LONDC01", event_id, by="LONDC01$", by_domain="LONCORP")
    assert sites(row, hosts=(DC,)).database_of("LONDC01") == "LONCORP"


def test_its_domain_is_known_where_it_is_shown_by_its_full_name_or_an_alias() -> None:
    row = locked(0, "londc01.corp.example", "LONDC01$", "LONCORP")
    full = Host(name="londc01.corp.example", roles=("dc",))
    assert sites(row, hosts=(full,)).database_of("londc01.corp.example") == "LONCORP"
    nicknamed = Host(name="first-dc", aliases=("londc01.corp.example",), roles=("dc",))
    assert sites(row, hosts=(nicknamed,)).database_of("first-dc") == "LONCORP"


def test_what_an_administrator_does_tells_nothing_of_the_machine() -> None:
    by_person = seen(0, "LONDC01", 671, by="helpdesk", by_domain="OTHER")
    by_another = seen(0, "LONDC01", 671, by="LONDC02$", by_domain="OTHER")
    by_namesake = seen(0, "LONDC01", 671, by="londc01", by_domain="OTHER")
    assert (
        sites(by_person, by_another, by_namesake, hosts=(DC,)).database_of("LONDC01") == "LONDC01"
    )


def test_a_member_server_keeps_its_own_database_whatever_its_domain() -> None:
    row = locked(0, "LONCAP01", "LONCAP01$", "LONCORP")
    assert sites(row).database_of("LONCAP01") == "LONCAP01"


def test_two_domain_controllers_of_one_domain_have_one_database() -> None:
    rows = (LONCORP, locked(0, "LONDC02", "LONDC02$", "loncorp"))
    found = sites(*rows, hosts=(DC, Host(name="LONDC02", roles=("dc",))))
    assert found.database_of("LONDC01") == found.database_of("LONDC02") == "LONCORP"
