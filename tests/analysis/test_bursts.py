"""Bursts in columns: to every reader they are the tuple of bursts that they stand for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.bursts import Bursts, framed, together
from forensics.editions.fields import Meaning
from forensics.editions.walking import walk
from forensics.export import findings_json
from forensics.figures import client_tracks, lanes, target_tracks
from forensics.legible import legible
from forensics.tallying import tally
from forensics.traces import Burst, Lane
from forensics.values import Instant
from tests.builders.findings import sms_case
from tests.builders.observed import BAD, GOOD, REFUSED, ticks

INVENTED = sms_case()
THIN = "other_failure"


def burst(begins: int, lasts: int, outcome: str, count: int) -> Burst:
    first = ticks(begins)
    return Burst(first=Instant(first), last=Instant(first + lasts), outcome=outcome, count=count)


drawn = st.lists(
    st.builds(
        burst,
        st.integers(0, 90_000),
        st.integers(0, 10**12),
        st.sampled_from([BAD, REFUSED, THIN, GOOD]),
        st.integers(1, 40),
    ),
    max_size=12,
).map(tuple)


@given(drawn)
def test_they_are_the_tuple_that_they_stand_for(objects: tuple[Burst, ...]) -> None:
    told = framed(objects)
    assert told == objects
    assert objects == told
    assert told == Bursts(told.frame)
    assert len(told) == len(objects)
    assert [told[place] for place in range(len(told))] == list(objects)
    assert told[1:3] == objects[1:3]
    assert framed(told) is told
    assert repr(told) == repr(objects)


def test_they_are_not_other_bursts_nor_fewer_nor_a_list() -> None:
    objects = (burst(0, 5, BAD, 2), burst(9, 0, REFUSED, 1))
    told = framed(objects)
    assert told != (burst(0, 5, BAD, 3), objects[1])
    assert told != told[:-1]
    assert told != list(objects)
    with pytest.raises(TypeError, match="unhashable"):
        hash(told)


@given(drawn, drawn)
def test_what_is_told_of_them_is_told_of_the_tuple(
    one: tuple[Burst, ...], other: tuple[Burst, ...]
) -> None:
    every = (*one, *other)
    told = together([framed(one), other])
    assert told == every
    assert told.outcomes() == {each.outcome for each in every}
    assert told.sizes().tolist() == [each.count for each in every]
    assert told.of(REFUSED) == tuple(each for each in every if each.outcome == REFUSED)
    assert told.of(BAD, THIN) == tuple(each for each in every if each.outcome in (BAD, THIN))
    assert told.failed() == tuple(each for each in every if each.outcome != GOOD)
    if every:
        assert told.span() == (min(each.first for each in every), max(each.last for each in every))
    else:
        assert told.span() is None
        assert together([]) == ()


@given(drawn)
def test_a_report_says_the_same_of_them_as_of_the_tuple(objects: tuple[Burst, ...]) -> None:
    def with_(bursts: Bursts | tuple[Burst, ...]) -> tuple[Lane, ...]:
        return tuple(replace(each, bursts=bursts) for each in INVENTED.lanes)

    findings = replace(INVENTED, lanes=with_(framed(objects)), client_lanes=with_(framed(objects)))
    same = replace(INVENTED, lanes=with_(objects), client_lanes=with_(objects))
    # The difference of two long texts would take minutes to print.
    written = b"".join(findings_json(findings)) == b"".join(findings_json(same))
    assert written
    assert tally(findings).tallies == tally(same).tallies
    assert legible(findings).lanes == legible(same).lanes == findings.lanes
    for tracks in (target_tracks, client_tracks):
        pictures = [lanes(tracks(each), "", 24, frozenset()) for each in (findings, same)]
        assert pictures[0] == pictures[1]


def test_a_vendor_edition_leaves_them_as_they_are() -> None:
    def change(_: Meaning, text: str) -> str:
        return text

    def own(noun: object, name: str) -> object:
        return getattr(noun, name)

    objects = (burst(0, 5, BAD, 2), burst(9, 0, REFUSED, 1))
    lane = replace(INVENTED.lanes[0], bursts=framed(objects))
    assert walk(lane, change, own).bursts == objects
    assert walk(framed(objects), change, own) == objects
