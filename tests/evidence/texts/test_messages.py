"""Values out of rendered messages, by label within its section."""

from collections.abc import Callable

import polars as pl
import pytest

from forensics.events import event_table
from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.evidence.texts.messages import by_label
from tests.builders import messages as said
from tests.shared import shared

Form = Callable[[str], str]

FORMS = (said.windows, said.snare, said.single_blanks, said.octal, said.escaped)
LANGUAGES = (said.FAILED_4625, said.FAILED_4625_DE, said.FAILED_4625_FR)

MORE = "Additional Information:   Privileges:  -"
ATTRIBUTES = f"Attributes:   SAM Account Name: WDAG   Display Name:  <value not set>   {MORE}"
CHANGED = f"Changed {ATTRIBUTES}"


def one(message: str, provider: str = AUDITING, event_id: int = 4625) -> dict[str, object]:
    return by_label(pl.Series([message]), provider, event_id).row(0, named=True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("message", LANGUAGES, ids=["en", "de", "fr"])
def test_a_failed_logon_reads_the_same_in_every_language_and_on_one_line(
    message: str, form: Form
) -> None:
    found = one(form(message.format(account="Änne Müller", domain="EXAMPLE")))
    assert {name: found[name] for name in ("TargetUserName", "TargetDomainName")} == {
        "TargetUserName": "Änne Müller",
        "TargetDomainName": "EXAMPLE",
    }
    assert {name: found[name] for name in ("LogonType", "Status", "SubStatus", "IpAddress")} == {
        "LogonType": "3",
        "Status": "0xC000006D",
        "SubStatus": "0xC000006A",
        "IpAddress": "::ffff:192.0.2.7",
    }
    assert {name: found[name] for name in ("LogonProcessName", "WorkstationName", "KeyLength")} == {
        "LogonProcessName": "NtLmSsp",
        "WorkstationName": "PC7",
        "KeyLength": "0",
    }


def test_the_account_that_failed_is_not_the_one_that_asked() -> None:
    found = one(said.FAILED_4625.format(account="m.adler", domain="EXAMPLE"))
    assert (found["SubjectUserName"], found["TargetUserName"]) == ("FILE1$", "m.adler")


def test_a_dash_and_nothing_stay_as_shown_and_what_is_not_there_is_null() -> None:
    found = one("Subject:\n\tAccount Name:\t-\n\tAccount Domain:\t\n")
    assert (found["SubjectUserName"], found["SubjectDomainName"]) == ("-", "")
    assert (found["TargetUserName"], found["Status"]) == (None, None)


@pytest.mark.parametrize(
    "account",
    [
        "x Account Domain: EVIL",
        "x    Failure Information:    Status:  0x0",
        "Account For Which Logon Failed:",
        "a:b:c",
        "Subject:",
        "#011x#012Status:#0110x0",
        r"x\tStatus:\t0x0",
        "\x1e0",
    ],
)
def test_no_account_name_passes_for_a_label_in_a_message_with_line_ends(account: str) -> None:
    found = one(said.windows(said.FAILED_4625.format(account=account, domain="EXAMPLE")))
    assert (found["TargetUserName"], found["TargetDomainName"]) == (account, "EXAMPLE")
    assert (found["SubjectUserName"], found["Status"]) == ("FILE1$", "0xC000006D")


def test_a_label_with_one_blank_before_it_is_a_value_where_others_have_more() -> None:
    message = said.snare(said.FAILED_4625.format(account="x Status: 0x0", domain="EXAMPLE"))
    assert (one(message)["TargetUserName"], one(message)["Status"]) == (
        "x Status: 0x0",
        "0xC000006D",
    )


def test_on_one_line_of_single_blanks_a_name_like_a_label_reads_as_it_looks() -> None:
    message = said.single_blanks(said.FAILED_4625.format(account="x Status: 0x0", domain="E"))
    assert one(message)["TargetUserName"] == "x"


def test_a_backslash_before_n_or_t_in_a_name_is_no_line_end() -> None:
    message = said.FAILED_4625.format(account=r"EXAMPLE\tina", domain=r"EXAMPLE\nina")
    for form in (said.windows, said.snare, said.single_blanks):
        found = one(form(message))
        assert (found["TargetUserName"], found["TargetDomainName"]) == (
            r"EXAMPLE\tina",
            r"EXAMPLE\nina",
        )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("more", "strings"), [("", 6), (said.MORE_OF_2003, 13)])
def test_a_message_before_vista_tells_how_many_strings_it_shows(
    more: str, strings: int, form: Form
) -> None:
    message = said.FAILED_529.format(account="m.adler", domain="EXAMPLE") + more
    found = one(form(message), CLASSIC, 529)
    assert [found[str(place)] for place in range(1, 7)] == [
        *("m.adler", "EXAMPLE", "3", "NtLmSsp", "NTLM", "PC7"),
    ]
    assert (found["strings"], found["12"]) == (strings, "192.0.2.7" if more else None)


def test_no_message_shows_no_string() -> None:
    found = by_label(pl.Series([None, "", "Nothing of the kind."], dtype=pl.String), CLASSIC, 529)
    assert found["strings"].to_list() == [0, 0, 0]
    assert found["1"].to_list() == [None, None, None]


def test_644_shows_the_machine_second_and_the_sid_third() -> None:
    message = (
        "User Account Locked Out:\n\tTarget Account Name:\tuser1\n"
        "\tTarget Account ID:\t%{S-1-5-21-1}\n\tCaller Machine Name:\tPC7\n"
        "\tCaller User Name:\tDC1$\n\tCaller Domain:\tEXAMPLE\n\tCaller Logon ID:\t(0x0,0x3E7)"
    )
    found = one(message, CLASSIC, 644)
    assert [found[str(place)] for place in range(1, 7)] == [
        *("user1", "PC7", "%{S-1-5-21-1}", "DC1$", "EXAMPLE", "(0x0,0x3E7)"),
    ]
    assert found["strings"] == 6


@pytest.mark.parametrize("line_end", ["\r\n ", " "])
def test_681_is_one_sentence_with_a_decimal_code(line_end: str) -> None:
    message = line_end.join(
        (
            "The logon to account: Administrator",
            "by: MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
            "from workstation: PC7",
            "failed. The error code was: 3221225578",
        )
    )
    assert one(message, CLASSIC, 681) == {
        "1": "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "2": "Administrator",
        "3": "PC7",
        "4": "3221225578",
        "strings": 4,
    }


def of_article(name: str) -> str:
    """Return what an article shows as the description of an event."""
    text = shared(f"kb-articles/{name}.TXT").read_text("cp1252")
    return text.partition("Description:")[2].partition("NOTE:")[0].partition("Additional")[0]


def test_the_681_of_q287626_reads_by_position() -> None:
    assert one(of_article("Q287626"), CLASSIC, 681) == {
        "1": "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "2": "account name",
        "3": "\\\\workstation name",
        "4": "3221225586",
        "strings": 4,
    }


def test_the_529_of_q150530_shows_six_strings_two_of_them_empty() -> None:
    found = one(of_article("Q150530"), CLASSIC, 529)
    assert [found[str(place)] for place in range(1, 8)] == [
        *("GUEST", "NameOfYourDomain", "3", "NCPSrv", "", "", None),
    ]
    assert found["strings"] == 6


def test_680_of_windows_2000_has_three_strings_and_of_2003_four() -> None:
    old = "Account Used for Logon by: MSV1_0\n Account Name:\n user1\n Workstation: PC7"
    new = "Logon attempt by: MSV1_0\nLogon account: user1\nSource Workstation: PC7\nError Code: 0x0"
    found = by_label(pl.Series([old, new]), CLASSIC, 680)
    assert found["strings"].to_list() == [3, 4]
    assert found["4"].to_list() == [None, "0x0"]


def test_kerberos_shows_its_code_under_two_names() -> None:
    failed = "Pre-authentication failed:\n\tUser Name:\tuser1\n\tFailure Code:\t0x18\n"
    assert one(failed, CLASSIC, 675)["5"] == "0x18"
    since = (
        "Kerberos pre-authentication failed.\n\nAccount Information:\n\tAccount Name:\tuser1\n\n"
        "Additional Information:\n\tFailure Code:\t\t0x18\n\nCertificate Information:\n"
        "\tCertificate Issuer Name:\t\n"
    )
    found = one(since, AUDITING, 4771)
    assert (found["TargetUserName"], found["Status"], found["CertIssuerName"]) == (
        "user1",
        "0x18",
        "",
    )


def test_each_message_of_a_column_is_read_in_its_own_language() -> None:
    column = pl.Series([text.format(account="a", domain="b") for text in LANGUAGES])
    found = by_label(column, AUDITING, 4625)
    assert found["TargetUserName"].to_list() == ["a", "a", "a"]
    assert found["SubStatus"].to_list() == ["0xC000006A", "0xC000006A", "0xC000006A"]


@pytest.mark.parametrize(
    ("right", "lost"),
    [("ä", "?"), ("ä", "\ufffd"), ("ä", "Ã¤"), ("’", "'"), ("é", "??"), ("é", "Ã©")],
)
def test_a_label_is_known_though_an_agent_lost_its_letters(right: str, lost: str) -> None:
    message = said.FAILED_4625_DE if right == "ä" else said.FAILED_4625_FR
    found = one(message.format(account="a", domain="b").replace(right, lost))
    assert (found["TargetUserName"], found["TargetDomainName"], found["Status"]) == (
        *("a", "b"),
        "0xC000006D",
    )


def test_every_value_that_is_asked_for_has_a_label() -> None:
    fields = event_table().wanted().fields
    # These messages give a day and a time in one line, as the reader's country writes them, or a
    # table of signs without a label beside them.
    unlabelled = (520, 4616, 612)
    for provider in (CLASSIC, AUDITING):
        for event_id, names in fields[provider].items():
            if event_id in unlabelled:
                continue
            columns = by_label(pl.Series([""]), provider, event_id).columns
            # The labels of 642 are those of Windows 2000, which begins with a line of the change.
            missing = names - set(columns) - ({"1"} if event_id == 642 else set())
            assert missing == set(), (provider, event_id)


def test_an_event_without_wording_has_no_values() -> None:
    assert by_label(pl.Series(["a", "b"]), AUDITING, 9999).shape == (2, 0)


@pytest.mark.parametrize(
    ("event_id", "before", "after"),
    [
        (4720, "New Account:   Account Name:  WDAG   Account", ATTRIBUTES),
        (4723, "Target Account:   Account Name:  WDAG   Account", MORE),
        (4726, "Target Account:   Account Name:  WDAG   Account", MORE),
        (4728, "Group:   Group Name:  None   Group", MORE),
        (4738, "Target Account:   Account Name:  WDAG   Account", CHANGED),
    ],
)
def test_on_one_line_a_domain_ends_where_the_next_section_begins(
    event_id: int, before: str, after: str
) -> None:
    """The spacing is that of the public logs of Windows Server 2022 by way of Snare."""
    subject = "An account was acted on.    Subject:   Account Name:  PC$    "
    message = f"{subject}{before} Domain:  MINI    {after}"
    assert one(message, event_id=event_id)["TargetDomainName"] == "MINI"
