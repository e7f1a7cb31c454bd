"""How sure a lockout is: each doubt where it holds, and nowhere else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.occurrences import Lockout
from forensics.replay import certainty
from forensics.replay.certainty import LIKELY, POSSIBLE, level
from forensics.replay.explain import explain, in_order
from forensics.replay.lockouts import follow
from forensics.replay.logs import Logs
from forensics.replay.policy import Policy
from forensics.who.authority import Sites
from tests.builders.observed import BAD, LOCKED, Act, registry, story, ticks

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
ACTS: tuple[Act, ...] = (
    (0, BAD, "PC1"),
    (10, BAD, "PC2"),
    (20, LOCKED, "PC1"),
    (20, BAD, "PC1"),
)
"""Three bad passwords from 0 s to 20 s, and the lockout that they come to."""

COUNTED = (ticks(0), ticks(20))


def logs(*hosts: str, **known: object) -> Logs:
    """Return logs of these servers, declared as such, that cover the counted passwords only."""
    plain = Logs(
        whole={host: [COUNTED] for host in hosts},
        logged=hosts,
        declared=(),
        sites=Sites(roles={}, domain={}, declared=frozenset(host.lower() for host in hosts)),
        failed={},
        timed=frozenset(),
    )
    return replace(plain, **known)  # type: ignore[arg-type]


def weighed(
    known: Logs, *acts: Act, policy: Policy = THREE, keeper: str = "SRV1", target: str = "SRV1"
) -> Lockout:
    tale = story(*(acts or ACTS), keeper=keeper, target=target)
    episodes = in_order(follow(tale, policy.window, policy.duration).episodes)
    found = explain(episodes, policy, registry())
    return certainty.weigh(found, episodes, policy, known)[0]


def doubts(known: Logs, *acts: Act, **more: str) -> tuple[str, ...]:
    return weighed(known, *acts, **more).doubts  # type: ignore[arg-type]


# ── the logs of a server that keeps its own accounts ────────────────────────────────────────────


def test_a_log_without_a_gap_from_the_first_counted_to_the_lockout_is_enough() -> None:
    found = weighed(logs("SRV1"))
    assert (found.certainty, found.doubts) == ("certain", ())


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(ticks(0), ticks(4)), (ticks(6), ticks(20))], id="a gap"),
        pytest.param([(ticks(1), ticks(20))], id="cleared or overwritten after the first"),
        pytest.param([(ticks(0), ticks(19))], id="cut before the last"),
        pytest.param([], id="an export"),
    ],
)
def test_a_gap_among_the_counted_passwords_leaves_it_likely(spans: list[tuple[int, int]]) -> None:
    found = weighed(logs("SRV1", whole={"SRV1": spans}))
    assert (found.certainty, found.doubts) == ("likely", ("log-gap",))


def test_a_gap_before_the_first_counted_password_changes_nothing() -> None:
    """A bad password in it cannot have counted: the third would have been the one at 10 s."""
    spans = [(ticks(-1000), ticks(-1)), (ticks(0), ticks(20))]
    assert doubts(logs("SRV1", whole={"SRV1": spans})) == ()


def test_a_gap_in_the_log_of_another_server_does_not_matter() -> None:
    assert doubts(logs("SRV1", "SRV2", whole={"SRV1": [COUNTED], "SRV2": []})) == ()


def test_without_the_log_of_the_server_itself_it_is_likely() -> None:
    assert doubts(logs("SRV2")) == ("no-log",)


def test_a_recovered_record_among_the_counted_passwords_leaves_it_likely() -> None:
    assert doubts(logs("SRV1", recovered={"SRV1": [ticks(5)]})) == ("recovered",)
    assert doubts(logs("SRV1", recovered={"SRV1": [ticks(-5), ticks(25)]})) == ()
    assert doubts(logs("SRV1", recovered={"SRV2": [ticks(5)]})) == ()


# ── the logs of a domain ────────────────────────────────────────────────────────────────────────


def domain(*controllers: str, logged: tuple[str, ...] = ("DC1",), **known: object) -> Logs:
    """Return the logs of controllers of CORP, of Windows 2000, that show what was passed on."""
    sites = Sites(
        roles={name.lower(): ("dc",) for name in controllers},
        domain={name.lower(): "CORP" for name in controllers},
        declared=frozenset(),
    )
    lower = frozenset(name.lower() for name in controllers)
    old = frozenset(name.lower() for name in logged)
    more = {"passing": frozenset(logged), "since_2000": lower, "before_2003": old, **known}
    return logs(*logged, sites=sites, controllers=controllers, **more)


CORP = {"keeper": "CORP", "target": "DC1"}


def test_one_controller_whose_log_shows_what_servers_passed_on_is_enough() -> None:
    assert doubts(domain("DC1"), **CORP) == ()


def test_a_controller_without_a_log_leaves_it_likely() -> None:
    assert doubts(domain("DC1", "DC2"), **CORP) == ("no-log",)
    assert doubts(domain("DC1", declared=("DC1", "DC2")), **CORP) == ()  # DC2: of no known role
    assert doubts(domain("DC1", "DC2", logged=("DC1", "DC2")), **CORP) == ()


def test_a_machine_that_others_ask_is_a_controller_though_nobody_says_so() -> None:
    """Its netlogon.log says `via`; of its Security log there is none."""
    known = domain("DC1", logged=("DC1", "DC9"))
    known = replace(known, whole={"DC1": [COUNTED]}, controllers=("DC1", "DC9"))
    assert doubts(known, **CORP) == ("log-gap",)


def test_a_controller_whose_log_shows_nothing_passed_on_leaves_it_likely() -> None:
    assert doubts(domain("DC1", passing=frozenset()), **CORP) == ("passed-on",)


def test_several_controllers_of_nt_4_each_count() -> None:
    both = domain("DC1", "DC2", logged=("DC1", "DC2"), since_2000=frozenset())
    assert doubts(both, **CORP) == ("counters",)
    assert doubts(domain("DC1", since_2000=frozenset()), **CORP) == ()


def test_where_an_old_password_may_not_count_the_window_before_is_looked_at_too() -> None:
    """A domain of Server 2003 forgives it: one that counted in its place may stand before."""
    later = domain("DC1", before_2003=frozenset())
    assert doubts(later, **CORP) == ("log-gap",)
    assert doubts(replace(later, whole={"DC1": [(ticks(-1800), ticks(20))]}), **CORP) == ()


# ── whether the machine may be a controller ─────────────────────────────────────────────────────


def beside(authority: str, known: Logs, keeper: str = "SRV1") -> tuple[str, ...]:
    """Return the doubts where the account was also tried in another database."""
    tale = story(*ACTS, keeper=keeper, target="SRV1")
    other = story((5, BAD, "PC3"), keeper=authority, target="FS1")
    episodes = in_order(follow(tale, 1800, 1800).episodes)
    found = explain(episodes, THREE, registry())
    return certainty.weigh(found, episodes, THREE, known, (tale, other))[0].doubts


def test_a_machine_that_may_be_a_controller_shares_its_account_with_a_domain() -> None:
    nobody = Sites(roles={}, domain={}, declared=frozenset())
    known = logs("SRV1", passing=frozenset({"SRV1"}), before_2003=frozenset({"srv1"}))
    open_ = replace(known, sites=nobody)
    assert beside("CORP", open_) == ("authority",)
    assert beside("FS1", open_) == ()  # another server's own account
    assert beside("CORP", known) == ()  # declared: no controller
    assert beside("SRV1", replace(domain("DC1"), sites=nobody), keeper="CORP") == ("authority",)


def test_a_machine_whose_log_shows_no_password_that_it_checks_may_be_a_controller_of_nt_4() -> None:
    nobody = Sites(roles={}, domain={}, declared=frozenset())
    known = logs("SRV1", before_2003=frozenset({"srv1"}), sites=nobody)
    assert doubts(known) == ("authority",)
    assert doubts(replace(known, passing=frozenset({"SRV1"}))) == ()


# ── the records themselves ──────────────────────────────────────────────────────────────────────


def test_two_clients_in_one_second_of_one_log_cannot_be_ordered() -> None:
    acts: tuple[Act, ...] = ((0, BAD, "PC1"), (20, BAD, "PC2"), *ACTS[2:])
    found = weighed(logs("SRV1"), *acts)
    assert (found.certainty, found.doubts, found.unordered) == ("likely", ("order",), ("PC2",))


def test_one_client_in_one_second_need_not_be_ordered() -> None:
    acts: tuple[Act, ...] = ((0, BAD, "PC1"), (20, BAD, "PC1"), *ACTS[2:])
    assert doubts(logs("SRV1"), *acts) == ()


def test_more_bad_passwords_than_the_policy_lets_pass_leave_it_possible() -> None:
    found = weighed(logs("SRV1"), (-5, BAD, "PC3"), *ACTS)
    assert (found.certainty, found.doubts) == ("possible", ("beyond",))


def test_the_gravest_doubt_stands_first_and_decides() -> None:
    found = weighed(logs("SRV2"), *ACTS[1:])
    assert (found.certainty, found.doubts) == ("possible", ("missing", "no-log"))
    assert level(()) == "certain"
    assert {level((one,)) for one in LIKELY} == {"likely"}
    assert {level((one, "order")) for one in POSSIBLE} == {"possible"}


TIMES = st.lists(st.integers(-3600, 3600), max_size=6, unique=True).map(sorted)


@given(TIMES)
def test_to_lose_part_of_a_log_never_makes_a_lockout_more_certain(cuts: list[int]) -> None:
    """However the log is cut, certain means that nothing is missing among the counted ones."""
    spans = [(ticks(a), ticks(b)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    found = weighed(logs("SRV1", whole={"SRV1": spans}))
    whole = any(first <= COUNTED[0] and COUNTED[1] <= last for first, last in spans)
    assert (found.certainty == "certain") == whole
