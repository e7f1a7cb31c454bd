"""The example's logs without `[policy]`: a listing among the evidence takes its place."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from forensics.case import load_case
from forensics.export import findings_json
from forensics.investigating import investigate
from forensics.schema import findings_schema
from tests.builders import policy
from tests.builders.cases import sms_cap_lockout

pytestmark = pytest.mark.xdist_group("policy evidence")  # analysed once


def _report(folder: Path, listings: dict[str, str]) -> dict[str, Any]:
    sms_cap_lockout().write(folder)
    case = folder / "sms-cap-lockout"
    declared = (case / "case.toml").read_text("utf-8")
    undeclared = re.sub(r"\[policy\]\n(?:\w.*\n)+", "", declared)
    assert undeclared != declared
    (case / "case.toml").write_text(undeclared, "utf-8")
    for name, text in listings.items():
        (case / "evidence" / name).write_bytes(text.encode("cp850"))
    analysis = investigate(load_case(case), lambda _: None)
    found: dict[str, Any] = json.loads(b"".join(findings_json(analysis.findings)))
    jsonschema.validate(found, findings_schema())
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    text = "\n" + policy.net_accounts("5", "30", "30", "PRIMARY")
    return _report(tmp_path_factory.mktemp("listed"), {"accounts.txt": text})


def test_a_listing_in_the_evidence_is_the_policy(found: dict[str, Any]) -> None:
    listed = found["policy"]
    (locator,) = listed.pop("evidence")
    assert listed == {
        "threshold": 5,
        "window_seconds": 1800,
        "duration_seconds": 1800,
        "basis": "evidence",
        "assumed": {},
        "support": "Stated by net accounts in evidence/accounts.txt, line 2.",
        "rivals": [],
        "possible": [],
        "authority": "",
    }
    assert (locator["source"], locator["record"]) == ("evidence/accounts.txt", 2)
    assert locator in [each["locator"] for each in found["cited"]]


def test_the_lockouts_are_the_same_with_a_listing(found: dict[str, Any]) -> None:
    true = sms_cap_lockout().truth.lockouts
    assert [
        (each["time"][:19], {one["client"]: one["bad_passwords"] for one in each["shares"]})
        for each in found["lockouts"]
    ] == [(each.time.strftime("%Y-%m-%dT%H:%M:%S"), each.shares()) for each in true]
    assert len(true) == 16


def test_a_listing_that_names_no_database_makes_no_lockout_certain(found: dict[str, Any]) -> None:
    assert {each["certainty"] for each in found["lockouts"]} == {"likely"}
    assert not [each for each in found["verdict"]["because"] if "policy" in each]


def test_the_listing_is_used_and_its_ledger_closes(found: dict[str, Any]) -> None:
    (source,) = [each for each in found["sources"] if each["format"] == "policy"]
    assert (source["state"], source["records"]["read"], source["records"]["used"]) == (
        "intact",
        1,
        1,
    )
    assert (source["numbering"], source["hosts"], source["set_aside_by"]) == ("line", [], {})
    assert [each["host"] for each in found["clocks"] if each["host"].startswith("(")] == []


def test_listings_of_every_server_make_lockouts_certain_and_differing_ones_are_inferred(
    tmp_path: Path,
) -> None:
    servers = ("loncap01", "loncap02", "loncap03", "londc01")
    agreeing = {f"{name}-accounts.txt": policy.net_accounts() for name in servers}
    certain = _report(tmp_path / "agreeing", agreeing)
    assert {each["certainty"] for each in certain["lockouts"]} == {"certain"}
    differing = {**agreeing, "loncap02-accounts.txt": policy.net_accounts("9")}
    inferred = _report(tmp_path / "differing", differing)["policy"]
    assert (inferred["basis"], inferred["threshold"]) == ("inferred", 5)
    assert "threshold 9, window 30 min" in inferred["support"]
