"""Domain controllers that no one declared, recognised by their own records."""

import pytest

from forensics.case import Host
from forensics.who.authority import Sites
from tests.builders.observed import BAD, Row, observations, scene, seen

TIMES = (0, 1000, 2000)


def sites(*rows: Row, hosts: tuple[Host, ...] = ()) -> Sites:
    return scene(observations(rows), hosts).sites


def grounds(*rows: Row, hosts: tuple[Host, ...] = ()) -> dict[str, tuple[str, int]]:
    found = sites(*rows, hosts=hosts).grounds
    return {name: (each.because, each.row) for name, each in found.items()}


def accessed(at: float, host: str = "FS1", domain: str | None = "CORP") -> Row:
    return seen(at, host, 4625, BAD, workstation="PC1", domain=domain)


def checked(at: float, host: str = "SRV9") -> Row:
    return seen(at, host, 4776, BAD, workstation="PC1")


ANSWERED = [*map(accessed, TIMES), *map(checked, TIMES)]


def test_who_checks_three_passwords_for_another_machine_is_a_domain_controller() -> None:
    assert grounds(*ANSWERED) == {"srv9": ("it checked 3 passwords for FS1", 3)}
    # What was tried there tells the domain, for attempts and for its lockouts alike.
    assert sites(*ANSWERED).database_of("SRV9") == "CORP"
    answered = scene(observations(ANSWERED)).attempts
    assert answered.select("target", "authority", "witnesses").rows() == [("FS1", "CORP", 2)] * 3


def test_two_may_be_chance() -> None:
    assert grounds(*map(accessed, TIMES[:2]), *map(checked, TIMES[:2])) == {}


def test_a_member_server_that_is_accessed_itself_checks_its_own_accounts() -> None:
    # One client tries two servers at once; each checks its own account, one does not audit that.
    own = [accessed(at, "SRV9") for at in TIMES]
    assert grounds(*ANSWERED, *own) == {}


@pytest.mark.parametrize("domain", [None, "PC1", "FS1", "SRV9"])
def test_a_local_account_shows_no_domain_controller(domain: str | None) -> None:
    rows = [accessed(at, domain=domain) for at in TIMES]
    assert grounds(*rows, *map(checked, TIMES)) == {}


def test_a_declared_role_comes_first() -> None:
    assert grounds(*ANSWERED, hosts=(Host(name="SRV9", roles=("cap",)),)) == {}
    assert grounds(*ANSWERED, hosts=(Host(name="SRV9", roles=("dc",)),)) == {}


def test_a_line_that_answers_for_another_machine_shows_a_domain_controller() -> None:
    line = seen(0, "SRV9", 2, BAD, workstation="PC1", domain="CORP", via="FS1")
    assert grounds(line) == {"srv9": ("its netlogon.log answers a logon that FS1 passed on", 0)}


def test_tickets_show_a_domain_controller() -> None:
    assert grounds(seen(0, "SRV9", 672, BAD)) == {
        "srv9": ("it writes 672, of the Kerberos service", 0)
    }


def test_a_lockout_in_the_name_of_a_machine_of_a_domain_shows_nothing() -> None:
    # A member server has an account in its domain too.
    assert grounds(seen(0, "SRV9", 4740, caller="PC1", by="SRV9$", by_domain="CORP")) == {}
