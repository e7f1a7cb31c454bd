"""Lines of netlogon.log: witnesses of a try along the way it was passed on."""

from typing import Any

import pytest

from forensics.case import Host
from tests.builders.observed import BAD, Row, observations, scene, seen

CONTROLLERS = (Host(name="DC1", roles=("dc",)), Host(name="PDC", roles=("dc",)))
SHOWN = ("target", "target_basis", "recorder", "authority_host", "witnesses")


def line(at: float, host: str, via: str | None = None, client: str | None = "PC1") -> Row:
    """Return an answer in the netlogon.log of `host`."""
    who = {"workstation": client, "domain": "CORP", "via": via}
    return seen(at, host, 1 if via is None else 2, BAD, **who)


def accessed(at: float, host: str = "FS1") -> Row:
    return seen(at, host, 529, BAD, workstation="PC1", domain="CORP")


def checked(at: float, host: str = "DC1") -> Row:
    return seen(at, host, 681, BAD, workstation=r"\\PC1")


def attempts(*rows: Row) -> list[tuple[Any, ...]]:
    found = scene(observations(rows), CONTROLLERS)
    assert sorted(found.witnessed["row"]) == list(range(len(rows)))
    return found.attempts.select(SHOWN).rows()


WHOLE = (
    accessed(0),
    line(0, "FS1"),
    checked(0),
    line(0, "DC1", via="FS1"),
    checked(1, "PDC"),
    line(1, "PDC", via="DC1"),
)


def test_one_try_has_six_witnesses_along_its_way() -> None:
    assert attempts(*WHOLE) == [("FS1", "accessed", "FS1", "DC1", 6)]


@pytest.mark.parametrize("missing", range(6))
def test_whichever_witness_is_missing_the_try_is_one_and_its_target_the_same(missing: int) -> None:
    (found,) = attempts(*(row for place, row in enumerate(WHOLE) if place != missing))
    assert (found[:2], found[4]) == (("FS1", "accessed"), 5)


def test_two_tries_stay_two_with_all_their_witnesses() -> None:
    again = [seen(row.at + 2, row.host, row.event_id, BAD, **row.fields) for row in WHOLE]
    again = [Row(row.at, row.host, row.event_id, BAD, row.fields) for row in again]
    assert [each[4] for each in attempts(*WHOLE, *again)] == [6, 6]


def test_equal_lines_of_one_log_never_collapse() -> None:
    assert len(attempts(*(line(0, "DC1", via="FS1") for _ in range(4)))) == 4


def test_a_line_alone_names_the_machine_accessed() -> None:
    assert attempts(line(0, "DC1", via="FS1")) == [("FS1", "accessed", "DC1", "DC1", 1)]


def test_a_controller_that_is_named_may_only_have_passed_it_on() -> None:
    assert attempts(line(0, "PDC", via="DC1")) == [("PDC", "recorded-by", "PDC", "PDC", 1)]


def test_the_chain_is_followed_to_the_machine_accessed() -> None:
    rows = (line(0, "PDC", via="DC1"), line(0, "DC1", via="FS1"))
    ((target, basis, _, _, witnesses),) = attempts(*rows)
    assert (target, basis, witnesses) == ("FS1", "accessed", 2)


def test_lines_that_name_other_machines_are_other_tries() -> None:
    rows = (accessed(0, "FS1"), accessed(0, "FS2"), line(0, "DC1", via="FS2"))
    assert [(each[0], each[4]) for each in attempts(*rows)] == [("FS1", 1), ("FS2", 2)]


def test_the_machine_named_comes_before_the_order() -> None:
    # Eight servers are asked at once; the controller answers in the reverse order.
    names = [f"FS{number}" for number in range(8)]
    rows = [accessed(0, name) for name in names]
    rows += [line(0.1 * at, "DC1", via=name) for at, name in enumerate(reversed(names))]
    assert [(each[0], each[4]) for each in attempts(*rows)] == [(name, 2) for name in names]


def test_a_member_server_s_line_is_no_check_of_its_own() -> None:
    assert attempts(line(0, "FS1")) == [("FS1", "accessed", "FS1", None, 1)]
    found = scene(observations([line(0, "FS1")]), CONTROLLERS).attempts
    assert found["authority"].to_list() == ["CORP"]


def test_the_spelling_of_the_machine_named_does_not_matter() -> None:
    rows = (accessed(0), line(0, "DC1", via=r"\\fs1.corp.example"))
    assert [(each[0], each[4]) for each in attempts(*rows)] == [("FS1", 2)]
