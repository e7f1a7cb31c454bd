"""What is known of the machines of a case, from small logs of an invented site."""

from pathlib import Path

from forensics.events import event_table
from forensics.reconstruct import reconstruct
from forensics.replay.logs import Logs, logs_of
from forensics.when import bearings
from tests.builders.security_classic import Classic, failed_529, lockout_644
from tests.ledger.small_site import STARTED, TOKEN, at, case_of, log, read

ONE = failed_529(TOKEN, "FIN-1", "FIN-1")
LOCK = lockout_644(TOKEN, "FIN-1")
PASSED_ON = Classic(681, ("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", TOKEN, "FIN-1", "3221225578"))
CONTROLLERS = (
    '[[host]]\nname = "LONDC01"\nroles = ["dc"]\n[[host]]\nname = "LONDC02"\nroles = ["dc"]\n'
)


def known(folder: Path, toml: str = CONTROLLERS, **logs: bytes) -> Logs:
    case = case_of(folder, {f"{name}.evt": content for name, content in logs.items()}, toml)
    examined = read(case)
    return logs_of(case, examined, reconstruct(case, examined, event_table()))


def test_a_log_of_nt_4_shows_nothing_that_servers_passed_on(tmp_path: Path) -> None:
    found = known(tmp_path, a=log("LONDC01", (0, STARTED), (10, ONE), (20, LOCK)))
    assert (found.passing, found.since_2000, found.since_2003) == (frozenset(),) * 3
    assert found.failed == {"LONDC01": [at(10).ticks]}


def test_an_account_logon_is_of_windows_2000(tmp_path: Path) -> None:
    found = known(tmp_path, a=log("LONDC01", (0, STARTED), (10, PASSED_ON)))
    assert found.passing == frozenset({"LONDC01"})
    assert found.since_2000 == frozenset({"londc01"})
    assert found.since_2003 == frozenset()


def test_a_logon_with_an_address_is_of_server_2003(tmp_path: Path) -> None:
    strings = (*ONE.strings[:6], "-", "-", "-", "-", "-", "10.0.0.9", "0")
    found = known(tmp_path, a=log("LONDC01", (0, STARTED), (10, Classic(529, strings))))
    assert found.since_2000 == found.since_2003 == frozenset({"londc01"})


def test_declared_controllers_are_known_with_a_log_and_without(tmp_path: Path) -> None:
    found = known(tmp_path, a=log("LONDC01", (0, STARTED), (10, ONE)))
    assert sorted(found.controllers) == ["LONDC01", "londc02"]
    assert found.logged == ("LONDC01",)


def test_who_is_asked_through_another_machine_is_a_controller(tmp_path: Path) -> None:
    line = "08/01 08:12:26 [LOGON] SamLogon: Network logon of LON\\bob from FIN-1 (via LONCAP01)"
    text = f"{line} Returns 0xC000006A\n".encode()
    toml = (
        '[case]\ntimezone = "Europe/London"\n'
        '[[exhibit]]\npath = "evidence/netlogon.log"\nhost = "LONDC03"\nyear = 2001\n'
    )
    case = case_of(tmp_path, {"netlogon.log": text}, toml)
    examined = bearings.take(read(case), case)
    found = logs_of(case, examined, reconstruct(case, examined, event_table()))
    assert [name.casefold() for name in found.controllers] == ["londc03"]
