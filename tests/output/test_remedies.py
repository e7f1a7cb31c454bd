"""What would have prevented the lockouts and what they cost, in sentences, tables and a curve."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from forensics.binding import Binding
from forensics.effects import Asked, Step
from forensics.figures import Figure, curve, drawing
from forensics.findings import Findings
from forensics.narrative import Report, compose
from forensics.narrative.views import Table, plain
from forensics.tallying import tally
from forensics.values import NOT_APPLICABLE
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case
from tests.builders.variants import kerberos_failures

TEXT = "{http://www.w3.org/2000/svg}text"
STEPS = (Step(client="PC1", prevented=1), Step(client="PC2", prevented=4))


def report(findings: Findings) -> Report:
    return compose(tally(findings), Binding())


def rows(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [
        ["; ".join([plain(cell.text), *map(plain, cell.notes)]) for cell in row.cells]
        for row in table.rows
    ]


def texts(figure: Figure | None) -> list[str]:
    assert figure is not None
    tree = ET.fromstring(figure.svg)  # noqa: S314 - our own drawing
    return [one.text or "" for one in tree.iter(TEXT)]


# ── the curve ───────────────────────────────────────────────────────────────────────────────────


def test_the_curve_gives_each_client_its_number_its_name_and_what_is_prevented_so_far() -> None:
    assert texts(curve(STEPS, 5, "alt")) == [
        *("Client repaired", "0", "5", "prevented so far"),
        *("1", "PC1", "1", "2", "PC2", "4"),
    ]


def test_the_curve_rises_by_the_share_of_the_lockouts() -> None:
    drawn = curve((Step(client="PC1", prevented=1), Step(client="PC2", prevented=2)), 2, "alt")
    assert drawn is not None
    assert "M190.0 15H389.0V28.5H588.0V42.0" in drawn.svg


def test_of_sixty_clients_the_first_have_a_row_each_and_the_others_one() -> None:
    steps = tuple(Step(client=f"PC{k}", prevented=k) for k in range(1, 61))
    drawn = curve(steps, 60, "alt")
    assert drawn is not None
    assert drawn.height < 240
    places = [float(one.attrib["x"]) for one in ET.fromstring(drawn.svg).iter(TEXT)]  # noqa: S314
    assert max(places) <= drawing.WIDTH
    assert texts(drawn)[-5:] == ["PC15", "15", "", "45 more clients", "60"]


def test_one_client_makes_no_curve() -> None:
    assert curve(STEPS[:1], 5, "alt") is None
    assert curve((), 0, "alt") is None


def test_the_curve_is_told_in_words_too() -> None:
    picture = report(sms_case()).who.remedies.curve
    assert picture is not None
    assert picture.figure.alt == (
        "Lockouts prevented, of 17, by the number of clients repaired: "
        "1 with FIN-429: 8; 2 with HR-725: 13."
    )


def test_the_caption_says_how_the_set_was_found() -> None:
    findings = sms_case()
    exact = report(findings).who.remedies.curve
    greedy = report(
        replace(findings, what_if=replace(findings.what_if, method="greedy"))
    ).who.remedies.curve
    assert exact is not None
    assert greedy is not None
    assert "(the set above, exact search; each time" in plain(exact.caption)
    assert "(the set above, greedy search, not exact; each time" in plain(greedy.caption)


def test_a_replay_that_gives_fewer_lockouts_than_were_found_says_why() -> None:
    findings = sms_case()
    found = len(findings.lockouts)
    less = report(replace(findings, what_if=replace(findings.what_if, of=13))).who.remedies.says
    assert plain(less[-1]).startswith(
        f"This replay gives 13 lockouts where {found} were found: where bad passwords are missing "
    )
    more = report(replace(findings, what_if=replace(findings.what_if, of=found + 1))).who.remedies
    assert "a refused attempt counts in it as a bad password" in plain(more.says[-1])
    assert not any(
        "This replay gives" in plain(each) for each in report(findings).who.remedies.says
    )


# ── other policies ──────────────────────────────────────────────────────────────────────────────


def test_other_policies_stand_with_what_they_let_pass() -> None:
    made = report(sms_case()).who.remedies
    assert rows(made.policies) == [
        [
            "Threshold 6",
            "2",
            "At most 288 bad passwords a day on one account (6 × 86,400 / 1,800 s).",
        ],
        [
            "No lockout policy; the workaround of Q231399",
            "17",
            "Any number of bad passwords; no account locks.",
        ],
    ]
    assert "no other threshold and no shorter window that was tried prevents every lockout" in (
        plain(made.policies_say)
    )


def test_of_many_thresholds_five_are_printed_the_first_and_the_last_among_them() -> None:
    findings = sms_case()
    first = findings.what_if.policies[0]
    many = tuple(replace(first, threshold=6 + n, prevented=n) for n in range(18))
    made = report(replace(findings, what_if=replace(findings.what_if, policies=many))).who.remedies
    assert [row[0] for row in rows(made.policies)] == [
        "Threshold 6",
        "Threshold 10",
        "Threshold 14",
        "Threshold 18",
        "Threshold 23",
    ]
    assert made.policies is not None
    assert "13 between them are in findings.json." in plain(made.policies.caption)
    assert "threshold 23 would have prevented every lockout" in plain(made.policies_say)


def test_without_a_replay_nothing_is_said() -> None:
    made = report(kerberos_failures()).who.remedies
    assert (made.says, made.curve, made.clients, made.policies) == ((), None, None, None)


# ── what the lockouts cost ──────────────────────────────────────────────────────────────────────


def test_each_database_tells_how_long_it_was_locked_and_who_was_turned_away() -> None:
    made = report(sms_case()).every.cost
    assert rows(made.table)[0] == [
        "LONDOM; refused on LONDC01 ×44",
        "4",
        "2 h",
        "30 min",
        "20 %",
        "44",
        "22",
        "1",
    ]
    assert "no record speaks against a right password, and none speaks for it" in plain(made.says)


def test_where_an_end_is_not_known_it_is_at_least() -> None:
    findings = sms_case()
    first = replace(findings.impact[0], open_ended=1, share=NOT_APPLICABLE, asked=())
    made = report(replace(findings, impact=(first,))).every.cost
    assert rows(made.table)[0][2:5] == ["at least 2 h", "at least 30 min", "–"]


def test_several_machines_that_asked_are_named_the_busiest_first() -> None:
    findings = sms_case()
    asked = tuple(Asked(target=f"S{n}", refused=9 - n, uninvolved=0, clean=0) for n in range(1, 7))
    first = replace(findings.impact[0], asked=asked)
    made = report(replace(findings, impact=(first,))).every.cost
    assert rows(made.table)[0][0].endswith("refused on S1 ×8, S2 ×7, S3 ×6, S4 ×5 and 2 more")


def test_without_a_lockout_nothing_was_lost() -> None:
    made = report(kerberos_failures()).every.cost
    assert (made.says, made.table) == ((), None)


# ── why passwords are missing ───────────────────────────────────────────────────────────────────


def test_the_likely_reasons_stand_with_the_senders() -> None:
    made = report(damaged()).every
    assert rows(made.lockouts)[1][7].endswith(
        "not found ×1; likely: gap in a log, threshold inferred"
    )
    assert "the likely reasons stand with the senders" in plain(made.says[0])
