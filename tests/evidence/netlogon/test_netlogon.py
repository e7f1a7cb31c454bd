r"""netlogon.log: every published layout with whole values, and what is no answer to a logon."""

import io
from typing import Any

import numpy as np
import polars as pl
import pytest

from forensics.events import event_table, observe
from forensics.evidence.netlogon import reader
from forensics.evidence.netlogon.entries import ANSWERED, OTHER, PASSED_ON
from forensics.evidence.netlogon.reader import NETLOGON
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.values import Damage, DamageCode, Instant
from tests.builders.netlogon import Logon, netlogon
from tests.shared import shared

VALUES = ("account", "domain", "workstation", "via", "status", "logon", "thread", "tag")
ALL = Wanted(fields={NETLOGON: {ANSWERED: frozenset(VALUES), PASSED_ON: frozenset(VALUES)}})


def read(data: bytes, wanted: Wanted = ALL) -> Reading:
    """Return what is read, every byte accounted for."""
    reading = reader.read(io.BytesIO(data), len(data), wanted)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert (reading.clock, reading.numbering) == ("yearless", "line")
    assert reading.computers == ()
    return reading


def answers(data: bytes) -> list[tuple[Any, ...]]:
    """Return line, event id and values of each answer, in order of line."""
    frames = [
        batch.frame.select("number", pl.lit(batch.event_id).alias("id"), *VALUES)
        for batch in read(data).batches
    ]
    return sorted(row for frame in frames for row in frame.iter_rows())


def only(text: str) -> tuple[Any, ...]:
    """Return event id and values of the one answer that a line is."""
    (row,) = answers(text.encode() + b"\r\n")
    return row[1:]


# ── published lines ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            (
                r"[LOGON] SamLogon: Interactive logon of PORSCHE\example from 928S4 (via TARGA) "
                "Returns 0xC000006A"
            ),
            (2, "example", "PORSCHE", "928S4", "TARGA", "0xC000006A", "Interactive", None, "LOGON"),
        ),
        (
            (
                r"[LOGON] SamLogon: Network logon of (null)\EXAMPLE from \\928WIN95 (via TARGA) "
                "Returns 0xC0000234"
            ),
            (
                *(2, "EXAMPLE", "(null)", "\\\\928WIN95", "TARGA", "0xC0000234"),
                *("Network", None, "LOGON"),
            ),
        ),
        (
            r"[LOGON] SamLogon: Network logon of (null)\EXAMPLE from \\928WIN95 Returns 0x0",
            (1, "EXAMPLE", "(null)", "\\\\928WIN95", None, "0x0", "Network", None, "LOGON"),
        ),
        (
            "[LOGON] NetrLogonUasLogon of EXAMPLE from 928WIN95 returns 0",
            (1, "EXAMPLE", None, "928WIN95", None, "0", "NetrLogonUasLogon", None, "LOGON"),
        ),
        (
            (
                r"08/01 08:12:26 [LOGON] SamLogon: Network logon of <DOMAIN>\<USERNAME> from "
                r"\\<MACHINENAME> (via <DOMAIN CONTROLLER NAME>) Returns 0xC0000234"
            ),
            (
                *(2, "<USERNAME>", "<DOMAIN>", "\\\\<MACHINENAME>", "<DOMAIN CONTROLLER NAME>"),
                *("0xC0000234", "Network", None, "LOGON"),
            ),
        ),
        (
            (
                r"09/04 11:01:20 [LOGON] [780] CORP: SamLogon: Network logon of CORP\testuser from "
                "Client1 Returns 0xC000006A"
            ),
            (1, "testuser", "CORP", "Client1", None, "0xC000006A", "Network", "780", "LOGON"),
        ),
        (
            (
                r"03/04 19:07:29 [LOGON] [10752] contoso: SamLogon: Transitive Network logon of "
                r"contoso\Some.Body from  (via LOB11-RADIUS) Returns 0xC000006A"
            ),
            (
                *(2, "Some.Body", "contoso", None, "LOB11-RADIUS", "0xC000006A"),
                *("Transitive Network", "10752", "LOGON"),
            ),
        ),
        (
            (
                r"06/03 14:17:43 [LOGON] SamLogon: Network logon of <Domain>\User1 from "
                "WORKSTATION1 Returns 0xC000005E  "
            ),
            (1, "User1", "<Domain>", "WORKSTATION1", None, "0xC000005E", "Network", None, "LOGON"),
        ),
    ],
)
def test_a_published_answer_is_read_as_printed(text: str, values: tuple[Any, ...]) -> None:
    assert only(text) == values


@pytest.mark.parametrize(
    "text",
    [
        (r"04/30 04:21:16 [LOGON] CIGAR: SamLogon: Transitive Network logon of CONTOSO\testuser "
        "from CONT-W81 (via M82-DC2) Entered"),
        (r"01/01 20:14:02 [LOGON] [3844] SamLogon: Network logon of CONTOSO\testuser from CONT-W81 "
        "Entered"),
        ("07/12 20:30:03 [CRITICAL] NlSessionSetup: DOMA Session setup: cannot "
        "I_NetServerAuthenticate 0xc0000022"),
        "06/03 14:17:43 [CRITICAL] <Domain>: NlAllocateClientApi timed out: 0 258  ",
        r"[LOGON] SamLogon: Generic logon of CORP\(null) from (null) Package: Kerberos Entered",
        r"[LOGON] SamLogon: Generic logon of CORP\(null) from (null) Package: Kerberos Returns 0x0",
        "08/30 13:22:24 [SESSION] Fabrikam: NlSetStatusClientSession: Set connection status to 0",
        "[SYNC] a", "[MISC] b", "[INIT] c", "[MAILSLOT] d", "text without a tag",
    ],
)  # fmt: skip
def test_a_line_that_answers_no_logon_is_indexed_and_no_attempt(text: str) -> None:
    reading = read(text.encode() + b"\n")
    assert reading.records.event_id.tolist() == [OTHER]
    assert reading.batches == ()
    assert reading.damage == ()


def test_the_samples_are_read_whole_wrapped_as_the_article_prints_them() -> None:
    data = shared("evidence/netlogon/samples.txt").read_bytes()
    assert reader.recognises(data)
    interactive = ("example", "PORSCHE", "928S4", "TARGA")
    network = ("EXAMPLE", "(null)", "\\\\928WIN95", "TARGA")
    assert answers(data) == [
        (4, 2, *interactive, "0xC000006A", "Interactive", None, "LOGON"),
        (8, 2, *interactive, "0xC0000234", "Interactive", None, "LOGON"),
        (12, 2, *network, "0xC000006A", "Network", None, "LOGON"),
        (16, 2, *network, "0xC0000234", "Network", None, "LOGON"),
        (19, 1, *network[:3], None, "0x0", "Network", None, "LOGON"),
        (21, 1, "EXAMPLE", None, "928WIN95", None, "0", "NetrLogonUasLogon", None, "LOGON"),
        (
            *(26, 1, "User1", "<Domain>", "WORKSTATION1", None, "0xC000005E"),
            *("Network", None, "LOGON"),
        ),
    ]
    reading = read(data)
    assert dict(reading.claims) == {
        "encoding": "utf-8 (plain ASCII)",
        "logon lines Entered": "6",
        "logon lines Returned": "7",
        "of these with an error": "5",
        "time stamps": "month and day, no year",
        "lines without a time stamp": "13",
        "in order of time": "yes",
    }
    assert reading.bytes == Bytes(header=0, records=len(data), filler=0, unreadable=0)
    assert reading.damage == ()


@pytest.mark.parametrize("article", ["Q189541", "Q191828"])
def test_the_article_itself_is_no_log(article: str) -> None:
    assert not reader.recognises(shared(f"kb-articles/{article}.TXT").read_bytes())


def test_the_unsorted_lines_of_the_article_keep_their_places() -> None:
    data = (
        b"   08/01 08:12:26 [LOGON] SamLogon: Network logon of D\\U\r\n"
        b"   from \\\\M (via DC) Returns 0xC0000234\r\n\r\n"
        b"   08/01 08:14:42 [LOGON] SamLogon: Network logon of D\\U\r\n"
        b"   from \\\\M (via DC) Returns 0xC000006A\r\n\r\n"
        b"   08/01 08:12:26 [LOGON] SamLogon: Network logon of D\\U\r\n"
        b"   from \\\\M (via DC) Returns 0xC0000071\r\n"
    )
    reading = read(data)
    assert [row[:7] for row in answers(data)] == [
        (1, 2, "U", "D", "\\\\M", "DC", "0xC0000234"),
        (4, 2, "U", "D", "\\\\M", "DC", "0xC000006A"),
        (7, 2, "U", "D", "\\\\M", "DC", "0xC0000071"),
    ]
    assert reading.claims["in order of time"] == "no, falls back once, first at line 7"
    assert "month falls back" not in reading.claims
    assert reading.bytes == Bytes(header=0, records=len(data) - 4, filler=4, unreadable=0)


# ── names ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "account", "domain"),
    [
        ("CORP\\Ann from Accounts", "Ann from Accounts", "CORP"),
        ("ann@corp.example", "ann@corp.example", None),
        ("CORP\\ann.smith@corp.example", "ann.smith@corp.example", "CORP"),
        ("MY DOMAIN\\SMSCliToknAcct&", "SMSCliToknAcct&", "MY DOMAIN"),
        ("CORP\\x (via EVIL) Returns 0x0", "x (via EVIL) Returns 0x0", "CORP"),
    ],
)
def test_a_name_may_hold_blanks_and_what_looks_like_an_entry(
    who: str, account: str, domain: str | None
) -> None:
    text = Logon(who=who, workstation="PC1", via="DC1", status="0xC000006A").text()
    assert only(text)[:5] == (PASSED_ON, account, domain, "PC1", "DC1")


def test_without_source_and_way_nothing_is_recorded() -> None:
    assert only(Logon(who="C\\a", workstation="", status="0xC0000064").text())[:6] == (
        *(ANSWERED, "a", "C", None, None, "0xC0000064"),
    )


@pytest.mark.parametrize("page", ["cp1252", "utf-8", "utf-16"])
def test_names_are_read_in_the_encoding_of_the_file(page: str) -> None:
    data = netlogon([Logon(who="KÖLN\\müller", workstation="PC1", status="0x0")], page)
    assert reader.recognises(data)
    assert answers(data)[0][2:5] == ("müller", "KÖLN", "PC1")


def test_a_declared_code_page_is_followed() -> None:
    data = netlogon([Logon(who="KÖLN\\müller", workstation="PC1", status="0x0")], "cp850")
    reading = read(data, Wanted(fields=ALL.fields, encoding="cp850"))
    assert reading.batches[0].frame["account"].to_list() == ["müller"]
    assert reading.claims["encoding"] == "cp850 (declared)"


# ── times ───────────────────────────────────────────────────────────────────────────────────────


def test_times_are_counted_in_the_year_2000_and_the_turn_of_the_year_is_told() -> None:
    stamps = ["12/31 23:59:58", "01/01 00:00:03", "02/29 12:00:00"]
    data = netlogon(
        Logon(who="C\\a", workstation="W", status="0x0", stamp=stamp) for stamp in stamps
    )
    reading = read(data)
    assert [Instant(ticks).iso() for ticks in reading.batches[0].frame["created"]] == [
        "2000-12-31T23:59:58Z",
        "2000-01-01T00:00:03Z",
        "2000-02-29T12:00:00Z",
    ]
    assert reading.claims["in order of time"] == "no, falls back once, first at line 2"
    assert reading.claims["month falls back"] == "line 2: 12/31 → 01/01"


def test_the_turn_of_the_year_is_told_by_what_is_written_where_a_second_is_the_sixtieth() -> None:
    stamps = ["12/31 23:59:60", "01/01 00:00:03"]
    data = netlogon(
        Logon(who="C\\a", workstation="W", status="0x0", stamp=stamp) for stamp in stamps
    )
    reading = read(data)
    assert Instant(int(reading.records.written[0])).iso() == "2001-01-01T00:00:00Z"
    assert reading.claims["month falls back"] == "line 2: 12/31 → 01/01"


def test_without_time_stamps_no_line_has_a_time() -> None:
    reading = read(netlogon([Logon(who="C\\a", workstation="W", status="0x0")] * 2))
    assert reading.records.written.tolist() == [0, 0]
    assert reading.batches[0].frame["created"].to_list() == [None, None]
    assert reading.claims["time stamps"] == "none"


def test_a_stamp_that_is_no_date_is_counted_and_no_time() -> None:
    entry = Logon(who="C\\a", workstation="W", status="0x0", stamp="13/45 25:00:00")
    reading = read(netlogon([entry]))
    assert reading.batches[0].frame["created"].to_list() == [None]
    assert reading.claims["time stamps that are no date"] == "1"


# ── damage ──────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_that_was_being_written_is_cut() -> None:
    whole = netlogon([Logon(who="C\\a", workstation="W", status="0x0")])
    part = b"[LOGON] SamLogon: Network logon of C\\b from W Ret"
    reading = read(whole + part)
    assert reading.damage == (
        Damage(
            offset=len(whole),
            length=len(part),
            code=DamageCode.RECORD_TRUNCATED,
            expected="an entry of netlogon.log",
            found="line 2 ends with the file, before it says Entered or Returns",
            excerpt=part,
        ),
    )
    assert reading.bytes == Bytes(header=0, records=len(whole), filler=0, unreadable=len(part))


def test_an_answer_whose_status_cannot_be_read_is_damage_and_no_other_line() -> None:
    line = b"[LOGON] SamLogon: Network logon of C\\b from W Returns 0x?\r\n"
    reading = read(line)
    assert len(reading.records.event_id) == 0
    (damage,) = reading.damage
    assert (damage.code, damage.found) == (
        DamageCode.RECORD_UNREADABLE,
        "no readable entry at line 1",
    )


def test_lines_of_binary_rubbish_are_one_stretch_of_damage() -> None:
    good = netlogon([Logon(who="C\\a", workstation="W", status="0x0")])
    data = good + b"\x00\x01\x02\n\x03\x04\n" + good
    reading = read(data)
    assert [(each.offset, each.length, each.found) for each in reading.damage] == [
        (len(good), 7, "2 such lines from 2")
    ]
    assert reading.records.event_id.tolist() == [1, 1]


def test_a_logon_line_of_another_form_is_indexed_and_told() -> None:
    reading = read(b"[LOGON] SamLogon: Network logon of C\\a from W was dropped\n")
    assert reading.records.event_id.tolist() == [OTHER]
    assert reading.claims["logon lines of a form that is not known"] == "1"


# ── recognising ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n\n",
        b"[LOGON]\nserver=x\n",
        b"08/01 08:12:26 [CRITICAL] disk full\n",
        b"[INIT] starting\n[MISC] ready\n",
        b"2020-01-01 08:12:26 [LOGON] SamLogon: Network logon\n",
        b"ElfFile\x00" + bytes(4096),
        b"EventID,TimeCreated\n4625,2020-01-01\n",
    ],
)
def test_other_files_are_not_claimed(head: bytes) -> None:
    assert not reader.recognises(head)


def test_a_rolled_log_of_sessions_alone_is_recognised() -> None:
    assert reader.recognises(b"08/30 13:22:24 [SESSION] F: NlSessionSetup: Session setup Done\r\n")


# ── meaning ─────────────────────────────────────────────────────────────────────────────────────


def test_answers_are_attempts_that_the_authority_witnessed() -> None:
    entries = [
        Logon(who="(null)\\bob", workstation="\\\\W95", status=status, via=via)
        for status, via in (
            *(("0xC000006A", ""), ("0xC000006A", "BDC1"), ("0xC0000234", "")),
            *(("0xC0000064", ""), ("0xC000005E", ""), ("0xC0000022", ""), ("0x0", "")),
        )
    ]
    reading = read(netlogon(entries), event_table().wanted())
    seen = observe(reading.batches, event_table()).sort("number")
    assert seen["outcome"].to_list() == [
        *("bad_password", "bad_password", "locked_out"),
        *("unknown_account", "other_failure", "other_failure", "success"),
    ]
    assert seen.select("kind", "witness").unique().rows() == [("attempt", "authority")]
    assert seen.select("account", "domain", "workstation", "via", "host").row(1) == (
        *("bob", None, "\\\\W95", "BDC1", None),
    )
    assert np.count_nonzero(seen["via"].is_not_null().to_numpy()) == 1


def test_the_decimal_answer_of_a_windows_95_logon_is_a_success() -> None:
    data = b"[LOGON] NetrLogonUasLogon of EXAMPLE from 928WIN95 returns 0\r\n"
    seen = observe(read(data, event_table().wanted()).batches, event_table())
    assert seen["outcome"].to_list() == ["success"]
