"""Every article about SMS, played: it is never ruled out in its own world, and no other is cited.

Each world is tried as its operator could describe it, as logs alone, and as a bad copy leaves it.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.knowing.knowledge import library
from forensics.knowing.vocabulary import check_declared
from forensics.standings import Diagnosis
from tests.builders.played.every import PLAYS
from tests.builders.played.spoil import SPOILS, misspelled
from tests.builders.played.stage import Play
from tests.simulated.effort import FACTOR, tries
from tests.simulated.expected import TABLE, expected
from tests.simulated.staged import NOTHING, Stated, Weighed, case_of, everything, findings, weigh

ENTRIES = {entry.id: entry for entry in library()}

played = pytest.mark.parametrize("play", PLAYS, ids=str)


def standing(play: Play, grounds: Weighed) -> str:
    return next(each.standing for each in grounds.diagnoses if each.kb == play.entry)


def others(play: Play, grounds: Weighed, standing: str) -> set[str]:
    """Return the causes of one standing besides the entry that is played."""
    return {
        each.kb
        for each in grounds.diagnoses
        if each.explains == "cause" and each.standing == standing and each.kb != play.entry
    }


def wrong(play: Play, grounds: Weighed) -> list[str]:
    """Return what must not be, whatever is known: hopefully nothing."""
    ruled_out = [
        f"{check.claim}: {check.shows}"
        for each in grounds.diagnoses
        if each.kb == play.entry and each.standing == "ruled-out"
        for check in each.checks
        if check.truth == "fails"
    ]
    cited = others(play, grounds, "supported") - set(expected(str(play)).also)
    return [*ruled_out, *sorted(cited)]


@played
def test_where_everything_is_stated_the_article_is_supported_or_open_as_the_table_says(
    play: Play,
) -> None:
    grounds = weigh(play, everything(play))
    should = expected(str(play))
    assert wrong(play, grounds) == []
    assert standing(play, grounds) == should.standing
    if should.standing == "open" and ENTRIES[play.entry].explains == "cause":
        assert others(play, grounds, "open") == set(should.beside)


@played
def test_by_logs_alone_it_is_not_ruled_out_and_each_rival_that_is_left_is_told_apart_or_named(
    play: Play,
) -> None:
    grounds = weigh(play, NOTHING)
    assert wrong(play, grounds) == []
    left = others(play, grounds, "open") | others(play, grounds, "supported")
    assert [
        each for each in rivals(play.entry) if each in left and not told(play, each, grounds)
    ] == []


def rivals(entry: str) -> set[str]:
    """Return the declared rivals of an entry, in whichever of the two they are declared."""
    own = {rival.id for rival in ENTRIES[entry].rivals}
    named = {each.id: {rival.id for rival in each.rivals} for each in ENTRIES.values()}
    return own | {other for other, theirs in named.items() if entry in theirs}


def told(play: Play, rival: str, grounds: Weighed) -> bool:
    """Tell whether an answer would rule out one of two, or the report says that no log tells."""
    pair = {play.entry, rival}
    asked = any(
        len(pair & set(answer.rules_out)) == 1
        for question in grounds.undecided
        for answer in question.answers
    )
    return asked or any(pair == set(each.between) for each in grounds.inseparable)


COPIED = [*enumerate(PLAYS)][:: 1 if FACTOR > 1 else 3]


@pytest.mark.parametrize(("place", "play"), COPIED, ids=[str(play) for _, play in COPIED])
def test_what_a_bad_copy_leaves_rules_it_not_out_and_cites_no_other(place: int, play: Play) -> None:
    """A third of the worlds meet one damage each in a run of the suite; all do in longer runs."""
    for turn in range(min(FACTOR, len(SPOILS))):
        spoil = SPOILS[(place + turn) % len(SPOILS)]
        left, kept = spoil(play)
        assert wrong(play, weigh(left, everything(left), kept)) == [], spoil.__name__


@st.composite
def known(draw: st.DrawFn) -> tuple[str, bool, Stated, frozenset[str]]:
    """Draw a world, if its account is misspelled, what is stated and which logs are at hand."""
    play = draw(st.sampled_from(PLAYS))
    wrongly = draw(st.integers(0, 4)) == 0
    paths = sorted(play.exhibits)
    kept = draw(st.sets(st.sampled_from(paths), min_size=1))
    stated = Stated(
        policy=draw(st.booleans()),
        hosts=frozenset(draw(st.sets(st.sampled_from(sorted(play.roles))))),
        facts=frozenset(draw(st.sets(st.sampled_from(sorted(play.answers))))),
    )
    return str(play), wrongly, stated, frozenset(kept)


@tries(8)
@given(known())
def test_whatever_is_stated_and_at_hand_it_is_not_ruled_out_and_no_other_is_cited(
    case: tuple[str, bool, Stated, frozenset[str]],
) -> None:
    name, wrongly, stated, kept = case
    play = next(each for each in PLAYS if str(each) == name)
    if wrongly:
        play, _ = misspelled(play)
    assert wrong(play, weigh(play, stated, kept)) == []


def test_what_is_weighed_here_is_what_the_whole_pipeline_finds() -> None:
    for play in (PLAYS[0], PLAYS[-1]):
        whole, here = findings(play, everything(play)), weigh(play, everything(play))
        assert uncounted(whole.diagnoses) == here.diagnoses
        undecided = tuple(replace(one, causes=0) for one in whole.undecided)
        assert (undecided, whole.inseparable) == (here.undecided, here.inseparable)


def uncounted(diagnoses: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """Return them as they are before their checks are counted for the report."""
    return tuple(replace(one, checks_total=0, checks_failing=0) for one in diagnoses)


def test_operators_could_state_all_that_these_worlds_state() -> None:
    for play in PLAYS:
        check_declared(case_of(play, everything(play)))


def test_the_table_names_plays_and_entries_that_there_are() -> None:
    assert set(TABLE) <= {str(play) for play in PLAYS}
    named = {name for each in TABLE.values() for name in (*each.beside, *each.also)}
    assert named | {play.entry for play in PLAYS} <= set(ENTRIES)
