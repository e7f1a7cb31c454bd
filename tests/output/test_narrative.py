from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forensics.binding import Binding
from forensics.findings import CustodyEntry, Findings
from forensics.narrative import Report, compose
from forensics.narrative.clocks import clocks
from forensics.narrative.views import Table, Text, links_of, plain
from forensics.tallying import tally
from forensics.values import NOT_APPLICABLE, Instant
from forensics.who.recognised import Recognised
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile
from tests.builders.variants import crowd, kerberos_failures, nothing, partly_known


def report(findings: Findings, date: datetime | None = None) -> Report:
    return compose(tally(findings), Binding(date=date, attached=("findings.json", "attempts.csv")))


def cells(table: Table | None, row: int) -> list[str]:
    assert table is not None
    return [
        "; ".join([plain(cell.text), *map(plain, cell.notes)]) for cell in table.rows[row].cells
    ]


def joined(texts: tuple[Text, ...]) -> str:
    return " ".join(map(plain, texts))


def test_page_one_counts_the_subject_account() -> None:
    facts = [(fact.number, fact.says) for fact in report(sms_case()).cover.facts]
    assert facts == [
        ("17", "lockouts in 3.3 hours"),
        ("4", "of 4 CAPs saw it locked"),
        ("10", "of 17 clients sent counted bad passwords"),
        ("93", "bad passwords"),
        ("255", "refused while locked"),
    ]


def test_page_one_says_that_data_are_invented_only_where_the_case_says_so() -> None:
    invented = report(sms_case())
    silent = report(replace(sms_case(), case=replace(sms_case().case, title="Site LON")))
    assert plain(invented.cover.kicker).endswith("The data are invented.")
    assert "invented." not in plain(silent.cover.kicker)


def test_the_date_is_printed_only_where_it_is_given() -> None:
    made = datetime(2001, 10, 12, tzinfo=UTC)
    assert "made on" not in plain(report(sms_case()).cover.kicker)
    assert "Report made on 12 October 2001." in plain(report(sms_case(), made).cover.kicker)


def test_attachments_are_named_in_order() -> None:
    assert "attachments: attempts.csv and findings.json." in plain(report(sms_case()).cover.note)


def test_what_happened_names_the_first_lockout_and_its_record() -> None:
    said = joined(report(sms_case()).happened.paragraphs)
    assert "four CAPs saw 348 failed logons of SMSCliToknAcct&: 93 failed because" in said
    assert "It locked 17 times, first on LONDC01 at 06:05:20 (R0006)." in said


def test_where_nothing_could_be_read_no_chapter_says_what_was_recorded() -> None:
    one = nothing()
    unread = tuple(replace(each, state="unrecognised") for each in sms_case().sources)
    made = report(replace(one, sources=unread))
    assert plain(made.cover.lede).endswith("No exhibit could be read.")
    assert plain(made.every.says[0]) == (
        "Whether an account was locked is not known: none of the evidence could be read."
    )


def test_without_a_lockout_there_is_no_anatomy_and_chapter_three_says_so() -> None:
    made = report(kerberos_failures())
    assert made.happened.anatomy is None
    assert made.every.lockouts is None
    assert plain(made.every.says[0]).startswith("No lockout was recorded, and none can be inferred")
    assert "The 54 failed logons" in plain(made.every.says[0])
    assert [fact.number for fact in made.cover.facts] == ["0", "54", "3", "54", "0"]


def test_the_columns_of_lockouts_are_left_out_where_there_is_none() -> None:
    made = report(kerberos_failures()).who.clients
    assert made is not None
    assert [column.title for column in made.columns] == [
        "Client",
        "Subnet",
        "Bad passwords",
        "Refused",
        "First and last failure",
    ]
    assert sum(column.share for column in made.columns) == pytest.approx(100, abs=0.1)


def test_refusals_without_a_lockout_point_outside_the_evidence() -> None:
    findings = replace(sms_case(), lockouts=())
    made = report(findings)
    assert "it was locked before the first of 255 refusals" in joined(made.happened.paragraphs)
    assert "that lockout lies outside the evidence" in joined(made.every.says)


def test_a_report_on_nothing_says_nothing_else() -> None:
    made = report(nothing())
    assert joined(made.happened.paragraphs) == "There is no evidence to read."
    assert plain(made.who.says) == "No client is known to have sent a failed logon."
    assert plain(made.cause.says[0]) == "No article was weighed: there was nothing to weigh."
    assert plain(made.condition.says[0]) == "The case folder holds no evidence."
    assert plain(made.appendix.says[0]) == "No record is cited."
    assert (made.cover.picture, made.who.map, made.appendix.records) == (None, None, None)


def test_failures_that_name_no_account_are_told_as_failures() -> None:
    source = sms_case().sources[0]
    failed = replace(nothing().attempts, total=2, other_failure=2)
    unnamed = replace(nothing(), sources=(source,), attempts=failed)
    made = report(unnamed)
    assert "The records show 2 failed logons that name no account." in plain(made.cover.lede)
    assert [fact.number for fact in made.cover.facts] == ["0", "2", "0", "0", "2"]
    assert "They show 2 failed logons, without the name of an account." in (
        joined(made.happened.paragraphs)
    )


def test_an_incident_of_several_accounts_is_told_of_them_all() -> None:
    one = kerberos_failures()
    made = report(replace(one, subject=replace(one.subject, accounts=49)))
    assert plain(made.cover.lede).endswith(
        "54 failed logons of Administrator and 48 more accounts, and no lockout of them."
    )
    assert "No lockout of these accounts was recorded" in joined(made.happened.paragraphs)
    assert made.cover.picture is not None
    assert plain(made.cover.picture.caption).startswith("The accounts on each domain")


def test_successes_are_denied_only_of_the_name_that_failed() -> None:
    # As a UPN an account has another name, by which it may have logged on.
    said = joined(report(kerberos_failures()).happened.paragraphs)
    assert "No successful logon under this name was found." in said


def test_failures_of_the_account_that_are_of_no_incident_are_counted() -> None:
    one = kerberos_failures()
    apart = replace(one.edges[0], incident=NOT_APPLICABLE, bad_password=1)
    made = report(replace(one, edges=(*one.edges, apart)))
    assert plain(made.happened.after[-1]) == (
        "One more failed logon under this name is not counted here: it is of no incident "
        "(chapter 7)."
    )


def test_the_observed_window_is_that_of_the_incident() -> None:
    one = sms_case()
    made = report(replace(one, coverage=replace(one.coverage, basis="observed"))).condition
    assert "from the first to the last failure or lockout of the incident." in (
        plain(made.coverage.says[0])
    )


def test_a_recognised_controller_is_told_with_its_record() -> None:
    one = sms_case()
    found = Recognised(
        host="DC1", domain="CORP", because="it writes 675", evidence=one.cited[0].locator
    )
    made = report(replace(one, controllers=(found,))).condition
    assert plain(made.controllers[0]) == (
        "DC1 is taken for a domain controller of CORP, because it writes 675 R0001."
    )


def test_the_machines_of_a_log_are_listed_in_part() -> None:
    one = sms_case()
    many = replace(one.sources[0], hosts=("A", "B", "C", "D"))
    made = report(replace(one, sources=(many, *one.sources[1:]))).condition
    assert "recorded by A, B, C and 1 more." in cells(made.sources, 0)[1]


def test_a_lockout_row_gives_its_passwords_and_its_records() -> None:
    row = cells(report(sms_case()).every.lockouts, 2)
    assert row == [
        "L3",
        "06:15:05; to 06:45:05, policy",
        "LONCAP02",
        "HR-386; Windows: same",
        "",
        "6:05",
        "7",
        "HR-125 ×3; HR-386 ×2",
        "recorded; certain",
        "R0020 R0015–R0019",
    ]


def test_inferred_and_differing_lockouts_say_so() -> None:
    made = report(damaged()).every
    first, second = cells(made.lockouts, 0), cells(made.lockouts, 1)
    assert first[1] == "06:05:20; end not known"
    assert first[8] == "inferred; possible"
    assert second[3] == "FIN-429; Windows names HR-498"
    assert "For one lockout Windows recorded another caller" in plain(made.says[0])
    assert made.lockouts is not None
    assert made.lockouts.rows[0].cells[8].text[0].look == "inferred"


def test_at_most_sixty_lockouts_are_printed_and_the_rest_counted() -> None:
    findings = crowd(500, 20)
    made = report(findings)
    assert made.every.lockouts is not None
    assert len(made.every.lockouts.rows) == 60
    left = len(findings.lockouts) - 60
    assert f"{left} further lockouts of the {len(findings.lockouts)} are not printed" in plain(
        made.every.left
    )


def test_at_most_25_clients_are_printed_and_the_rest_summed() -> None:
    findings = crowd(500, 20)
    table = report(findings).who.clients
    assert table is not None
    assert len(table.rows) == 26
    assert cells(table, 25)[0] == "475 others"
    bad = [int(cells(table, row)[2].replace(",", "")) for row in range(26)]
    assert sum(bad) == findings.attempts.bad_password


def test_links_lead_only_to_what_is_printed() -> None:
    findings = crowd(500, 20)
    made = report(findings)
    assert made.every.lockouts is not None
    assert made.appendix.records is not None
    anchors = {
        row.anchor for table in (made.every.lockouts, made.appendix.records) for row in table.rows
    }
    hrefs = {
        span.href.removeprefix("#")
        for table in (made.every.lockouts, made.appendix.records)
        for row in table.rows
        for cell in row.cells
        for span in cell.text
        if span.look == "rec" and span.text[0] in "LR"
    }
    assert hrefs <= anchors
    assert hrefs


def test_what_is_not_printed_is_named_without_a_link() -> None:
    findings = crowd(500, 20)
    links = links_of(findings)
    assert links.lockout("L60").href == "#L60"
    assert links.lockout("L61").href == ""
    assert links.record(findings.lockouts[-1].evidence[0]) is None
    assert links.exhibit("evidence/unknown.evtx").href == ""


def test_records_in_a_row_become_one_link() -> None:
    findings = sms_case()
    links = links_of(findings)
    places = [one.locator for one in findings.cited[:6]]
    assert plain(links.evidence([places[5], *places[:4]])) == "R0006 R0001–R0004"
    assert plain(links.evidence(places[:2])) == "R0001 R0002"
    assert plain(links.evidence(places[::2], most=2)) == "R0001 R0003 and 1 more"
    assert plain(links.evidence([replace(places[0], offset=1)])) == "1 in findings.json"


def test_the_supported_article_comes_with_every_check() -> None:
    made = report(sms_case()).cause
    assert [article.anchor for article in made.articles] == ["kb-Q299352"]
    assert cells(made.articles[0].checks, 3) == [
        "A lockout policy is in use; Our reasoning. The article limits itself to this.",
        "Declared: 5 in 30 min.; Records: R0001",
        "holds",
    ]
    assert cells(made.others, 0)[2] == (
        "Not known: The site has no service pack. Obtain: The version of the site server and of "
        "one client."
    )


def test_without_a_supported_article_the_report_says_so() -> None:
    made = report(kerberos_failures()).cause
    assert plain(made.says[0]).startswith(
        "No cause of the knowledge base has all its checks met by this evidence. "
        "Two causes of 3 stay open"
    )


def test_where_all_are_ruled_out_the_report_says_so() -> None:
    findings = sms_case()
    ruled_out = tuple(replace(one, standing="ruled-out") for one in findings.diagnoses)
    made = report(replace(findings, diagnoses=ruled_out)).cause
    assert plain(made.says[0]).endswith("Each of the 3 causes that were weighed is ruled out.")
    assert made.articles == ()


def test_damage_gaps_and_changed_files_are_told() -> None:
    made = report(damaged()).condition
    assert plain(made.says[0]) == (
        "6 exhibits: 3 intact, 1 damaged, 1 not recognised and 1 unreadable. The SHA-256 of one "
        "exhibit differs after the reading; nothing that rests on it can be relied on."
    )
    assert cells(made.damage, 0)[:4] == ["E1", "69,632", "65,536", "chunk checksum"]
    assert (
        plain(made.damage_left)
        == "59 further damaged stretches not printed; findings.json holds them."
    )
    assert "changed during the run" in cells(made.sources, 0)[2]


def test_what_is_out_of_order_is_told_with_what_it_can_and_cannot_mean() -> None:
    made = report(damaged()).condition
    assert made.orderly == ()
    assert made.irregular is not None
    assert [column.title for column in made.irregular.columns] == [
        "What is seen, and where",
        "It can mean",
        "It does not show",
        "To tell, collect",
    ]
    seen, mean, *rest = made.irregular.rows[0].cells
    assert [plain(text) for text in (seen.text, *seen.notes)] == [
        "Record numbers are missing",
        *(f"E1: 61 between 40100 and 40162 ({place})" for place in range(1, 7)),
        "98 more are in findings.json, 100 of them at most.",
    ]
    assert [plain(text) for text in (mean.text, *mean.lines)] == [
        "1. the log is an export or was saved through a filter",
        "2. records could not be read here (see the table of damage)",
        "3. the service or the machine stopped before a buffer was written",
        "4. records were taken out of the file",
    ]
    assert plain(rest[0].text) == "what the missing records said, nor that anybody removed them"
    assert plain(rest[1].text).startswith("the log itself instead of an export, the archives ")
    assert len(rest) == 2
    assert [plain(row.cells[0].text) for row in made.irregular.rows[1:]] == [
        "A log says that it was cleared",
        "A checksum does not hold",
    ]


def test_where_nothing_is_out_of_order_the_report_says_so() -> None:
    made = report(replace(sms_case(), irregularities=())).condition
    assert made.irregular is None
    assert joined(made.orderly) == (
        "No record number is missing between two live records, no log says that it was cleared, "
        "no time falls back, and no header disagrees with its records."
    )


def test_where_nothing_was_read_nothing_is_said_of_its_order_names_and_times() -> None:
    read = sms_case()
    none = replace(read.sources[0].records, read=0, used=0, set_aside=0)
    unread = tuple(
        replace(one, records=none, first=NOT_APPLICABLE, last=NOT_APPLICABLE)
        for one in read.sources
    )
    made = report(replace(read, sources=unread, irregularities=(), identities=())).condition
    assert joined(made.orderly) == (
        "No log that numbers its records was read, so nothing shows whether any is missing."
    )
    assert joined(made.names.says) == "No record was read, so none names a machine."
    assert plain(made.clocks[0]) == "All times are UTC."


def test_of_lines_of_text_nothing_is_said_of_missing_numbers() -> None:
    read = sms_case()
    lines = tuple(replace(one, numbering="line") for one in read.sources)
    made = report(replace(read, sources=lines, irregularities=())).condition
    assert "No log that numbers its records" in joined(made.orderly)


def test_a_time_zone_that_this_machine_does_not_know_is_only_named() -> None:
    assert plain(report(sms_case()).condition.clocks[0]).endswith(
        "Europe/London stood at UTC+01:00 at the time of the latest record."
    )
    assert "../../etc/passwd is the site's time zone" in joined(report(hostile()).condition.clocks)


def test_the_second_reading_is_told_with_its_differences() -> None:
    first, shared, *differences = map(plain, report(damaged()).condition.second)
    assert first == (
        "102 cited records of the .evtx form decoded again by python-evtx: 100 agree, 1 differ, "
        "1 could not be decoded by it; by evtx: 102 agree, 0 differ, 0 could not be decoded by it."
    )
    assert shared == (
        "Without a template, as forwarded events are: 1 record. Our own reader reads such a record "
        "through evtx as well, whose agreement is no second opinion there."
    )
    assert differences == [
        "python-evtx: R0007: Workstation Name reads FIN-429 here and FIN-42 there.",
        "python-evtx: R0009: the record has no template",
    ]


def test_what_the_second_readings_leave_untold_is_counted() -> None:
    made = damaged()
    first = replace(made.second_readings[0], differences=tuple(map(str, range(12))), untold=30)
    told = report(replace(made, second_readings=(first, made.second_readings[1]))).condition.second
    assert [plain(text) for text in told[2:]] == [
        *(f"python-evtx: {number}" for number in range(10)),
        "32 more of these are not told here; the appendix marks the records.",
    ]


def test_readers_that_are_of_one_mind_about_a_record_are_told_in_one_word() -> None:
    table = report(damaged()).appendix.records
    assert [cells(table, row)[-1] for row in range(3)] == [
        "python-evtx: failed; evtx: agrees",
        "–",
        "agree",
    ]


def test_every_action_says_whose_it_is() -> None:
    table = report(sms_case()).actions.table
    assert table is not None
    assert [cells(table, place)[2] for place in range(len(table.rows))] == [
        *["our advice"] * 4,
        "Microsoft's article",
    ]
    empty = report(nothing()).actions
    assert (plain(empty.says), empty.table) == ("The evidence carries no advice.", None)


def test_owner_and_date_of_an_action_are_left_to_the_reader() -> None:
    table = report(sms_case()).actions.table
    assert table is not None
    assert [column.title for column in table.columns][3:] == ["Owner", "By date"]
    assert all(cells(table, place)[3:] == ["", ""] for place in range(len(table.rows)))


def test_nothing_of_the_sign_off_is_filled_in() -> None:
    table = report(sms_case()).signoff
    assert table is not None
    assert [column.title for column in table.columns][1:] == ["Name", "Role", "Date", "Signature"]
    assert [cells(table, place) for place in range(3)] == [
        ["Prepared by", "", "", "", ""],
        ["Reviewed by", "", "", "", ""],
        ["Approved by", "", "", "", ""],
    ]


def test_the_glossary_explains_only_words_that_the_report_uses() -> None:
    sms = [term for term, _ in report(sms_case()).glossary]
    assert {"CAP", "SMS", "Threshold", "Tripped"} <= set(sms)
    assert sms == sorted(sms, key=str.casefold)
    assert not {"CAP", "SMS"} & {term for term, _ in report(nothing()).glossary}


def test_no_word_is_explained_twice() -> None:
    made = report(sms_case())
    rules = (made.method.outcomes, made.method.lockouts, made.method.causes, made.method.natures)
    defined = [word for table in rules for word, _ in table]
    assert not {term for term, _ in made.glossary} & set(defined)


def test_the_commands_say_how_the_report_was_made_and_name_no_folder() -> None:
    made = datetime(2001, 10, 12, tzinfo=UTC)
    binding = Binding(date=made, paper="Letter", most=7_000_000)
    said = compose(tally(sms_case()), binding).reproduction
    assert [plain(command) for command in said.commands] == [
        "forensics report CASE --date 2001-10-12 --paper Letter --max-size 7",
        "forensics verify report.pdf CASE",
    ]
    assert plain(report(sms_case()).reproduction.commands[0]) == "forensics report CASE"
    assert "lockout-forensics 0.0" in plain(said.says)


def test_an_exhibit_shows_its_hash_before_and_after_reading() -> None:
    said = [note for row in range(2) for note in cells(report(damaged()).condition.sources, row)]
    assert any("SHA-256 as read; afterwards: the same." in text for text in said)
    assert any("afterwards: it could not be taken again." in text for text in said)


def test_a_hash_that_changed_is_printed_beside_the_one_before() -> None:
    found = damaged()
    later = tuple(replace(each, unchanged=False, sha256_after="ab" * 32) for each in found.sources)
    table = report(replace(found, sources=later)).condition.sources
    assert any(f"afterwards another:; {'ab' * 32}" in note for note in cells(table, 0))


def test_a_cited_record_can_be_found_again() -> None:
    made = report(kerberos_failures()).appendix
    assert "Events: 4771 bad password (Kerberos pre-authentication) (status 0x18)." in plain(
        made.says[0]
    )
    assert cells(made.records, 0) == [
        "R0001 ",
        "2001-10-09 08:20:00.25; created 08:19:59.25",
        "4771 bad password (Kerberos pre-authentication)",
        "DC01.corp.example ← 10.9.0.5",
        "E1 9001; EventRecordID 141001",
        "70,352 + 720",
        "agree",
    ]


def test_a_cited_record_names_the_lockouts_that_rest_on_it() -> None:
    table = report(sms_case()).appendix.records
    assert cells(table, 0)[0] == "R0001 L1 Q299352"
    assert cells(table, 5)[0] == "R0006 L1"


def test_unknown_senders_are_never_given_a_name() -> None:
    made = report(partly_known())
    assert cells(made.every.lockouts, 0)[3] == "–; Windows: not recorded"
    assert made.happened.anatomy is not None
    assert plain(made.happened.anatomy.says).endswith("no record names who sent them.")


def test_custody_is_printed_as_given_and_only_where_given() -> None:
    findings = sms_case()
    step = CustodyEntry(exhibit="a.evt", when="about ten", who="A. N. Other", action="copied")
    given = replace(findings, case=replace(findings.case, custody=(step,)))
    table = report(given).condition.custody
    assert cells(table, 0) == ["a.evt", "about ten", "A. N. Other", "copied"]
    assert report(findings).condition.custody is None


def test_a_header_without_a_time_is_no_day_in_1601() -> None:
    findings = sms_case()
    first = replace(findings.cited[0], written=Instant(0))
    made = report(replace(findings, cited=(first, *findings.cited[1:])))
    assert cells(made.appendix.records, 0)[1].startswith("0: no time; created 2001-10-09")


def test_times_that_were_local_are_not_called_stored() -> None:
    findings = sms_case()
    local = replace(findings.sources[0], claims={"clock": "local, Europe/London (declared)"})
    told = "".join(map(plain, clocks(replace(findings, sources=(local, *findings.sources[1:])))))
    assert "or turned from the local time of a log" in told
    assert "as stored in the records." in "".join(map(plain, clocks(findings)))


# ── the anatomy of one lockout ──────────────────────────────────────────────────────────────────


def test_the_anatomy_has_its_table() -> None:
    anatomy = report(sms_case()).happened.anatomy
    assert anatomy is not None
    assert anatomy.table is not None
    shown = [cells(anatomy.table, place) for place in range(5)]
    assert [row[0] for row in shown] == ["1", "2", "3", "4", "5"]
    assert [row[2] for row in shown][-1] == "0.0"
    assert shown[0][2] == "365.0"
