"""One attempt, many witnesses."""

from collections import Counter
from typing import Any

import pytest

from forensics.case import Host
from tests.builders.observed import (
    BAD,
    GOOD,
    REFUSED,
    UNKNOWN,
    Row,
    observations,
    scene,
    seconds,
    seen,
)

SHOWN = ("target", "client", "outcome", "witnesses", "authority_host", "target_basis")


def attempts(*rows: Row) -> list[tuple[Any, ...]]:
    """Return seconds and the columns `SHOWN` of every attempt, in order of time."""
    found = scene(observations(rows)).attempts
    return [(seconds(time), *rest) for time, *rest in found.select("time", *SHOWN).iter_rows()]


def accessed(at: float, host: str, outcome: str = BAD, client: str | None = "PC1") -> Row:
    """Return what the accessed machine writes."""
    event_id = 4624 if outcome == GOOD else 4625
    return seen(at, host, event_id, outcome, workstation=client, domain="CORP")


def checked(at: float, host: str, outcome: str = BAD, client: str | None = "PC1") -> Row:
    """Return what the machine writes that checked the password."""
    return seen(at, host, 4776, outcome, workstation=client)


# ── one host ────────────────────────────────────────────────────────────────────────────────────


def test_4625_and_4776_of_one_host_1_ms_apart_are_one_attempt_with_two_witnesses() -> None:
    assert attempts(checked(0.000, "SRV1"), accessed(0.001, "SRV1")) == [
        (0.001, "SRV1", "PC1", BAD, 2, "SRV1", "accessed")
    ]


def test_fifteen_pairs_stay_fifteen_attempts() -> None:
    pairs = [
        row
        for number in range(15)
        for row in (checked(number * 0.2, "SRV1"), accessed(number * 0.2 + 0.001, "SRV1"))
    ]
    found = attempts(*pairs)
    assert len(found) == 15
    assert Counter(each[4] for each in found) == {2: 15}


def test_repeats_on_one_host_never_collapse() -> None:
    assert len(attempts(*(accessed(0, "SRV1") for _ in range(4)))) == 4
    assert len(attempts(*(checked(0, "DC1") for _ in range(4)))) == 4


def test_of_two_checks_on_one_host_the_nearer_belongs_to_the_logon() -> None:
    # The accessed side of the first try left no record.
    rows = (checked(0.0, "SRV1"), checked(0.9, "SRV1"), accessed(0.901, "SRV1"))
    assert [(each[0], each[4], each[6]) for each in attempts(*rows)] == [
        (0.0, 1, "recorded-by"),
        (0.901, 2, "accessed"),
    ]


def test_a_check_on_the_same_host_more_than_a_second_away_is_another_attempt() -> None:
    assert len(attempts(checked(0, "SRV1"), accessed(1.0, "SRV1"))) == 1
    assert len(attempts(checked(0, "SRV1"), accessed(1.1, "SRV1"))) == 2


# ── several hosts ───────────────────────────────────────────────────────────────────────────────


def test_the_accessed_server_and_its_domain_controller_witness_one_attempt() -> None:
    assert attempts(checked(0.000, "DC1"), accessed(0.006, "FS1")) == [
        (0.006, "FS1", "PC1", BAD, 2, "DC1", "accessed")
    ]


@pytest.mark.parametrize("skew", [-5.0, -2.0, 2.0, 5.0])
def test_clocks_that_differ_by_seconds_do_not_part_the_witnesses(skew: float) -> None:
    tries = [0.0, 10.0, 11.0, 12.0, 40.0]
    rows = [accessed(at, "FS1") for at in tries] + [checked(at + skew, "DC1") for at in tries]
    found = attempts(*rows)
    assert [each[0] for each in found] == tries
    assert {each[4] for each in found} == {2}


def test_beyond_five_seconds_they_are_two_attempts() -> None:
    assert len(attempts(accessed(0, "FS1"), checked(5.1, "DC1"))) == 2


def test_what_no_accessed_machine_recorded_is_an_attempt_of_its_own() -> None:
    assert attempts(checked(0, "DC1")) == [(0, "DC1", "PC1", BAD, 1, "DC1", "recorded-by")]


def test_the_copies_of_domain_controller_and_primary_count_once() -> None:
    assert attempts(checked(0.0, "DC1"), checked(0.02, "PDC")) == [
        (0.0, "DC1", "PC1", BAD, 2, "DC1", "recorded-by")
    ]


def test_accessed_server_domain_controller_and_primary_witness_one_attempt() -> None:
    rows = (checked(0.0, "DC1"), checked(0.02, "PDC"), accessed(0.03, "FS1"))
    assert attempts(*rows) == [(0.03, "FS1", "PC1", BAD, 3, "DC1", "accessed")]


def test_records_of_different_accessed_machines_never_merge() -> None:
    found = attempts(accessed(0, "FS1"), accessed(0, "FS2"), checked(0, "DC1"))
    assert [(target, witnesses) for _, target, _, _, witnesses, _, _ in found] == [
        ("FS1", 2),
        ("FS2", 1),
    ]


def test_each_of_two_targets_has_its_own_witness() -> None:
    rows = (accessed(0, "FS1"), accessed(2, "FS2"), checked(0, "DC1"), checked(2, "DC1"))
    assert [(each[0], each[1], each[4]) for each in attempts(*rows)] == [
        (0, "FS1", 2),
        (2, "FS2", 2),
    ]


# ── who and what must agree ─────────────────────────────────────────────────────────────────────


def test_a_check_that_names_another_client_never_links() -> None:
    found = attempts(accessed(0, "FS1", client="PC1"), checked(0, "DC1", client="PC2"))
    assert [(each[1], each[2], each[4]) for each in found] == [("DC1", "PC2", 1), ("FS1", "PC1", 1)]


@pytest.mark.parametrize("name", ["pc1", r"\\PC1", "PC1.corp.example"])
def test_the_same_client_in_another_spelling_links(name: str) -> None:
    rows = (accessed(0, "FS1", client="PC1"), checked(0, "DC1", client=name))
    assert [each[4] for each in attempts(*rows)] == [2]


def test_where_one_of_them_names_no_client_the_other_tells_it() -> None:
    assert attempts(accessed(0, "FS1", client=None), checked(0, "DC1"))[0][1:5] == (
        *("FS1", "PC1", BAD, 2),
    )
    assert attempts(accessed(0, "FS1"), checked(0, "DC1", client=None))[0][1:5] == (
        *("FS1", "PC1", BAD, 2),
    )


def test_a_client_that_is_named_links_before_one_that_is_not() -> None:
    rows = (accessed(0, "FS1", client=None), accessed(2, "FS1"), checked(1, "DC1"))
    assert [(each[0], each[2], each[4]) for each in attempts(*rows)] == [
        (0, None, 1),
        (2, "PC1", 2),
    ]


def test_another_account_never_links() -> None:
    other = seen(0, "DC1", 4776, BAD, account="bob", workstation="PC1")
    assert len(attempts(accessed(0, "FS1"), other)) == 2


@pytest.mark.parametrize("spelled", ["ALICE", r"CORP\alice", "alice@corp.example"])
def test_the_account_in_another_spelling_links(spelled: str) -> None:
    other = seen(0, "DC1", 4776, BAD, account=spelled, workstation="PC1")
    assert len(attempts(accessed(0, "FS1"), other)) == 1


def test_a_success_and_a_failure_never_link() -> None:
    assert len(attempts(accessed(0, "FS1", GOOD), checked(0, "DC1", BAD))) == 2
    assert len(attempts(accessed(0, "FS1", GOOD), checked(0, "DC1", GOOD))) == 1


def test_a_refusal_is_no_witness_of_the_bad_password_before_it() -> None:
    # The check at 0 is missing from the evidence; what is left belongs to the refusal at 2.
    rows = (accessed(0, "FS1", BAD), accessed(2, "FS1", REFUSED), checked(2, "DC1", REFUSED))
    assert [(each[0], each[3], each[4]) for each in attempts(*rows)] == [
        (0, BAD, 1),
        (2, REFUSED, 2),
    ]


def test_a_kerberos_failure_and_a_failed_logon_from_one_address_are_one_attempt() -> None:
    logon = seen(0, "FS1", 4625, BAD, workstation="PC1", address="10.0.0.1")
    ticket = seen(0, "DC1", 4771, BAD, address="::ffff:10.0.0.1")
    assert [(each[1], each[2], each[4]) for each in attempts(logon, ticket)] == [("FS1", "PC1", 2)]


@pytest.mark.parametrize("presented", ["PC1", "pc1", "FS1"])
def test_a_local_account_on_a_member_server_has_no_witness_elsewhere(presented: str) -> None:
    # What the domain controller checked two seconds later was tried on some other machine.
    local = seen(0, "FS1", 529, BAD, workstation="PC1", domain=presented)
    assert [(each[1], each[4]) for each in attempts(local, checked(2, "DC1"))] == [
        ("FS1", 1),
        ("DC1", 1),
    ]
    own = attempts(seen(0, "FS1", 681, BAD, workstation="PC1"), local)
    assert [(each[1], each[4]) for each in own] == [("FS1", 2)]


def test_what_a_member_server_checked_itself_was_a_local_account() -> None:
    # Only the local account's check is recorded: the domain controller is NT 4 and writes none.
    of_domain = seen(0, "FS1", 529, BAD, workstation="PC1", domain="CORP")
    local = seen(1, "FS1", 529, BAD, workstation="PC1", domain="PC1")
    own = seen(1, "FS1", 681, BAD, workstation="PC1")
    assert [(each[0], each[4], each[5]) for each in attempts(of_domain, own, local)] == [
        (0, 1, None),
        (1, 2, "FS1"),
    ]


def test_domain_controllers_pass_it_on_to_their_primary() -> None:
    local = seen(0, "DC1", 529, BAD, workstation="PC1", domain="PC1")
    rows = observations([local, checked(0, "DC1"), checked(0.1, "PDC")])
    found = scene(rows, [Host(name="DC1", roles=("dc",))]).attempts
    assert found.select("target", "witnesses").rows() == [("DC1", 3)]


# ── the authority knows better ──────────────────────────────────────────────────────────────────


def test_529_with_681_of_no_such_user_is_an_unknown_account() -> None:
    rows = (
        seen(0, "SRV1", 681, UNKNOWN, workstation=r"\\PC1"),
        seen(0, "SRV1", 529, BAD, workstation=r"\\PC1", domain="PC1"),
    )
    assert [each[3] for each in attempts(*rows)] == [UNKNOWN]


def test_an_authority_that_tells_nothing_does_not_outrank_the_accessed_machine() -> None:
    rows = (accessed(0, "FS1", REFUSED), seen(0, "DC1", 4771, "other_failure", workstation="PC1"))
    assert [(each[3], each[4]) for each in attempts(*rows)] == [(REFUSED, 2)]


def test_a_vague_accessed_machine_is_told_by_the_authority() -> None:
    assert [
        each[3] for each in attempts(accessed(0, "FS1", "other_failure"), checked(0, "DC1"))
    ] == [BAD]


# ── whatever is recorded ────────────────────────────────────────────────────────────────────────


def test_nothing_observed_is_no_attempt() -> None:
    assert attempts() == []


def test_a_record_without_a_client_or_an_account_is_an_attempt() -> None:
    nameless = seen(0, "FS1", 4625, BAD, account=None)
    assert attempts(nameless) == [(0, "FS1", None, BAD, 1, None, "accessed")]
