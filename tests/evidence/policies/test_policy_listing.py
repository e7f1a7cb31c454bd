"""The lockout policy as commands, templates and reports list it."""

from io import BytesIO
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.evidence.policies import report as policy_report
from forensics.evidence.policies.found import VALUES, Unread
from forensics.evidence.policies.reader import LISTED, POLICY, read, recognises
from forensics.evidence.records import Bytes, Reading, Wanted
from tests.builders import policy
from tests.evidence.texts.text_readings import tiles, values

PLAIN = ("threshold", "window", "duration", "unit", "scope", "domain")
AUDITED = ("audit_logon", "audit_account_logon", "audit_management")


def listed(text: str | bytes, encoding: str = "utf-8") -> Reading:
    """Return the reading of a listing that is recognised, asked for all values."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    assert recognises(data)
    return whole(data)


def whole(data: bytes) -> Reading:
    reading = read(BytesIO(data), len(data), Wanted(fields={POLICY: {LISTED: frozenset(VALUES)}}))
    assert tiles(reading).total == len(data)
    assert reading.records.length.sum() == tiles(reading).records
    return reading


LANGUAGES = {
    "en": policy.ENGLISH,
    "de": policy.GERMAN,
    "fr": policy.FRENCH,
    "es": policy.SPANISH,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_net_accounts_is_read_in_the_code_pages_of_consoles(language: str, encoding: str) -> None:
    text = policy.net_accounts("5", "29", "31", words=LANGUAGES[language])
    data = text.replace("\n", "\r\n").encode(encoding, "replace")
    reading = listed(data)
    assert values(reading, *PLAIN) == [("5", "29", "31", "minutes", "SERVER", None)]
    assert values(reading, "computer", "created", "written") == [(None, None, None)]
    assert (reading.clock, reading.numbering, reading.damage) == ("utc", "line", ())
    assert reading.claims["exporter"] == "net accounts"


def test_words_for_never_stand_as_they_are_printed() -> None:
    text = policy.net_accounts("Nie", "30", "30", "WORKSTATION", policy.GERMAN)
    assert values(listed(text), *PLAIN[:3], "scope") == [("Nie", "30", "30", "WORKSTATION")]


def test_the_bytes_around_a_listing_are_what_frames_it() -> None:
    before = "C:\\>net accounts\n\n"
    block = policy.net_accounts()
    reading = listed(before + block)
    assert (reading.records.number.tolist(), reading.records.offset.tolist()) == (
        [3],
        [len(before)],
    )
    size = len(block) - 1
    assert tiles(reading) == Bytes(header=len(before), records=size, filler=1, unreadable=0)


def test_the_heading_of_net_accounts_names_the_domain() -> None:
    text = policy.of_domain("corp.example", policy.net_accounts(role="PRIMARY"))
    assert values(listed(text), *PLAIN) == [("5", "30", "30", "minutes", "PRIMARY", "corp.example")]
    both = listed(text + policy.net_accounts("3"))
    assert values(both, "threshold", "domain") == [("5", "corp.example"), ("3", None)]


def test_of_two_headings_the_one_before_the_listing_counts() -> None:
    heading = policy.of_domain("other.example", "").rstrip() + "\n"
    text = heading + policy.of_domain("corp.example", "").rstrip() + "\n" + policy.net_accounts()
    assert values(listed(text), "threshold", "domain") == [("5", "corp.example")]


def test_listings_without_a_blank_line_between_them_are_two() -> None:
    first = policy.net_accounts("5").rstrip() + "\n"
    assert values(listed(first + policy.net_accounts("3")), "threshold") == [("5",), ("3",)]


def test_a_listing_without_its_threshold_is_damage() -> None:
    broken = policy.net_accounts().replace("Lockout threshold", "L#ckout thr")
    reading = listed(policy.net_accounts("3") + broken)
    assert values(reading, "threshold") == [("3",)]
    (damage,) = reading.damage
    assert (damage.code.value, damage.expected, damage.found) == (
        "record-unreadable",
        "a lockout threshold",
        "none",
    )
    assert damage.length == tiles(reading).unreadable == len(broken) - 1


def test_active_directory_names_the_domain_by_its_parts() -> None:
    reading = listed(policy.active_directory("10", "00:15:00", "1.00:00:00"))
    assert values(reading, *PLAIN) == [
        ("10", "00:15:00", "1.00:00:00", "hh:mm:ss", None, "corp.example")
    ]


def test_a_fine_grained_policy_is_about_no_whole_domain() -> None:
    more = "AppliesTo                   : {CN=x,DC=corp,DC=example}\nName    : Strict"
    reading = listed(policy.active_directory(more=more))
    assert values(reading, "domain", "scope", "listing") == [
        (None, "Strict", "Get-ADFineGrainedPasswordPolicy")
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8", "cp1252"])
def test_a_security_template_gives_lockout_and_audit_settings(encoding: str) -> None:
    reading = listed(policy.template("5", "29", "-1"), encoding)
    assert values(reading, *PLAIN) == [("5", "29", "-1", "minutes", None, None)]
    assert values(reading, *AUDITED, "listing") == [("3", "2", "1", "secedit")]
    assert reading.records.number.tolist() == [3]


@pytest.mark.parametrize("between", ["\n", "", "C:\\>net accounts\n\n"])
def test_what_a_script_printed_one_after_the_other_is_all_read(between: str) -> None:
    template, accounts = policy.template("5"), policy.net_accounts("3")
    for text in (template + between + accounts, accounts.rstrip() + "\n" + between + template):
        reading = listed(text)
        assert sorted(values(reading, "threshold", "listing")) == [
            ("3", "net accounts"),
            ("5", "secedit"),
        ]


def test_a_listing_that_begins_within_another_begins_where_that_one_ends() -> None:
    template = "[System Access]\nLockoutBadCount = 3\nLockout threshold: 5\nLockoutDuration = 4\n"
    rest = "Lockout duration (minutes): 6\n"
    reading = listed(template + rest)
    assert values(reading, "threshold", "duration", "length") == [
        ("3", "4", len(template)),
        ("5", "6", len(rest)),
    ]


def test_a_report_in_xml_has_a_listing_for_each_policy_object() -> None:
    first = policy.setting("LockoutBadCount", "5") + policy.setting("LockoutDuration", "30")
    objects = (
        policy.group_policy("Default Domain Policy", first + policy.AUDIT),
        policy.group_policy("Servers", policy.setting("LockoutBadCount", "3"), "corp.example/X"),
        policy.group_policy("Drives", ""),
    )
    reading = listed(f"{policy.DECLARED}<report>{''.join(objects)}</report>", "utf-16")
    assert values(reading, *PLAIN, "audit_logon") == [
        ("5", None, "30", "minutes", "Default Domain Policy", "corp.example", "3"),
        ("3", None, None, "minutes", "Servers", None, None),
        (None, None, None, "minutes", "Drives", "corp.example", None),
    ]
    assert reading.damage == ()


def test_one_policy_object_is_read_whatever_its_declaration_says_of_the_encoding() -> None:
    one = policy.group_policy("Default Domain Policy", policy.setting("ResetLockoutCount", "30"))
    for encoding in ("utf-8", "utf-16"):
        reading = listed(policy.DECLARED + one, encoding)
        assert values(reading, "window", "domain") == [("30", "corp.example")]


def test_of_a_resultant_set_the_winner_counts_and_the_computer_is_named() -> None:
    settings_ = "".join(
        policy.setting("LockoutBadCount", *each) for each in (("9", "2"), ("5", "1"))
    )
    reading = listed(policy.resultant("CORP\\PC7$", settings_), "utf-16")
    assert values(reading, "threshold", "computer", "listing") == [("5", "PC7", "gpresult")]


def test_a_report_that_breaks_off_keeps_what_was_whole() -> None:
    one = policy.group_policy("One", policy.setting("LockoutBadCount", "5"))
    text = f"{policy.DECLARED}<report>{one}{one[: len(one) // 2]}"
    reading = listed(text)
    assert values(reading, "threshold", "scope") == [("5", "One")]
    (damage,) = reading.damage
    assert (damage.offset, damage.length) == (text.index("</GPO>") + 6, len(one) // 2)


def test_elements_nested_deeper_than_in_any_report_are_refused() -> None:
    (damage,) = whole(policy.group_policy("One", "<a>" * 100 + "</a>" * 100).encode()).damage
    assert damage.found == "elements nested more than 64 deep"


def test_a_document_type_is_refused_before_an_entity_can_be_used() -> None:
    one = policy.group_policy("&a;", policy.setting("LockoutBadCount", "5"))
    (unread,) = policy_report.read(f"<!DOCTYPE GPO [<!ENTITY a 'b'>]>{one}".encode())
    assert isinstance(unread, Unread)
    assert unread.found == "a document type, which no such report has"


def test_an_entity_that_nothing_declares_is_damage() -> None:
    (damage,) = whole(policy.group_policy("&a;", "").encode()).damage
    assert damage.found == "undefined entity"


def test_a_report_with_a_document_type_before_its_root_is_none() -> None:
    one = policy.group_policy("One", policy.setting("LockoutBadCount", "5"))
    assert not recognises(f"<!DOCTYPE GPO [<!ENTITY a 'b'>]>{one}".encode())


ENGLISH_ROWS = (
    ("Computer name", "CORP\\PC7"),
    ("Account lockout duration", "30 minutes", "Default Domain Policy"),
    ("Account lockout threshold", "5 invalid logon attempts", "Default Domain Policy"),
    ("Reset account lockout counter after", "15&nbsp;minutes", "Default Domain Policy"),
)
GERMAN_ROWS = (
    ("Kontosperrdauer", "30 Minuten"),
    ("Kontensperrungsschwelle", "5 ungültigen Anmeldeversuchen"),
    ("Zurücksetzungsdauer des Kontosperrungszählers", "15 Minuten"),
)
FRENCH_ROWS = (
    ("Durée de verrouillage des comptes", "30 minutes"),
    ("Seuil de verrouillage du compte", "5 tentatives"),
    ("Réinitialiser le compteur de verrouillages du compte après", "15 minutes"),
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_a_report_in_html_gives_the_winner_and_the_computer(encoding: str) -> None:
    reading = listed(policy.page(ENGLISH_ROWS, "CORP\\x on CORP\\PC7"), encoding)
    assert values(reading, *PLAIN, "computer") == [
        (
            *("5 invalid logon attempts", "15 minutes", "30 minutes", "minutes"),
            *("Default Domain Policy", None, "PC7"),
        )
    ]
    assert reading.damage == ()


@pytest.mark.parametrize("rows", [GERMAN_ROWS, FRENCH_ROWS])
def test_a_report_in_html_is_read_in_other_languages(rows: tuple[tuple[str, ...], ...]) -> None:
    reading = listed(policy.page(rows))
    assert values(reading, "threshold", "window", "duration", "unit", "scope") == [
        (rows[1][1], rows[2][1], rows[0][1], "minutes", "Default Domain Policy")
    ]


def test_a_page_without_these_settings_has_no_listing() -> None:
    reading = listed(policy.page([("Password history", "24 passwords remembered")]))
    assert (len(reading.records.event_id), reading.damage) == (0, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lockout threshold: 5\n",
        "Lockout Threshold:\t5\nLockout Observation Window:\t30\nLockout Duration:\t30\n",
        "[System Access]\n",
        "[Profile]\nLockoutBadCount = 5\n",
        "<html><body>Account lockout threshold</body></html>",
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">',
        '{"LockoutThreshold": 5}',
    ],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert not recognises(text.encode())


SAMPLES = (
    policy.net_accounts(),
    policy.of_domain("corp.example", policy.net_accounts(words=policy.FRENCH)),
    policy.active_directory(),
    policy.template(),
    policy.DECLARED + policy.group_policy("One", policy.setting("LockoutBadCount", "5")),
    policy.page(ENGLISH_ROWS),
)
PIECES = sorted(
    {*chain.from_iterable(each.splitlines(keepends=True) for each in SAMPLES), "\n", "<tr>", "<td>"}
)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["utf-8", "utf-16-le"]))
def test_any_pieces_of_listings_are_tiled(pieces: list[str], encoding: str) -> None:
    data = "".join(pieces).encode(encoding)
    recognises(data)
    whole(data)


@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.binary(max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_damage_to_a_listing_is_tiled(sample: str, at: int, put: bytes) -> None:
    data = sample.encode()
    data = data[:at] + put + data[at + len(put) :]
    recognises(data)
    whole(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_tiled(data: bytes) -> None:
    recognises(data)
    whole(data)


def test_a_hostile_page_takes_time_that_grows_with_its_length_only() -> None:
    head = policy.page([]).encode()
    reading = whole(head + b"<tr><td>" * 100_000 + b"<" * 100_000)
    assert len(reading.records.event_id) == 0
