"""Facts of small incidents: what the evidence shows, and what its silence does not."""

from pathlib import Path

import pytest

from forensics.case import Case
from forensics.knowing.facts import Fact
from forensics.knowing.vocabulary import VOCABULARY
from forensics.values import Locator
from tests.builders.policy import net_accounts
from tests.builders.security_classic import (
    Classic,
    Logon,
    failed_529,
    failed_681,
    lockout_644,
    password_628,
    preauth_675,
)
from tests.knowledge.gathered import (
    BAD,
    CAP,
    REFUSED,
    Gather,
    events,
    gatherer,
    place,
    short,
)
from tests.ledger.small_site import TOKEN, case_of, log


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, *given: Classic, toml: str = "") -> Case:
    """Return a case with one log of LONCAP01: one event each second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *events(*given))}, toml)


def test_every_name_of_the_vocabulary_is_gathered_in_its_order(
    gather: Gather, tmp_path: Path
) -> None:
    assert list(gather(site(tmp_path, BAD))) == list(VOCABULARY)


# ── the account ─────────────────────────────────────────────────────────────────────────────────


def test_the_account_is_told_with_a_few_of_its_records(gather: Gather, tmp_path: Path) -> None:
    assert gather(site(tmp_path, BAD, BAD, BAD, BAD))["account.class"] == Fact(
        name="account.class",
        values=("SMSCliToknAcct&",),
        complete=True,
        shows="the account is SMSCliToknAcct&",
        evidence=(place(1), place(2), place(3)),
    )


def test_without_a_failure_there_is_no_account(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, Classic(592, ("1",))))
    assert known["account.class"] == Fact(
        name="account.class", values=(), complete=False, shows="no account failed"
    )
    assert short(known["failure.outcomes"]) == ((), False, "no failed attempt")
    assert short(known["client.presents"]) == ((), False, "no failure names a domain")
    assert short(known["logon.package"]) == (
        (),
        False,
        "no failure names its authentication package",
    )
    assert not known["target.roles"].complete


# ── outcomes ────────────────────────────────────────────────────────────────────────────────────


def test_outcomes_are_told_most_first_each_with_a_record(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, REFUSED, REFUSED, toml=CAP))
    assert known["failure.outcomes"] == Fact(
        name="failure.outcomes",
        values=("locked_out", "bad_password"),
        complete=False,
        shows="2 refused while locked, 1 with a bad password",
        evidence=(place(2), place(1)),
    )


def test_that_no_refusal_is_recorded_proves_nothing(gather: Gather, tmp_path: Path) -> None:
    assert not gather(site(tmp_path, BAD))["failure.outcomes"].complete


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


def test_declared_roles_of_all_targets_are_complete(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, BAD, toml=CAP))
    assert known["target.roles"] == Fact(
        name="target.roles",
        values=("cap",),
        complete=True,
        shows="roles of 1 of 1 accessed server (declared, or by their own records): 1 cap",
        evidence=(place(1),),
    )
    assert short(known["target.only_roles"]) == (
        ("cap-or-dc-only",),
        True,
        "the accessed servers are declared as nothing but CAP or domain controller",
    )


def test_a_further_role_is_told(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, toml=CAP.replace('["cap"]', '["cap", "fileserver"]')))
    assert known["target.roles"].values == ("cap", "fileserver")
    assert short(known["target.only_roles"])[:2] == (("others",), True)


def test_without_declared_roles_nothing_is_known(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD))
    assert short(known["target.roles"]) == (
        (),
        False,
        "no role is known of 1 accessed server",
    )
    assert short(known["target.only_roles"])[:2] == ((), False)


def test_one_target_without_declared_roles_leaves_the_fact_open(
    gather: Gather, tmp_path: Path
) -> None:
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": log("LONCAP02", (2, BAD))}
    known = gather(case_of(tmp_path, logs, CAP))
    assert short(known["target.roles"]) == (
        ("cap",),
        False,
        "roles of 1 of 2 accessed servers (declared, or by their own records): 1 cap",
    )


def test_a_declared_server_without_a_log_leaves_the_roles_open(
    gather: Gather, tmp_path: Path
) -> None:
    more = '[[host]]\nname = "{}"\nroles = ["{}"]\n'
    missing = gather(site(tmp_path / "a", BAD, toml=CAP + more.format("LONFS01", "fileserver")))
    assert short(missing["target.roles"])[:2] == (("cap",), False)
    assert short(missing["target.only_roles"])[:2] == (("cap-or-dc-only",), False)
    client = gather(site(tmp_path / "b", BAD, toml=CAP + more.format("FIN-1", "client")))
    assert client["target.roles"].complete
    damaged = {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": b"no log"}
    assert not gather(case_of(tmp_path / "c", damaged, CAP))["target.roles"].complete


def test_a_controller_that_alone_tells_of_a_failure_may_have_been_asked_by_another_machine(
    gather: Gather, tmp_path: Path
) -> None:
    toml = '[[host]]\nname = "LONCAP01"\nroles = ["dc"]\n'
    asked = gather(site(tmp_path / "a", BAD, toml=toml))
    assert short(asked["target.roles"])[:2] == (("dc",), True)
    alone = gather(site(tmp_path / "b", failed_681(TOKEN, "FIN-1"), toml=toml))
    assert short(alone["target.roles"])[:2] == (("dc",), False)
    assert short(alone["target.only_roles"])[:2] == (("cap-or-dc-only",), False)


def test_a_machine_that_keeps_kerberos_is_a_domain_controller_and_no_declared_one(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, preauth_675("alice", "10.0.0.1")))
    assert short(known["target.roles"])[:2] == (("dc",), False)


# ── what clients present ────────────────────────────────────────────────────────────────────────


def test_clients_that_present_their_own_name(gather: Gather, tmp_path: Path) -> None:
    assert gather(site(tmp_path, BAD, BAD))["client.presents"] == Fact(
        name="client.presents",
        values=("own-name",),
        complete=True,
        shows="2 of 2 failures name the client's own computer as the account's domain",
        evidence=(place(1), place(2)),
    )


def test_clients_that_present_the_domain_or_the_target(gather: Gather, tmp_path: Path) -> None:
    given = [failed_529(TOKEN, domain, "FIN-1") for domain in ("LON", "LON", "loncap01")]
    assert gather(site(tmp_path, *given))["client.presents"] == Fact(
        name="client.presents",
        values=("domain",),
        complete=True,
        shows="0 of 3 failures name the client's own computer as the account's domain",
        strength="moderate",
    )


def test_what_a_few_clients_present_does_not_speak_for_the_others(
    gather: Gather, tmp_path: Path
) -> None:
    given = [failed_529(TOKEN, domain, "FIN-1") for domain in ("LON", "LON", "FIN-1")]
    assert short(gather(site(tmp_path, *given))["client.presents"]) == (
        ("domain",),
        True,
        "1 of 3 failures name the client's own computer as the account's domain",
    )


def test_what_more_than_half_of_all_present_is_settled(gather: Gather, tmp_path: Path) -> None:
    nameless = failed_529(TOKEN, "-", "FIN-1")
    known = gather(site(tmp_path, BAD, BAD, nameless))["client.presents"]
    assert (known.values, known.complete, known.strength) == (("own-name",), True, "moderate")


def test_one_failure_without_a_domain_leaves_the_fact_open(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, failed_529(TOKEN, "-", "FIN-1")))
    assert short(known["client.presents"]) == (
        ("own-name",),
        False,
        "1 of 2 failures name the client's own computer as the account's domain",
    )


def test_a_damaged_exhibit_leaves_the_fact_open(gather: Gather, tmp_path: Path) -> None:
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": b"no log"}
    known = gather(case_of(tmp_path, logs))
    assert known["client.presents"].values == ("own-name",)
    assert not known["client.presents"].complete
    assert not known["logon.package"].complete


# ── authentication ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "package", ["NTLM", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", "ntlm V2", "MSV1_0"]
)
def test_ntlm_is_known_by_its_package(gather: Gather, tmp_path: Path, package: str) -> None:
    logon = Logon("3", "NtLmSsp ", package)
    known = gather(site(tmp_path, failed_529(TOKEN, "FIN-1", "FIN-1", logon=logon)))
    assert short(known["logon.package"]) == (("ntlm",), True, "1 by NTLM")


def test_ntlm_and_kerberos_are_told_apart_by_the_event_too(gather: Gather, tmp_path: Path) -> None:
    given = [failed_681("alice", "WS1"), preauth_675("alice", "10.0.0.1")]
    known = gather(site(tmp_path, *given, failed_681("alice", "WS2")))
    assert short(known["logon.package"]) == (
        ("ntlm", "kerberos"),
        True,
        "2 by NTLM, 1 by KERBEROS",
    )


def test_a_package_that_negotiates_tells_nothing(gather: Gather, tmp_path: Path) -> None:
    logon = Logon("2", "User32  ", "Negotiate")
    known = gather(site(tmp_path, BAD, failed_529(TOKEN, "FIN-1", "FIN-1", logon=logon)))
    assert short(known["logon.package"]) == (("ntlm",), False, "1 by NTLM")


# ── policy ──────────────────────────────────────────────────────────────────────────────────────


def test_a_lockout_shows_that_a_policy_works(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, lockout_644(TOKEN, "FIN-1"), BAD))
    assert short(known["policy.lockout"]) == (("yes",), True, "1 lockout happened")
    assert [each.record for each in known["policy.lockout"].evidence] == [1]


def test_several_lockouts_are_counted(gather: Gather, tmp_path: Path) -> None:
    locked = lockout_644(TOKEN, "FIN-1")
    logs = {"a.evt": log("LONCAP01", (1, locked), (4000, locked), (9000, locked))}
    assert gather(case_of(tmp_path, logs))["policy.lockout"].shows == "3 lockouts happened"


@pytest.mark.parametrize(("threshold", "value"), [(5, "yes"), (0, "no")])
def test_without_a_lockout_the_declared_threshold_tells(
    gather: Gather, tmp_path: Path, threshold: int, value: str
) -> None:
    known = gather(site(tmp_path, BAD, toml=f"[policy]\nthreshold = {threshold}\n"))
    assert known["policy.lockout"] == Fact(
        name="policy.lockout",
        values=(value,),
        complete=True,
        shows=f"the declared threshold is {threshold}",
    )


@pytest.mark.parametrize(("threshold", "value"), [("5", "yes"), ("Never", "no")])
def test_without_a_lockout_the_listed_threshold_tells(
    gather: Gather, tmp_path: Path, threshold: str, value: str
) -> None:
    listed = net_accounts(threshold).encode()
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "policy.txt": listed}
    size = len(listed) - 1
    assert gather(case_of(tmp_path, logs))["policy.lockout"] == Fact(
        name="policy.lockout",
        values=(value,),
        complete=True,
        shows=f"the threshold that the evidence states is {0 if value == 'no' else 5}",
        evidence=(Locator(source="evidence/policy.txt", record=1, offset=0, length=size),),
    )


def test_without_lockout_and_declaration_the_policy_is_unknown(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, BAD, toml='[policy]\nwindow = "30m"\n'))
    assert known["policy.lockout"] == Fact(
        name="policy.lockout",
        values=(),
        complete=False,
        shows="no policy is known, no lockout seen",
    )


# ── what the operator states ────────────────────────────────────────────────────────────────────


def test_what_is_stated_is_complete_and_the_rest_unknown(gather: Gather, tmp_path: Path) -> None:
    stated = '[facts]\n"sms.service_pack" = "SP4"\n"client.drivers" = []\n'
    known = gather(site(tmp_path, BAD, toml=stated))
    assert short(known["sms.service_pack"]) == (("SP4",), True, "stated in case.toml: SP4")
    assert short(known["client.drivers"]) == ((), True, "stated in case.toml: none")
    assert short(known["client.subst_drives"]) == ((), False, "not stated")


def test_facts_are_those_of_the_subject_account_alone(gather: Gather, tmp_path: Path) -> None:
    other = failed_529("alice", "LON", "WS1", logon=Logon("3", "Kerberos", "Kerberos"))
    known = gather(site(tmp_path, BAD, BAD, other, toml=CAP))
    assert known["client.presents"].values == ("own-name",)
    assert known["logon.package"].values == ("ntlm",)
    assert known["failure.outcomes"].shows == "2 with a bad password"


# ── rhythm ──────────────────────────────────────────────────────────────────────────────────────


def test_clients_that_keep_time_are_told_and_never_complete(gather: Gather, tmp_path: Path) -> None:
    reset = password_628(TOKEN, "LON")
    events_of = [(1, reset), *((10 + 3_600 * hour, BAD) for hour in range(4))]
    known = gather(case_of(tmp_path, {"a.evt": log("LONCAP01", *events_of)}))
    first = Locator(source="evidence/a.evt", record=2, offset=336, length=188)
    assert known["rhythm.period"] == Fact(
        name="rhythm.period",
        values=("60 min",),
        complete=False,
        shows="busiest clients that keep time: 1 of 1 at 60 min",
        evidence=(first,),
        strength="moderate",
    )
    assert known["rhythm.onset_after_password_change"] == Fact(
        name="rhythm.onset_after_password_change",
        values=("yes",),
        complete=False,
        shows="1 of 1 of the busiest clients first fail within a day after a recorded change of "
        "the password",
        evidence=(first,),
        strength="moderate",
    )


def test_what_bursts_begin_after_is_told_by_its_records_and_never_complete(
    gather: Gather, tmp_path: Path
) -> None:
    start = Classic(512, ())
    days = [86_400 * day for day in range(3)]
    events_of = [event for day in days for event in ((day, start), (day + 60, BAD))]
    known = gather(case_of(tmp_path, {"a.evt": log("LONCAP01", *events_of)}))["rhythm.follows"]
    assert short(known) == (
        ("machine-start",),
        False,
        "clients compared: 1; 1 begin after starts of a machine",
    )
    assert [each.record for each in known.evidence] == [1, 2]


def test_starts_that_are_not_followed_and_none_at_all_are_not_the_same(
    gather: Gather, tmp_path: Path
) -> None:
    start = Classic(512, ())
    apart = [(hour * 7_000, start) for hour in range(5)] + [(36_000, BAD)]
    events_of = sorted([*apart, *((hour * 7_000 + 2_000, BAD) for hour in range(5))])
    compared = gather(case_of(tmp_path / "a", {"a.evt": log("LONCAP01", *events_of)}))
    assert short(compared["rhythm.follows"]) == (
        (),
        False,
        "clients compared: 1; none follows what is recorded",
    )
    alone = gather(site(tmp_path / "b", BAD))["rhythm.follows"]
    assert short(alone) == (
        (),
        False,
        "no starts or logons are recorded often enough to compare",
    )


def test_without_a_rhythm_and_a_change_neither_is_known(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD))
    assert short(known["rhythm.period"]) == ((), False, "no client keeps time")
    assert short(known["rhythm.onset_after_password_change"]) == (
        (),
        False,
        "no change of the password is recorded",
    )
