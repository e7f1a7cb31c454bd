"""What is counted from the findings themselves stands in the findings."""

from dataclasses import replace

import pytest

from forensics.rests import CLIENTS, ranked_clients
from forensics.sources import RecordGap
from forensics.tallies import RuleTally
from forensics.tallying import tally
from forensics.values import NOT_APPLICABLE
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case
from tests.builders.variants import PRINTED, crowd, kerberos_failures, nothing


@pytest.mark.parametrize("variant", PRINTED, ids=lambda one: one.__name__)
def test_counting_twice_changes_nothing(variant: object) -> None:
    assert callable(variant)
    once = tally(variant())
    assert tally(once) == once


def test_the_lockouts_of_the_invented_case_are_counted() -> None:
    found = tally(sms_case()).tallies.lockouts
    assert (found.total, found.incident, found.elsewhere) == (17, 17, 0)
    assert (found.total_inferred, found.incident_inferred, found.short) == (0, 0, 0)
    assert found.span_seconds == 11_750  # 06:05:20 to 09:21:10


def test_lockouts_of_another_incident_are_counted_apart() -> None:
    made = sms_case()
    first, *others = made.lockouts
    found = tally(
        replace(made, lockouts=(replace(first, incident="I2", basis="inferred"), *others))
    ).tallies.lockouts
    assert (found.total, found.incident, found.elsewhere) == (17, 16, 1)
    assert (found.total_inferred, found.incident_inferred) == (1, 0)


def test_one_lockout_spans_no_time() -> None:
    made = sms_case()
    found = tally(replace(made, lockouts=made.lockouts[:1]))
    assert found.tallies.lockouts.span_seconds == NOT_APPLICABLE


def test_each_counted_password_has_its_place_and_its_distance() -> None:
    lockout = tally(sms_case()).lockouts[0]
    assert [one.place for one in lockout.counted] == [1, 2, 3, 4, 5]
    assert [one.before_seconds for one in lockout.counted] == [20.0, 15.0, 10.0, 5.0, 0.0]
    assert (lockout.counted_total, lockout.within_seconds) == (5, 20)


def test_clients_and_targets_are_counted() -> None:
    found = tally(sms_case()).tallies
    assert (found.clients.clients, found.clients.sent_counted) == (17, 10)
    assert (found.clients.subnets, found.clients.without_subnet) == (3, 0)
    assert found.clients.on_several_targets == 3
    assert (found.targets.targets, found.targets.with_lane, found.targets.locked) == (4, 4, 4)
    assert sum(one.failures for one in found.targets.failures) == sms_case().attempts.total


def test_exhibits_are_numbered_and_their_gaps_measured() -> None:
    made = tally(sms_case())
    assert [one.id for one in made.sources] == ["E1", "E2", "E3", "E4"]
    assert made.sources[2].record_gaps == (RecordGap(after=21_400, before=21_461, missing=60),)
    assert made.tallies.exhibits.set_aside_by == {"no known event": 19_206, "other account": 800}
    assert made.tallies.exhibits.states == {"intact": 4}


def test_damage_is_summed_over_all_exhibits() -> None:
    made = tally(damaged())
    assert made.tallies.exhibits.damage_total == sum(one.damage_total for one in made.sources) > 0


def test_rules_of_identity_are_counted_beyond_spelling() -> None:
    found = tally(sms_case()).tallies
    assert (found.merges, found.relations) == (1, 1)
    assert found.rules == (
        RuleTally(kind="merged", reason="declared", times=1, records=12),
        RuleTally(kind="related", reason="blanks", times=1, records=3),
    )


def test_the_offset_is_that_of_the_zone_at_the_latest_record() -> None:
    assert tally(sms_case()).case.utc_offset == "+01:00"
    unknown = replace(sms_case().case, timezone="Nowhere/Atall")
    assert tally(replace(sms_case(), case=unknown)).case.utc_offset == ""


def test_a_small_case_has_nothing_that_is_drawn_together() -> None:
    assert tally(sms_case()).tallies.rests == ()


def test_the_rest_of_a_crowd_sums_up_to_all_of_it() -> None:
    made = crowd(60, 10)
    ranked = ranked_clients(made.clients)
    wholes = {
        one.beyond: one
        for one in reversed(made.tallies.rests)
        if one.of == "clients" and not one.subnet and one.number == 60 - one.beyond
    }
    assert sorted(wholes) == sorted(CLIENTS)
    for beyond, rest in wholes.items():
        shown = sum(one.failures for one in ranked[:beyond])
        assert shown + rest.failures == made.attempts.total


def test_nothing_is_counted_where_nothing_is() -> None:
    found = tally(nothing()).tallies
    assert (found.lockouts.total, found.clients.clients, found.targets.targets) == (0, 0, 0)
    assert (found.failures.bursts, found.causes.weighed, found.exhibits.cited_listed) == (0, 0, 0)


def test_pairs_whose_target_only_recorded_are_counted() -> None:
    assert tally(kerberos_failures()).tallies.failures.recorded_by_pairs == 3
