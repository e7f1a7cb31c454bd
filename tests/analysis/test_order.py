"""Where two clocks cannot tell which of two bad passwords came last, nothing rests on the order."""

from dataclasses import replace

import pytest

from forensics.occurrences import Lockout
from forensics.replay.explain import explain
from forensics.replay.lockouts import follow
from forensics.replay.policy import Policy
from forensics.when.offsets import UNKNOWN, Offset, Offsets
from tests.builders.observed import BAD, GOOD, LOCKED, Act, registry, story, ticks

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
SECOND = ticks(1) - ticks(0)


def told(
    *acts: Act, clocks: tuple[str, ...], offsets: Offsets = UNKNOWN, ahead: float = 0
) -> Lockout:
    """Explain one lockout; `clocks` are those of the attempts, `ahead` the seconds of SRV1's."""
    plain = story(*acts)
    late = round(ahead * SECOND)
    shifted = replace(
        plain,
        clock=list(clocks),
        recorded=[
            time + (late if clock == "SRV1" else 0)
            for time, clock in zip(plain.time, clocks, strict=True)
        ],
        lockouts=tuple(replace(one, recorded=one.time + late) for one in plain.lockouts),
    )
    episodes = follow(shifted, THREE.window, THREE.duration).episodes
    (lockout,) = explain(episodes, THREE, registry(), offsets)
    return lockout


def near(at: float, client: str = "PC2", what: str = BAD) -> tuple[Act, ...]:
    """Return a lockout that PC1 trips at 20 s, after another try at `at`."""
    return ((0, BAD, "PC1"), (at, what, client), (20, LOCKED, "PC1"), (20, BAD, "PC1"))


OTHER = ("SRV1", "SRV2", "SRV1")


def test_another_client_on_another_clock_within_five_seconds_may_have_tripped_it() -> None:
    found = told(*near(16), clocks=OTHER)
    assert (found.certainty, found.unordered, found.tripped_by) == ("likely", ("PC2",), "PC1")


@pytest.mark.parametrize(
    ("acts", "clocks"),
    [
        pytest.param(near(14), OTHER, id="more than five seconds before"),
        pytest.param(near(16), ("SRV1", "SRV1", "SRV1"), id="on the same clock"),
        pytest.param(near(16, client="PC1"), OTHER, id="of the same client"),
    ],
)
def test_an_order_that_can_be_told_stays_certain(
    acts: tuple[Act, ...], clocks: tuple[str, ...]
) -> None:
    found = told(*acts, clocks=clocks)
    assert (found.certainty, found.unordered) == ("certain", ())


def test_a_success_trips_nothing() -> None:
    acts = ((0, BAD, "PC1"), (1, BAD, "PC1"), *near(16, what=GOOD)[1:2], *near(20)[2:])
    found = told(*acts, clocks=("SRV1", "SRV1", "SRV2", "SRV1"))
    assert found.unordered == ()


@pytest.mark.parametrize(("at", "unordered"), [(18.4, ()), (18.6, ("PC2",))])
def test_known_clocks_tell_the_order_down_to_their_uncertainty(
    at: float, unordered: tuple[str, ...]
) -> None:
    known = Offsets(
        of={
            "SRV1": Offset(machine="SRV1", ticks=0, spread=0, pairs=0, reference="SRV1"),
            "SRV2": Offset(machine="SRV2", ticks=0, spread=SECOND // 2, pairs=9, reference="SRV1"),
        }
    )
    assert told(*near(at), clocks=OTHER, offsets=known).unordered == unordered


def test_every_time_is_told_as_recorded() -> None:
    found = told(*near(16), clocks=OTHER, ahead=60)
    assert found.time.ticks == ticks(80)
    assert [each.time.ticks for each in found.counted] == [ticks(60), ticks(16), ticks(80)]
    assert found.until == replace(found.time, ticks=ticks(80 + 1800))
