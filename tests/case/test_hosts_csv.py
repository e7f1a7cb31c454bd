"""hosts.csv: the machines of a case as a table, and its mistakes named by line."""

from pathlib import Path

import pytest

from forensics.case import Host, load_case
from forensics.errors import CaseError

HEADING = "name,aliases,addresses,roles,timezone,clock_offset\n"


def hosts(folder: Path, text: str) -> tuple[Host, ...]:
    (folder / "hosts.csv").write_text(text, encoding="utf-8")
    return load_case(folder).hosts


def mistake(folder: Path, text: str) -> str:
    with pytest.raises(CaseError) as caught:
        hosts(folder, text)
    said = str(caught.value)
    assert "\n" not in said
    return said.removeprefix(f"{folder / 'hosts.csv'}: ")


def test_every_column_is_read(tmp_path: Path) -> None:
    row = "LONCAP01,loncap01.corp.example; ; cap1 ,10.4.12.5;fe80::1,cap;dc,Europe/London,+2s\n"
    assert hosts(tmp_path, HEADING + row) == (
        Host(
            name="LONCAP01",
            aliases=("loncap01.corp.example", "cap1"),
            addresses=("10.4.12.5", "fe80::1"),
            roles=("cap", "dc"),
            timezone="Europe/London",
            clock_offset=2.0,
        ),
    )


def test_cells_may_be_empty_and_columns_left_out(tmp_path: Path) -> None:
    assert hosts(tmp_path, "roles,name\n,A\ncap,B\nclient;,C\n") == (
        Host(name="A"),
        Host(name="B", roles=("cap",)),
        Host(name="C", roles=("client",)),
    )


def test_a_short_row_leaves_its_last_cells_empty(tmp_path: Path) -> None:
    assert hosts(tmp_path, HEADING + "A,a\n") == (Host(name="A", aliases=("a",)),)


def test_a_spreadsheet_s_mark_and_line_ends_are_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_bytes(b"\xef\xbb\xbfname,roles\r\nA,cap\r\n")
    assert load_case(tmp_path).hosts == (Host(name="A", roles=("cap",)),)


@pytest.mark.parametrize("text", ["", HEADING], ids=["empty", "heading only"])
def test_a_table_without_rows_names_no_host(tmp_path: Path, text: str) -> None:
    assert hosts(tmp_path, text) == ()


def test_hosts_of_both_files_stand_together_the_table_first(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('[[host]]\nname = "B"\n')
    assert hosts(tmp_path, HEADING + "A,,,,,\n") == (Host(name="A"), Host(name="B"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "name,ip\nA,10.0.0.1\n",
            "[line 2] ip: unknown key; known are name, timezone, clock_offset, aliases, "
            "addresses, roles",
            id="unknown column",
        ),
        pytest.param(
            HEADING + "A,,,cap,,\nB,,,boss,,\n",
            '[line 3] roles: "boss" is unknown; known are cap, dc, dp, client, fileserver, '
            "siteserver, metering, ras, webserver, mailserver, terminalserver, other",
            id="unknown role",
        ),
        pytest.param(
            HEADING + ",,,cap,,\n",
            "[line 2] name: is missing; give the machine's name",
            id="no name",
        ),
        pytest.param(
            "roles\ncap\n",
            "[line 2] name: is missing; give the machine's name",
            id="no column of names",
        ),
        pytest.param(
            HEADING + "A,,,cap,,,more\n",
            "[line 2] row: has more cells than the heading; quote commas",
            id="too many cells",
        ),
        pytest.param(
            HEADING + "A,,,,Mars/Base,\n",
            '[line 2] timezone: "Mars/Base" is no time zone of the tz database; write one such '
            'as "Europe/London"',
            id="unknown time zone",
        ),
        pytest.param(
            HEADING + "A,,,,,fast\n",
            '[line 2] clock_offset: "fast" is no span of time; write "30m", "2s", "1h" or "0"',
            id="no offset",
        ),
        pytest.param(
            HEADING + 'A,"a,,,,\n',
            "line 2: unexpected end of data; mend this line",
            id="quote without end",
        ),
    ],
)
def test_a_mistake_is_named_by_line_and_mend(tmp_path: Path, text: str, said: str) -> None:
    assert mistake(tmp_path, text) == said


def test_a_table_that_is_not_utf_8_is_named_by_the_byte(tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_bytes(b"name\nB\xfcro\n")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'hosts.csv'}: byte 6: not UTF-8; save it as UTF-8"
