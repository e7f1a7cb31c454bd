"""Facts of policy, lockouts, auditing and controllers."""

from pathlib import Path

import pytest

from forensics.case import Case
from forensics.effects import LockoutPolicy
from forensics.knowing.facts import Fact, Incident
from forensics.knowing.told import locked
from tests.builders.event import Event
from tests.builders.evtx import evtx
from tests.builders.security import At, validated_4776
from tests.builders.security_classic import (
    Caller,
    Classic,
    failed_529,
    failed_681,
    lockout_644,
    password_628,
    unlock_671,
    validated_680,
)
from tests.knowledge.gathered import (
    BAD,
    CAP,
    REFUSED,
    Gather,
    events,
    gatherer,
    numbers,
    place,
    short,
    told,
)
from tests.ledger.small_site import TOKEN, at, case_of, log, scene_of

LOCKED = lockout_644(TOKEN, "FIN-1")
FIVE = "[policy]\nthreshold = 5\n"


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, *given: Classic, toml: str = "") -> Case:
    """Return a case with one log of LONCAP01: one event each second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *events(*given))}, toml)


def facts_of(case: Case, policy: LockoutPolicy) -> dict[str, Fact]:
    """Return the facts of policy and lockouts, under this policy."""
    scene = scene_of(case)
    incident = Incident(
        account=TOKEN,
        key=TOKEN.lower(),
        failures=scene.attempts,
        lockouts=(),
        policy=policy,
        scene=scene,
        intact=True,
        locate=place,
        remarks=scene.observations.clear(),
        locate_row=place,
    )
    return {fact.name: fact for fact in locked.facts(incident)}


# ── policy ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("threshold", "value"),
    [
        *((1, "1-2"), (2, "1-2"), (3, "3-4"), (4, "3-4"), (5, "5-10"), (10, "5-10")),
        *((11, "over-10"), (999, "over-10")),
    ],
)
def test_a_declared_threshold_has_its_class(
    gather: Gather, tmp_path: Path, threshold: int, value: str
) -> None:
    known = gather(site(tmp_path, BAD, toml=f"[policy]\nthreshold = {threshold}\n"))
    assert known["policy.threshold"] == Fact(
        name="policy.threshold",
        values=(value,),
        complete=True,
        shows=f"the threshold is {threshold}",
    )


def test_a_policy_that_never_locks_has_no_class(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, toml="[policy]\nthreshold = 0\n"))["policy.threshold"]
    assert short(known) == ((), True, "the threshold is 0")


def test_without_a_threshold_nothing_is_known(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD))["policy.threshold"]
    assert short(known) == ((), False, "no threshold is known")


@pytest.mark.parametrize(
    ("others", "values", "said"),
    [
        (((), ()), ("3-4",), "3"),
        (((3, 4), ()), ("3-4",), "3 or 4"),
        (((3, 4), (5,)), (), "3 or 4 or 5"),
        (((), (2,)), (), "2 or 3"),
    ],
)
def test_an_inferred_threshold_is_open_where_others_explain_as_much(
    tmp_path: Path,
    others: tuple[tuple[int, ...], tuple[int, ...]],
    values: tuple[str, ...],
    said: str,
) -> None:
    policy = LockoutPolicy(
        threshold=3,
        window_seconds=1800,
        duration_seconds=1800,
        basis="inferred",
        assumed={},
        support="",
        possible=others[0],
        rivals=others[1],
    )
    known = facts_of(site(tmp_path, BAD), policy)["policy.threshold"]
    assert (known.values, known.complete) == (values, bool(values))
    assert known.shows == f"the threshold is {said}, inferred from the lockouts"
    assert known.strength == "moderate"


# ── lockouts ────────────────────────────────────────────────────────────────────────────────────


def test_a_recorded_lockout_with_all_that_counted(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, *([BAD] * 5), LOCKED, toml=CAP + FIVE))
    assert short(known["lockout.basis"]) == (("recorded",), True, "recorded 1")
    assert numbers(known["lockout.basis"]) == [6]
    assert short(known["lockout.counted"]) == (
        ("in-full",),
        True,
        "what counted is in the evidence: in full 1",
    )
    assert {known[name].strength for name in ("lockout.basis", "lockout.counted")} == {"high"}


def test_an_inferred_lockout_is_our_reasoning(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, *([BAD] * 5), REFUSED, toml=CAP + FIVE))
    assert told(known["lockout.basis"]) == (("inferred",), True, "moderate")
    assert told(known["policy.lockout"]) == (("yes",), True, "moderate")


@pytest.mark.parametrize(("bad", "value"), [(0, "none"), (3, "in-part")])
def test_what_counted_is_missing_in_part_or_whole(
    gather: Gather, tmp_path: Path, bad: int, value: str
) -> None:
    known = gather(site(tmp_path, *([BAD] * bad), LOCKED, toml=CAP + FIVE))["lockout.counted"]
    assert told(known) == ((value,), True, "high")


def test_without_a_threshold_what_counted_is_open(gather: Gather, tmp_path: Path) -> None:
    toml = CAP + '[policy]\nwindow = "30m"\n'
    known = gather(site(tmp_path, BAD, LOCKED, toml=toml))["lockout.counted"]
    assert (known.complete, known.strength) == (bool(known.values), "moderate")


def test_without_a_lockout_nothing_is_known_of_any(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD))
    assert short(known["lockout.basis"]) == ((), False, "no lockout is known")
    assert short(known["lockout.counted"]) == ((), False, "what counted is not known")


# ── state ───────────────────────────────────────────────────────────────────────────────────────

CONTROLLERS = "".join(f'[[host]]\nname = "LONDC0{nth}"\nroles = ["dc"]\n' for nth in (1, 2))
NO = failed_681("alice", "WS1", error="3221226036")
WRONG = failed_681("alice", "WS1")


def asked(folder: Path, first: list[tuple[int, Classic]], other: list[tuple[int, Classic]]) -> Case:
    """Return a case of two controllers of LON, which a record of each names."""
    known = [
        unlock_671("bob", "LON", caller=Caller(f"{name}$", "LON"))
        for name in ("LONDC01", "LONDC02")
    ]
    logs = {
        "a.evt": log("LONDC01", (0, known[0]), *first),
        "b.evt": log("LONDC02", (0, known[1]), *other),
    }
    return case_of(folder, logs, CONTROLLERS)


def test_controllers_differ_where_one_checks_what_the_other_refuses(
    gather: Gather, tmp_path: Path
) -> None:
    first = [(100, NO), (130, NO), (200, NO)]
    known = gather(asked(tmp_path / "a", first, [(160, WRONG)]))["lockout.state"]
    assert short(known) == (
        ("differ",),
        True,
        "1 password checked while another machine refused",
    )
    assert known.strength == "moderate"
    assert [each.source for each in known.evidence] == ["evidence/b.evt"]
    right = gather(asked(tmp_path / "b", first, [(160, validated_680("alice", "WS1"))]))
    assert right["lockout.state"].values == ("differ",)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ([100, 420], 200),  # more than five minutes between refusals: it may have been unlocked
        ([100, 200], 104),  # nearer than clocks can be trusted
        ([100, 200], 300),  # not between two of them
    ],
)
def test_what_clocks_or_an_unlock_may_explain_is_no_difference(
    gather: Gather, tmp_path: Path, first: list[int], other: int
) -> None:
    case = asked(tmp_path, [(second, NO) for second in first], [(other, WRONG)])
    assert gather(case)["lockout.state"].values == ()


def test_controllers_that_refuse_in_the_same_minutes_agree(gather: Gather, tmp_path: Path) -> None:
    refused = [(second, NO) for second in (100, 160, 220)]
    later = [(second, NO) for second in (117, 193)]  # no constant distance: no clock is off
    known = gather(asked(tmp_path / "a", refused, later))["lockout.state"]
    assert short(known) == (("agree",), True, "2 machines refuse in the same minutes")
    more = asked(tmp_path / "b", refused, later)
    third = CONTROLLERS + '[[host]]\nname = "LONDC03"\nroles = ["dc"]\n'
    logs = {each.name: each.read_bytes() for each in (more.folder / "evidence").iterdir()}
    logs["c.evt"] = log("LONDC03", (0, unlock_671("bob", "LON", caller=Caller("LONDC03$", "LON"))))
    assert short(gather(case_of(tmp_path / "c", logs, third))["lockout.state"])[:2] == (
        ("agree",),
        False,
    )


def test_one_machine_alone_neither_agrees_nor_differs(gather: Gather, tmp_path: Path) -> None:
    known = gather(asked(tmp_path, [(100, NO), (130, WRONG), (160, NO)], []))["lockout.state"]
    assert short(known) == (
        (),
        False,
        "no two machines of one database were asked in one lockout",
    )


# ── auditing and controllers ────────────────────────────────────────────────────────────────────


def test_failures_that_the_accessed_machine_recorded_show_that_they_are_audited(
    gather: Gather, tmp_path: Path
) -> None:
    assert gather(site(tmp_path, BAD, BAD))["audit.logon_failures"] == Fact(
        name="audit.logon_failures",
        values=("on",),
        complete=True,
        shows="failed logons are recorded by 1 of 1 machine",
        evidence=(place(1),),
    )


def test_failures_that_the_authority_alone_recorded_show_it_not(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, failed_681(TOKEN, "FIN-1")))["audit.logon_failures"]
    assert short(known) == ((), False, "failed logons are recorded by 0 of 1 machine")


def test_changes_that_every_controller_records_show_that_they_are_audited(
    gather: Gather, tmp_path: Path
) -> None:
    change, bad = password_628("alice", "LON"), failed_529(TOKEN, "LON", "FIN-1")
    logs = {"a.evt": log("LONDC01", (1, change), (9, bad)), "b.evt": log("LONDC02", (2, change))}
    known = gather(case_of(tmp_path, logs, CONTROLLERS))["audit.account_management"]
    assert short(known) == (("on",), True, "changes are recorded by 2 of 2 machines")


def policy_612(logon_failures: str, account_changes: str, *, nt4: bool = False) -> Classic:
    """Return a changed audit policy: success and failure of each category, then who changed it."""
    marks = ["+"] * (14 if nt4 else 18)
    marks[3], marks[12] = logon_failures, account_changes
    return Classic(612, (*marks, "admin", "LON", "(0x0,0x2A1B0)"))


@pytest.mark.parametrize("nt4", [False, True])
@pytest.mark.parametrize(("mark", "value"), [("+", "on"), ("-", "off")])
def test_a_changed_audit_policy_tells_what_is_audited_since(
    gather: Gather, tmp_path: Path, mark: str, value: str, *, nt4: bool
) -> None:
    toml = CAP.replace('["cap"]', '["dc"]')
    before = policy_612("-" if value == "on" else "+", mark, nt4=nt4)
    given = (before, policy_612(mark, mark, nt4=nt4), failed_681(TOKEN, "FIN-1"))
    known = gather(site(tmp_path, *given, toml=toml))
    assert known["audit.logon_failures"] == Fact(
        name="audit.logon_failures",
        values=(value,),
        complete=True,
        shows="failed logons are recorded by 0 of 1 machine; 1 machine told its policy",
        evidence=known["audit.logon_failures"].evidence,
    )
    assert numbers(known["audit.logon_failures"]) == [2]
    assert told(known["audit.account_management"]) == ((value,), True, "high")


def test_a_policy_that_was_changed_after_the_failures_says_nothing_of_them(
    gather: Gather, tmp_path: Path
) -> None:
    given = (failed_681(TOKEN, "FIN-1"), policy_612("-", "-"))
    assert gather(site(tmp_path, *given))["audit.logon_failures"].values == ()


def test_records_and_a_policy_that_says_otherwise_are_both_told(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, policy_612("-", "-"), BAD))["audit.logon_failures"]
    assert (known.values, known.complete) == (("on", "off"), True)


LOGON = "{0CCE9215-69AE-11D9-BED3-505054503030}"
ACCOUNTS = "{0CCE9235-69AE-11D9-BED3-505054503030}"


@pytest.mark.parametrize(
    ("about", "changes", "told_by"),
    [
        (LOGON, "%%8450", ("off", "")),
        (LOGON, "%%8449, %%8451", ("on", "")),
        (LOGON, "%%8448", ("", "")),
        (ACCOUNTS, "%%8448, %%8450", ("", "off")),
        (ACCOUNTS, "%%8449", ("", "on")),
        ("{0CCE9216-69AE-11D9-BED3-505054503030}", "%%8450", ("", "")),
    ],
)
def test_since_vista_a_change_names_its_subcategory(
    gather: Gather, tmp_path: Path, about: str, changes: str, told_by: tuple[str, str]
) -> None:
    values = {"SubjectUserName": "admin", "SubcategoryGuid": about, "AuditPolicyChanges": changes}
    changed = Event(number=1, written=at(1).ticks, computer="LONDC01", event_id=4719, values=values)
    failed = validated_4776(
        At(number=2, written=at(9).ticks, computer="LONDC01"), Status="0xC000006A"
    )
    case = case_of(tmp_path, {"a.evtx": evtx([changed, failed])})
    known = gather(case)
    names = ("audit.logon_failures", "audit.account_management")
    assert tuple("".join(known[name].values) for name in names) == told_by


def test_several_controllers_of_the_domain_are_known_by_its_name(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(asked(tmp_path / "a", [(100, WRONG)], []))["domain.controllers"]
    assert short(known) == (
        ("several",),
        True,
        "2 domain controllers of the domain are known",
    )
    one = gather(site(tmp_path / "b", BAD, toml=CAP.replace('["cap"]', '["dc"]')))
    assert short(one["domain.controllers"]) == (
        (),
        False,
        "0 domain controllers of the domain are known",
    )


def test_that_there_is_one_controller_only_the_operator_can_state(
    gather: Gather, tmp_path: Path
) -> None:
    toml = '[facts]\n"domain.controllers" = "one"\n'
    known = gather(site(tmp_path, BAD, toml=toml))["domain.controllers"]
    assert short(known) == (("one",), True, "stated in case.toml: one")
