"""Too many attempts for a page become runs; every count stays exact, also of what is left out."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.html.gathering import gather
from forensics.html.page import _says
from forensics.values import TICKS_PER_SECOND
from tests.builders.screened import attempted, sms_attempts
from tests.builders.scripted import Try

tries = st.builds(
    Try,
    at=st.integers(0, 200_000),
    client=st.sampled_from(["A", "B", "C"]),
    target=st.sampled_from(["S", "T"]),
    outcome=st.sampled_from(["bad_password", "locked_out"]),
)


def runs(*seconds: int, most: int) -> list[tuple[int, int, int]]:
    """Return first second, last second and attempts of each run of one client."""
    made = attempted([Try(at=at, client="A", target="S") for at in seconds], "x")
    frame = made.with_columns(
        client=pl.lit("A"), time=pl.lit(pl.Series(seconds)) * TICKS_PER_SECOND
    )
    found = gather(frame, most).rows.select("time", "until", "attempts").rows()
    return [(a // TICKS_PER_SECOND, b // TICKS_PER_SECOND, count) for a, b, count in found]


def test_attempts_within_the_bound_stay_as_they_are() -> None:
    found = gather(sms_attempts(), 351)
    assert found.rows.equals(sms_attempts())
    assert (found.silence, found.attempts, found.left_rows, found.left_attempts) == (0, 351, 0, 0)


def test_beyond_the_bound_a_silence_of_more_than_90_seconds_ends_a_run() -> None:
    assert runs(0, 90, 180, 271, 300, most=4) == [(0, 180, 3), (271, 300, 2)]


def test_the_silence_grows_until_the_runs_fit() -> None:
    assert runs(0, 200, 400, 2_000, 2_001, most=2) == [(0, 400, 3), (2_000, 2_001, 2)]
    assert runs(0, 200, 400, 2_000, 2_001, most=1) == [(0, 2_001, 5)]


def test_what_differs_in_who_where_what_or_outcome_is_never_one_run() -> None:
    one = Try(at=0, client="A", target="S")
    several = [
        one,
        Try(at=1, client="B", target="S"),
        Try(at=2, client="A", target="T"),
        Try(at=3, client="A", target="S", outcome="locked_out"),
        Try(at=4, client="A", target="S"),
    ]
    made = attempted(several, "x").with_columns(client=pl.Series([each.client for each in several]))
    found = gather(made, 4)
    assert found.rows.select("client", "target", "outcome", "attempts").rows() == [
        ("A", "S", "bad_password", 2),
        ("B", "S", "bad_password", 1),
        ("A", "T", "bad_password", 1),
        ("A", "S", "locked_out", 1),
    ]


def test_runs_that_do_not_fit_are_counted_the_smallest_first() -> None:
    several = [Try(at=at, client=name, target="S") for at, name in enumerate("ABBCCCD")]
    made = attempted(several, "x").with_columns(client=pl.Series([each.client for each in several]))
    found = gather(made, 2)
    assert found.rows.select("client", "attempts").rows() == [("B", 2), ("C", 3)]
    assert (found.silence, found.left_rows, found.left_attempts) == (None, 2, 2)
    first, second = _says(found, 0)
    assert first == (
        "7 attempts are too many for one page. Each row is a run of them: one client, one server, "
        "one account, one outcome. One by one they are in attempts.csv."
    )
    assert second == "The 2 smallest runs with 2 attempts are left out here."


def test_what_the_rows_are_is_said() -> None:
    assert tuple(_says(gather(sms_attempts()), 5_001)) == (
        "351 attempts, failures and the successes beside them: all that attempts.csv lists.",
        "The lanes mark the first 5,000 of 5,001 lockouts.",
    )
    (said,) = _says(gather(sms_attempts(), 300), 0)
    assert said.startswith("351 attempts are too many for one page.")
    assert said.endswith(
        "until a silence of more than 90 seconds. One by one they are in attempts.csv."
    )


@given(st.lists(tries, max_size=60), st.integers(1, 40))
def test_no_attempt_is_lost_and_no_bound_is_broken(several: list[Try], most: int) -> None:
    frame = attempted(several, "x")
    found = gather(frame, most)
    assert found.rows.height <= max(most, 0)
    weights = (
        found.rows["attempts"].sum() if "attempts" in found.rows.columns else found.rows.height
    )
    assert weights + found.left_attempts == found.attempts == len(several)
    assert found.rows["time"].is_sorted()
