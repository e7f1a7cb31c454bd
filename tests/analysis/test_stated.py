"""What the evidence states of the lockout policy, and what of it governs."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import DeclaredPolicy
from forensics.events import OBSERVATIONS
from forensics.lean import INTERNED
from forensics.replay.explain import stated_policy
from forensics.replay.policy import Policy, Precedent, settle
from forensics.replay.stated import NOTHING, Stated, of_stories
from forensics.replay.stated import settle as heard
from forensics.replay.statements import Statement, statements
from forensics.values import NOT_RECORDED, UNPARSABLE, Locator
from forensics.who.authority import Sites
from tests.builders.observed import BAD, story

SITES = Sites(roles={"dc1": ("dc",)}, domain={"dc1": "CORP"}, declared=frozenset())
NONE_DECLARED = DeclaredPolicy()
BURST = Precedent(bad=(0.0, 10.0, 20.0))


def says(
    threshold: int = 5,
    origin: str = "net accounts in a.txt, line 1",
    machine: str | None = None,
    domain: str | None = None,
    time: int | None = None,
) -> Statement:
    return Statement(
        threshold=threshold,
        window=1800,
        duration=900,
        origin=origin,
        locator=Locator(source="a.txt", record=1, offset=0, length=9),
        machine=machine,
        domain=domain,
        time=time,
    )


def settled(*those: Statement, authorities: tuple[str, ...] = ("CORP", "SRV")) -> Stated:
    return heard(those, authorities, SITES, (100, 200))


def row(**said: object) -> Statement:
    """Return the statement of one record."""
    given_ = {
        "kind": "policy",
        "row": 0,
        "component": "net accounts",
        "unit": "minutes",
        "fate": "used",
    } | said
    schema = {**OBSERVATIONS, "row": pl.UInt32(), "fate": INTERNED, "machine": INTERNED}
    frame = pl.DataFrame([{name: given_.get(name) for name in schema}], schema=schema)
    (one,) = statements(frame, lambda _: Locator(source="a.txt", record=3, offset=0, length=9))
    return one


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("Never", 0),
        ("None", 0),
        ("Nie", 0),
        ("Jamais", 0),
        ("Nunca", 0),
        ("0", 0),
        ("5 invalid logon attempts", 5),
        ("999", 999),
        ("1000", UNPARSABLE),
        ("-1", UNPARSABLE),
        ("Not Defined", UNPARSABLE),
        ("5 of 7", UNPARSABLE),
        ("\u0665", UNPARSABLE),
        (None, NOT_RECORDED),
    ],
)
def test_a_threshold_is_a_number_or_a_word_for_never(text: str | None, value: object) -> None:
    assert row(threshold=text, window="30").threshold == value


@pytest.mark.parametrize(
    ("text", "unit", "window", "duration"),
    [
        ("30", "minutes", 1800, 1800),
        ("30 minutes", "minutes", 1800, 1800),
        ("-1", "minutes", UNPARSABLE, 0),
        ("0", "minutes", UNPARSABLE, 0),
        ("Never", "minutes", UNPARSABLE, 0),
        ("-30", "minutes", UNPARSABLE, UNPARSABLE),
        ("100000", "minutes", UNPARSABLE, UNPARSABLE),
        ("00:15:00", "hh:mm:ss", 900, 900),
        ("1.00:00:01", "hh:mm:ss", 86_401, 86_401),
        ("00:00:00", "hh:mm:ss", UNPARSABLE, 0),
        ("30", "hh:mm:ss", UNPARSABLE, UNPARSABLE),
        ("1800", None, UNPARSABLE, UNPARSABLE),
        (None, "minutes", NOT_RECORDED, NOT_RECORDED),
    ],
)
def test_times_are_read_in_their_own_unit_and_never_without_one(
    text: str | None, unit: str | None, window: object, duration: object
) -> None:
    one = row(threshold="5", window=text, duration=text, unit=unit)
    assert (one.window, one.duration) == (window, duration)


@given(st.text(max_size=20), st.sampled_from(["minutes", "hh:mm:ss", None]))
def test_no_text_raises(text: str, unit: str | None) -> None:
    row(threshold=text, window=text, duration=text, unit=unit)


def test_a_statement_says_where_it_stands() -> None:
    assert row(threshold="5").origin == "net accounts in a.txt, line 3"
    event = row(threshold="5", component=None, event_id=4739, created=7)
    assert (event.origin, event.time) == ("event 4739 in a.txt, record 3", 7)
    assert row(threshold="5", machine="(not recorded)").machine is None


# ── which of them governs ───────────────────────────────────────────────────────────────────────


def test_statements_that_agree_are_taken() -> None:
    found = settled(says(), says(origin="secedit in b.inf, line 3"))
    assert (found.threshold, found.window, found.duration) == (5, 1800, 900)
    assert (len(found.governing), found.own, found.unsettled) == (2, frozenset(), "")


def test_statements_that_disagree_settle_nothing_and_both_are_named() -> None:
    found = settled(says(), says(3, "secedit in b.inf, line 3"))
    assert (found.threshold, found.window, found.governing) == (None, None, ())
    assert found.unsettled == (
        "The evidence does not agree on the policy: threshold 5, window 30 min, duration 15 min "
        "(net accounts in a.txt, line 1); threshold 3, window 30 min, duration 15 min "
        "(secedit in b.inf, line 3)."
    )


def test_the_listing_of_a_database_governs_it() -> None:
    other = says(3, machine="PC7")
    own = says(machine="SRV")
    found = settled(other, own, authorities=("SRV",))
    assert (found.threshold, found.governing, found.own) == (5, (own,), frozenset({"SRV"}))
    assert found.heard == (other, own)


@pytest.mark.parametrize(
    "one",
    [says(domain="CORP"), says(domain="corp.example", machine="PC7"), says(machine="DC1")],
)
def test_a_domain_is_known_by_both_its_names_and_by_its_controllers(one: Statement) -> None:
    found = settled(says(3), one, authorities=("CORP",))
    assert (found.threshold, found.own) == (5, frozenset({"CORP"}))


def test_a_database_without_a_statement_of_its_own_needs_all_to_agree() -> None:
    assert settled(says(3, machine="PC7"), says(machine="SRV")).threshold is None
    assert settled(says(machine="PC7"), says(machine="SRV")).own == frozenset({"SRV"})


def test_databases_with_different_policies_are_not_one_policy() -> None:
    assert settled(says(3, domain="CORP"), says(machine="SRV")).threshold is None


def test_without_an_account_database_nothing_is_taken() -> None:
    assert settled(says(), authorities=()).threshold is None


def test_of_changes_before_the_incident_the_last_counts() -> None:
    assert settled(says(3, time=10), says(time=50), says(2, time=20)).threshold == 5


def test_a_change_after_the_incident_says_nothing_of_it() -> None:
    assert settled(says(3, time=201)).threshold is None
    assert settled(says(3, time=201), says()).threshold == 5


def test_a_change_meanwhile_leaves_no_one_policy() -> None:
    found = settled(says(), says(3, "event 4739 in b.evtx, record 7", time=150))
    assert found.threshold is None
    assert found.unsettled == (
        "The policy was changed between the first attempt of the evidence and the last: "
        "threshold 3, window 30 min, duration 15 min "
        "(event 4739 in b.evtx, record 7)."
    )


# ── beside what is declared and what is inferred ────────────────────────────────────────────────


def test_what_is_declared_comes_first_and_what_differs_is_said() -> None:
    policy = settle(DeclaredPolicy(threshold=3), [BURST], settled(says()))
    assert (policy.threshold, policy.window, policy.duration) == (3, 1800, 900)
    assert stated_policy(policy).support == (
        "Declared in case.toml. Stated otherwise: threshold 5, window 30 min, duration 15 min "
        "(net accounts in a.txt, line 1)."
    )
    alike = stated_policy(settle(DeclaredPolicy(threshold=5), [BURST], settled(says())))
    assert (alike.basis, alike.support) == (
        "declared",
        (
            "Declared in case.toml. Stated alike by net accounts in a.txt, line 1: threshold 5, "
            "window 30 min, duration 15 min."
        ),
    )


def test_a_stated_policy_is_evidence_and_assumes_nothing() -> None:
    found = stated_policy(settle(NONE_DECLARED, [BURST], settled(says())))
    assert (found.threshold, found.window_seconds, found.duration_seconds) == (5, 1800, 900)
    assert (found.basis, found.assumed) == ("evidence", {})
    assert found.support == "Stated by net accounts in a.txt, line 1."
    assert found.evidence == (says().locator,)


def test_what_is_not_settled_is_inferred_and_says_why() -> None:
    found = stated_policy(settle(NONE_DECLARED, [BURST], settled(says(), says(4))))
    assert (found.threshold, found.basis) == (3, "inferred")
    assert found.support.startswith("Inferred: before 1 of 1 lockouts")
    assert "The evidence does not agree on the policy: threshold 5" in found.support
    assert len(found.evidence) == 2


def test_that_accounts_never_lock_is_not_believed_where_they_were_locked() -> None:
    never = settled(says(0))
    policy = settle(NONE_DECLARED, [BURST], never)
    assert (policy.threshold, policy.basis) == (3, "inferred")
    assert stated_policy(policy).support.endswith(
        "net accounts in a.txt, line 1: threshold 0, yet accounts were locked."
    )
    assert (settle(NONE_DECLARED, [], never).threshold, settle(NONE_DECLARED, [], never).basis) == (
        0,
        "evidence",
    )


def test_a_window_alone_is_used_beside_what_is_inferred() -> None:
    found = settle(NONE_DECLARED, [BURST], settled(replace(says(), threshold=NOT_RECORDED)))
    assert (found.threshold, found.window, found.basis) == (3, 1800, "inferred")
    assert stated_policy(found).support.endswith(
        "Stated by net accounts in a.txt, line 1: window 30 min, duration 15 min."
    )


def test_without_statements_all_is_as_before() -> None:
    assert settle(NONE_DECLARED, [BURST]) == settle(NONE_DECLARED, [BURST], NOTHING)
    assert settle(NONE_DECLARED, []) == Policy(
        **{
            name: getattr(settle(NONE_DECLARED, []), name)
            for name in ("threshold", "window", "duration", "basis", "window_open", "duration_open")
        }
    )


# ── of each database ────────────────────────────────────────────────────────────────────────────


def listing(place: int, machine: str | None, threshold: str) -> dict[str, object]:
    """Return the row of a listing on a machine."""
    return {
        "kind": "policy",
        "row": place,
        "component": "net accounts",
        "unit": "minutes",
        "fate": "used",
        "machine": machine,
        "threshold": threshold,
    }


def each(*rows: dict[str, object]) -> dict[str, Stated]:
    """Return what is stated of CORP and of SRV, each of which has an attempt."""
    schema = {**OBSERVATIONS, "row": pl.UInt32(), "fate": INTERNED, "machine": INTERNED}
    frame = pl.DataFrame([{name: one.get(name) for name in schema} for one in rows], schema=schema)
    told = [story((0, BAD, "PC1"), keeper=keeper) for keeper in ("CORP", "SRV")]
    locate = Locator(source="a.txt", record=3, offset=0, length=9)
    return of_stories(told, frame, SITES, lambda _: locate)


def test_each_database_is_told_by_its_own_machines() -> None:
    found = each(listing(0, "DC1", "5"), listing(1, "SRV", "3"), listing(2, "PC7", "9"))
    assert {name: one.threshold for name, one in found.items()} == {"CORP": 5, "SRV": 3}
    assert [one.threshold for one in found["CORP"].elsewhere] == [3, 9]
    assert found["SRV"].own == frozenset({"SRV"})


def test_a_listing_of_no_database_tells_of_those_without_their_own() -> None:
    found = each(listing(0, "DC1", "5"), listing(1, None, "9"))
    assert {name: one.threshold for name, one in found.items()} == {"CORP": 5, "SRV": 9}
    assert found["SRV"].own == frozenset()


def test_what_is_said_of_one_database_is_not_said_of_another() -> None:
    found = each(listing(0, "DC1", "5"))
    assert (found["SRV"].threshold, found["SRV"].heard) == (None, ())
    assert [one.threshold for one in found["SRV"].elsewhere] == [5]
