"""ticket.txt: plain ASCII, 72 columns, everything that a ticket asks for."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.export import findings_json
from forensics.findings import Findings
from forensics.standings import Fact
from forensics.tallying import tally
from forensics.ticket import ascii_only, ticket_txt
from forensics.values import NOT_RECORDED
from tests.builders.findings import sms_case
from tests.builders.variants import PRINTED, crowd, nothing

INVENTED = sms_case()


def digest(findings: Findings) -> str:
    return sha256(b"".join(findings_json(findings))).hexdigest()


def lines(findings: Findings) -> list[str]:
    """Return the lines of the ticket, which are fit to paste."""
    text = ticket_txt(findings, digest(findings)).decode("ascii")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    found = text.split("\n")[:-1]
    assert all(len(line) <= 72 for line in found)
    assert all(char.isprintable() for line in found for char in line)
    return found


def field(findings: Findings, label: str) -> str:
    """Return what stands under a label, its lines joined."""
    found = lines(findings)
    begin = next(place for place, line in enumerate(found) if line.startswith(f"{label}:"))
    said = [found[begin].removeprefix(f"{label}:").strip()]
    for line in found[begin + 1 :]:
        if not line.startswith(" " * 14):
            break
        said.append(line.strip())
    return " ".join(said)


def test_the_ticket_of_the_invented_case() -> None:
    assert lines(INVENTED)[:13] == [
        "Case:         SR-2001-10417: SMSCliToknAcct& lockouts, site LON",
        "              (invented)",
        "Ticket:       INC0042",
        "Product:      Systems Management Server 2.0",
        "Finding:      SMSCliToknAcct& is being locked out on all four Client",
        "              Access Points",
        "              10 of 17 SMS clients log on to the CAPs with their own",
        "              local SMSCliToknAcct& password. The CAPs hold a different",
        "              password for that name, count five failures and lock the",
        "              account. This is the problem that Microsoft confirms in",
        "              Q299352.",
        "Confidence:   high. Every check of the article holds in the evidence.",
        "              One other article stays open until the service pack is",
    ]


def test_every_field_is_there_in_order() -> None:
    labels = [line.partition(":")[0] for line in lines(INVENTED) if line[:1].strip()]
    assert labels == [
        "Case",
        "Ticket",
        "Product",
        "Finding",
        "Confidence",
        "Asked",
        "Article",
        "Cause",
        "Status",
        "Account",
        "Servers",
        "Clients",
        "First, last",
        "Lockouts",
        "Failures",
        "Policy",
        "Do first",
        "Evidence (SHA-256)",
        "findings.json of the report (SHA-256), from which all of this follows",
        "Made by lockout-forensics 0.0. To check the report against the",
        "evidence",
    ]


def test_counts_and_names_are_those_of_the_findings() -> None:
    counts = INVENTED.attempts
    assert field(INVENTED, "Account") == "SMSCliToknAcct&"
    assert field(INVENTED, "Servers") == "LONCAP01, LONCAP02, LONCAP03, LONDC01"
    assert field(INVENTED, "Lockouts") == (
        "17 within 3.3 hours (17 recorded, 0 inferred); 10 of 17 clients sent what counted"
    )
    assert field(INVENTED, "Failures") == (
        f"{counts.total} ({counts.bad_password} bad password, {counts.locked_out} refused while "
        "locked, 0 unknown account, 0 other)"
    )


def test_twelve_names_are_listed_and_the_others_counted() -> None:
    assert len(INVENTED.clients) == 17
    said = field(INVENTED, "Clients")
    assert said.endswith(" and 5 others")
    assert said.count(", ") == 11


def test_first_and_last_failure_are_told_in_utc() -> None:
    first = min(client.first for client in INVENTED.clients)
    last = max(client.last for client in INVENTED.clients)
    assert field(INVENTED, "First, last") == f"{first.iso()}, {last.iso()}"


def articles(findings: Findings) -> list[list[str]]:
    told = [line for line in lines(findings) if line.startswith("Article:")]
    return [line.split()[1:3] for line in told]


def test_an_article_that_is_supported_stands_alone() -> None:
    assert articles(INVENTED) == [["Q299352", "(supported),"]]
    assert field(INVENTED, "Status") == (
        "Microsoft has confirmed the problem. The article gives no resolution and no workaround."
    )


def test_without_one_the_nearest_open_articles_are_told_and_none_that_is_ruled_out() -> None:
    left = replace(INVENTED, diagnoses=INVENTED.diagnoses[1:])
    assert articles(left) == [["Q231399", "(open),"]]


def test_a_general_cause_is_not_called_an_article() -> None:
    general = replace(INVENTED.diagnoses[0], kb="general-x", kind="general", title="An old task")
    assert field(replace(INVENTED, diagnoses=(general,)), "General") == "An old task (supported)"


def test_three_things_to_do_are_told() -> None:
    said = field(INVENTED, "Do first")
    assert said.startswith("1. Do not only unlock")
    assert "2. Repair FIN-429" in said
    assert "3. Quote Q299352" in said
    assert "4." not in said


def test_every_exhibit_stands_with_its_hash() -> None:
    found = lines(INVENTED)
    after = found[found.index("Evidence (SHA-256):") + 1 :]
    assert after[: after.index("")] == [
        line for source in INVENTED.sources for line in (f"  {source.path}", f"  {source.sha256}")
    ]


def test_an_exhibit_that_was_not_read_says_so() -> None:
    source = replace(INVENTED.sources[0], state="unreadable", sha256="")
    found = lines(replace(INVENTED, sources=(source,)))
    begin = found.index("Evidence (SHA-256):") + 1
    assert found[begin : begin + 2] == [f"  {source.path} (unreadable)", "  not read"]


def test_a_case_of_nothing_has_a_ticket_too() -> None:
    bare = replace(
        INVENTED,
        case=replace(INVENTED.case, ticket="", title=""),
        subject=replace(INVENTED.subject, account=NOT_RECORDED),
        lanes=(),
        clients=(),
        lockouts=(),
        diagnoses=(),
        actions=(),
        sources=(),
    )
    empty = tally(bare)
    assert field(empty, "Account") == "(not recorded)"
    assert (field(empty, "Servers"), field(empty, "Clients")) == ("-", "-")
    assert (field(empty, "First, last"), field(empty, "Lockouts")) == ("-", "0")
    assert not any(line.startswith(("Ticket:", "Article:", "Do first:")) for line in lines(empty))
    assert lines(empty)[lines(empty).index("Evidence (SHA-256):") + 1] == ""


HOSTILE = (
    "\u202egnp.exe",
    "a\x1b[31mb\x07",
    "a\nCase: forged",
    "Büro 名 \U0001f600",
    "\ud800",
    "x" * 5_000,
    "a b " * 500,
    "   ",
    "\t",
)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_breaks_the_form(name: str) -> None:
    findings = replace(
        INVENTED,
        case=replace(INVENTED.case, id=name, title=name, ticket=name),
        verdict=replace(INVENTED.verdict, headline=name, statement=name, because=(name,)),
        subject=replace(INVENTED.subject, account=name),
        clients=(replace(INVENTED.clients[0], name=name),),
        lanes=(replace(INVENTED.lanes[0], host=name),),
        sources=(replace(INVENTED.sources[0], path=f"evidence/{name}"),),
        actions=(replace(INVENTED.actions[0], text=name),),
    )
    found = lines(findings)
    labels = [line.partition(":")[0] for line in found if line[:1].strip()]
    assert labels[:4] == ["Case", "Ticket", "Product", "Finding"]
    assert labels.count("Case") == 1


def test_what_is_asked_follows_from_what_the_article_offers() -> None:
    lead = INVENTED.diagnoses[0]
    assert field(INVENTED, "Asked") == (
        "Confirm that this is Q299352, and say what corrects it: the article names nothing."
    )
    fixed = replace(INVENTED, diagnoses=(replace(lead, fixed_in="Service Pack 9"),))
    assert field(fixed, "Asked") == (
        "Confirm that this is Q299352, and that Service Pack 9 corrects it at this site."
    )
    helped = replace(INVENTED, diagnoses=(replace(lead, workaround="Turn it off."),))
    assert field(helped, "Asked") == (
        "Confirm that this is Q299352, and that what it offers suits this site."
    )
    left = replace(INVENTED, diagnoses=INVENTED.diagnoses[1:])
    assert field(left, "Asked").startswith("Which cause fits these records? Nearest: Q231399.")
    nothing_ = tally(nothing())
    assert field(nothing_, "Asked").startswith("Nothing: no failed logon")


def test_where_nothing_could_be_read_nothing_is_asked_yet() -> None:
    sources = tuple(replace(each, state="unrecognised") for each in sms_case().sources)
    asked = field(replace(tally(nothing()), sources=sources), "Asked")
    assert asked == "Nothing yet: none of the evidence could be read."


def test_a_case_that_is_called_by_its_number_is_named_once() -> None:
    named = replace(INVENTED, case=replace(INVENTED.case, id="SR-17", title="SR-17"))
    assert field(named, "Case") == "SR-17"


def test_without_an_article_the_product_is_windows() -> None:
    systems = Fact(name="server.os", values=("Windows 2000",), complete=True, shows="")
    none = replace(INVENTED, diagnoses=(), facts=(systems,))
    assert field(none, "Product") == "Windows (Windows 2000)"
    shown = replace(none, facts=(replace(systems, values=("2003", "later")),))
    assert field(shown, "Product") == "Windows (Server 2003, Vista/Server 2008 or later)"
    assert field(replace(none, facts=()), "Product") == "Windows, version not known"


def test_the_ticket_holds_the_hash_of_the_findings() -> None:
    found = lines(INVENTED)
    assert f"  {digest(INVENTED)}" in found


def test_of_many_exhibits_eight_are_told() -> None:
    many = replace(INVENTED, sources=INVENTED.sources * 10)
    found = lines(many)
    begin = found.index("Evidence (SHA-256):")
    assert found[begin + 17] == "  and 32 other exhibits: see manifest.json"


@pytest.mark.parametrize(
    "variant", [*PRINTED, lambda: crowd(300, 30)], ids=lambda one: one.__name__
)
def test_a_ticket_has_no_more_than_eighty_lines(variant: Callable[[], Findings]) -> None:
    assert len(lines(tally(variant()))) <= 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb", "a<U+000A>b"),
        ("\u202e", "<U+202E>"),
        ("ü", r"\xfc"),
        ("“6 × 2” – it’s…", '"6 x 2" - it\'s...'),
        ("名", r"\u540d"),
        ("\U0001f600", r"\U0001f600"),
        ("\ud800", "<U+D800>"),
    ],
)
def test_what_is_not_ascii_stands_as_an_escape(text: str, shown: str) -> None:
    assert ascii_only(text) == shown


@given(st.text(st.characters()))
def test_any_text_becomes_printable_ascii(text: str) -> None:
    shown = ascii_only(text)
    assert shown.isascii()
    assert all(char.isprintable() for char in shown)
