"""How far two clocks stood apart, told from the tries that both machines recorded."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.when.offsets import UNKNOWN, Offset, Offsets
from tests.builders.observed import BAD, REFUSED, Row, observations, scene, seen, ticks
from tests.effort import few

SECOND = ticks(1) - ticks(0)
DECLARED = (Host(name="DC1", roles=("dc",), clock_offset=2.0),)


def accessed(at: float, host: str = "FS1", outcome: str = BAD, client: str = "PC1") -> Row:
    return seen(at, host, 4625, outcome, workstation=client, domain="CORP")


def checked(at: float, host: str = "DC1", outcome: str = BAD, client: str = "PC1") -> Row:
    return seen(at, host, 4776, outcome, workstation=client)


def measured(rows: Sequence[Row], hosts: Sequence[Host] = ()) -> Offsets:
    return scene(observations(rows), hosts).offsets


def told(rows: Sequence[Row], hosts: Sequence[Host] = ()) -> list[tuple[str, float, float, int]]:
    """Return machine, offset and spread in seconds, and pairs, of every clock."""
    of = measured(rows, hosts).of
    return sorted(
        (name, each.ticks / SECOND, (each.spread or 0) / SECOND, each.pairs)
        for name, each in of.items()
    )


# ── on paper ────────────────────────────────────────────────────────────────────────────────────


def test_three_pairs_tell_median_spread_and_number() -> None:
    # FS1 writes 60, 61 and 63 s after the domain controller: median 61, from which 1, 0 and 2.
    rows = [*map(checked, (0, 100, 200)), *map(accessed, (60, 161, 263))]
    assert told(rows) == [("DC1", 0.0, 0.0, 0), ("FS1", 61.0, 1.0, 3)]


def test_two_pairs_tell_nothing() -> None:
    rows = [*map(checked, (0, 100)), *map(accessed, (60, 160))]
    assert measured(rows) == UNKNOWN


def test_a_run_of_failures_is_paired_in_its_order() -> None:
    # The nearest check of the try at 60 is the one at 55, which was of the last try of the run.
    rows = [*map(checked, (0, 10, 55)), *map(accessed, (60, 70, 115))]
    assert told(rows) == [("DC1", 0.0, 0.0, 0), ("FS1", 60.0, 0.0, 3)]


def test_a_run_of_which_one_machine_recorded_fewer_tells_nothing() -> None:
    rows = [*map(checked, (0, 10, 20, 30)), *map(accessed, (60, 70, 80))]
    assert measured(rows) == UNKNOWN


def test_a_run_whose_ends_are_missing_does_not_pair() -> None:
    # First check and last logon are not in the evidence: the differences scatter by 30 s.
    rows = [*map(checked, (0, 10, 50, 90)), *map(accessed, (70, 110, 150, 190))]
    assert measured(rows) == UNKNOWN


@pytest.mark.parametrize("field", ["client", "outcome"])
def test_another_client_or_another_result_is_no_pair(field: str) -> None:
    other = {"client": "PC2"} if field == "client" else {"outcome": REFUSED}
    rows = [*map(checked, (0, 100, 200)), *(accessed(at, **other) for at in (60, 160, 260))]
    assert measured(rows) == UNKNOWN


def test_more_than_ten_minutes_are_not_looked_for() -> None:
    assert measured([*map(checked, (0, 2000, 4000)), *map(accessed, (601, 2601, 4601))]) == UNKNOWN
    near = measured([*map(checked, (0, 2000, 4000)), *map(accessed, (600, 2600, 4600))])
    assert near.of["FS1"].ticks == 600 * SECOND


def test_a_local_account_is_checked_nowhere_else() -> None:
    rows = [
        *map(checked, (0, 100, 200)),
        *(seen(at, "FS1", 529, BAD, workstation="PC1", domain="PC1") for at in (60, 160, 260)),
    ]
    assert measured(rows) == UNKNOWN


def test_two_servers_are_measured_against_the_controller_that_both_asked() -> None:
    rows = [
        *(checked(at) for at in (0, 100, 200)),
        *(checked(at, client="PC2") for at in (0, 100, 200)),
        *(accessed(at) for at in (60, 160, 260)),
        *(accessed(at, "FS2", client="PC2") for at in (-30, 70, 170)),
    ]
    assert told(rows) == [("DC1", 0.0, 0.0, 0), ("FS1", 60.0, 0.0, 3), ("FS2", -30.0, 0.0, 3)]


def test_a_controller_is_the_reference_before_a_member_of_its_domain() -> None:
    rows = [*(checked(at, "PDC1") for at in (0, 100, 200)), *map(accessed, (252, 352, 452))]
    pdc = (Host(name="PDC1", roles=("dc",)),)
    assert told(rows, pdc) == [("FS1", 252.0, 0.0, 3), ("PDC1", 0.0, 0.0, 0)]
    # Not even one that has fewer pairs than a member.
    more = [*rows, *(accessed(at, client="PC2") for at in (10, 110, 210, 310))]
    more += [checked(at, "BDC2", client="PC2") for at in (0, 100, 200, 300)]
    both = (*pdc, Host(name="BDC2", roles=("dc",)))
    assert measured(more, both).of["FS1"].reference == "BDC2"


# ── what the analyst declares ───────────────────────────────────────────────────────────────────


def test_a_declared_offset_comes_first_and_others_are_measured_against_true_time() -> None:
    rows = [*map(checked, (0, 100, 200)), *map(accessed, (60, 160, 260))]
    found = measured(rows, DECLARED).of
    assert found["DC1"] == Offset(
        machine="DC1", ticks=2 * SECOND, spread=None, pairs=0, reference="", declared=True
    )
    assert found["FS1"] == Offset(machine="FS1", ticks=62 * SECOND, spread=0, pairs=3, reference="")


def test_pairs_that_contradict_what_is_declared_are_said_and_not_followed() -> None:
    rows = [*map(checked, (0, 100, 200)), *map(accessed, (60, 160, 260))]
    both = (*DECLARED, Host(name="FS1", clock_offset=-1.0))
    found = measured(rows, both).of
    assert (found["DC1"].ticks, found["FS1"].ticks) == (2 * SECOND, -1 * SECOND)
    assert found["FS1"].remark == "3 pairs with DC1 put it +63 s from what is declared"
    assert found["DC1"].remark == "3 pairs with FS1 put it -63 s from what is declared"


def test_a_declared_offset_links_what_lies_minutes_apart() -> None:
    hosts = (Host(name="FS1", clock_offset=120.0),)
    found = scene(observations([checked(0), accessed(120)]), hosts).attempts
    assert found.select("time", "at", "clock", "recorder", "witnesses").rows() == [
        (ticks(120), ticks(0), "DC1", "FS1", 2)
    ]


# ── what rests on it ────────────────────────────────────────────────────────────────────────────


def test_known_clocks_link_minutes_apart_and_keep_the_recorded_times() -> None:
    rows = [*map(checked, (0, 100, 200)), *map(accessed, (60, 160, 260))]
    found = scene(observations(rows)).attempts
    assert found.select("time", "at", "target", "authority_host", "witnesses").rows() == [
        (ticks(at + 60), ticks(at), "FS1", "DC1", 2) for at in (0, 100, 200)
    ]


def test_between_known_clocks_a_second_is_the_least_tolerance() -> None:
    # A lone check 4 s after a lone logon would be its witness were the clocks not known.
    rows = [*map(checked, (0, 100, 200)), *map(accessed, (0, 100, 200))]
    alone = [accessed(5000, client="PC9"), checked(5004, client="PC9")]
    assert scene(observations([*rows, *alone])).attempts.height == 5
    assert scene(observations(alone)).attempts.height == 1


def test_the_tolerance_is_three_spreads_of_both_and_never_more_than_if_nothing_were_known() -> None:
    def clock(name: str, spread: float, reference: str = "DC1") -> Offset:
        return Offset(
            machine=name, ticks=0, spread=round(spread * SECOND), pairs=3, reference=reference
        )

    one, two, wide = clock("A", 0.5), clock("B", 0.25), clock("C", 9.0)
    known = Offsets(of={"A": one, "B": two, "C": wide, "D": clock("D", 0.0, "DC2")})
    assert known.tolerance("A", "B") == 2.25 * SECOND
    assert known.tolerance("A", "C") == 5 * SECOND
    assert known.tolerance("A", "D") == 5 * SECOND
    assert known.tolerance("A", "E") == 5 * SECOND
    assert known.tolerance("A", None) == 5 * SECOND


@few(6)
@given(
    st.integers(-590, 590),
    st.lists(st.integers(1, 900), min_size=4, max_size=12),
    st.lists(st.integers(-1, 1), min_size=12, max_size=12),
)
def test_a_constant_skew_is_found_and_every_try_is_counted_once(
    skew: int, gaps: list[int], jitter: list[int]
) -> None:
    times = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    late = [at + skew + 0.2 * off for at, off in zip(times, jitter, strict=False)]
    found = scene(observations([*map(checked, times), *map(accessed, late)]))
    if "FS1" in found.offsets.of:
        assert abs(found.offsets.of["FS1"].ticks - skew * SECOND) <= 0.2 * SECOND
        assert found.attempts["witnesses"].to_list() == [2] * len(times)
    # A run is told unless a silence of just ten minutes ends it on one side only.
    assert "FS1" in found.offsets.of or max(gaps) + abs(skew) > 600


@few(6)
@given(st.lists(st.integers(0, 1200), min_size=3, max_size=12), st.sampled_from([4625, 4776]))
def test_repeats_on_one_host_never_collapse(times: list[int], event_id: int) -> None:
    rows = [seen(at, "FS1", event_id, BAD, workstation="PC1", domain="CORP") for at in times]
    assert scene(observations(rows)).attempts.height == len(times)
