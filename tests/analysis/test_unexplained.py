"""Why counted bad passwords are missing: each reason where it holds, and nowhere else."""

from pathlib import Path

import pytest

from forensics.occurrences import Lockout
from forensics.replay.explain import explain, in_order
from forensics.replay.lockouts import follow
from forensics.replay.logs import Logs
from forensics.replay.policy import Policy
from forensics.replay.unexplained import REASONS, give, is_short
from forensics.who.authority import Sites
from tests.builders.evt import evt
from tests.builders.observed import BAD, LOCKED, Act, registry, story, ticks
from tests.builders.security_classic import failed_529, lockout_644
from tests.ledger.small_site import STARTED, TOKEN, analysed, case_of, log, records

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
SHORT: tuple[Act, ...] = ((10, BAD, "PC1"), (20, LOCKED, "PC1"), (20, BAD, "PC1"))
"""Two of three counted passwords at hand; the window before them begins at -1,790 s."""
WHOLE = {"SRV1": [(ticks(-1790), ticks(20))]}
FAILED = {"SRV1": [ticks(10), ticks(20)]}


def sites(*controllers: str, **domain: str) -> Sites:
    """Return domain controllers, some of whose domains are known."""
    return Sites(
        roles={name.lower(): ("dc",) for name in controllers},
        domain={name.lower(): named for name, named in domain.items()},
        declared=frozenset(),
    )


def logs(
    *,
    whole: dict[str, list[tuple[int, int]]] = WHOLE,
    logged: tuple[str, ...] = ("SRV1",),
    declared: tuple[str, ...] = (),
    failed: dict[str, list[int]] = FAILED,
    timed: frozenset[str] = frozenset(),
    known: Sites | None = None,
) -> Logs:
    return Logs(
        whole=whole,
        logged=logged,
        declared=declared,
        sites=known or sites(),
        failed=failed,
        timed=timed,
    )


def explained(*acts: Act, policy: Policy = THREE, keeper: str = "SRV1") -> tuple[Lockout, ...]:
    return given(logs(), *acts, policy=policy, keeper=keeper)


def given(
    known: Logs, *acts: Act, policy: Policy = THREE, keeper: str = "SRV1", target: str = "SRV1"
) -> tuple[Lockout, ...]:
    tale = story(*acts, keeper=keeper, target=target)
    episodes = in_order(follow(tale, policy.window, policy.duration).episodes)
    return give(explain(episodes, policy, registry()), episodes, policy, known)


def reasons(known: Logs, *acts: Act, **more: str) -> tuple[str, ...]:
    (lockout,) = given(known, *(acts or SHORT), **more)  # type: ignore[arg-type]
    return lockout.reasons


def test_a_lockout_with_all_its_passwords_needs_no_reason() -> None:
    (lockout,) = explained((0, BAD, "PC1"), *SHORT)
    assert (is_short(lockout), lockout.reasons) == (False, ())


def test_where_no_reason_holds_it_is_unknown() -> None:
    (lockout,) = explained(*SHORT)
    assert (lockout.unexplained, lockout.reasons) == (1, ("unknown",))


def test_a_log_that_begins_within_the_window_before_the_lockout_has_a_gap() -> None:
    assert reasons(logs(whole={"SRV1": [(ticks(-1789), ticks(20))]})) == ("log-gap",)
    broken = [(ticks(-1790), ticks(-5)), (ticks(5), ticks(20))]
    assert reasons(logs(whole={"SRV1": broken})) == ("log-gap",)
    assert reasons(logs(whole={})) == ("log-gap",)


def test_a_log_of_a_machine_that_answers_for_another_database_does_not_matter() -> None:
    other = logs(logged=("SRV1", "SRV2"), declared=("SRV1", "SRV2", "SRV3"))
    assert reasons(other) == ("unknown",)


def test_a_declared_machine_that_answers_and_has_no_log() -> None:
    known = logs(
        logged=("DC1",),
        declared=("DC1", "DC2"),
        whole={"DC1": WHOLE["SRV1"]},
        failed={"DC1": FAILED["SRV1"]},
        known=sites("DC1", "DC2", DC1="CORP"),
    )
    assert reasons(known, keeper="CORP", target="DC1") == ("no-log",)


def test_a_controller_whose_domain_is_not_known_may_answer_for_any() -> None:
    alone = logs(logged=("SRV1",), declared=("SRV1", "DC2"), known=sites("SRV1", "DC2"))
    assert reasons(alone) == ("no-log",)
    apart = logs(logged=("SRV1",), declared=("SRV1", "DC2"), known=sites("SRV1", "DC2", DC2="CORP"))
    assert reasons(apart) == ("unknown",)


def test_a_database_of_which_no_machine_has_a_log() -> None:
    assert reasons(logs(logged=("SRV2",))) == ("no-log",)


def test_a_log_that_covers_the_time_and_holds_no_failure_of_anybody() -> None:
    assert reasons(logs(failed={"SRV1": [ticks(21)]})) == ("auditing",)
    assert reasons(logs(failed={})) == ("auditing",)
    assert reasons(logs(failed={"SRV1": [ticks(-1790)]})) == ("unknown",)


@pytest.mark.parametrize(
    ("at", "timed", "expected"),
    [
        (-1795, (), ("clock",)),  # 5 s before the window of the password at 10 s
        (-2090, (), ("clock",)),
        (-2091, (), ("unknown",)),
        (-1795, ("srv1",), ("clock",)),
        (-1795, ("srv1", "srv9"), ("unknown",)),
    ],
)
def test_an_attempt_on_another_machine_just_outside_by_clocks_that_are_not_known(
    at: float, timed: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    acts: tuple[Act, ...] = ((at, BAD, "PC2"), (20, LOCKED, "PC1"), *SHORT[::2])
    tale = story(*acts, keeper="SRV1", target="SRV1")
    tale.target[0] = "SRV9"
    episodes = in_order(follow(tale, THREE.window, THREE.duration).episodes)
    known = logs(timed=frozenset(timed))
    (found,) = give(explain(episodes, THREE, registry()), episodes, THREE, known)
    assert found.reasons == expected


def test_a_threshold_that_is_inferred_may_be_lower() -> None:
    inferred = Policy(threshold=3, window=1800, duration=1800, basis="inferred", support=(1, 2))
    assert explained(*SHORT, policy=inferred)[0].reasons == ("policy",)


def test_a_lockout_without_any_attempt_has_reasons_where_the_threshold_is_unknown_too() -> None:
    unknown = Policy(threshold=None, window=1800, duration=None, basis="unknown")
    (lockout,) = explained((20, LOCKED, None), policy=unknown)
    assert (lockout.counted, lockout.reasons) == ((), ("policy",))


def test_several_reasons_stand_in_one_order() -> None:
    assert reasons(logs(logged=("SRV1",), whole={}, failed={})) == ("log-gap",)
    assert REASONS == ("log-gap", "no-log", "auditing", "clock", "policy", "unknown")


# ── from logs ───────────────────────────────────────────────────────────────────────────────────

DECLARED = '[policy]\nthreshold = 3\nwindow = "30m"\nduration = "30m"\n'
ONE = failed_529(TOKEN, "FIN-1", "FIN-1")
LOCK = lockout_644(TOKEN, "FIN-1")


def of_log(folder: Path, content: bytes, toml: str = DECLARED) -> tuple[str, ...]:
    (lockout,) = analysed(case_of(folder, {"a.evt": content}, toml)).findings.lockouts
    return lockout.reasons


def test_a_log_without_a_gap_and_with_failures_leaves_the_reason_unknown(tmp_path: Path) -> None:
    events = [(0, STARTED), (4000, ONE), (4010, LOCK), (4010, ONE)]
    assert of_log(tmp_path, log("LONCAP01", *events)) == ("unknown",)


def test_missing_record_numbers_within_the_window_are_a_gap(tmp_path: Path) -> None:
    before = records("LONCAP01", (0, STARTED), (3000, STARTED))
    after = records("LONCAP01", (4000, ONE), (4010, LOCK), (4010, ONE), first=9)
    assert of_log(tmp_path, evt([*before, *after])) == ("log-gap",)


def test_a_lockout_in_a_log_without_failures_was_not_audited(tmp_path: Path) -> None:
    events = [(0, STARTED), (4010, LOCK)]
    assert of_log(tmp_path, log("LONCAP01", *events)) == ("auditing",)


def test_a_declared_controller_without_a_log_is_missed(tmp_path: Path) -> None:
    hosts = (
        '[[host]]\nname = "LONDC01"\nroles = ["dc"]\n[[host]]\nname = "LONDC02"\nroles = ["dc"]\n'
    )
    events = [(0, STARTED), (4000, ONE), (4010, LOCK), (4010, ONE)]
    found = of_log(tmp_path, log("LONDC01", *events), hosts + DECLARED)
    assert found == ("no-log",)
