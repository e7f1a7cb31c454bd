from dataclasses import replace

import pytest

from forensics.effects import Span
from forensics.narrative.common import policy
from forensics.narrative.views import plain
from forensics.values import NOT_RECORDED, Locator
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case

LOCKS = (
    "The account locks at the {} bad password, counted while no two follow each other by more than "
    "{}. It stays locked "
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {},
            LOCKS.format("fifth", "30 min") + "for 30 min. Declared in case.toml.",
        ),
        (
            {"threshold": 3, "duration_seconds": 0, "support": "", "basis": "evidence"},
            LOCKS.format("third", "30 min") + "until an administrator unlocks it. Basis: evidence.",
        ),
        (
            {
                "threshold": 22,
                "window_seconds": Span(at_least=300, at_most=3_600),
                "duration_seconds": NOT_RECORDED,
                "assumed": {"window_seconds": 1_800},
                "basis": "inferred",
                "support": "Inferred from 3 lockouts",
            },
            LOCKS.format("22nd", "between 5 min and 1 h (30 min used)")
            + "for a time that is not known. Inferred from 3 lockouts.",
        ),
        (
            {"threshold": 5, "possible": (3, 5), "basis": "inferred", "support": "Inferred."},
            LOCKS.format("fifth (at most)", "30 min") + "for 30 min. Inferred.",
        ),
        (
            {"threshold": 4, "possible": (3, 4, 6), "basis": "inferred", "support": "Inferred."},
            LOCKS.format("third to 6th (4 used)", "30 min") + "for 30 min. Inferred.",
        ),
        (
            {"threshold": NOT_RECORDED, "basis": "unknown"},
            "The lockout policy is not known: nothing declares, records or implies it.",
        ),
        (
            {
                "threshold": NOT_RECORDED,
                "basis": "unknown",
                "support": "The evidence does not agree on the policy: threshold 5; threshold 3.",
                "evidence": (Locator(source="a.txt", record=1, offset=0, length=9),),
            },
            (
                "The lockout policy is not known. The evidence does not agree on the policy: "
                "threshold 5; threshold 3."
            ),
        ),
        (
            {"threshold": 0, "support": "Declared in case.toml"},
            "The policy never locks an account (threshold 0). Declared in case.toml.",
        ),
    ],
)
def test_the_policy_is_said_as_far_as_it_is_known(change: dict[str, object], said: str) -> None:
    one = sms_case().policy
    assert plain(policy(replace(one, **change))) == said  # type: ignore[arg-type]


def test_a_policy_that_the_evidence_states_does_not_look_inferred() -> None:
    one = replace(sms_case().policy, basis="evidence", support="Stated by net accounts in a.txt.")
    assert {span.look for span in policy(one)} == {span.look for span in policy(sms_case().policy)}
    assert plain(policy(one)).endswith("for 30 min. Stated by net accounts in a.txt.")


def test_an_inferred_policy_looks_inferred() -> None:
    looks = [span.text for span in policy(damaged().policy) if span.look == "inferred"]
    assert looks == [
        "the fifth",
        "between 5 min and 1 h (30 min used)",
        "for at least 25 min (30 min used)",
    ]
