"""What holds of the table whatever sources do: volume carries nothing, knowing more turns nothing.

Volume: more failures of the same kind never make an attack of what was none.
Knowledge: logons before, a change of the password, many accounts, a guess: learnt of a source, each
can take a nature from it and none gives it the opposite.
"""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from forensics.nature.hypotheses import carried, nature, weigh
from tests.builders.observed import REFUSED, Row
from tests.builders.tried import DAY, HOUR, WATCHED, changed, fails, incident, logs_on
from tests.effort import few

OPPOSITE: Final = {"attack": "defect", "defect": "attack"}
GUESSES: Final = range(0, 50, 5)
OWN: Final = tuple(HOUR * hour + 5 * turn for hour in range(5) for turn in range(6))

SECONDS: Final = st.lists(st.integers(0, 2 * DAY), min_size=1, max_size=40)
KINDS: Final = st.sampled_from(["2", "3", "5", "10", None])


def spray(client: str, at: int = 0) -> list[Row]:
    """Return one try of each of ten accounts, alice first."""
    accounts = ["alice", *(f"user{place}" for place in range(9))]
    return [
        row
        for place, each in enumerate(accounts)
        for row in fails(client, at + place, account=each)
    ]


@few(6)
@given(seconds=SECONDS, kind=KINDS, repeats=st.integers(1, 20), refused=st.booleans())
def test_failures_with_one_account_are_no_attack_however_many(
    seconds: list[int], kind: str | None, repeats: int, *, refused: bool
) -> None:
    rows = [
        row
        for client in ("PC-1", "PC-2", "PC-3")
        for row in fails(
            client,
            *(second + 0.25 * turn for second in seconds for turn in range(repeats)),
            kind=kind,
            outcome=REFUSED if refused else "bad_password",
        )
    ]
    assert nature(weigh(incident(WATCHED, rows))) in {"undetermined", "defect"}


@few(6)
@given(
    wrong=st.integers(1, 14),
    apart=st.sampled_from([1, 5, 30]),
    before=st.booleans(),
    days=st.integers(2, 5),
)
def test_the_same_story_on_further_days_makes_no_attack(
    wrong: int, apart: int, days: int, *, before: bool
) -> None:
    def story(day: int) -> list[Row]:
        begin = day * 3 * DAY
        known = logs_on("PC-1", begin - 60) if before else []
        tries = fails("PC-1", *(begin + apart * place for place in range(wrong)))
        return [*known, *tries, *logs_on("PC-1", begin + apart * wrong)]

    once = nature(weigh(incident(WATCHED, story(0))))
    often = nature(weigh(incident(WATCHED, *(story(day) for day in range(days)))))
    assert often == once or (once, often) == ("attack", "undetermined")


LEARNT: Final = st.lists(
    st.sampled_from(["success before", "change", "spray", "guess"]),
    max_size=3,
)


@few(6)
@given(first=st.sampled_from(["spray", "guess", "own name"]), learnt=LEARNT)
def test_what_is_learnt_of_a_source_never_turns_its_nature_to_the_opposite(
    first: str, learnt: list[str]
) -> None:
    more = {
        "spray": spray("PC-1"),
        "guess": [*fails("PC-1", *GUESSES), *logs_on("PC-1", 55)],
        "own name": fails("PC-1", *OWN, domain="PC-1"),
        "success before": logs_on("PC-1", -HOUR),
        "change": [],
    }
    known = [row for name in dict.fromkeys([first, *learnt]) for row in more[name]]
    changes = [changed(-HOUR / 2)] if "change" in learnt else []
    before = carried(weigh(incident(WATCHED, more[first])))
    after = carried(weigh(incident(WATCHED, known, changes=changes)))
    assert len(before) == 1
    assert not {OPPOSITE[name] for name in before} & set(after)
