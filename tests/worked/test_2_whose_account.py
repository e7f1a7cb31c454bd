"""Worked examples 2: whose database counts, and how many records tell of one try."""

from forensics.findings import Findings
from tests.builders.simulator.world import Keeping
from tests.worked.paper import Line, analysed, bad, found, lines, logs, network

CORP = "CORP"


def test_two_domain_controllers_share_one_count() -> None:
    """DC1 and DC2 are CAPs: two bad at DC1, one at DC2. They count for the domain: 3 lock."""
    findings = found(network(), bad(0, 10, at="DC1"), bad(20, pc=2, at="DC2"))
    assert [(each.at, each.authority, each.shares) for each in lines(findings)] == [
        (20, CORP, {"PC1": 2, "PC2": 1})
    ]


def test_each_member_server_counts_for_itself() -> None:
    """Two bad at FS1 and two at FS2, of an account that each holds itself: 2 and 2, no lockout.

    A third at FS2 locks the account there, and there alone.
    """
    four = (bad(0, 20, at="FS1"), bad(10, 30, at="FS2"))
    assert lines(found(network(), *four)) == []
    findings = found(network(), *four, bad(40, at="FS2"))
    assert lines(findings) == [Line(40, "FS2", (10, 30, 40), {"PC1": 3}, "PC1", 0, "certain")]


def test_a_client_s_own_name_is_evidence_and_not_the_authority() -> None:
    r"""PC1 presents PC1\alice. FS1 knows no domain PC1 and looks into its own database (Q103390).

    DC1 does the same, and its own database is that of the domain.
    """
    local = found(network(), bad(0, 10, 20, at="FS1", name="PC1"))
    assert [each.authority for each in lines(local)] == ["FS1"]
    controller = found(network(), bad(0, 10, 20, at="DC1", name="PC1"))
    assert [each.authority for each in lines(controller)] == [CORP]
    asked = found(network(), bad(0, 10, 20, at="FS1", name=CORP))
    assert [each.authority for each in lines(asked)] == [CORP]


def test_the_copies_of_two_controllers_are_one_lockout() -> None:
    """FS1 asks DC2, and DC2 asks DC1: both write 644 about the third bad password. One lockout."""
    findings = found(network(), bad(0, 10, 20, at="FS1", name=CORP))
    (lockout,) = findings.lockouts
    assert [each.source for each in lockout.evidence[:2]] == [
        "evidence/dc1-security",
        "evidence/dc2-security",
    ]
    assert lines(findings)[0].shares == {"PC1": 3}


def six_witnesses() -> Findings:
    """Return the findings of one bad password at FS1, with every netlogon.log turned on."""
    on = {name: Keeping(netlogon=True) for name in ("DC1", "DC2", "FS1")}
    world = network(keeping=on)
    return analysed(world, logs(world, bad(0, at="FS1", name=CORP)))


def test_one_try_with_six_witnesses_is_counted_once() -> None:
    """FS1 writes 529 and a line; so do DC2, which it asks, and DC1, the primary: 680 and a line."""
    findings = six_witnesses()
    assert sum(source.records.used for source in findings.sources) == 6
    assert (findings.attempts.total, findings.attempts.bad_password) == (1, 1)
    (edge,) = findings.edges
    assert (edge.client, edge.target, edge.bad_password) == ("PC1", "FS1", 1)
