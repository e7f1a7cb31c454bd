"""Chapter 4: the cause that leads, what its article says, and what decides every other one."""

from dataclasses import replace
from typing import Any

from forensics.binding import Binding
from forensics.narrative import compose
from forensics.narrative.cause import Cause, Quote
from forensics.narrative.views import Table, plain
from forensics.standings import (
    Answer,
    Diagnosis,
    Disagreement,
    HeldText,
    Inseparable,
    Quotation,
    Undecided,
)
from forensics.tallying import tally
from tests.builders.findings import DIAGNOSES, check, sms_case
from tests.builders.worded import diagnosis

LEAD, OPEN, RULED_OUT = DIAGNOSES


def rows(table: Table | None) -> list[list[str]]:
    """Return the cells of a table, each with its notes after semicolons."""
    if table is None:
        return []
    return [
        ["; ".join(filter(None, map(plain, (cell.text, *cell.notes)))) for cell in row.cells]
        for row in table.rows
    ]


def chapter(*diagnoses: Diagnosis, **changes: Any) -> Cause:  # noqa: ANN401 - of Findings
    return compose(tally(replace(sms_case(), diagnoses=diagnoses, **changes)), Binding()).cause


def says(*diagnoses: Diagnosis) -> str:
    return plain(chapter(*diagnoses).says[0])


# ── what is said first ──────────────────────────────────────────────────────────────────────────


def test_an_article_that_offers_nothing_points_to_its_kin() -> None:
    assert says(LEAD, OPEN, RULED_OUT) == (
        "Every check of Q299352 holds in this evidence. 3 causes were weighed. Q299352 gives no "
        "resolution and no workaround. Two articles with the same symptom offer something against "
        "other causes: see findings.json."
    )


def test_an_article_that_offers_something_needs_no_kin() -> None:
    offering = replace(OPEN, standing="supported")
    assert says(offering, RULED_OUT) == (
        "Every check of Q231399 holds in this evidence. 2 causes were weighed."
    )


def test_kin_are_of_the_same_symptom() -> None:
    stranger = replace(RULED_OUT, symptoms=("user-locked",))
    assert says(LEAD, stranger).endswith("Q299352 gives no resolution and no workaround.")


def test_an_article_that_waits_says_for_what() -> None:
    waiting = replace(LEAD, standing="open", waits_for=("Q231399",))
    made = chapter(waiting, OPEN)
    assert plain(made.says[0]) == (
        "Every check of Q299352 holds, but causes that would leave the same records are not ruled "
        "out: Q231399."
    )
    assert made.articles[0].citation.endswith("Waits for Q231399 to be ruled out.")
    assert [article.anchor for article in made.articles] == ["kb-Q299352", "kb-Q231399"]


def test_a_general_cause_is_cited_by_its_title() -> None:
    general = replace(LEAD, kb="general-service", kind="general", title="An old service")
    made = chapter(general)
    assert plain(made.says[0]).startswith("Every check of “An old service” holds")
    assert made.articles[0].title == "An old service"
    assert ("Workaround", "No workaround is known to us that fits every site.") in (
        made.articles[0].paragraphs
    )


def test_nothing_weighed_is_said() -> None:
    assert says() == "No article was weighed: there was nothing to weigh."


# ── the box of an article ───────────────────────────────────────────────────────────────────────


def test_status_remedies_and_their_absence_stand_in_the_box() -> None:
    assert chapter(LEAD).articles[0].paragraphs == (
        ("Cause, in our words", LEAD.cause),
        ("Status: confirmed, no fix named", LEAD.status),
        ("Resolution", "The article gives no resolution."),
        ("Workaround", "The article gives no workaround."),
    )
    fixed = replace(OPEN, standing="supported", warning="Take care.")
    assert chapter(fixed).articles[0].paragraphs[1:] == (
        ("Status: confirmed, corrected", "Confirmed. First corrected in SMS 2.0 Service Pack 1."),
        ("Resolution", "Service Pack 1 for SMS 2.0."),
        ("Workaround", "Lockouts are switched off."),
        ("Take care", "Take care."),
    )


def test_a_held_text_is_quoted_with_its_hash_and_what_differs_is_told() -> None:
    text = HeldText(
        where="kb/Q1.TXT",
        sha256="ab" * 32,
        quotations=(Quotation(section="CAUSE", quoted="A <b>\n  sentence &.\t|"),),
        disagreements=(Disagreement(what="date", entry="2002-08-12", article="2002-08-13"),),
    )
    box = chapter(replace(LEAD, held=text)).articles[0]
    assert box.quotes == (
        Quote(
            heading="Quoted word for word: Q299352, section CAUSE",
            text="A <b>\n  sentence &.   |",
            held=f"From kb/Q1.TXT, SHA-256 {'ab' * 32}",
        ),
    )
    assert box.differs == (
        (
            "The text held here (kb/Q1.TXT) differs from our entry in its date: it says "
            "2002-08-13, our entry 2002-08-12."
        ),
    )


def test_a_hostile_quotation_is_made_visible_and_cut() -> None:
    hostile = HeldText(
        where="kb/a.txt",
        sha256="ab" * 32,
        quotations=(Quotation(section="STATUS", quoted="\x1b[31m\u202e\n" + "x" * 9_000),),
        disagreements=(),
    )
    quote = chapter(replace(LEAD, held=hostile)).articles[0].quotes[0]
    assert quote.text.startswith("‹U+001B›[31m‹U+202E›\nxxx")
    assert "[9,007 characters, SHA-256 " in quote.text


# ── what would tell them apart ──────────────────────────────────────────────────────────────────


def test_a_question_says_what_to_find_out_between_which_and_what_answers_mean() -> None:
    asked = Undecided(
        between=("Q231399", "general-service"),
        fact="sms.service_pack",
        obtain="The service pack.",
        answers=(
            Answer(values=("SP1", "SP2"), rules_out=("Q231399",)),
            Answer(values=("RTM",), rules_out=("general-service",)),
        ),
    )
    assert rows(chapter(OPEN, undecided=(asked,)).questions) == [
        [
            "The service pack.; sms.service_pack",
            "Q231399 and service (general)",
            "SP1 or SP2: Q231399; RTM: service (general)",
        ]
    ]


def test_what_no_event_log_tells_apart_is_said_in_words() -> None:
    assert [plain(text) for text in chapter(LEAD, OPEN).inseparable] == [
        "Q299352 and Q231399: The service pack tells them apart; no event log does."
    ]


def test_pairs_that_the_shown_cause_is_not_of_are_counted() -> None:
    pairs = [("Q299352", "Q231399"), ("Q1", "Q2"), ("Q1", "Q3")]
    told = tuple(Inseparable(between=pair, differs="As it is.") for pair in pairs)
    assert [plain(text) for text in chapter(LEAD, OPEN, inseparable=told).inseparable] == [
        "Q299352 and Q231399: As it is.",
        "No event log tells 2 further pairs of open causes apart: see findings.json.",
    ]


# ── the others ──────────────────────────────────────────────────────────────────────────────────


def test_another_cause_comes_with_the_check_that_decides_it() -> None:
    assert rows(chapter(LEAD, RULED_OUT).others) == [
        [
            "Q232653",
            "Account locked out while hardware inventory is enabled",
            "Fails: Hardware inventory is on. Declared off in case.toml.",
            "ruled out",
        ]
    ]


def test_causes_of_other_accounts_are_named_in_a_sentence() -> None:
    strange = replace(check("The account", "fails", "It is another."), fact="account.class")
    away = diagnosis("Q256123", "Another", "ruled-out", (strange,), cause="", status="")
    general = replace(away, kb="general-service", kind="general")
    made = chapter(LEAD, away, replace(away, kb="Q256309"), general)
    assert made.others is None
    assert [plain(text) for text in made.elsewhere] == [
        (
            "Ruled out as they are about other accounts: two articles and one general cause: "
            "Q256123, Q256309."
        )
    ]


def test_entries_of_other_versions_of_windows_are_named_in_another_sentence() -> None:
    older = replace(check("Windows NT", "fails", "It is later."), fact="server.os")
    away = diagnosis("Q155424", "Another", "ruled-out", (older,), cause="", status="")
    assert [plain(text) for text in chapter(LEAD, away).elsewhere] == [
        "Ruled out as they are about other versions of Windows: one article: Q155424."
    ]


def test_what_a_question_asks_is_not_asked_again_of_each_entry() -> None:
    asked = Undecided(between=("Q231399",), fact="f", obtain=OPEN.checks[1].obtain, answers=())
    (row,) = rows(chapter(LEAD, OPEN, undecided=(asked,)).others)
    assert row[2] == "Not known: The site has no service pack."


def test_many_causes_that_a_question_tells_apart_are_counted() -> None:
    many = Undecided(between=tuple("ABCDE"), fact="f", obtain="A log.", answers=())
    assert rows(chapter(OPEN, undecided=(many,)).questions)[0][1] == "5 of the open causes"


def test_what_explains_counts_or_records_stands_beside_and_never_leads() -> None:
    counting = replace(LEAD, kb="Q219898", title="Counting", explains="count")
    likeness = replace(counting, kb="Q268169", explains="likeness", standing="open")
    made = chapter(counting, likeness)
    assert made.articles == ()
    assert rows(made.beside) == [
        ["Q219898", f"Counting; {LEAD.cause}", "Why they count as they do; Records: R0001"]
    ]
