"""The record of a domain controller and the copy of the primary are one lockout."""

from collections.abc import Mapping

from forensics.case import Host
from forensics.replay.stories import tell
from forensics.when.offsets import UNKNOWN, Offset, Offsets
from tests.builders.observed import Row, observations, scene, seen, ticks

SECOND = ticks(1) - ticks(0)
CONTROLLERS = tuple(Host(name=name, roles=("dc",)) for name in ("DC1", "DC2", "PDC"))


def locked(at: float, host: str, caller: str | None = "PC1") -> Row:
    return seen(at, host, 4740, caller=caller, by=f"{host}$", by_domain="CORP")


def lockouts(*rows: Row, offsets: Offsets = UNKNOWN) -> list[tuple[str, int, str | None]]:
    """Return who recorded each lockout first, how many records it has, and its caller."""
    found = scene(observations(rows), CONTROLLERS)
    stories = tell(found.attempts, found.observations, found.sites, offsets)
    return [
        (each.host, len(each.rows), each.caller) for story in stories for each in story.lockouts
    ]


def clocks(offsets: Mapping[str, float]) -> Offsets:
    return Offsets(
        of={
            name: Offset(
                machine=name, ticks=round(ahead * SECOND), spread=0, pairs=9, reference="DC1"
            )
            for name, ahead in offsets.items()
        }
    )


def test_two_records_within_five_seconds_are_one() -> None:
    assert lockouts(locked(0, "DC1"), locked(5, "PDC")) == [("DC1", 2, "PC1")]


def test_beyond_five_seconds_they_are_two() -> None:
    assert len(lockouts(locked(0, "DC1"), locked(5.1, "PDC"))) == 2


def test_known_clocks_bring_minutes_together() -> None:
    ahead = clocks({"DC1": 0, "PDC": 90})
    assert lockouts(locked(0, "DC1"), locked(90.5, "PDC"), offsets=ahead) == [("DC1", 2, "PC1")]


def test_known_clocks_keep_apart_what_lies_seconds_apart() -> None:
    # Unlocked by hand, and locked again on another domain controller three seconds later.
    exact = clocks({"DC1": 0, "DC2": 0})
    assert len(lockouts(locked(0, "DC1"), locked(3, "DC2"), offsets=exact)) == 2


def test_two_records_of_one_machine_are_two_lockouts() -> None:
    assert len(lockouts(locked(0, "DC1"), locked(0, "DC1"))) == 2


def test_another_caller_is_another_lockout() -> None:
    found = lockouts(locked(0, "DC1", "PC1"), locked(1, "DC2", "PC2"))
    assert found == [("DC1", 1, "PC1"), ("DC2", 1, "PC2")]


def test_two_lockouts_that_overlap_each_find_their_copy() -> None:
    rows = (locked(0, "DC1", "PC1"), locked(1, "DC2", "PC2"))
    copies = (locked(2, "PDC", "PC1"), locked(3, "PDC", "PC2"))
    assert lockouts(*rows, *copies) == [("DC1", 2, "PC1"), ("DC2", 2, "PC2")]


def test_a_copy_that_names_no_caller_learns_it() -> None:
    assert lockouts(locked(0, "DC1", None), locked(1, "PDC")) == [("DC1", 2, "PC1")]


def test_the_lockout_of_a_member_server_is_its_own() -> None:
    assert lockouts(locked(0, "DC1"), locked(1, "FS1")) == [("DC1", 1, "PC1"), ("FS1", 1, "PC1")]
