"""Whatever is recorded: every record witnesses one attempt, and those of one attempt agree."""

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.lean import as_text
from tests.builders.observed import BAD, GOOD, REFUSED, UNKNOWN, Row, observations, scene, seen
from tests.effort import few

HOSTS = st.sampled_from(["FS1", "FS2", "DC1", "PDC"])
CLIENTS = st.sampled_from(["PC1", "PC2", r"\\pc1", None])
ACCOUNTS = st.sampled_from(["alice", "ALICE", "bob", None])
OUTCOMES = st.sampled_from([BAD, GOOD, REFUSED, UNKNOWN, "other_failure"])


@st.composite
def records(draw: st.DrawFn) -> list[Row]:
    """Draw records of many tries close together, by any machine."""
    times = draw(st.lists(st.integers(0, 40), max_size=24))
    return [
        seen(
            time / 2,
            draw(HOSTS),
            draw(st.sampled_from([4625, 4776])),
            draw(OUTCOMES),
            account=draw(ACCOUNTS),
            workstation=draw(CLIENTS),
        )
        for time in times
    ]


@few(6)
@given(records())
def test_every_record_witnesses_exactly_one_attempt(rows: list[Row]) -> None:
    found = scene(observations(rows))
    assert sorted(found.witnessed["row"].to_list()) == list(range(len(rows)))
    assert set(found.witnessed["attempt"]) == set(found.attempts["attempt"])
    assert found.attempts["attempt"].is_unique().all()
    assert found.attempts["witnesses"].sum() == len(rows)
    assert found.attempts["time"].is_sorted()


@few(6)
@given(records())
def test_witnesses_of_one_attempt_agree(rows: list[Row]) -> None:
    found = scene(observations(rows))
    told = found.witnessed.join(found.observations, on="row")
    for _, group in told.group_by("attempt"):
        each = group.select("machine", "witness").rows()
        assert len({(machine, witness) for machine, witness in each}) == len(each)
        assert (group["witness"] == "target").sum() <= 1
        assert group["client"].drop_nulls().n_unique() <= 1
        assert (group["outcome"] == GOOD).all() or (group["outcome"] != GOOD).all()
        times = group["created"].to_list()
        assert max(times) - min(times) <= 2 * 5 * 10_000_000


@few(6)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], random: Any) -> None:  # noqa: ANN401
    frame = observations(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    mixed = frame[order].with_columns(pl.Series("row", range(len(rows)), dtype=pl.UInt32))
    columns = ("time", "target", "number", "client", "outcome", "witnesses", "authority_host")
    told = [
        # A machine is shown in the spelling of first sight, which is a matter of order.
        scene(each)
        .attempts.with_columns(as_text("client").str.to_lowercase())
        .select(columns)
        .sort(columns, nulls_last=True)
        for each in (frame, mixed)
    ]
    assert told[0].rows() == told[1].rows()
