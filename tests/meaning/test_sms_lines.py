"""What lines of SMS logs say: the shipped table, and what holds for any."""

import polars as pl
import pytest

from forensics.errors import KnowledgeError
from forensics.events import event_table, observe
from forensics.evidence.sms.lines import load, table, tell
from forensics.evidence.sms.reader import SMS
from forensics.knowing.vocabulary import VOCABULARY
from tests.builders.sms_log import sms_log
from tests.evidence.sms.sms_reading import read


def said(message: str) -> int:
    """Return the event id of one message."""
    return int(tell(pl.Series([message]))[0])


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def test_every_line_has_words_and_is_asked_for() -> None:
    ids = {line.id for line in table().lines}
    assert set(event_table().wanted().fields[SMS]) == ids
    assert all(event_table().meaning[event_id].startswith("SMS: ") for event_id in ids)


def test_every_line_names_where_it_was_printed() -> None:
    assert all(line.cite for line in table().lines)


def test_facts_and_their_values_are_those_of_the_vocabulary() -> None:
    for line in table().lines:
        for name, value in line.facts.items():
            assert "sms-logs" in VOCABULARY[name].told_by
            assert "$" in value or value in VOCABULARY[name].values
        assert line.beside in ("", *VOCABULARY["sms.beside"].values)
    agents = table().agents
    assert set(agents) == set(VOCABULARY["sms.agents"].values)
    assert {*agents, *table().beside} <= set(VOCABULARY["sms.beside"].values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[agents]\n", "sms_lines.toml: 'line'"),
        (
            '[agents]\n[[line]]\nid = 1\npattern = "("\ncite = "Q1"\n',
            "sms_lines.toml: regex",
        ),
        (
            '[agents]\n[[line]]\nid = 1\npattern = "a"\ncite = "Q1"\nfact = "x"\n',
            "unexpected keyword argument 'fact'",
        ),
        (
            '[agents]\n[[line]]\nid = 0\npattern = "a"\ncite = "Q1"\n',
            "sms_lines.toml: an id stands twice, or is 0",
        ),
        (
            "[agents]\n[[line]]\nid = 1\ncode = 5\n[[line]]\nid = 1\ncode = 6\n",
            "sms_lines.toml: an id stands twice, or is 0",
        ),
    ],
)
def test_a_table_with_a_mistake_is_refused(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(text)
    assert message in str(caught.value)


# ── lines ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "event_id"),
    [
        ("Hardware Inventory Agent cycle started ..... !", 2009),
        ("Software Inventory Agent cycle started ..... !", 2010),
        ("Starting Copy Cycle no. 2", 2008),
        ("-Servicing Destination[CAP List for site W2K,statmsgs.box\\]", 2008),
        ("Client Configuration Installation Manager - Attempting to launch application", 2011),
        ("ACCOUNT MGR : WARNING: Could not ascertain rights for user 'DOM\\SOFTDIST'", 2013),
        ("SCHEDULER   : Slow link detected", 2012),
        ("NAL[4] - Try() is attempting to access \\\\T\\.V\\CAP_GS1\\", 2005),
        ("GetAccessiblePath failed for NAL path \\SITES\\XXX\\. Error = 0x80004003", 2001),
        ('====== Logging initialized for module "Software Inventory Agent" =======', 0),
        ("Processing SID list for account mask SMSCliSvcAcct& :", 0),
        ("CCIM32 - Retry in 600 minutes", 0),
        ("", 0),
    ],
)
def test_a_line_is_known_by_what_it_says(message: str, event_id: int) -> None:
    assert said(message) == event_id


@pytest.mark.parametrize(
    "message",
    [
        "ERROR: Unable to create the Client Service Account. Win32 Error: 1326",
        "Warning: Could not launch/register CCIM - 1326",
        "failed (#1326)",
        "returned 1326",
        "Return code = 0x52E",
        "error 2147943726",
        "(0x8007052e)",
    ],
)
def test_an_error_is_known_in_every_way_that_it_is_printed(message: str) -> None:
    assert said(message) == 2108


@pytest.mark.parametrize(
    "message", ["Item 1326 copied", "(13260)", "port 1909", "error 90", "thread 5", "v1326 (x5)"]
)
def test_a_number_that_is_no_error_says_nothing(message: str) -> None:
    assert said(message) == 0


@pytest.mark.parametrize(
    ("message", "event_id"),
    [
        ("Component version 2.00.1239.0048", 2030),
        ("Component version 2.00.1380.1072", 2031),
        ("Component version 2.00.1493.2009", 2032),
        ("Component version 2.00.1493.3004", 2033),
        ("Component version 2.00.1493.4102", 2034),
        ("This system is not running SMS version number 2.00.1380.1000. Instead, 000.", 0),
        ("No COMPVER.INI found - defaulting logon point version to 2.00.0000.0000", 0),
        ("Component version 2.00.1196.0000", 0),
        ("Component version 12.00.1493.40090", 0),
    ],
)
def test_a_version_tells_its_service_pack_by_its_last_four_digits(
    message: str, event_id: int
) -> None:
    assert said(message) == event_id


# ── observations ────────────────────────────────────────────────────────────────────────────────


def test_a_line_that_says_something_is_a_remark() -> None:
    data = sms_log(
        [
            "CCIM32 - Retry in 60 minutes $$<CCIM32><Tue Jan 04 15:19:28.663 2000><thread=5 (0x5)>",
            "something else $$<CCIM32><Tue Jan 04 15:19:29.663 2000><thread=5 (0x5)>",
        ]
    )
    seen = observe(read(data, event_table().wanted()).batches, event_table())
    names = ("kind", "event_id", "outcome", "component", "said", "account", "host", "number")
    assert seen.select(names).rows() == [
        ("remark", 2002, "none", "CCIM32", "CCIM32 - Retry in 60 minutes", None, None, 1)
    ]
