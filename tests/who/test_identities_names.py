"""Which names are one machine, and never two machines that keep logs. Every name is invented."""

import pytest

from forensics.case import Host
from forensics.who.identities import Identities, identify
from tests.builders.observed import observations, seen

LONG = "LONGSERVERNAME-0042"
CUT = "LONGSERVERNAME-"


def known(
    workstations: tuple[str, ...], logs: tuple[str, ...] = ("SRV1",), hosts: tuple[Host, ...] = ()
) -> Identities:
    """Return what is known when each of `logs` records each of these workstations."""
    rows = [
        seen(0, log, 4625, "bad_password", workstation=name)
        for log in logs
        for name in (workstations or (None,))
    ]
    return identify(hosts, (), observations(rows))


def why(found: Identities) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every tie as (kind, reason, names)."""
    return [(each.kind, each.reason, each.names) for each in found.bonds]


# ── full names ──────────────────────────────────────────────────────────────────────────────────


def test_a_full_name_and_its_first_label_are_told_as_merged() -> None:
    found = known(("FIN-429", "fin-429.corp.example"))
    assert why(found) == [("merged", "full-name", ("FIN-429", "fin-429.corp.example"))]
    assert found.name("fin-429.corp.example") == "FIN-429"


def test_a_label_that_two_full_names_begin_with_is_told_as_related() -> None:
    found = known(("web", "web.north.example", "web.south.example"))
    names = ("web", "web.north.example", "web.south.example")
    assert why(found) == [("related", "same-label", names)]
    assert [found.name(name) for name in names] == list(names)


def test_two_spellings_need_no_tie_of_their_own() -> None:
    assert why(known(("FIN-429", r"\\fin-429"))) == []


# ── NetBIOS cuts a name to 15 characters ────────────────────────────────────────────────────────


def test_a_name_cut_to_15_characters_is_the_longer_one() -> None:
    assert len(CUT) == 15
    found = known((CUT, f"{LONG}.corp.example"))
    assert why(found) == [("merged", "netbios-cut", (CUT, f"{LONG}.corp.example"))]
    assert found.name(f"{LONG}.corp.example") == CUT


def test_a_name_of_14_characters_is_cut_from_nothing() -> None:
    assert why(known((CUT[:14], LONG))) == []


def test_15_characters_that_two_names_begin_with_stay_apart() -> None:
    found = known((CUT, LONG, "LONGSERVERNAME-0043"))
    names = (CUT, LONG, "LONGSERVERNAME-0043")
    assert why(found) == [("related", "same-cut", names)]
    assert [found.name(name) for name in names] == list(names)


def test_a_full_name_with_just_this_label_competes_with_the_longer_one() -> None:
    found = known((CUT, LONG, f"{CUT}.corp.example"))
    assert ("merged", "full-name", (CUT, f"{CUT}.corp.example")) in why(found)
    assert found.name(LONG) == LONG


def test_the_full_form_of_the_longer_name_does_not_compete_with_it() -> None:
    found = known((CUT, LONG, f"{LONG}.corp.example"))
    assert {found.name(name) for name in (CUT, LONG, f"{LONG}.corp.example")} == {CUT}


# ── blanks ──────────────────────────────────────────────────────────────────────────────────────


def test_names_that_differ_in_blanks_are_related_and_not_merged() -> None:
    found = known(("FIN-429", "FIN-429 "))
    assert why(found) == [("related", "blanks", ("FIN-429", "FIN-429 "))]
    assert (found.name("FIN-429"), found.name("fin-429 ")) == ("FIN-429", "FIN-429 ")


# ── two machines that keep logs ─────────────────────────────────────────────────────────────────


def test_a_log_under_a_name_and_one_under_its_full_name_are_of_one_machine() -> None:
    found = known((), logs=("DC1", "dc1.corp.example"))
    assert found.name("dc1.corp.example") == "DC1"


def test_a_cut_name_never_joins_two_machines_that_keep_logs() -> None:
    found = known((), logs=(CUT, LONG))
    assert why(found) == [("related", "two-recorders", (CUT, LONG))]
    assert (found.name(CUT), found.name(LONG)) == (CUT, LONG)


def test_a_third_name_never_joins_two_machines_that_keep_logs() -> None:
    # B is declared to be X as well; x.corp.example keeps a log, and so does B: X cannot be both.
    hosts = (Host(name="B", aliases=("X",)),)
    found = known(("X",), logs=("B", "x.corp.example"), hosts=hosts)
    assert ("related", "two-recorders", ("X", "x.corp.example")) in why(found)
    assert (found.name("X"), found.name("x.corp.example")) == ("B", "x.corp.example")


def test_two_names_declared_one_do_not_join_the_logs_that_are_named_like_them() -> None:
    hosts = (Host(name="B", aliases=("X", "Y")),)
    found = known(("X", "Y"), logs=("x.corp.example", "y.corp.example"), hosts=hosts)
    assert found.name("x.corp.example") == "x.corp.example"
    assert found.name("y.corp.example") == "y.corp.example"
    assert (found.name("X"), found.name("Y")) == ("B", "B")


def test_the_analyst_may_declare_two_machines_that_keep_logs_to_be_one() -> None:
    hosts = (Host(name="NEW", aliases=("OLD",)),)
    found = known((), logs=("OLD", "NEW"), hosts=hosts)
    assert why(found) == [("merged", "declared", ("OLD", "NEW"))]
    assert found.name("OLD") == "NEW"


def test_two_declared_hosts_stay_two() -> None:
    hosts = (Host(name="DC1"), Host(name="dc1.corp.example"))
    found = known(("DC1", "dc1.corp.example"), hosts=hosts)
    assert why(found) == [("related", "two-declared", ("DC1", "dc1.corp.example"))]
    assert found.name("dc1.corp.example") == "dc1.corp.example"


@pytest.mark.parametrize("workstations", [("OLDNAME", "NEWNAME"), ("OLDNAME",)])
def test_names_without_evidence_are_not_related(workstations: tuple[str, ...]) -> None:
    assert why(known(workstations)) == []
