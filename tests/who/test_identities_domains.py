"""The names of one domain. Every name is invented."""

import pytest

from forensics.who.apart import apart_from
from forensics.who.identities import Identities, identify
from tests.builders.observed import Row, observations, scene, seen

BASE = "S-1-5-21-1-2-3"


def asked(domain: str, sid: str | None = None) -> Row:
    return seen(0, "DC1", 4768, "bad_password", domain=domain, sid=sid)


def known(*rows: Row) -> Identities:
    return identify((), (), observations(rows))


def why(found: Identities) -> list[tuple[str, str, tuple[str, ...], int | None, str | None]]:
    return [(each.kind, each.reason, each.names, each.records, each.shown) for each in found.bonds]


def test_a_domain_and_its_full_name_are_one_where_nothing_competes() -> None:
    found = known(asked("CORP"), asked("corp.example"), asked("corp.example"))
    assert why(found) == [("merged", "domain-label", ("CORP", "corp.example"), 2, "CORP")]
    assert found.domain("Corp.Example") == "CORP"


def test_two_full_names_compete() -> None:
    found = known(asked("CORP"), asked("corp.example"), asked("corp.test"))
    assert why(found) == []
    assert found.domain("corp.example") == "corp.example"


def test_names_presented_for_sids_that_begin_alike_are_one_domain() -> None:
    found = known(asked("CORP", f"{BASE}-1104"), asked("intern.example", f"%{{{BASE}-1108}}"))
    assert why(found) == [("merged", "same-sid", ("CORP", "intern.example"), 1, "CORP")]


def test_sids_that_begin_otherwise_speak_against_the_first_label() -> None:
    found = known(asked("CORP", f"{BASE}-500"), asked("corp.example", "S-1-5-21-9-9-9-500"))
    assert why(found) == []


@pytest.mark.parametrize("sid", ["S-1-5-18", "S-1-0-0", "S-1-5-21-1-2-3", "nonsense"])
def test_a_sid_of_no_account_tells_nothing(sid: str) -> None:
    assert why(known(asked("CORP", sid), asked("intern.example", sid))) == []


def test_a_name_under_two_beginnings_tells_nothing() -> None:
    other = "S-1-5-21-9-9-9"
    under = [("CORP", BASE), ("CORP", other), ("ONE", BASE), ("TWO", other)]
    found = known(*(asked(name, f"{base}-1") for name, base in under))
    assert why(found) == []


def test_the_name_of_a_machine_is_never_one_of_a_domain() -> None:
    rows = [asked("FIN-429"), asked("fin-429.example")]
    machine = seen(0, "SRV1", 4625, "bad_password", workstation="FIN-429")
    assert [reason for _, reason, _, _, _ in why(known(*rows, machine))] == []


def test_what_a_controller_says_of_its_domain_is_shown() -> None:
    unlock = seen(1, "DC1", 4767, by="DC1$", by_domain="CORP")
    assert known(asked("corp.example"), unlock).domain("corp.example") == "CORP"


def test_the_analyst_can_keep_two_domains_apart() -> None:
    observed = observations([asked("CORP"), asked("corp.example")])
    found = identify((), (), observed, apart_from([("CORP", "corp.example")]))
    assert why(found) == [("apart", "analyst", ("CORP", "corp.example"), 2, None)]
    assert found.domain("corp.example") == "corp.example"


def test_one_domain_under_two_names_is_one_authority() -> None:
    rows = [
        seen(0, "SRV1", 4625, "bad_password", domain="CORP", workstation="FIN-429"),
        seen(60, "SRV1", 4625, "bad_password", domain="corp.example", workstation="FIN-429"),
    ]
    assert scene(observations(rows)).attempts["authority"].to_list() == ["CORP", "CORP"]
