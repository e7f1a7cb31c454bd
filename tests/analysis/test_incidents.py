"""Several incidents in one case: what belongs together, and what stands apart.

Each example can be followed on paper: a row is one try, its time in days after noon.
"""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.incidents import QUIET, SEVERAL, Part, Separated, separate
from forensics.replay.explain import in_order
from forensics.replay.lockouts import follow
from forensics.replay.stories import tell
from forensics.values import TICKS_PER_SECOND
from tests.builders.observed import BAD, GOOD, REFUSED, UNKNOWN, Row, observations, scene, seen
from tests.effort import few

DAY = 86_400


def tried(
    days: float,
    outcome: str = BAD,
    *,
    account: str | None = "alice",
    client: str | None = "PC1",
    server: str = "SRV1",
) -> Row:
    return seen(days * DAY, server, 4625, outcome, account=account, workstation=client, domain=".")


def locked(
    days: float, account: str = "alice", caller: str | None = "PC1", server: str = "SRV1"
) -> Row:
    return seen(days * DAY, server, 4740, account=account, caller=caller)


def parted(*rows: Row) -> Separated:
    found = scene(observations(rows))
    told = tell(found.attempts, found.observations, found.sites)
    replays = [follow(each, 1800, None) for each in told]
    episodes = in_order([episode for replay in replays for episode in replay.episodes])
    return separate(found.attempts, episodes)


def ids(found: Separated) -> list[str | None]:
    """Return the incident of each attempt, in order of time."""
    column: list[str | None] = found.attempts["incident"].to_list()
    return column


def test_one_account_that_failed_is_one_incident() -> None:
    found = parted(tried(0), tried(1), tried(1.5, GOOD))
    assert found.parts == (Part(id="I1", apart=""),)
    assert ids(found) == ["I1", "I1", "I1"]
    assert found.episodes == ()


def test_nothing_that_failed_is_no_incident() -> None:
    found = parted(tried(0, GOOD))
    assert found.parts == ()
    assert ids(found) == [None]


def test_two_accounts_with_lockouts_are_two_incidents_the_more_locked_first() -> None:
    found = parted(
        tried(0, account="bob", client="PC2"),
        locked(0, account="bob", caller="PC2"),
        tried(0.1),
        locked(0.1),
        tried(0.2),
        locked(0.2),
    )
    assert found.parts == (Part(id="I1", apart=""), Part(id="I2", apart="account"))
    assert ids(found) == ["I2", "I1", "I1"]
    assert found.episodes == ("I2", "I1", "I1")


def test_two_accounts_of_one_machine_stay_two() -> None:
    rows = [tried(0, account=name) for name in ("alice", "bob")]
    found = parted(*rows, locked(0), locked(0, account="bob"))
    assert [each.apart for each in found.parts] == ["", "account"]


def test_an_account_that_only_failed_a_little_is_no_incident_beside_one_that_was_locked() -> None:
    found = parted(tried(0, account="bob", client="PC2"), tried(1), locked(1))
    assert found.parts == (Part(id="I1", apart=""),)
    assert ids(found) == [None, "I1"]


def test_refusals_make_an_incident_though_the_lockout_lies_outside_the_logs() -> None:
    found = parted(tried(0, REFUSED, account="bob", client="PC2"), tried(1), locked(1))
    assert found.parts == (Part(id="I1", apart=""), Part(id="I2", apart="account"))


def test_one_name_in_two_databases_is_one_incident_where_a_client_failed_in_both() -> None:
    # PC1 failed on both, so that PC2 and PC3 are of the same incident.
    found = parted(
        tried(0, client="PC2"),
        tried(0.1),
        tried(0.2, server="SRV2"),
        tried(0.3, client="PC3", server="SRV2"),
    )
    assert found.parts == (Part(id="I1", apart=""),)
    assert ids(found) == ["I1", "I1", "I1", "I1"]


def test_databases_are_joined_over_others_that_share_a_client() -> None:
    # SRV1 and SRV3 share none; PC1 joins SRV1 and SRV2, PC2 joins SRV2 and SRV3.
    found = parted(
        tried(0),
        tried(0.1, server="SRV2"),
        tried(0.2, client="PC2", server="SRV2"),
        tried(0.3, client="PC2", server="SRV3"),
    )
    assert ids(found) == ["I1", "I1", "I1", "I1"]


def test_one_name_in_two_databases_with_other_clients_is_two_accounts() -> None:
    found = parted(
        tried(0, account="Administrator"),
        locked(0, account="Administrator"),
        tried(0, REFUSED, account="Administrator", client="PC2", server="SRV2"),
    )
    assert found.parts == (Part(id="I1", apart=""), Part(id="I2", apart="authority"))


def test_a_database_that_names_no_client_stays_with_the_account() -> None:
    found = parted(tried(0), locked(0), locked(0.1, caller=None, server="SRV2"))
    assert found.parts == (Part(id="I1", apart=""),)
    assert found.episodes == ("I1", "I1")


@pytest.mark.parametrize(("accounts", "incidents"), [(SEVERAL - 1, 4), (SEVERAL, 1)])
def test_several_accounts_of_one_source_are_one_incident(accounts: int, incidents: int) -> None:
    names = [f"user{number}" for number in range(accounts)]
    rows = [tried(place / 1000, REFUSED, account=name) for place, name in enumerate(names)]
    found = parted(*rows)
    assert len(found.parts) == incidents


def test_several_accounts_that_failed_once_from_one_source_are_an_incident() -> None:
    sprayed = [
        tried(place / 1000, UNKNOWN, account=f"user{place}", client="PC9") for place in range(6)
    ]
    found = parted(*sprayed, tried(0.5), locked(0.5))
    assert found.parts == (Part(id="I1", apart=""), Part(id="I2", apart="account"))
    assert ids(found) == ["I2"] * 6 + ["I1"]


def test_an_account_that_mostly_failed_elsewhere_is_not_drawn_in() -> None:
    # Of alice's five failures and her lockout, half are PC9's: not more than half.
    sprayed = [
        tried(place / 1000, account=f"user{place}", client="PC9") for place in range(SEVERAL)
    ]
    own = [*(tried(at, client="PC9") for at in (0.01, 0.02, 0.03)), tried(0.2), tried(0.3)]
    found = parted(*sprayed, *own, locked(0.3))
    assert ids(found) == ["I2"] * SEVERAL + ["I1"] * 5


def test_accounts_without_a_client_are_no_source() -> None:
    rows = [tried(0, REFUSED, account=f"user{number}", client=None) for number in range(SEVERAL)]
    assert len(parted(*rows).parts) == SEVERAL


def test_a_silence_of_more_than_eight_days_parts_incidents() -> None:
    assert QUIET == 8 * DAY * TICKS_PER_SECOND
    within = parted(tried(0), locked(0), tried(8), locked(8))
    assert within.parts == (Part(id="I1", apart=""),)
    beyond = parted(tried(0), locked(0), tried(8.1), locked(8.1))
    assert beyond.parts == (Part(id="I1", apart=""), Part(id="I2", apart="time"))
    assert beyond.episodes == ("I1", "I2")


def test_a_success_in_the_silence_is_of_the_incident_that_it_lies_nearer_to() -> None:
    # The silence lasts from day 0 to day 20; its middle is day 10.
    found = parted(
        tried(0), locked(0), tried(9, GOOD), tried(11, GOOD), tried(20), locked(20), tried(20.1)
    )
    assert ids(found) == ["I2", "I2", "I1", "I1", "I1"]


def test_a_lockout_alone_is_an_incident_and_ends_a_silence() -> None:
    found = parted(tried(0), locked(7), tried(14), locked(14))
    assert found.parts == (Part(id="I1", apart=""),)


def test_failures_that_name_no_account_count_only_where_nothing_else_failed() -> None:
    alone = parted(tried(0, account=None), tried(1, account=None))
    assert (len(alone.parts), ids(alone)) == (1, ["I1", "I1"])
    beside = parted(tried(0, account=None), tried(1))
    assert (len(beside.parts), ids(beside)) == (1, [None, "I1"])


ROWS = st.lists(
    st.builds(
        tried,
        st.sampled_from([0.0, 0.5, 1.0, 5.0, 12.0, 30.0, 31.0]),
        st.sampled_from([BAD, REFUSED, GOOD, UNKNOWN]),
        account=st.sampled_from(["alice", "bob", "carol", "dave", "erin", "frank", None]),
        client=st.sampled_from(["PC1", "PC2", None]),
        server=st.sampled_from(["SRV1", "SRV2"]),
    )
    | st.builds(
        locked,
        st.sampled_from([0.0, 1.0, 30.0]),
        st.sampled_from(["alice", "bob"]),
        st.sampled_from(["PC1", None]),
    ),
    max_size=25,
)


@few(6)
@given(ROWS)
def test_every_lockout_and_every_refusal_of_a_named_account_is_in_one_incident(
    rows: Sequence[Row],
) -> None:
    found = parted(*rows)
    names = [each.id for each in found.parts]
    assert names == [f"I{number}" for number in range(1, len(names) + 1)]
    assert set(found.episodes) <= set(names)
    told = found.attempts.filter(outcome=REFUSED).drop_nulls("account_key")
    assert told["incident"].null_count() == 0
    assert set(found.attempts["incident"].drop_nulls().to_list()) <= set(names)
    assert found.attempts.drop("incident").height == len(ids(found))


@few(6)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(rows: list[Row], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    mine, other = parted(*rows), parted(*shuffled)
    key = ["account_key", "authority", "client", "time", "outcome", "incident"]
    assert mine.parts == other.parts
    assert mine.attempts.select(key).sort(key).equals(other.attempts.select(key).sort(key))
