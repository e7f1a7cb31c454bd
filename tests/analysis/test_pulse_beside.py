"""From logs to what a client's failures follow, begin after and end with; the site is invented."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.findings import Findings
from forensics.observing import NO_STATE
from forensics.traces import Occasion, Rhythm
from forensics.values import NOT_APPLICABLE, Absent, Locator
from tests.builders.evt import Record, evt
from tests.builders.security_classic import (
    INTERACTIVE,
    SERVICE,
    Classic,
    failed_529,
    logon_528,
    logon_540,
    password_628,
    unlock_671,
)
from tests.effort import few
from tests.ledger.small_site import MIDNIGHT, TOKEN, analysed, at, case_of, log, sources_of

MINUTE = 60
HOUR = 3_600
DAY = 86_400
CAP, DC, CLIENT = "LONCAP01", "LONDC01", "FIN-1"
DAYS = (0, 1, 2, 3)
MORNINGS = tuple(DAY * day + 7 * HOUR + 11 * MINUTE * day for day in DAYS)

Log = list[tuple[int, Classic]]
System = list[tuple[int, str, int, tuple[str, ...]]]


def fails(*seconds: int, client: str = CLIENT) -> Log:
    """Return bursts of three failures from each of these seconds on."""
    bad = failed_529(TOKEN, client, client)
    return [(second + 4 * number, bad) for second in seconds for number in range(3)]


def starts(*seconds: int) -> System:
    """Return what Windows writes into the System log at each start."""
    version = ("5.01.", "2600", "Service Pack 2", "Uniprocessor Free")
    return [
        record
        for second in seconds
        for record in (
            (second, "EventLog", 6009, version),
            (second, "EventLog", 6005, ()),
            (second + 30, "Service Control Manager", 7036, ("Event Log", "running")),
        )
    ]


def serves(service: str, state: str, *seconds: int) -> System:
    return [(second, "Service Control Manager", 7036, (service, state)) for second in seconds]


def system(host: str, events: System) -> bytes:
    """Return the System log of one machine."""
    return evt(
        [
            Record(
                number=number,
                generated=MIDNIGHT + second,
                written=MIDNIGHT + second,
                event_id=event_id,
                computer=host,
                strings=strings,
                source=source,
                event_type=4,
            )
            for number, (second, source, event_id, strings) in enumerate(sorted(events), 1)
        ]
    )


def ordered(host: str, events: Log) -> bytes:
    return log(host, *sorted(events, key=lambda event: event[0]))


def found(folder: Path, logs: dict[str, bytes]) -> Findings:
    return analysed(case_of(folder, logs)).findings


def only(findings: Findings) -> Rhythm:
    (rhythm,) = findings.rhythms
    return rhythm


def tie(rhythm: Rhythm) -> list[tuple[str, str, str | Absent, int, int, int, int]]:
    """Return what a client follows, without the records."""
    return [
        (one.what, one.host, one.service, one.bursts, one.of, one.occasions, one.seconds)
        for one in rhythm.follows
    ]


# ── what its bursts follow ──────────────────────────────────────────────────────────────────────


def test_a_client_that_fails_two_minutes_after_each_start_follows_them(tmp_path: Path) -> None:
    logs = {
        "cap.evt": ordered(CAP, fails(*(second + 120 for second in MORNINGS))),
        "client.evt": system(CLIENT, starts(*MORNINGS)),
    }
    findings = found(tmp_path, logs)
    (one,) = only(findings).follows
    assert (one.what, one.host, one.service) == ("machine-start", CLIENT, NOT_APPLICABLE)
    assert (one.bursts, one.of, one.occasions, one.seconds) == (4, 4, 4, 120)
    assert [(each.source, each.record) for each in one.evidence] == [
        ("evidence/client.evt", number) for number in (1, 4, 7)
    ]
    assert set(one.evidence) <= {each.locator for each in findings.cited}
    # The event log starts with Windows: it is no service of its own.
    assert only(findings).compared == ("machine-start",)


def test_a_client_that_fails_when_a_person_logs_on_follows_the_logons(tmp_path: Path) -> None:
    alice = logon_528("alice", "LON", CLIENT, logon=INTERACTIVE)
    agent = logon_528("svc", "LON", CLIENT, logon=SERVICE)
    hours = [second + 2 * HOUR for second in MORNINGS]
    logs = {
        "cap.evt": ordered(CAP, fails(*(second + 45 for second in hours))),
        "client.evt": ordered(
            CLIENT,
            [(second, alice) for second in hours] + [(second + 40, agent) for second in hours],
        ),
    }
    rhythm = only(found(tmp_path, logs))
    assert tie(rhythm) == [("logon", CLIENT, NOT_APPLICABLE, 4, 4, 4, 45)]
    assert rhythm.compared == ("logon",)


def test_a_client_that_fails_when_a_service_starts_follows_that_service(tmp_path: Path) -> None:
    late = [second + HOUR for second in MORNINGS]
    noon = [second + 5 * HOUR for second in MORNINGS]
    logs = {
        "cap.evt": ordered(CAP, fails(*(second + 20 for second in late))),
        "client.evt": system(
            CLIENT,
            [
                *starts(*MORNINGS),
                *serves("SMS Client Service", "running", *late),
                *serves("SMS Client Service", "stopped", *noon),
                *serves("Themes", "running", *(second + 90 for second in MORNINGS)),
                *serves("Print Spooler", "running", *noon),
            ],
        ),
    }
    rhythm = only(found(tmp_path, logs))
    assert tie(rhythm) == [("service-start", CLIENT, "SMS Client Service", 4, 4, 4, 20)]
    assert rhythm.compared == ("machine-start", "service-start")


def test_a_client_that_fails_after_each_restart_of_the_server_follows_it(tmp_path: Path) -> None:
    restarts = [(second, Classic(512, ())) for second in MORNINGS]
    failures = fails(*(second + 5 * MINUTE for second in MORNINGS))
    rhythm = only(found(tmp_path, {"cap.evt": ordered(CAP, [*restarts, *failures])}))
    assert tie(rhythm) == [("machine-start", CAP, NOT_APPLICABLE, 4, 4, 4, 300)]


def test_a_machine_that_is_back_at_its_domain_controller_is_as_good_as_started(
    tmp_path: Path,
) -> None:
    back = logon_540(f"{CLIENT}$", "LON", "-")
    other = logon_540("HR-9$", "LON", "-")
    last = MORNINGS[-1] + 9 * HOUR
    awake = [(second, other) for second in range(0, last, 30 * MINUTE)]
    logons = [
        (second + more, back) for second in (-DAY + 7 * HOUR, *MORNINGS) for more in (0, HOUR)
    ]
    logs = {
        "cap.evt": ordered(CAP, fails(*(second + 120 for second in MORNINGS))),
        "dc.evt": ordered(DC, [*((second + DAY, one) for second, one in [*awake, *logons])]),
    }
    shifted = {
        "cap.evt": ordered(CAP, fails(*(second + DAY + 120 for second in MORNINGS))),
        "dc.evt": logs["dc.evt"],
    }
    rhythm = only(found(tmp_path, shifted))
    # Nothing of the domain controller covers the first night.
    assert tie(rhythm) == [("machine-back", CLIENT, NOT_APPLICABLE, 3, 4, 3, 120)]


def test_a_target_alone_may_follow_what_all_together_do_not(tmp_path: Path) -> None:
    restarts = [(second, Classic(512, ())) for second in MORNINGS]
    there = fails(*(second + 60 for second in MORNINGS))
    elsewhere = fails(*(second + number * 97 * MINUTE for second in MORNINGS for number in (1, 3)))
    logs = {
        "cap.evt": ordered(CAP, [*restarts, *there]),
        "other.evt": ordered("LONCAP02", elsewhere),
    }
    whole, part = found(tmp_path, logs).rhythms
    assert (whole.target, whole.follows, whole.compared) == (NOT_APPLICABLE, (), ("machine-start",))
    assert part.target == CAP
    assert tie(part) == [("machine-start", CAP, NOT_APPLICABLE, 4, 4, 4, 60)]


def test_of_what_is_not_recorded_nothing_is_known(tmp_path: Path) -> None:
    failures = ordered(CAP, fails(*(second + 120 for second in MORNINGS)))
    logs = {"cap.evt": failures, "other.evt": system("HR-9", starts(*MORNINGS))}
    rhythm = only(found(tmp_path, logs))
    assert (rhythm.follows, rhythm.compared) == ((), ())


def test_starts_that_have_nothing_to_do_with_it_are_compared_and_not_followed(
    tmp_path: Path,
) -> None:
    logs = {
        "cap.evt": ordered(CAP, fails(*(second + 5 * HOUR for second in MORNINGS))),
        "client.evt": system(CLIENT, starts(*MORNINGS, MORNINGS[-1] + 3 * HOUR)),
    }
    rhythm = only(found(tmp_path, logs))
    assert (rhythm.follows, rhythm.compared) == ((), ("machine-start",))


# ── beginnings and ends ─────────────────────────────────────────────────────────────────────────


def test_what_is_recorded_in_the_day_before_the_first_failure_is_told(tmp_path: Path) -> None:
    logs = {
        "cap.evt": ordered(
            CAP, [(HOUR, password_628(TOKEN, "LON")), *fails(2 * HOUR), (30, Classic(512, ()))]
        ),
        "client.evt": system(CLIENT, starts(2 * HOUR - 90, 2 * HOUR + 600)),
    }
    rhythm = only(found(tmp_path, logs))
    assert [(one.what, one.host, one.seconds) for one in rhythm.began_after] == [
        ("machine-start", CLIENT, 90),
        ("password-change", CAP, HOUR),
        ("machine-start", CAP, 2 * HOUR - 30),
    ]


def test_what_is_older_than_a_day_is_not_told(tmp_path: Path) -> None:
    logs = {
        "cap.evt": ordered(CAP, fails(2 * HOUR + DAY)),
        "client.evt": system(CLIENT, starts(2 * HOUR - 1)),
    }
    assert only(found(tmp_path, logs)).began_after == ()


def test_a_client_that_is_silent_after_a_change_of_the_password_is_told(tmp_path: Path) -> None:
    hours = [HOUR * hour for hour in range(1, 7)]
    later = (20 * HOUR, failed_529(TOKEN, "HR-9", "HR-9"))
    change = (6 * HOUR + 900, password_628(TOKEN, "LON"))
    unlock = (6 * HOUR + 930, unlock_671(TOKEN, "LON"))
    too_late = (9 * HOUR, password_628(TOKEN, "LON"))
    logs = {"cap.evt": ordered(CAP, [*fails(*hours), change, unlock, too_late, later])}
    rhythm = found(tmp_path, logs).rhythms[0]
    assert (rhythm.ending, rhythm.silent_seconds) == ("silent", 14 * HOUR - 8)
    place = Locator(source="evidence/cap.evt", record=19, offset=0, length=0)
    (first, second) = rhythm.ended_with
    assert first == Occasion(
        what="password-change",
        host=CAP,
        service=NOT_APPLICABLE,
        time=at(6 * HOUR + 900),
        seconds=892,
        evidence=first.evidence,
    )
    assert [(each.source, each.record) for each in first.evidence] == [(place.source, 19)]
    assert (second.what, second.host, second.seconds) == ("unlock", CAP, 922)


def test_a_client_that_was_switched_off_is_told_and_its_services_are_not(tmp_path: Path) -> None:
    hours = [HOUR * hour for hour in range(1, 7)]
    off = 6 * HOUR + 600
    logs = {
        "cap.evt": ordered(CAP, [*fails(*hours), *fails(20 * HOUR, client="HR-9")]),
        "client.evt": system(
            CLIENT,
            [*serves("Themes", "stopped", off - 5), (off, "EventLog", 6006, ())],
        ),
    }
    rhythm = found(tmp_path, logs).rhythms[0]
    assert [(one.what, one.host, one.seconds) for one in rhythm.ended_with] == [
        ("machine-stop", CLIENT, 592)
    ]


def test_a_service_that_stopped_is_told(tmp_path: Path) -> None:
    hours = [HOUR * hour for hour in range(1, 7)]
    logs = {
        "cap.evt": ordered(CAP, [*fails(*hours), *fails(20 * HOUR, client="HR-9")]),
        "client.evt": system(CLIENT, serves("Themes", "stopped", 6 * HOUR + 60)),
    }
    rhythm = found(tmp_path, logs).rhythms[0]
    assert [(one.what, one.service, one.seconds) for one in rhythm.ended_with] == [
        ("service-stop", "Themes", 52)
    ]


@pytest.mark.parametrize(
    ("more", "ending"), [((), "goes on"), (fails(8 * HOUR, client="HR-9"), "not told")]
)
def test_a_client_that_may_come_back_is_not_silent(tmp_path: Path, more: Log, ending: str) -> None:
    hours = [HOUR * hour for hour in range(1, 7)]
    rhythm = found(tmp_path, {"cap.evt": ordered(CAP, [*fails(*hours), *more])}).rhythms[0]
    assert (rhythm.ending, rhythm.silent_seconds, rhythm.ended_with) == (
        ending,
        NOT_APPLICABLE,
        (),
    )


def test_a_log_that_ends_early_leaves_the_end_open(tmp_path: Path) -> None:
    hours = [HOUR * hour for hour in range(1, 7)]
    logs = {
        "cap.evt": ordered(CAP, [*fails(*hours), *fails(20 * HOUR, client="HR-9")]),
        "second.evt": ordered("LONCAP02", fails(2 * HOUR + 60)),
    }
    assert found(tmp_path, logs).rhythms[0].ending == "not told"


HOURS = [HOUR * hour for hour in range(1, 7)]
LATER: Log = [(20 * HOUR, failed_529(TOKEN, "HR-9", "HR-9"))]


def test_what_comes_when_it_was_silent_already_is_not_told(tmp_path: Path) -> None:
    change = (9 * HOUR, password_628(TOKEN, "LON"))
    rhythm = found(tmp_path, {"cap.evt": ordered(CAP, [*fails(*HOURS), change, *LATER])})
    assert rhythm.rhythms[0].ending == "silent"
    assert rhythm.rhythms[0].ended_with == ()


def test_a_change_in_a_database_that_was_not_asked_stands_beside_nothing(tmp_path: Path) -> None:
    changes: Log = [(second, password_628(TOKEN, "LON")) for second in (60, 6 * HOUR + 60)]
    logs = {
        "cap.evt": ordered(CAP, [*fails(*HOURS), *LATER]),
        "other.evt": ordered("LONSRV", changes),
    }
    rhythm = found(tmp_path, logs).rhythms[0]
    assert (rhythm.ending, rhythm.began_after, rhythm.ended_with) == ("silent", (), ())


def test_after_the_declared_window_nothing_is_known(tmp_path: Path) -> None:
    logs = {"cap.evt": ordered(CAP, [*fails(*HOURS), *LATER])}
    case = case_of(tmp_path, logs, "[case]\nto = 2001-10-09T08:00:00Z\n")
    assert analysed(case).findings.rhythms[0].ending == "not told"


def test_a_client_that_fails_with_another_account_is_not_silent(tmp_path: Path) -> None:
    again: Log = [(8 * HOUR, failed_529("alice", CLIENT, CLIENT))]
    logs = {"cap.evt": ordered(CAP, [*fails(*HOURS), *again, *LATER])}
    assert found(tmp_path, logs).rhythms[0].ending == "not told"


# ── the records ─────────────────────────────────────────────────────────────────────────────────


def test_a_system_log_is_used_for_starts_and_covers_no_logons(tmp_path: Path) -> None:
    events = [*starts(0), *serves("Themes", "Ausgeführt", 60), (90, "Disk", 7, ())]
    logs = {"cap.evt": ordered(CAP, fails(100)), "system.evt": system(CAP, events)}
    case = case_of(tmp_path, logs)
    _, source = sources_of(case)
    assert (source.records.read, source.records.used, source.records.set_aside) == (5, 3, 2)
    assert source.set_aside_by[NO_STATE] == 1
    (host,) = analysed(case).findings.coverage.hosts
    assert (host.host, len(host.whole), host.part) == (CAP, 1, ())


@given(st.permutations(range(8)))
@few(6)
def test_the_order_of_records_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    events = starts(*MORNINGS)
    bursts = [(second + 120, failed_529(TOKEN, CLIENT, CLIENT)) for second in MORNINGS]
    both: list[tuple[int, Classic]] = [*bursts, *((s, Classic(512, ())) for s in MORNINGS)]
    logs = {
        "cap.evt": log(CAP, *(both[place] for place in order)),
        "client.evt": system(CLIENT, events),
    }
    rhythm = only(found(tmp_path_factory.mktemp("case"), logs))
    assert [one[:3] for one in tie(rhythm)] == [
        ("machine-start", CLIENT, NOT_APPLICABLE),
        ("machine-start", CAP, NOT_APPLICABLE),
    ]


_SECONDS = st.integers(-MIDNIGHT, 2**32 - 1 - MIDNIGHT)


@given(st.lists(_SECONDS, max_size=12), st.lists(_SECONDS, max_size=12), st.booleans())
@few(6)
def test_any_times_of_starts_and_failures_give_rhythms(
    tmp_path_factory: pytest.TempPathFactory,
    failed: list[int],
    started: list[int],
    own: bool,  # noqa: FBT001 - drawn
) -> None:
    bad = failed_529(TOKEN, CLIENT, CLIENT)
    logs = {
        "cap.evt": log(CAP, *((second, bad) for second in failed)),
        "client.evt": system(
            CLIENT if own else CAP,
            [(second, "EventLog", 6006 if second % 2 else 6005, ()) for second in started],
        ),
    }
    findings = found(tmp_path_factory.mktemp("case"), logs)
    for rhythm in findings.rhythms:
        assert rhythm.ending in {"silent", "goes on", "not told"}
        assert {one.what for one in rhythm.follows} <= {"machine-start"}
        assert all(one.seconds >= 0 for one in (*rhythm.began_after, *rhythm.ended_with))
