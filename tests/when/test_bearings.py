"""The machine, the time zone and the year of logs that do not say them."""

from pathlib import Path

import pytest

from forensics.case import Case, DeclaredExhibit, Host
from forensics.events import event_table
from forensics.evidence.forms import Examined
from forensics.observing import UNPLACED, gather, judge
from forensics.values import Instant
from forensics.when import bearings
from tests.when.exhibits import claim, created, exhibit, failures, ticks

SUMMER, WINTER = "2001-10-08 09:15:00", "2001-11-08 09:15:00"
LONDON = {"timezone": "Europe/London", "zone_declared": True}


def case(
    *, hosts: tuple[Host, ...] = (), exhibits: tuple[DeclaredExhibit, ...] = (), zone: str = ""
) -> Case:
    return Case(
        folder=Path("case"),
        id="1",
        title="",
        hosts=hosts,
        exhibits=exhibits,
        timezone=zone or "UTC",
        zone_declared=bool(zone),
    )


def alone(examined: Examined, of: Case) -> Examined:
    (placed,) = bearings.take([examined], of)
    return placed


def wall(examined: Examined) -> list[str]:
    assert examined.reading is not None
    return [Instant(each).iso() for each in examined.reading.batches[0].frame["wall"].to_list()]


# ── the time zone ───────────────────────────────────────────────────────────────────────────────


def test_local_times_become_utc_by_the_zone_of_the_case_and_stay_as_recorded_beside() -> None:
    placed = alone(exhibit("a.csv", failures(SUMMER, WINTER)), case(zone="Europe/London"))
    assert created(placed) == ["2001-10-08T08:15:00Z", "2001-11-08T09:15:00Z"]
    assert wall(placed) == ["2001-10-08T09:15:00Z", "2001-11-08T09:15:00Z"]
    assert claim(placed, "clock") == "local, Europe/London (declared for the case)"
    assert placed.reading is not None
    assert placed.reading.clock == "utc"
    assert placed.reading.records.written.tolist() == [
        ticks("2001-10-08 08:15:00"),
        ticks("2001-11-08 09:15:00"),
    ]


def test_the_zone_of_the_exhibit_comes_before_that_of_its_machine_and_of_the_case() -> None:
    hosts = (Host(name="LONCAP01", timezone="Europe/Berlin"),)
    declared = (DeclaredExhibit(path="evidence/*", timezone="America/New_York"),)
    read = exhibit("a.csv", failures(SUMMER))
    of_machine = alone(read, case(hosts=hosts, zone="Europe/London"))
    assert created(of_machine) == ["2001-10-08T07:15:00Z"]
    assert claim(of_machine, "clock") == "local, Europe/Berlin (declared for its machine)"
    of_exhibit = alone(read, case(hosts=hosts, exhibits=declared, zone="Europe/London"))
    assert created(of_exhibit) == ["2001-10-08T13:15:00Z"]
    assert claim(of_exhibit, "clock") == "local, America/New_York (declared for this exhibit)"


def test_without_a_zone_and_without_another_clock_the_wall_clock_stands() -> None:
    placed = alone(exhibit("a.csv", failures(SUMMER)), case())
    assert created(placed) == ["2001-10-08T09:15:00Z"]
    assert claim(placed, "clock") == (
        "local, of a time zone that is not declared; shown as if it were UTC"
    )


def test_without_a_zone_a_local_time_beside_one_in_utc_is_no_time() -> None:
    other = exhibit("b.csv", failures(SUMMER, clock="utc"))
    local, utc = bearings.take([exhibit("a.csv", failures(SUMMER)), other], case())
    assert created(local) == [None]
    assert created(utc) == ["2001-10-08T09:15:00Z"]
    assert claim(local, "clock") == "local, of a time zone that is not declared"
    judged = judge(gather([local], event_table()), case())
    assert judged["fate"].to_list() == [UNPLACED]


def test_the_hour_that_clocks_go_back_is_taken_the_first_time_and_the_skipped_one_has_no_time() -> (
    None
):
    read = exhibit("a.csv", failures("2001-10-28 01:30:00", "2001-03-25 01:30:00"))
    assert created(alone(read, case(zone="Europe/London"))) == ["2001-10-28T00:30:00Z", None]


# ── the machine ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["loncap01.csv", "LONCAP01/security.csv", "x-loncap01-529.csv", "loncap01_app.csv"]
)
def test_a_log_without_a_machine_belongs_to_the_one_that_its_path_names(path: str) -> None:
    read = exhibit(path, failures(SUMMER, computer=None, clock="utc"))
    placed = alone(read, case(hosts=(Host(name="LONCAP01"), Host(name="LONCAP02"))))
    assert placed.reading is not None
    assert placed.reading.computers == ("LONCAP01",)
    assert placed.reading.batches[0].frame["computer"].to_list() == ["LONCAP01"]
    assert claim(placed, "machine") == "LONCAP01 (told from its path)"


def test_a_name_with_a_dash_is_found_and_a_shorter_one_in_it_is_not() -> None:
    hosts = (Host(name="FIN"), Host(name="FIN-1"), Host(name="FIN-12"))
    for path in ("fin-1/ccim32.log", "fin-1_hinv32.log"):
        placed = alone(exhibit(path, failures(SUMMER, computer=None)), case(hosts=hosts))
        assert claim(placed, "machine") == "FIN-1 (told from its path)"


def test_a_path_that_names_two_machines_or_none_tells_nothing() -> None:
    of = case(hosts=(Host(name="LONCAP01"), Host(name="LONCAP02")))
    for path in ("loncap01-loncap02.csv", "security.csv"):
        placed = alone(exhibit(path, failures(SUMMER, computer=None, clock="utc")), of)
        assert placed.reading is not None
        assert placed.reading.computers == ()
        assert claim(placed, "machine") is None


def test_a_declared_machine_comes_first() -> None:
    of = case(
        hosts=(Host(name="LONCAP01"),),
        exhibits=(DeclaredExhibit(path="evidence/loncap01.csv", host="LONDC07"),),
    )
    placed = alone(exhibit("loncap01.csv", failures(SUMMER, computer=None)), of)
    assert claim(placed, "machine") == "LONDC07 (declared)"


def test_a_machine_that_a_record_names_is_not_touched() -> None:
    of = case(exhibits=(DeclaredExhibit(path="evidence/*", host="LONDC07"),))
    placed = alone(exhibit("a.csv", failures(SUMMER, computer="LONCAP01")), of)
    assert placed.reading is not None
    assert placed.reading.batches[0].frame["computer"].to_list() == ["LONCAP01"]


# ── the year ────────────────────────────────────────────────────────────────────────────────────

YEARLESS = "2000-10-08 09:15:00"


def yearless(*, modified: str = "", exhibits: tuple[DeclaredExhibit, ...] = ()) -> Examined:
    read = failures(YEARLESS, clock="yearless")
    seen = {"modified": Instant(ticks(modified))} if modified else {}
    return alone(exhibit("netlogon.log", read, **seen), case(exhibits=exhibits, zone="UTC"))


def test_the_declared_year_is_taken() -> None:
    placed = yearless(exhibits=(DeclaredExhibit(path="evidence/netlogon.log", year=2001),))
    assert created(placed) == ["2001-10-08T09:15:00Z"]
    assert wall(placed) == ["2000-10-08T09:15:00Z"]
    assert claim(placed, "year") == "2001 (declared for this exhibit)"


def test_the_year_in_which_the_other_logs_meet_it_is_taken() -> None:
    other = exhibit("b.evt", failures("2001-10-07 10:00:00", "2001-10-09 10:00:00", clock="utc"))
    log = exhibit("netlogon.log", failures(YEARLESS, clock="yearless"))
    placed, _ = bearings.take([log, other], case(zone="UTC"))
    assert created(placed) == ["2001-10-08T09:15:00Z"]
    assert claim(placed, "year") == (
        "2001 (the only one in which it meets the other logs or the incident window)"
    )


def test_logs_that_meet_it_in_no_year_or_in_two_leave_the_year_open() -> None:
    log = exhibit("netlogon.log", failures(YEARLESS, clock="yearless"), Instant(ticks(SUMMER)))
    for times, left in (
        (("2001-05-01 10:00:00",), "from 1993 to 2099"),
        (("2001-10-08 10:00:00", "2002-10-09 10:00:00"), "2001 or 2002"),
    ):
        other = exhibit("b.evt", failures(*times, clock="utc"))
        placed, _ = bearings.take([log, other], case(zone="UTC"))
        assert created(placed) == [None]
        assert claim(placed, "year") == (
            f"not known ({left}: the other logs and the incident window leave it open)"
        )


def test_the_files_own_time_is_taken_last_and_stated() -> None:
    placed = yearless(modified="2003-02-01 10:00:00")
    assert created(placed) == ["2002-10-08T09:15:00Z"]
    assert claim(placed, "year") == (
        "2002 (the last before the file's own time, 2003-02-01; a copy may change it)"
    )


def test_nothing_that_tells_the_year_leaves_the_records_without_a_time() -> None:
    placed = yearless()
    assert created(placed) == [None]
    assert claim(placed, "year") == "not known (from 1993 to 2099: nothing tells which)"
    judged = judge(gather([placed], event_table()), case())
    assert judged["fate"].to_list() == [UNPLACED]


def test_a_log_without_any_time_has_no_year() -> None:
    placed = alone(exhibit("netlogon.log", failures(None, clock="yearless")), case(zone="UTC"))
    assert created(placed) == [None]
    assert claim(placed, "year") == "not known (no line has a time)"
