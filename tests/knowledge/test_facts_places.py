"""Facts of sources and servers: shape, accounts, roles, Windows, and what clients present."""

from itertools import count
from pathlib import Path

import pytest

from forensics.case import Case
from forensics.knowing.facts import Fact
from forensics.knowing.told.places import shape
from tests.builders.security_classic import (
    NT4_NETWORK,
    Classic,
    Logon,
    failed_529,
    failed_681,
    logon_528,
    logon_540,
    validated_680,
)
from tests.knowledge.gathered import (
    BAD,
    CAP,
    Gather,
    events,
    gatherer,
    numbers,
    place,
    short,
    told,
)
from tests.ledger.small_site import TOKEN, case_of, log


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, *given: Classic, toml: str = "") -> Case:
    """Return a case with one log of LONCAP01: one event each second."""
    return case_of(folder, {"a.evt": log("LONCAP01", *events(*given))}, toml)


def host(name: str, *roles: str) -> str:
    """Return a declared machine."""
    return f'[[host]]\nname = "{name}"\nroles = {list(roles)}\n'.replace("'", '"')


# ── shape ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sources", "servers", "value"),
    [
        *(
            (1, 1, "one-to-one"),
            (1, 2, "few-to-few"),
            (1, 3, "one-to-many"),
            (1, 90, "one-to-many"),
        ),
        *((2, 1, "few-to-few"), (4, 4, "few-to-few"), (4, 5, "many-to-many")),
        *((5, 1, "many-to-few"), (5, 2, "many-to-few"), (5, 3, "many-to-many")),
        *((6, 3, "many-to-few"), (200, 100, "many-to-few"), (200, 101, "many-to-many")),
    ],
)
def test_the_shape_is_that_of_the_numbers(sources: int, servers: int, value: str) -> None:
    assert shape(sources, servers) == value


def test_a_single_stray_failure_turns_no_shape(gather: Gather, tmp_path: Path) -> None:
    stray = failed_529(TOKEN, "FIN-2", "FIN-2")
    known = gather(site(tmp_path, *([BAD] * 19), stray, toml=CAP))["graph.shape"]
    assert known == Fact(
        name="graph.shape",
        values=("one-to-one",),
        complete=True,
        shows="1 source and 1 server make 95 % of the failures",
        evidence=(place(1), place(20)),
        strength="moderate",
    )


def test_a_server_whose_log_is_missing_may_have_been_accessed(
    gather: Gather, tmp_path: Path
) -> None:
    declared = CAP + host("LONCAP02", "cap") + host("FIN-1", "client")
    known = gather(site(tmp_path / "a", BAD, toml=declared))["graph.shape"]
    assert told(known) == (("one-to-one",), False, "moderate")
    assert not gather(site(tmp_path / "b", BAD))["graph.shape"].complete
    nameless = failed_529(TOKEN, "FIN-1", "-")
    assert not gather(site(tmp_path / "c", BAD, nameless, toml=CAP))["graph.shape"].complete
    alone = gather(site(tmp_path / "d", nameless, toml=CAP))["graph.shape"]
    assert short(alone) == ((), False, "no source is named")


# ── accounts and successes of the sources ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("others", "value"), [(0, "one"), (1, "several"), (4, "several"), (5, "many")]
)
def test_accounts_that_fail_from_a_source_are_counted(
    gather: Gather, tmp_path: Path, others: int, value: str
) -> None:
    given = [failed_529(f"user{each}", "LON", "FIN-1") for each in range(others)]
    known = gather(site(tmp_path, BAD, BAD, *given))["source.accounts"]
    assert told(known) == ((value,), True, "moderate")
    assert known.shows == f"mostly {others + 1} account{'s' if others else ''} a source"


def test_accounts_are_counted_a_source_and_not_over_all(gather: Gather, tmp_path: Path) -> None:
    number = count()
    given = [
        event
        for _ in range(8)
        for pc in (f"FIN-{next(number)}",)
        for event in (failed_529(TOKEN, pc, pc), failed_529(f"user{pc}", "LON", pc))
    ]
    assert gather(site(tmp_path, *given))["source.accounts"].values == ("several",)


def test_accounts_are_those_of_the_sources_that_most_failures_come_from(
    gather: Gather, tmp_path: Path
) -> None:
    other = failed_529("alice", "LON", "FIN-1")
    quiet = failed_529(TOKEN, "FIN-2", "FIN-2")
    assert gather(site(tmp_path / "a", BAD, BAD, other, quiet))["source.accounts"].values == (
        "several",
    )
    busy = gather(site(tmp_path / "b", BAD, BAD, other, quiet, quiet, quiet))["source.accounts"]
    assert busy.values == ("one",)


def test_a_source_that_also_logs_on_is_told(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, logon_540(TOKEN, "LON", "FIN-1")))["source.succeeds"]
    assert short(known) == (("yes",), True, "1 source that fails also logs on")
    assert numbers(known) == [2]


def test_that_no_source_logs_on_shows_where_successes_of_others_are_recorded(
    gather: Gather, tmp_path: Path
) -> None:
    other = logon_540("alice", "LON", "WS1")
    shown = gather(site(tmp_path / "a", BAD, other))["source.succeeds"]
    assert short(shown) == (("no",), True, "no source that fails logs on too")
    silent = gather(site(tmp_path / "b", BAD))["source.succeeds"]
    assert short(silent) == ((), False, "whether successes are recorded is not known")
    second = {"a.evt": log("LONCAP01", (1, BAD), (2, other)), "b.evt": log("LONCAP02", (9, BAD))}
    assert short(gather(case_of(tmp_path / "c", second))["source.succeeds"])[:2] == ((), False)


def test_that_the_account_logs_on_elsewhere_says_nothing_of_its_sources(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path, BAD, logon_540(TOKEN, "LON", "FIN-2")))["source.succeeds"]
    assert short(known)[:2] == (("no",), True)


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


def test_roles_of_sources_are_complete_where_the_busy_ones_are_declared(
    gather: Gather, tmp_path: Path
) -> None:
    known = gather(site(tmp_path / "a", BAD, toml=host("FIN-1", "ras")))["source.roles"]
    assert short(known) == (("ras",), True, "roles are known of 1 of 1 source: 1 ras")
    assert known.evidence == (place(1),)
    both = site(
        tmp_path / "b", BAD, failed_529(TOKEN, "FIN-2", "FIN-2"), toml=host("FIN-1", "mailserver")
    )
    assert short(gather(both)["source.roles"]) == (
        ("mailserver",),
        False,
        "roles are known of 1 of 2 sources: 1 mailserver",
    )


def test_a_share_that_sms_logs_name_shows_a_client_access_point(
    gather: Gather, tmp_path: Path
) -> None:
    line = r"SCHEDULER : Remote Name is \\loncap01\CAP_LON  $$<APM><Tue Oct 09 09:00:00.000 2001>"
    logs = {
        "a.evt": log("LONCAP01", (1, BAD)),
        "Smsapm32.log": f"{line}<thread=1 (0x1)>\r\n".encode(),
    }
    known = gather(case_of(tmp_path / "a", logs))["target.roles"]
    assert short(known) == (
        ("cap",),
        False,
        "roles of 1 of 1 accessed server (declared, or named by SMS logs): 1 cap",
    )
    assert [each.source for each in known.evidence] == ["evidence/Smsapm32.log", "evidence/a.evt"]
    declared = gather(case_of(tmp_path / "b", logs, host("LONCAP01", "fileserver")))
    assert short(declared["target.roles"])[:2] == (("fileserver", "cap"), True)
    assert declared["target.only_roles"].values == ("others",)
    other = {**logs, "a.evt": log("LONFS01", (1, BAD))}
    unnamed = gather(case_of(tmp_path / "c", other))["target.roles"]
    assert short(unnamed)[:2] == ((), False)
    assert [each.source for each in unnamed.evidence] == ["evidence/a.evt"]


# ── what one source presents ────────────────────────────────────────────────────────────────────


def test_a_source_that_tries_several_domains_is_told(gather: Gather, tmp_path: Path) -> None:
    given = [failed_529("SMSService", each, "LONSITE01") for each in ("LON", "PAR", "lon")]
    known = gather(site(tmp_path / "a", *given))["client.domains"]
    assert told(known) == (("several",), True, "high")
    assert known.shows == "1 of 1 source put several domains before the account"
    plain = gather(site(tmp_path / "b", given[0], given[2]))["client.domains"]
    assert told(plain) == (("one",), True, "high")
    mixed = gather(site(tmp_path / "c", *given, failed_529("SMSService", "LON", "LONSITE02")))
    assert told(mixed["client.domains"]) == (("several",), True, "moderate")


def test_a_failure_without_a_domain_leaves_the_domains_open(gather: Gather, tmp_path: Path) -> None:
    known = gather(site(tmp_path, BAD, failed_529(TOKEN, "-", "FIN-1")))["client.domains"]
    assert short(known)[:2] == (("one",), False)
    alone = gather(site(tmp_path / "b", failed_681(TOKEN, "FIN-1")))["client.domains"]
    assert short(alone) == ((), False, "no failure names client and domain")


# ── Windows ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("events_of", "value", "strength"),
    [
        ((failed_529(TOKEN, "FIN-1", "FIN-1", address="10.0.0.1"),), "2003", "high"),
        ((BAD, validated_680("alice", "WS1", error="0x0")), "2003", "high"),
        ((BAD, failed_681("alice", "WS1")), "2000", "high"),
        ((BAD, logon_528("bob", "LON", "WS1", logon=NT4_NETWORK)), "nt", "high"),
        ((BAD,), "2000", "low"),
        ((failed_529(TOKEN, "FIN-1", "FIN-1", logon=NT4_NETWORK),), "nt", "low"),
    ],
)
def test_the_windows_of_a_server_is_shown_by_what_only_it_writes(
    gather: Gather,
    tmp_path: Path,
    events_of: tuple[Classic, ...],
    value: str,
    strength: str,
) -> None:
    known = gather(site(tmp_path, *events_of))["server.os"]
    assert told(known) == ((value,), True, strength)
    others = tuple(each for each in ("nt", "2000", "2003") if each != value)
    assert known.maybe == (others if strength == "low" else ())


def test_what_several_kinds_of_windows_write_alike_shows_none(
    gather: Gather, tmp_path: Path
) -> None:
    event = failed_529(TOKEN, "FIN-1", "FIN-1", logon=Logon("2", "User32  ", "Negotiate"))
    known = gather(site(tmp_path, event))["server.os"]
    assert short(known) == ((), True, "the records fit several kinds of Windows")
    assert known.maybe == ("nt", "2000", "2003")  # and no later one


def test_each_machine_that_recorded_a_failure_must_show_its_windows(
    gather: Gather, tmp_path: Path
) -> None:
    later = failed_529(TOKEN, "FIN-1", "FIN-1", address="10.0.0.1")
    logs = {"a.evt": log("LONCAP01", (1, later)), "b.evt": log("LONCAP02", (9, BAD))}
    known = gather(case_of(tmp_path, logs))["server.os"]
    assert told(known) == (("2003", "2000"), True, "low")
    assert known.maybe == ("nt",)
    assert known.shows == "by their records: 1 machine of Server 2003, 1 machine of Windows 2000"


NETLOGON = """10/09 00:00:01 [LOGON] SamLogon: Network logon of {} from {} Returns 0xC000006A\r\n"""


@pytest.mark.parametrize(
    ("who", "client", "values"),
    [
        ("(null)\\alice", "\\\\WS1", ("win9x",)),
        ("(null)\\alice", "WS1", ()),
        ("LON\\alice", "\\\\WS1", ()),
    ],
)
def test_windows_9x_is_hinted_at_by_netlogon_log(
    gather: Gather, tmp_path: Path, who: str, client: str, values: tuple[str, ...]
) -> None:
    toml = (
        "[case]\nfrom = 2001-10-09T00:00:00Z\nto = 2001-10-10T00:00:00Z\n"
        '[[exhibit]]\npath = "evidence/netlogon.log"\nhost = "LONDC01"\nyear = 2001\n'
    )
    logs = {"netlogon.log": NETLOGON.format(who, client).encode()}
    known = gather(case_of(tmp_path, logs, toml))["client.os"]
    assert told(known) == (values, False, "low")
    assert len(known.evidence) == len(values)


@pytest.mark.parametrize(
    ("component", "values"),
    [
        ("Odpusr9x", ("win9x",)),
        ("C:\\WINNT\\MS\\SMS\\CORE\\BIN\\CLISVCL.EXE", ("nt",)),
        ("CCIM32", ()),
    ],
)
def test_the_windows_of_a_client_is_hinted_at_by_its_programs(
    gather: Gather, tmp_path: Path, component: str, values: tuple[str, ...]
) -> None:
    line = f"Retry in 60 minutes $$<{component}><Tue Oct 09 00:00:01.000 2001><thread=1 (0x1)>\r\n"
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "sms.log": line.encode()}
    toml = '[[exhibit]]\npath = "evidence/sms.log"\nhost = "FIN-1"\n'
    known = gather(case_of(tmp_path / "a", logs, toml))["client.os"]
    assert told(known) == (values, False, "low")
    other = gather(case_of(tmp_path / "b", logs, toml.replace("FIN-1", "FIN-2")))["client.os"]
    assert short(other) == ((), False, "no record hints at the Windows of the clients")


@pytest.mark.parametrize(
    ("thread", "values"),
    [
        ("4294798339 (0xFFFD6C03)", ("win9x",)),
        ("4026531840 (0xF0000000)", ("win9x",)),
        ("4026531839 (0xEFFFFFFF)", ()),
        ("112 (0x70)", ()),
    ],
)
def test_windows_9x_is_hinted_at_by_the_high_numbers_of_its_threads(
    gather: Gather, tmp_path: Path, thread: str, values: tuple[str, ...]
) -> None:
    line = f"Retry in 60 minutes $$<CCIM32><Tue Oct 09 00:00:01.000 2001><thread={thread}>\r\n"
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "sms.log": line.encode()}
    toml = '[[exhibit]]\npath = "evidence/sms.log"\nhost = "FIN-1"\n'
    assert told(gather(case_of(tmp_path, logs, toml))["client.os"]) == (values, False, "low")
