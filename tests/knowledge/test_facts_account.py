"""Facts of the account: its class and spelling, whose database it is of, and what changed it."""

from dataclasses import replace
from pathlib import Path

import pytest

from forensics.case import Case
from forensics.knowing.facts import Fact
from forensics.knowing.told.names import account_class, spelling
from tests.builders.evtx import evtx
from tests.builders.security import At
from tests.builders.security_classic import (
    Classic,
    changed_642,
    failed_529,
    lockout_644,
    logon_540,
    password_628,
    unlock_671,
)
from tests.knowledge.gathered import (
    BAD,
    CAP,
    DC,
    Gather,
    events,
    gatherer,
    numbers,
    place,
    short,
    told,
)
from tests.ledger.small_site import TOKEN, at, case_of, log

SERVICE = "SMSCliSvcAcct&"
DAY = 86_400


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, *given: Classic, toml: str = "") -> Case:
    """Return a case with one log of LONCAP01: one event each second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *events(*given))}, toml)


def domain(folder: Path, *given: tuple[int, Classic], toml: str = DC) -> Case:
    """Return a case with the log of a declared controller: events by their second."""
    return case_of(folder, {"a.evt": log("LONDC01", *given)}, toml)


def managed(event_id: int, account: str = TOKEN, domain: str = "LON") -> Classic:
    """Return a change of an account: 624 created, 626 enabled, 629 disabled, 630 deleted."""
    return Classic(event_id, password_628(account, domain).strings)


# ── class and spelling ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "kind", "spelled"),
    [
        ("SMSCliToknAcct&", "SMSCliToknAcct&", "as-written"),
        ("smsclitoknacct&", "SMSCliToknAcct&", "other-case"),
        ("SMSCLITOKNACCT", "SMSCliToknAcct&", "no-ampersand"),
        ("SMSCLiToknAcct$", "SMSCliToknAcct&", "dollar"),
        ("SMSCliToknAcct&amp;", "SMSCliToknAcct&", "entity"),
        ("FIN-1\\SMSCliToknAcct& ", "SMSCliToknAcct&", "as-written"),
        ("SMSCliSvcAcct&", "SMSCliSvcAcct&", "as-written"),
        ("SMSClisvcacct", "SMSCliSvcAcct&", "no-ampersand"),
        ("SMSCCMBootAcct&", "SMSCCMBootAcct&", "as-written"),
        ("SMSClient_LON", "SMSClient_", "as-written"),
        ("SMSClient_LON@lon.example", "SMSClient_", "as-written"),
        ("SMSSERVER_LON", "SMSServer_", "other-case"),
        ("SMSSvc_LON_0001", "SMSSvc_", "as-written"),
        ("SMSLogonSvc", "SMSLogonSvc", "as-written"),
        ("SMSLogonSVC", "SMSLogonSvc", "other-case"),
        ("SMSService", "SMSService", "as-written"),
        ("SMS&_LONDC01", "SMS&_", "as-written"),
        ("SMS&LONDC01", "SMS&_", "as-written"),
        ("SMS&amp;_LONDC01", "SMS&_", "entity"),
        ("SMS#_LONDC01", "SMS#_", "as-written"),
        ("IUSR_LONWEB01", "IUSR_", "as-written"),
        ("iwam_LONWEB01", "IUSR_", "other-case"),
        ("Guest", "GUEST", "as-written"),
        ("GUEST", "GUEST", "as-written"),
        ("guest", "GUEST", "other-case"),
    ],
)
def test_a_well_known_account_is_known_in_all_its_spellings(
    name: str, kind: str, spelled: str
) -> None:
    assert account_class(name, {}) == (kind,)
    assert spelling(name) == spelled


@pytest.mark.parametrize(
    "name",
    [
        *("", "alice", "SMSCliToknAcct&2", "xSMSCliToknAcct&", "SMSCliToknAcct&\\bob"),
        *("SMSClient_", "SMSServices", "SMSLogonSvc&", "SMS&", "SMS_LON", "Guests", "IUSR"),
    ],
)
def test_any_other_account_is_another(name: str) -> None:
    assert account_class(name, {}) == ("other",)
    assert spelling(name) is None


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ("sms.client_connection_accounts", "SMSClient_"),
        ("sms.service_accounts", "SMSService"),
        ("sms.metering_accounts", "metering"),
        ("sms.software_installation_accounts", "software-installation"),
    ],
)
def test_a_name_that_the_site_chose_itself_is_known_where_it_is_stated(
    fact: str, kind: str
) -> None:
    stated = {fact: ("LON\\SoftDist", "other")}
    assert account_class("softdist", stated) == (kind,)
    assert account_class("softdist2", stated) == ("other",)


def test_an_account_of_two_uses_has_both_classes() -> None:
    stated = {"sms.metering_accounts": ("SMSService",), "sms.service_accounts": ("SMSService",)}
    assert account_class("SMSService", stated) == ("SMSService", "metering")


@pytest.mark.parametrize(
    ("name", "strength", "spelled"),
    [(TOKEN, "high", "as-written"), ("SMSCliToknAcct$", "moderate", "dollar")],
)
def test_a_variant_makes_the_class_our_reasoning(
    gather: Gather, tmp_path: Path, name: str, strength: str, spelled: str
) -> None:
    known = gather(site(tmp_path, failed_529(name, "FIN-1", "FIN-1")))
    assert known["account.class"] == Fact(
        name="account.class",
        values=("SMSCliToknAcct&",),
        complete=True,
        shows=f"the account is {name}",
        evidence=(place(1),),
        strength=strength,
    )
    assert known["account.spelling"] == Fact(
        name="account.spelling",
        values=(spelled,),
        complete=True,
        shows=f"the records have {name}",
        evidence=(place(1),),
    )


@pytest.mark.parametrize(
    ("toml", "beside", "maybe"),
    [
        ("", (), ()),
        (CAP, (), ("SMSClient_", "SMSService", "metering", "software-installation")),
        ("", ("SMSService",), ("SMSClient_", "SMSService", "metering", "software-installation")),
        ("", ("SMSmith",), ()),
        (
            '[facts]\n"sms.metering_accounts" = []\n"sms.client_connection_accounts" = "con"\n',
            (),
            ("SMSService", "software-installation"),
        ),
    ],
)
def test_at_a_site_of_sms_a_name_may_be_one_that_the_site_chose_until_it_states_them(
    gather: Gather, tmp_path: Path, toml: str, beside: tuple[str, ...], maybe: tuple[str, ...]
) -> None:
    others = [logon_540(name, "LON", "WS1") for name in beside]
    known = gather(site(tmp_path, failed_529("meter", "LON", "FIN-1"), *others, toml=toml))
    unsaid = "; whether the site uses it for SMS is not stated" if maybe else ""
    found = known["account.class"]
    assert short(found) == (("other",), True, f"the account is meter{unsaid}")
    assert found.maybe == maybe


def test_an_account_that_nobody_knows_has_no_spelling(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, failed_529("alice", "LON", "FIN-1")))
    assert short(known["account.class"]) == (("other",), True, "the account is alice")
    assert short(known["account.spelling"]) == ((), True, "no well-known account failed")


# ── beside ──────────────────────────────────────────────────────────────────────────────────────


def test_a_well_known_account_that_fails_from_the_same_client_is_told(
    gather: Gather, tmp_path: Path
) -> None:
    service = failed_529(SERVICE, "FIN-1", "FIN-1")
    elsewhere = failed_529("SMSService", "LON", "LONSITE01")
    known = gather(site(tmp_path, BAD, BAD, service, elsewhere))
    assert short(known["account.beside"]) == (
        (SERVICE,),
        True,
        "from the same clients fail SMSCliSvcAcct&",
    )
    assert numbers(known["account.beside"]) == [3]


def test_that_no_other_account_fails_is_told_by_a_whole_log_only(
    gather: Gather, tmp_path: Path
) -> None:
    nothing = "no other well-known account fails from the same clients"
    other = failed_529("alice", "LON", "FIN-1")
    whole = gather(site(tmp_path / "a", BAD, BAD, other))["account.beside"]
    assert short(whole) == (("none",), True, nothing)
    damaged = {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": b"no log"}
    assert short(gather(case_of(tmp_path / "b", damaged))["account.beside"]) == ((), False, nothing)
    nameless = failed_529(TOKEN, "FIN-1", "-")
    assert short(gather(site(tmp_path / "c", BAD, nameless))["account.beside"])[:2] == ((), False)


def test_an_extract_for_one_account_does_not_show_that_no_other_failed(
    gather: Gather, tmp_path: Path
) -> None:
    extract = case_of(tmp_path, {"a.evtx": saved_anew()})
    assert short(gather(extract)["account.beside"])[:2] == ((), False)
    assert short(gather(extract)["source.accounts"])[:2] == ((), False)
    assert not gather(extract)["failure.repeats"].complete


def saved_anew() -> bytes:
    """Return a log that was saved anew, filtered: its records count from 1, as the log's do not."""
    bad = BAD.event(At(number=1, written=at(1).ticks, computer="LONCAP01"))
    return evtx([replace(bad, event_record_id=5_000)])


# ── whose database ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("roles", "value", "said"),
    [('["cap"]', "server", "a server"), ('["cap", "dc"]', "domain", "a domain")],
)
def test_a_declared_machine_tells_whose_database_it_has(
    gather: Gather, tmp_path: Path, roles: str, value: str, said: str
) -> None:
    known = gather(site(tmp_path, BAD, toml=CAP.replace('["cap"]', roles)))
    assert known["account.database"] == Fact(
        name="account.database",
        values=(value,),
        complete=True,
        shows=f"1 account database tried, of {said}",
        evidence=(place(1),),
    )


def test_a_machine_that_nobody_declared_leaves_the_database_open(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, BAD))["account.database"]
    assert short(known) == ((), False, "what the accessed machines are is not known")


def test_that_a_domain_was_asked_for_is_our_reasoning(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, failed_529("alice", "LON", "WS1")))["account.database"]
    assert told(known) == (("domain",), True, "moderate")


# ── changes ─────────────────────────────────────────────────────────────────────────────────────


def test_changes_of_the_account_are_told_by_what_they_are(gather: Gather, tmp_path: Path) -> None:
    group = Classic(
        632, (f"CN={TOKEN},CN=Users", "-", "Users", "LON", "-", "admin", "LON", "-", "-")
    )
    other = Classic(632, ("CN=alice", "-", "Users", "LON", "-", "admin", "LON", "-", "-"))
    given = [
        *(managed(event_id) for event_id in (624, 626, 629, 630)),
        managed(624, "alice"),
        *(password_628(TOKEN, "LON", event_id=event_id) for event_id in (627, 628)),
        changed_642(TOKEN, "LON"),
        unlock_671(TOKEN, "LON"),
        *(group, group, other, failed_529(TOKEN, "LON", "FIN-1")),
    ]
    known = gather(domain(tmp_path, *events(*given)))["account.changes"]
    assert known.values == (
        *("created", "enabled", "disabled", "deleted"),
        *("password-changed", "password-reset", "changed", "unlocked", "group-changed"),
    )
    assert known.complete
    assert known.shows.endswith("1 unlocked, 2 group changed")
    assert numbers(known) == [1, 2, 3]


def test_a_member_of_a_group_is_known_by_its_sid(gather: Gather, tmp_path: Path) -> None:
    sid = password_628(TOKEN, "LON").strings[2]
    of_nt = Classic(636, (sid, "Users", "LON", "-", "admin", "LON", "-", "-"))
    stranger = Classic(636, ("%{S-1-5-21-9-9-9-9}", "Users", "LON", "-", "admin", "LON", "-", "-"))
    told_by = (managed(626), stranger, of_nt, failed_529(TOKEN, "LON", "FIN-1"))
    known = gather(domain(tmp_path, *events(*told_by)))["account.changes"]
    assert known.values == ("enabled", "group-changed")
    assert numbers(known) == [1, 3]


def test_that_an_account_was_not_changed_shows_where_other_changes_are_recorded(
    gather: Gather, tmp_path: Path
) -> None:
    bad = (9, failed_529(TOKEN, "LON", "FIN-1"))
    other = (5, managed(624, "alice"))
    shown = gather(domain(tmp_path / "a", other, bad))["account.changes"]
    assert short(shown) == (("none",), True, "no change of the account is recorded")
    silent = gather(domain(tmp_path / "b", bad))["account.changes"]
    assert short(silent) == (
        (),
        False,
        "no change of the account is recorded; whether changes would be recorded is not known",
    )


def test_a_lockout_does_not_show_that_changes_are_audited(gather: Gather, tmp_path: Path) -> None:
    locked = (5, lockout_644("alice", "FIN-2"))
    known = gather(domain(tmp_path, locked, (9, failed_529(TOKEN, "LON", "FIN-1"))))
    assert not known["account.changes"].complete
    assert known["audit.account_management"].values == ()


def test_a_controller_without_such_records_leaves_it_open(gather: Gather, tmp_path: Path) -> None:
    both = DC + DC.replace("LONDC01", "LONDC02")
    bad = failed_529(TOKEN, "LON", "FIN-1")
    logs = {
        "a.evt": log("LONDC01", (5, managed(624, "alice")), (9, bad)),
        "b.evt": log("LONDC02", (9, bad)),
    }
    known = gather(case_of(tmp_path, logs, both))
    assert short(known["account.changes"])[:2] == ((), False)
    assert short(known["audit.account_management"]) == (
        ("on",),
        False,
        "changes are recorded by 1 of 2 machines",
    )


def test_controllers_that_nobody_declared_may_not_be_all(gather: Gather, tmp_path: Path) -> None:
    known = gather(domain(tmp_path, *events(managed(624, "alice"), BAD), toml=""))
    assert short(known["account.changes"])[:2] == ((), False)
    assert not known["audit.account_management"].complete


# ── the password ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "strength"),
    [
        (password_628(TOKEN, "LON"), "moderate"),  # Windows writes it of a try that failed too
        (password_628(TOKEN, "LON", event_id=627), "moderate"),
        (changed_642(TOKEN, "LON", "10/9/2001 1:00:00 AM"), "high"),
    ],
)
def test_a_change_of_the_password_within_a_week_is_told(
    gather: Gather, tmp_path: Path, change: Classic, strength: str
) -> None:
    bad = (7 * DAY, failed_529(TOKEN, "LON", "FIN-1"))
    known = gather(domain(tmp_path, (1, change), bad))["account.password_changed"]
    assert known == Fact(
        name="account.password_changed",
        values=("yes",),
        complete=True,
        shows="1 record of a change of the password",
        evidence=known.evidence,
        strength=strength,
    )
    assert numbers(known) == [1]


def test_a_change_of_the_password_earlier_than_that_is_none(gather: Gather, tmp_path: Path) -> None:
    change, bad = password_628(TOKEN, "LON"), failed_529(TOKEN, "LON", "FIN-1")
    known = gather(domain(tmp_path, (1, change), (7 * DAY + 2, bad)))["account.password_changed"]
    assert short(known) == (
        ("no",),
        True,
        "no change of the password is recorded, and it would be",
    )


def test_a_log_that_begins_later_denies_no_change(gather: Gather, tmp_path: Path) -> None:
    other, bad = managed(624, "alice"), failed_529(TOKEN, "LON", "FIN-1")
    known = gather(domain(tmp_path, (1, other), (6 * DAY, bad)))["account.password_changed"]
    assert short(known) == ((), False, "no change of the password is recorded")


def test_what_is_stated_of_the_password_is_held_against_the_records(
    gather: Gather, tmp_path: Path
) -> None:
    toml = DC + '[facts]\n"account.password_changed" = "no"\n'
    given = events(password_628(TOKEN, "LON"), failed_529(TOKEN, "LON", "FIN-1"))
    known = gather(domain(tmp_path, *given, toml=toml))["account.password_changed"]
    assert short(known) == (
        (),
        False,
        "stated in case.toml: no; but 1 record of a change of the password",
    )
