"""Random incidents whose truth is known: exact where the records are whole, never wrongly sure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from forensics import observing
from forensics.occurrences import Lockout
from forensics.subject import count
from forensics.values import TICKS_PER_SECOND, Instant
from tests.analysis.incidents import Analysed, analysed, incidents, logs_of, on_one_server
from tests.builders import sms_cap, stale_credential
from tests.builders.case_folder import Exhibit
from tests.builders.incident import Incident, Outcome, Ruling, TrueLockout
from tests.builders.journal import Entry
from tests.builders.security import At
from tests.builders.site import Site
from tests.effort import few

SLOW = settings(few(6), suppress_health_check=[HealthCheck.too_slow])

Said = tuple[float, str, str, str, tuple[str, ...], str]
"""Time, authority, account, host, the clients of what counted, who tripped it."""


def true(lockout: TrueLockout) -> Said:
    clients = tuple(each.client for each in lockout.counted)
    where = (lockout.authority, lockout.account, lockout.host)
    return (lockout.time.timestamp(), *where, clients, lockout.tripped_by)


def told(lockout: Lockout) -> Said:
    clients = tuple(str(each.client) for each in lockout.counted)
    where = (lockout.authority, lockout.account, lockout.host)
    return (lockout.time.moment().timestamp(), *where, clients, str(lockout.tripped_by))


def assert_exact(found: Analysed, incident: Incident) -> None:
    """Assert that every lockout is found with the very passwords that counted."""
    truth = sorted(incident.truth.lockouts, key=true)
    lockouts = sorted(found.lockouts, key=told)
    assert [told(each) for each in lockouts] == [true(each) for each in truth]
    for lockout, was in zip(lockouts, truth, strict=True):
        times = [each.time.moment().timestamp() for each in lockout.counted]
        # A modern server answers 6 ms after its domain controller.
        assert times == pytest.approx([each.time.timestamp() for each in was.counted], abs=0.01)


# ── the two worked cases ────────────────────────────────────────────────────────────────────────

SMS = sms_cap.incident()
NORTHWAY = stale_credential.incident()
CASES = pytest.mark.parametrize(
    ("site", "incident", "exhibits"),
    [
        pytest.param(sms_cap.SITE, SMS, sms_cap.exhibits(SMS), id="sms-cap-lockout"),
        pytest.param(
            stale_credential.SITE, NORTHWAY, stale_credential.exhibits(NORTHWAY), id="northway"
        ),
    ],
)


@CASES
def test_the_worked_cases_are_explained_as_they_happened(
    site: Site, incident: Incident, exhibits: Sequence[Exhibit]
) -> None:
    found = analysed(site, {each.path: each.entries for each in exhibits})
    assert_exact(found, incident)
    assert {lockout.certainty for lockout in found.lockouts} == {"certain"}


# ── whole records ───────────────────────────────────────────────────────────────────────────────


@SLOW
@given(incidents())
def test_whole_records_explain_every_lockout_exactly(drawn: tuple[Site, Incident]) -> None:
    site, incident = drawn
    found = analysed(site, logs_of(site, incident))
    assert_exact(found, incident)
    # Where NT 4 checks, servers alone tell the times, and close ones cannot be ordered.
    assert all(
        (lockout.certainty == "certain") != any(lockout.unordered) for lockout in found.lockouts
    )
    assert all(lockout.unexplained == 0 for lockout in found.lockouts)


@SLOW
@given(incidents())
def test_without_a_declared_policy_every_lockout_is_found_and_none_is_certain(
    drawn: tuple[Site, Incident],
) -> None:
    site, incident = drawn
    found = analysed(site, logs_of(site, incident), declared=False)
    assert all(lockout.certainty != "certain" for lockout in found.lockouts)
    recorded = sorted((each.time.ticks, each.authority, each.account) for each in found.lockouts)
    truth = sorted(
        (Instant.of(each.time).ticks, each.authority, each.account)
        for each in incident.truth.lockouts
    )
    assert recorded == truth


@SLOW
@given(incidents())
def test_every_attempt_is_counted_once(drawn: tuple[Site, Incident]) -> None:
    site, incident = drawn
    found = analysed(site, logs_of(site, incident))
    counts, truth = count(found.scene.attempts), incident.truth.attempts
    assert (counts.total, counts.bad_password, counts.locked_out, counts.success) == (
        *(truth.total(), truth.bad_password, truth.locked_out, truth.success),
    )
    rows = found.scene.observations.filter(
        pl.col("kind") == "attempt", pl.col("fate") == observing.USED
    )
    assert sorted(found.scene.witnessed["row"]) == sorted(rows["row"])


# ── two clocks ──────────────────────────────────────────────────────────────────────────────────


@SLOW
@given(on_one_server(), st.integers(-4, 4))
def test_a_server_s_clock_that_is_seconds_off_changes_nothing(
    drawn: tuple[Site, Incident], skew: int
) -> None:
    site, incident = drawn
    by = {"FS1": timedelta(seconds=skew)}
    logs = {
        machine: tuple(
            replace(entry, time=entry.time + by.get(machine, timedelta())) for entry in entries
        )
        for machine, entries in logs_of(site, incident).items()
    }
    lockouts = analysed(site, logs).lockouts
    assert sorted(map(told, lockouts)) == sorted(map(true, incident.truth.lockouts))


@SLOW
@given(on_one_server(), st.integers(-500, 500), st.sampled_from(["FS1", "DC1"]))
def test_a_clock_that_is_minutes_off_changes_nothing_once_its_offset_is_known(
    drawn: tuple[Site, Incident], skew: int, machine: str
) -> None:
    site, incident = drawn
    logs = logs_of(site, incident)
    by = timedelta(seconds=skew)
    logs[machine] = tuple(replace(entry, time=entry.time + by) for entry in logs[machine])
    found = analysed(site, logs)
    assume("FS1" in found.scene.offsets.of)
    lag = found.scene.offsets.of["FS1"].ticks / TICKS_PER_SECOND
    assert lag == pytest.approx(skew if machine == "FS1" else -skew, abs=0.01)
    counts, truth = count(found.scene.attempts), incident.truth.attempts
    assert (counts.total, counts.bad_password, counts.locked_out) == (
        *(truth.total(), truth.bad_password, truth.locked_out),
    )
    moved = by if machine == "DC1" else timedelta()
    was = [replace(each, time=each.time + moved) for each in incident.truth.lockouts]
    assert sorted(map(told, found.lockouts)) == sorted(map(true, was))


# ── records that are missing ────────────────────────────────────────────────────────────────────


def failed(entry: Entry) -> bool:
    """Tell whether a record is that of a failed try."""
    event = entry.what.event(At(1, entry.time))
    if isinstance(event.values, Mapping):
        return event.event_id == 4625 or event.values.get("Status", "0x0") != "0x0"
    error = event.values[3:4] if event.event_id == 680 else ()
    return event.event_id in {529, 539, 681} or error not in {(), ("0x0",)}


@st.composite
def thinned(draw: st.DrawFn) -> tuple[Site, Incident, dict[str, tuple[Entry, ...]]]:
    """Draw an incident some of whose failures left no record, or not on every machine."""
    site, incident = draw(incidents())
    lost = st.integers(0, 4).map(lambda number: number == 0)
    logs = {
        machine: tuple(entry for entry in entries if not (failed(entry) and draw(lost)))
        for machine, entries in logs_of(site, incident).items()
    }
    return site, incident, logs


@SLOW
@given(thinned())
def test_what_is_called_certain_is_true_however_many_failures_are_missing(
    drawn: tuple[Site, Incident, dict[str, tuple[Entry, ...]]],
) -> None:
    site, incident, logs = drawn
    found = analysed(site, logs)
    truth = {true(lockout): lockout for lockout in incident.truth.lockouts}
    for lockout in found.lockouts:
        if lockout.certainty == "certain":
            assert told(lockout) in truth
        if lockout.basis == "recorded":
            assert lockout.unexplained == site.databases[0].policy.threshold - len(lockout.counted)
    recorded = [lockout for lockout in found.lockouts if lockout.basis == "recorded"]
    assert sorted(told(each)[:4] for each in recorded) == sorted(key[:4] for key in truth)


@SLOW
@given(thinned())
def test_counted_passwords_were_sent_whatever_is_missing(
    drawn: tuple[Site, Incident, dict[str, tuple[Entry, ...]]],
) -> None:
    """Every password that counted is one that was tried and found wrong, and counts once."""
    site, incident, logs = drawn
    sent = Counter(
        ruling.attempt.client.name
        for ruling in incident.happenings
        if isinstance(ruling, Ruling) and ruling.outcome is Outcome.BAD_PASSWORD
    )
    lockouts = analysed(site, logs).lockouts
    told_of = Counter(str(each.client) for lockout in lockouts for each in lockout.counted)
    assert told_of <= sent
    for lockout in lockouts:
        shares = {str(share.client): share.bad_passwords for share in lockout.shares}
        assert shares == Counter(str(each.client) for each in lockout.counted)
