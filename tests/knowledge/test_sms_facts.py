"""Facts that SMS logs tell: of clients and sites, beside what the operator states."""

from pathlib import Path

import polars as pl
import pytest

from forensics.case import Case
from forensics.effects import LockoutPolicy
from forensics.events import event_table
from forensics.knowing import facts, remarks
from forensics.knowing.facts import Fact
from forensics.reconstruct import reconstruct
from forensics.values import NOT_RECORDED, Locator
from tests.ledger.small_site import case_of


def lines(*given: tuple[str | None, str]) -> pl.DataFrame:
    """Return remarks, each of a component and a message."""
    return pl.DataFrame(given, schema={"component": pl.String, "said": pl.String}, orient="row")


def place(row: int) -> Locator:
    """Return where the line of a row stands."""
    return Locator(source="evidence/a.log", record=row + 1, offset=100 * row, length=100)


def gathered(case: Case, *given: tuple[str | None, str]) -> dict[str, Fact]:
    """Return the facts of a case in which nothing failed, and SMS logs say this."""
    scene = reconstruct(case, (), event_table())
    incident = facts.Incident(
        account=None,
        key=None,
        failures=scene.attempts,
        lockouts=(),
        policy=LockoutPolicy(
            threshold=NOT_RECORDED,
            window_seconds=NOT_RECORDED,
            duration_seconds=NOT_RECORDED,
            basis="unknown",
            assumed={},
            support="",
        ),
        scene=scene,
        intact=True,
        locate=place,
        remarks=lines(*given).with_row_index("row"),
        locate_row=place,
    )
    return facts.gather(case, incident)


def told(*given: tuple[str | None, str]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return fact -> value -> rows."""
    found = remarks.told(lines(*given).with_row_index("row"))
    return {name: dict(each.rows) for name, each in found.items()}


def test_agents_are_those_whose_lines_are_there() -> None:
    assert told(
        ("CCIM32", "CCIM32 - Retry in 60 minutes"),
        ("APM", "SCHEDULER : x"),
        ("Hardware Inventory Agent", "CLASS - Process Class: Win32_LogicalDisk"),
        ("C:\\WINNT\\MS\\SMS\\CORE\\BIN\\CLISVCL.EXE", "x - Attempting to launch application"),
        (None, "Starting Copy Cycle no. 2"),
        (None, "Software Inventory Agent cycle started ..... !"),
    ) == {
        "sms.agents": {
            "ccim": (0,),
            "apm": (1,),
            "hinv": (2,),
            "clisvc": (3,),
            "cqmgr": (4,),
            "sinv": (5,),
        },
        "sms.cycles": {"ccim-retry-60m": (0,), "cqmgr": (4,), "sinv": (5,)},
        "sms.hardware_inventory": {"on": (2,)},
        "sms.software_inventory": {"on": (5,)},
    }


def test_client_access_points_are_named_once_however_they_are_spelled() -> None:
    assert told(
        ("APM", "SCHEDULER   : Remote Name is \\\\FSNSMS01\\CAP_FLN"),
        ("CliEx32.dll", 'Assessing assignment state from "\\\\fsnsms01\\CAP_FLN\\clidata.box\\"'),
        ("CCIM32", 'MSWNET:["SMS_SITE=ABC"]\\\\SRV2\\CAP_ABC'),
        ("CCIM32", 'from "\\\\<SERVERNAME>\\CAP_ABC\\clidata.box\\"'),
        ("APM", "SCHEDULER : Remote Name is \\\\server\\SMSPKGD$"),
    )["sms.caps_named"] == {"\\\\FSNSMS01\\CAP_FLN": (0, 1), "\\\\SRV2\\CAP_ABC": (2,)}


@pytest.mark.parametrize("component", ["SMS_INBOX_MANAGER", None])
def test_nal_lines_of_a_server_or_of_nobody_say_nothing_of_clients(component: str | None) -> None:
    assert told((component, "NAL[32] - x")) == {}


def test_nal_lines_of_a_client_show_that_it_logs_and_level_32_its_bit() -> None:
    assert told(("APM", "NAL[4] - x"), ("APM", "NAL[32] - y")) == {
        "client.nal_logging": {"seen": (0, 1)},
        "client.nal_logging_bit_32": {"yes": (1,)},
        "sms.agents": {"apm": (0, 1)},
    }


def test_without_a_line_nothing_is_told_and_nothing_denied(tmp_path: Path) -> None:
    known = gathered(case_of(tmp_path, {}))
    for name in ("sms.agents", "sms.cycles", "client.nal_logging", "sms.caps_named"):
        assert known[name] == Fact(
            name=name, values=(), complete=False, shows="no line of an SMS log tells"
        )
    assert known["sms.service_pack"].shows == "not stated"


def test_what_logs_tell_has_its_lines_and_is_never_complete(tmp_path: Path) -> None:
    retry = ("CCIM32", "CCIM32 - Retry in 60 minutes")
    known = gathered(case_of(tmp_path, {}), retry, retry, ("APM", "SCHEDULER : x"), retry, retry)
    assert known["sms.agents"] == Fact(
        name="sms.agents",
        values=("ccim", "apm"),
        complete=False,
        shows="5 lines of SMS logs: ccim, apm",
        evidence=(place(0), place(2), place(1)),
    )


def test_a_service_pack_that_is_not_stated_is_taken_from_the_logs(tmp_path: Path) -> None:
    known = gathered(case_of(tmp_path, {}), ("CCIM32", "version 2.00.1493.3004"))
    assert known["sms.service_pack"] == Fact(
        name="sms.service_pack",
        values=("SP3",),
        complete=False,
        shows="1 line of SMS logs: SP3",
        evidence=(place(0),),
    )


def test_logs_that_agree_bear_out_what_is_stated(tmp_path: Path) -> None:
    case = case_of(tmp_path, {}, '[facts]\n"sms.service_pack" = "SP3"\n')
    known = gathered(case, ("CCIM32", "version 2.00.1493.3004"))
    assert known["sms.service_pack"] == Fact(
        name="sms.service_pack",
        values=("SP3",),
        complete=True,
        shows="stated in case.toml: SP3; 1 line of SMS logs: SP3",
        evidence=(place(0),),
    )


def test_where_logs_and_operator_differ_both_are_shown_and_nothing_rests_on_either(
    tmp_path: Path,
) -> None:
    case = case_of(tmp_path, {}, '[facts]\n"sms.hardware_inventory" = "off"\n')
    known = gathered(case, ("Hardware Inventory Agent", "Hardware Inventory Agent cycle started"))
    assert known["sms.hardware_inventory"] == Fact(
        name="sms.hardware_inventory",
        values=(),
        complete=False,
        shows="stated in case.toml: off; but 1 line of SMS logs: on",
        evidence=(place(0),),
    )


def test_what_logs_and_operator_both_say_is_held_where_the_logs_say_more(tmp_path: Path) -> None:
    case = case_of(tmp_path, {}, '[facts]\n"sms.errors" = "1326"\n')
    said = (("WNREMOTE", "failed (1326)"), ("WNREMOTE", "Waiting for PDC/BDC Sync (1327)"))
    errors = gathered(case, *said)["sms.errors"]
    assert (errors.values, errors.complete) == (("1326",), False)


def test_a_rollup_is_borne_out_by_the_versions_of_its_service_pack(tmp_path: Path) -> None:
    case = case_of(tmp_path, {}, '[facts]\n"sms.service_pack" = "SP4HRP"\n')
    pack = gathered(case, ("CCIM32", "version 2.00.1493.4102"))["sms.service_pack"]
    assert (pack.values, pack.complete) == (("SP4HRP",), True)


def test_of_many_values_a_few_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    named = [("APM", f"SCHEDULER : Remote Name is \\\\S{each}\\CAP_ABC") for each in range(8)]
    caps = gathered(case_of(tmp_path, {}), *named)["sms.caps_named"]
    assert len(caps.values) == 8
    assert caps.shows.startswith("8 lines of SMS logs: \\\\S0\\CAP_ABC, ")
    assert caps.shows.endswith("\\\\S5\\CAP_ABC and 2 more")
