"""Two streams of tries walked side by side, held against a walk that takes every step."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.lean import INTERNED
from forensics.linking import SAID, Side, in_step, streams

TRY = st.tuples(
    st.integers(0, 30),
    st.sampled_from(["alice", "bob", None]),
    st.sampled_from(["true", "false"]),
    st.sampled_from(["PC1", "PC2", None]),
    st.sampled_from(["refused", "wrong", None]),
    st.sampled_from(["FS1", "FS2", None]),
)
Try = tuple[int, str | None, str, str | None, str | None, str | None]


def frame(tries: list[Try]) -> pl.DataFrame:
    columns = ("time", "account_key", "succeeded", *SAID)
    schema = {name: pl.Int64() if name == "time" else INTERNED for name in columns}
    found = pl.DataFrame(tries, schema=schema, orient="row").with_row_index("row")
    return found.with_columns(
        pl.lit("DC1").alias("machine"), pl.col("row").cast(pl.UInt64).alias("number")
    )


def linked(
    left: list[Try], right: list[Try], both: tuple[str, ...], tolerance: int
) -> set[tuple[int, int]]:
    frames = frame(left), frame(right)
    sides = []
    for stream, own in zip(streams(*frames), frames, strict=True):
        places = stream.telling(both).nonzero()[0]
        sides.append(Side(stream, places, own["time"].to_numpy()[places]))
    if not len(sides[0].places) or not len(sides[1].places):
        return set()
    mine, its = in_step(sides[0], sides[1], both, tolerance)
    return set(zip(mine.tolist(), its.tolist(), strict=True))


def walked(
    left: list[Try], right: list[Try], both: tuple[str, ...], tolerance: int
) -> set[tuple[int, int]]:
    """Return the pairs of a plain walk: the earlier of two that do not fit is left behind."""
    ordered = [_in_order(tries, both) for tries in (left, right)]
    pairs: set[tuple[int, int]] = set()
    i = j = 0
    while i < len(ordered[0]) and j < len(ordered[1]):
        (group, mine), (other, its) = ordered[0][i], ordered[1][j]
        one, two = left[mine], right[its]
        said = zip(one[3:], two[3:], strict=True)
        near = group == other and abs(one[0] - two[0]) <= tolerance
        if near and all(a == b or not a or not b for a, b in said):
            pairs.add((mine, its))
            i, j = i + 1, j + 1
        elif (group, one[0]) <= (other, two[0]):
            i += 1
        else:
            j += 1
    return pairs


def _in_order(tries: list[Try], both: tuple[str, ...]) -> list[tuple[tuple[str, ...], int]]:
    """Return group and place of the tries that tell all of `both`, by group and time."""
    told = [
        ((each[1] or "", each[2], *(str(each[3 + SAID.index(name)]) for name in both)), place)
        for place, each in enumerate(tries)
        if all(each[3 + SAID.index(name)] for name in both)
    ]
    return sorted(told, key=lambda one: (one[0], tries[one[1]][0], one[1]))


@given(
    st.lists(TRY, max_size=25),
    st.lists(TRY, max_size=25),
    st.sampled_from([("client", "result", "accessed"), ("client", "result"), ("client",), ()]),
    st.integers(0, 6),
)
def test_pairs_are_those_of_a_walk_that_takes_every_step(
    left: list[Try], right: list[Try], both: tuple[str, ...], tolerance: int
) -> None:
    assert linked(left, right, both, tolerance) == walked(left, right, both, tolerance)


def test_two_alone_that_disagree_are_no_pair() -> None:
    one: Try = (0, "alice", "false", "PC1", "wrong", "FS1")
    other: Try = (0, "alice", "false", "PC1", "wrong", "FS2")
    assert linked([one], [other], ("client",), 5) == set()
    assert linked([one], [(0, "alice", "false", "PC1", "wrong", None)], ("client",), 5) == {(0, 0)}
