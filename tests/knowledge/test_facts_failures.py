"""Facts of the failures: whether any, why, how often one try fails, and how they came in."""

from pathlib import Path

import pytest

from forensics.case import Case
from forensics.knowing.facts import Fact
from forensics.knowing.told.failures import TOGETHER
from forensics.values import TICKS_PER_SECOND
from tests.builders.security_classic import (
    Classic,
    Logon,
    failed_529,
    failed_537,
    failed_681,
    lockout_644,
    preauth_675,
)
from tests.knowledge.gathered import BAD, REFUSED, Gather, events, gatherer, numbers, place, short
from tests.ledger.small_site import TOKEN, case_of, log


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, *given: Classic, toml: str = "") -> Case:
    """Return a case with one log of LONCAP01: one event each second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *events(*given))}, toml)


def timed(folder: Path, *given: tuple[int, Classic]) -> Case:
    """Return a case with one log of LONCAP01: events by their second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *given)})


# ── any ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_failed_logon_is_told_by_its_record(gather: Gather, tmp_path: Path) -> None:
    assert gather(site(tmp_path, BAD, BAD))["failure.any"] == Fact(
        name="failure.any",
        values=("yes",),
        complete=True,
        shows="2 failed logons",
        evidence=(place(1), place(2)),
    )


def test_a_lockout_without_a_failure_is_told_and_complete_where_others_failures_are_recorded(
    gather: Gather, tmp_path: Path
) -> None:
    locked = lockout_644(TOKEN, "FIN-1")
    alone = gather(site(tmp_path / "a", locked))["failure.any"]
    assert short(alone) == (("no",), False, "no failed logon of the account is in the evidence")
    audited = gather(site(tmp_path / "b", locked, failed_529("alice", "LON", "WS1")))["failure.any"]
    assert short(audited)[:2] == (("no",), True)
    assert numbers(audited) == [1]


def test_where_nothing_happened_it_is_not_known(gather: Gather, tmp_path: Path) -> None:
    assert short(gather(site(tmp_path, Classic(592, ("1",))))["failure.any"])[:2] == ((), False)


# ── reasons ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (BAD, "bad-password"),
        (REFUSED, "locked-out"),
        *(
            (failed_529(TOKEN, "FIN-1", "FIN-1", event_id=event_id), reason)
            for event_id, reason in (
                *((530, "hours"), (531, "disabled"), (532, "account-expired")),
                *((533, "workstation"), (534, "logon-right"), (535, "password-expired")),
                *((536, "netlogon-stopped"), (537, "other")),
            )
        ),
        *(
            (failed_537(TOKEN, "FIN-1", "FIN-1", status=("0xC000006D", code)), reason)
            for code, reason in (
                *(("0xC0000133", "clock-skew"), ("0xC000005E", "no-logon-server")),
                *(("0xC000006E", "restriction"), ("0xC0000224", "must-change")),
                *(("0xC000015B", "logon-right"), ("0xC0000022", "other")),
            )
        ),
        (failed_681(TOKEN, "FIN-1", error="3221225586"), "disabled"),
        (failed_681(TOKEN, "FIN-1", error="3221225572"), "unknown-account"),
        (preauth_675(TOKEN, "10.0.0.1"), "bad-password"),
        (preauth_675(TOKEN, "10.0.0.1", code="0x25"), "clock-skew"),
        (preauth_675(TOKEN, "10.0.0.1", code="0x17"), "password-expired"),
        (preauth_675(TOKEN, "10.0.0.1", code="0x12"), "other"),
    ],
)
def test_a_reason_is_told_by_outcome_code_or_event(
    gather: Gather, tmp_path: Path, event: Classic, reason: str
) -> None:
    known = gather(site(tmp_path, event))["failure.reasons"]
    assert short(known) == ((reason,), False, f"1 {reason}")
    assert numbers(known) == [1]


def test_reasons_are_told_most_first_and_are_never_complete(gather: Gather, tmp_path: Path) -> None:
    disabled = failed_529(TOKEN, "FIN-1", "FIN-1", event_id=531)
    known = gather(site(tmp_path, disabled, BAD, BAD))["failure.reasons"]
    assert short(known) == (("bad-password", "disabled"), False, "2 bad-password, 1 disabled")
    assert numbers(known) == [2, 1]


@pytest.mark.parametrize(("server", "authority"), [("a.evt", "b.evt"), ("b.evt", "a.evt")])
def test_the_authority_tells_more_than_a_server_that_does_not_know(
    gather: Gather, tmp_path: Path, server: str, authority: str
) -> None:
    toml = '[[host]]\nname = "LONDC01"\nroles = ["dc"]\n'
    other = failed_529("alice", "LON", "FIN-1", event_id=537)
    logs = {
        server: log("LONCAP01", (1, other)),
        authority: log("LONDC01", (1, failed_681("alice", "FIN-1", error="3221225586"))),
    }
    known = gather(case_of(tmp_path, logs, toml))["failure.reasons"]
    assert short(known) == (("disabled",), False, "1 disabled")


# ── repeats ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("times", "value", "said"),
    [(1, "single", "once"), (2, "double", "twice"), (3, "triple-or-more", "three times or more")],
)
def test_how_often_one_try_mostly_fails_is_counted(
    gather: Gather, tmp_path: Path, times: int, value: str, said: str
) -> None:
    assert TOGETHER == 2 * TICKS_PER_SECOND
    tries = [(100 * nth + 2 * again, BAD) for nth in range(3) for again in range(times)]
    known = gather(timed(tmp_path, *tries, (900, BAD), (1000, REFUSED)))["failure.repeats"]
    mostly = 5 if times == 1 else 3
    assert (known.values, known.complete, known.strength) == ((value,), True, "moderate")
    assert known.shows == f"{mostly} of 5 tries fail {said} within two seconds"
    assert numbers(known)[:2] == [1, 1 + times]


def test_two_clients_at_one_moment_and_a_pause_of_three_seconds_are_two_tries(
    gather: Gather, tmp_path: Path
) -> None:
    other = failed_529(TOKEN, "FIN-2", "FIN-2")
    known = gather(timed(tmp_path, (1, BAD), (1, other), (4, BAD)))["failure.repeats"]
    assert short(known) == (("single",), True, "3 of 3 tries fail once within two seconds")


def test_a_failure_without_a_client_leaves_repeats_open(gather: Gather, tmp_path: Path) -> None:
    nameless = failed_529(TOKEN, "FIN-1", "-")
    known = gather(timed(tmp_path / "a", (1, BAD), (9, nameless)))["failure.repeats"]
    assert short(known) == (("single",), False, "1 of 1 try fail once within two seconds")
    alone = gather(timed(tmp_path / "b", (9, nameless)))["failure.repeats"]
    assert short(alone) == ((), False, "no failure names its client")


# ── logons ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        *(("2", "interactive"), ("3", "network"), ("4", "batch"), ("5", "service"), ("6", "proxy")),
        *(("7", "unlock"), ("8", "cleartext"), ("9", "new-credentials"), ("10", "remote")),
        *(("11", "cached"), (" 3 ", "network")),
    ],
)
def test_every_logon_type_has_its_name(
    gather: Gather, tmp_path: Path, number: str, kind: str
) -> None:
    event = failed_529(TOKEN, "FIN-1", "FIN-1", logon=Logon(number, "Advapi  ", "Negotiate"))
    assert gather(site(tmp_path, event))["logon.types"] == Fact(
        name="logon.types",
        values=(kind,),
        complete=True,
        shows=f"1 {kind}",
        evidence=gather(site(tmp_path, event))["logon.processes"].evidence,
    )


def test_a_type_that_is_none_leaves_the_types_open(gather: Gather, tmp_path: Path) -> None:
    odd = failed_529(TOKEN, "FIN-1", "FIN-1", logon=Logon("1", "x", "y"))
    known = gather(site(tmp_path, BAD, odd, BAD))
    assert short(known["logon.types"]) == (("network",), False, "2 network")
    assert short(known["logon.processes"]) == (("ntlmssp", "other"), True, "2 ntlmssp, 1 other")


@pytest.mark.parametrize(
    ("process", "name"),
    [
        *(("NCPSrv", "ncpsrv"), ("SCMgr", "scmgr"), ("User32  ", "winlogon")),
        *(("WinLogon\\MSGina", "winlogon"), ("Advapi  ", "advapi"), ("KSecDD", "ksecdd")),
        *(("NtLmSsp ", "ntlmssp"), ("Kerberos", "kerberos"), ("IIS", "iis")),
        *(("LAN Manager Workstation Service", "lan-manager-workstation"), ("CHAP", "other")),
    ],
)
def test_every_logon_process_has_its_name(
    gather: Gather, tmp_path: Path, process: str, name: str
) -> None:
    event = failed_529(TOKEN, "FIN-1", "FIN-1", logon=Logon("3", process, "NTLM"))
    known = gather(site(tmp_path, event))["logon.processes"]
    assert short(known) == ((name,), True, f"1 {name}")


def test_a_failure_that_names_neither_leaves_both_open(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, failed_681(TOKEN, "FIN-1")))
    assert short(known["logon.types"]) == ((), False, "no failure names its logon type")
    assert short(known["logon.processes"]) == ((), False, "no failure names its process")


def test_a_damaged_exhibit_leaves_types_and_processes_open(gather: Gather, tmp_path: Path) -> None:
    known = gather(case_of(tmp_path, {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": b"no log"}))
    for name in ("logon.types", "logon.processes"):
        assert known[name].values
        assert not known[name].complete
