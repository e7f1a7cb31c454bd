"""Changes of the lockout and audit policy as Windows records them."""

from pathlib import Path

import pytest

from forensics.case import Case
from forensics.evidence.records import Batch
from forensics.observing import OUTSIDE, USED
from tests.builders import policy
from tests.builders.observed import classic, modern
from tests.builders.security_classic import Classic
from tests.ledger.small_site import case_of, log, scene_of
from tests.meaning.saying import observed, told

CHANGED = ("Lockout Policy", "CORP", "%{S-1-5-21-1}", "DC1$", "CORP", "(0x0,0x3E7)", "-")
SUBJECT = {"SubjectUserName": "DC1$", "SubjectDomainName": "CORP"}


def test_a_change_of_2003_has_values_only_for_what_changed() -> None:
    strings = (*CHANGED, "-", "-", "-", "5", "-", "1800", *("-",) * 7)
    assert told(classic(643, strings)) == {
        "kind": "policy",
        "witness": "authority",
        "outcome": "none",
        "domain": "CORP",
        "by": "DC1$",
        "by_domain": "CORP",
        "threshold": "5",
        "duration": "1800",
    }


def test_a_change_of_windows_2000_names_no_values_and_is_not_read() -> None:
    assert observed(classic(643, CHANGED)) == []


def test_a_change_since_vista_is_read_by_name() -> None:
    values = {"LockoutThreshold": "10", "LockoutObservationWindow": "-", "LockoutDuration": ""}
    assert told(modern(4739, {"DomainName": "CORP", **SUBJECT, **values})) == {
        "kind": "policy",
        "witness": "authority",
        "outcome": "none",
        "domain": "CORP",
        "by": "DC1$",
        "by_domain": "CORP",
        "threshold": "10",
    }


@pytest.mark.parametrize("one", [classic(612, ("-",) * 21), modern(4719, SUBJECT)])
def test_a_change_of_the_audit_policy_is_told(one: Batch) -> None:
    assert told(one)["kind"] == "audit"


def test_a_change_before_the_incident_still_holds_in_it(tmp_path: Path) -> None:
    strings = (*CHANGED, "-", "-", "-", "5", "-", "-", *("-",) * 7)
    events = [(1, Classic(643, strings)), (2, Classic(612, ("-",) * 21))]
    window = "[case]\nfrom = 2001-10-09T00:01:40Z\n"
    case = case_of(tmp_path, {"a.evt": log("LONDC01", *events)}, window)
    assert fates(case) == {643: [USED], 612: [OUTSIDE]}


def test_listings_need_no_time_and_are_no_copies_of_each_other(tmp_path: Path) -> None:
    text = policy.net_accounts().encode()
    case = case_of(
        tmp_path, {"a.txt": text, "b.txt": text}, "[case]\nfrom = 2001-10-09T00:00:00Z\n"
    )
    assert fates(case) == {3001: [USED, USED]}


def fates(case: Case) -> dict[int, list[str]]:
    """Return the fates of the records of each event id."""
    rows = scene_of(case).observations.select("event_id", "fate").rows()
    return {one: [fate for event_id, fate in rows if event_id == one] for one, _ in rows}
