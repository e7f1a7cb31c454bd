"""case.toml: all that the contract shows is loaded, and every mistake is one line with its mend."""

import re
from pathlib import Path

import pytest

from forensics.case import Case, DeclaredPolicy, Host, load_case
from forensics.errors import CaseError
from forensics.findings import CustodyEntry
from forensics.values import NOT_RECORDED, Instant
from tests.shared import shared

EXAMPLE = """\
[case]
id = "SR-2001-10417"
title = "SMSCliToknAcct& lockouts, site LON"
complaint = "Software distribution at site LON fails on and off"
ticket = ""                     # also: customer, analyst, organisation
timezone = "Europe/London"      # for display, and for logs written in local time
from = 2001-10-08T00:00:00Z     # optional incident window, `from` and `to`

[policy]                        # optional; evidence may state it too, and else it is inferred
threshold = 5
window = "30m"
duration = "30m"                # "0" = until an administrator unlocks

[[host]]                        # or evidence-free `hosts.csv` beside case.toml: name,aliases,\
addresses,roles,timezone,clock_offset
name = "LONCAP01"
aliases = ["loncap01.corp.example"]
addresses = ["10.4.12.5"]
roles = ["cap", "dc"]           # cap dc dp client fileserver siteserver other
timezone = "Europe/London"
clock_offset = "+2s"            # this host's clock minus true time

[facts]                         # operator-supplied facts for the differential diagnosis \
(strings, or lists of strings)
"sms.service_pack" = "SP4"      # RTM SP1 SP2 SP3 SP4 SP4HRP
"sms.hardware_inventory" = "off"          # on | off
"client.network_drives_in_path" = "no"    # yes | no
"client.subst_drives" = "no"
"client.nal_logging_bit_32" = "no"
"client.netware_redirector" = "none"      # none | csnw | intranetware
"client.drivers" = []
"program.software_installation_account" = "no"

[[custody]]                     # optional, any number; printed as given, never invented
exhibit = "loncap01-security.evtx"
when = 2001-10-09T10:12:00Z
who = "…"
action = "…"
"""
"""The example of the contract, word for word; a test below holds the two together."""

EIGHTH = Instant(126_469_728_000_000_000)  # 2001-10-08T00:00:00Z


def load(folder: Path, text: str) -> Case:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


def mistake(folder: Path, text: str) -> str:
    """Return what is said about a case.toml, without the path and the line that it begins with."""
    with pytest.raises(CaseError) as caught:
        load(folder, text)
    said = str(caught.value)
    assert "\n" not in said
    path, found, rest = said.partition(": ")
    assert (path, found) == (str(folder / "case.toml"), ": ")
    line = re.match(r"line (\d+): ", rest)
    if line is None:
        assert not rest.startswith("[")
        return rest
    said = rest[line.end() :]
    named = re.match(r"(?:\[(\w+)\] )?(.+?): ", said)
    assert named
    shown = text.split("\n")[int(line[1]) - 1]
    assert named[2] in shown or named[1] in shown
    return said


# ── what is loaded ──────────────────────────────────────────────────────────────────────────────


def test_the_example_of_the_contract_is_loaded_whole(tmp_path: Path) -> None:
    assert load(tmp_path, EXAMPLE) == Case(
        folder=tmp_path,
        id="SR-2001-10417",
        title="SMSCliToknAcct& lockouts, site LON",
        complaint="Software distribution at site LON fails on and off",
        ticket="",
        customer="",
        analyst="",
        organisation="",
        timezone="Europe/London",
        zone_declared=True,
        window_from=EIGHTH,
        window_to=NOT_RECORDED,
        policy=DeclaredPolicy(threshold=5, window=1800, duration=1800),
        hosts=(
            Host(
                name="LONCAP01",
                aliases=("loncap01.corp.example",),
                addresses=("10.4.12.5",),
                roles=("cap", "dc"),
                timezone="Europe/London",
                clock_offset=2.0,
            ),
        ),
        facts={
            "sms.service_pack": ("SP4",),
            "sms.hardware_inventory": ("off",),
            "client.network_drives_in_path": ("no",),
            "client.subst_drives": ("no",),
            "client.nal_logging_bit_32": ("no",),
            "client.netware_redirector": ("none",),
            "client.drivers": (),
            "program.software_installation_account": ("no",),
        },
        custody=(
            CustodyEntry(
                exhibit="loncap01-security.evtx",
                when="2001-10-09T10:12:00Z",
                who="…",
                action="…",
            ),
        ),
        described=True,
    )


def test_the_example_is_the_contract_s_own() -> None:
    contract = shared("design/contract.md").read_text("utf-8")
    begin = contract.index("```toml\n") + len("```toml\n")
    example = contract[begin : contract.index("```", begin)]
    assert [line.split() for line in EXAMPLE.splitlines()] == [
        line.split() for line in example.splitlines()
    ]


def test_without_a_case_toml_the_folder_s_name_is_id_and_title(tmp_path: Path) -> None:
    folder = tmp_path / "SR-17"
    folder.mkdir()
    assert load_case(folder) == Case(folder=folder, id="SR-17", title="SR-17", described=False)


@pytest.mark.parametrize("text", ["", "[policy]\n", "[case]\n"])
def test_without_id_and_title_the_folder_s_name_stands_for_them(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "SR-17"
    folder.mkdir()
    assert load(folder, text) == Case(folder=folder, id="SR-17", title="SR-17", described=True)


def test_the_folder_s_name_is_found_from_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "SR-17").mkdir()
    monkeypatch.chdir(tmp_path / "SR-17")
    assert load_case(Path()).id == "SR-17"


def test_every_text_of_the_case_table_is_kept_as_given(tmp_path: Path) -> None:
    keys = ("id", "title", "complaint", "ticket", "customer", "analyst", "organisation")
    text = "[case]\n" + "".join(f'{key} = "<{key}> ü\\n"\n' for key in keys)
    case = load(tmp_path, text)
    assert [getattr(case, key) for key in keys] == [f"<{key}> ü\n" for key in keys]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes(b'\xef\xbb\xbf[case]\r\nid = "A"\r\n')
    assert load_case(tmp_path).id == "A"


def test_a_window_of_one_moment_is_allowed(tmp_path: Path) -> None:
    case = load(tmp_path, "[case]\nfrom = 2001-10-08T00:00:00Z\nto = 2001-10-08T01:00:00+01:00\n")
    assert (case.window_from, case.window_to) == (EIGHTH, EIGHTH)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("90", 90), ("45s", 45), ("30m", 1800), ("1.5 h", 5400), ("2d", 172_800)],
)
def test_a_span_of_time_is_read_in_its_unit(tmp_path: Path, text: str, seconds: int) -> None:
    case = load(tmp_path, f'[policy]\nwindow = "{text}"\nduration = "{text}"\n')
    assert case.policy == DeclaredPolicy(threshold=None, window=seconds, duration=seconds)


@pytest.mark.parametrize(
    ("text", "seconds"), [("-2s", -2.0), ("+0.25s", 0.25), ("3", 3.0), ("-1h", -3600.0), ("", None)]
)
def test_a_clock_offset_has_a_sign_and_parts_of_a_second(
    tmp_path: Path, text: str, seconds: float | None
) -> None:
    case = load(tmp_path, f'[[host]]\nname = "A"\nclock_offset = "{text}"\n')
    assert case.hosts == (Host(name="A", clock_offset=seconds),)


@pytest.mark.parametrize("threshold", [0, 1, 999])
def test_a_threshold_goes_from_0_to_999(tmp_path: Path, threshold: int) -> None:
    case = load(tmp_path, f"[policy]\nthreshold = {threshold}\n")
    assert case.policy == DeclaredPolicy(threshold=threshold)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2001-10-09T10:12:00Z", "2001-10-09T10:12:00Z"),
        ("2001-10-09", "2001-10-09"),
        ('"about ten"', "about ten"),
    ],
)
def test_the_time_of_custody_is_printed_as_given(tmp_path: Path, written: str, kept: str) -> None:
    case = load(tmp_path, f"[[custody]]\nwhen = {written}\n")
    assert case.custody == (CustodyEntry(exhibit="", when=kept, who="", action=""),)


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "[cases]\n",
            "cases: unknown key; did you mean case? Known are case, policy, host, exhibit, facts, "
            "custody, apart",
            id="unknown table",
        ),
        pytest.param(
            "[case]\nname = 'x'\n",
            "[case] name: unknown key; it belongs below a line [[host]]: take away the # before "
            "that too; known are id, title, complaint, ticket, customer, analyst, organisation, "
            "timezone, from, to",
            id="key below another heading",
        ),
        pytest.param(
            "[case]\nspeed = 'x'\n",
            "[case] speed: unknown key; known are id, title, complaint, ticket, customer, analyst, "
            "organisation, timezone, from, to",
            id="unknown key",
        ),
        pytest.param(
            "[case]\ntimezone = 'New York'\n",
            '[case] timezone: "New York" is no time zone of the tz database; write one such as '
            '"America/New_York"',
            id="zone by its city",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nroles = ['file server']\n",
            '[host] roles: "file server" is unknown; did you mean "fileserver"? Known are cap, dc, '
            "dp, client, fileserver, siteserver, metering, ras, webserver, mailserver, "
            "terminalserver, other",
            id="role nearly",
        ),
        pytest.param(
            "[policy]\ntreshold = 5\n",
            "[policy] treshold: unknown key; did you mean threshold? Known are threshold, window, "
            "duration",
            id="unknown key of the policy",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nip = '10.0.0.1'\n",
            "[host] ip: unknown key; known are name, timezone, clock_offset, aliases, addresses, "
            "roles",
            id="unknown key of a host",
        ),
        pytest.param(
            "[[custody]]\nwhom = 'A'\n",
            "[custody] whom: unknown key; did you mean who? Known are exhibit, when, who, action",
            id="unknown key of custody",
        ),
        pytest.param("case = 1\n", "case: must be a table; write [case]", id="case no table"),
        pytest.param("facts = []\n", "facts: must be a table; write [facts]", id="facts no table"),
        pytest.param(
            "[host]\nname = 'A'\n",
            "host: must be an array of tables; write [[host]]",
            id="host no array",
        ),
        pytest.param(
            "custody = [1]\n",
            "custody: must be an array of tables; write [[custody]]",
            id="custody no tables",
        ),
        pytest.param(
            "[case]\nid = 17\n", '[case] id: must be text; put it in "quotes"', id="id no text"
        ),
        pytest.param(
            "[case]\nfrom = '2001-10-08'\n",
            "[case] from: must be a time with its zone; write 2001-10-08T00:00:00Z",
            id="from a text",
        ),
        pytest.param(
            "[case]\nfrom = 2001-10-08T00:00:00\n",
            "[case] from: must be a time with its zone; write 2001-10-08T00:00:00Z",
            id="from without zone",
        ),
        pytest.param(
            "[case]\nto = 2001-10-08\n",
            "[case] to: must be a time with its zone; write 2001-10-08T00:00:00Z",
            id="to a day",
        ),
        pytest.param(
            "[case]\nfrom = 0001-01-01T00:00:00+02:00\n",
            "[case] from: lies outside the years 1 to 9999 in UTC",
            id="from before time begins",
        ),
        pytest.param(
            "[case]\nto = 9999-12-31T23:00:00-02:00\n",
            "[case] to: lies outside the years 1 to 9999 in UTC",
            id="to after time ends",
        ),
        pytest.param(
            "[case]\nfrom = 2001-10-09T00:00:00Z\nto = 2001-10-08T23:59:59Z\n",
            "[case] to: lies before `from`; swap the two",
            id="window reversed",
        ),
        pytest.param(
            "[case]\ntimezone = 'London'\n",
            '[case] timezone: "London" is no time zone of the tz database; write one such as '
            '"Europe/London"',
            id="unknown time zone",
        ),
        pytest.param(
            "[case]\ntimezone = '../../etc/passwd'\n",
            '[case] timezone: "../../etc/passwd" is no time zone of the tz database; write one '
            'such as "Europe/London"',
            id="time zone that climbs",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\ntimezone = 'Mars/Base'\n",
            '[host] timezone: "Mars/Base" is no time zone of the tz database; write one such as '
            '"Europe/London"',
            id="unknown time zone of a host",
        ),
        pytest.param(
            "[policy]\nthreshold = '5'\n",
            "[policy] threshold: must be a whole number from 0 (never locks) to 999",
            id="threshold a text",
        ),
        pytest.param(
            "[policy]\nthreshold = true\n",
            "[policy] threshold: must be a whole number from 0 (never locks) to 999",
            id="threshold a truth",
        ),
        pytest.param(
            "[policy]\nthreshold = 1000\n",
            "[policy] threshold: must be a whole number from 0 (never locks) to 999",
            id="threshold too large",
        ),
        pytest.param(
            "[policy]\nthreshold = -1\n",
            "[policy] threshold: must be a whole number from 0 (never locks) to 999",
            id="threshold below 0",
        ),
        pytest.param(
            "[policy]\nwindow = 30\n",
            '[policy] window: must be text; put it in "quotes"',
            id="window a number",
        ),
        pytest.param(
            "[policy]\nwindow = 'half an hour'\n",
            '[policy] window: "half an hour" is no span of time; write "30m", "2s", "1h" or "0"',
            id="window in words",
        ),
        pytest.param(
            "[policy]\nwindow = ''\n",
            '[policy] window: "" is no span of time; write "30m", "2s", "1h" or "0"',
            id="window empty",
        ),
        pytest.param(
            "[policy]\nduration = '-30m'\n",
            '[policy] duration: must be whole seconds, at most 99999 minutes; write "30m"',
            id="duration below 0",
        ),
        pytest.param(
            "[policy]\nduration = '0.5s'\n",
            '[policy] duration: must be whole seconds, at most 99999 minutes; write "30m"',
            id="duration of half a second",
        ),
        pytest.param(
            "[policy]\nwindow = '100000m'\n",
            '[policy] window: must be whole seconds, at most 99999 minutes; write "30m"',
            id="window that Windows cannot have",
        ),
        pytest.param(
            "[[host]]\nroles = []\n",
            "[host] name: is missing; give the machine's name",
            id="host without a name",
        ),
        pytest.param(
            "[[host]]\nname = ''\n",
            "[host] name: is missing; give the machine's name",
            id="host with an empty name",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nroles = ['CAP']\n",
            '[host] roles: "CAP" is unknown; known are cap, dc, dp, client, fileserver, '
            "siteserver, metering, ras, webserver, mailserver, terminalserver, other",
            id="unknown role",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nroles = 'cap'\n",
            '[host] roles: must be a list of texts; write ["a", "b"]',
            id="roles a text",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\naddresses = [1]\n",
            '[host] addresses: must be a list of texts; write ["a", "b"]',
            id="address a number",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nclock_offset = 2\n",
            '[host] clock_offset: must be text; put it in "quotes"',
            id="clock offset a number",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nclock_offset = 'fast'\n",
            '[host] clock_offset: "fast" is no span of time; write "30m", "2s", "1h" or "0"',
            id="clock offset in words",
        ),
        pytest.param(
            "[[host]]\nname = 'A'\nclock_offset = '999999999d'\n",
            '[host] clock_offset: must be less than a century; write "+2s"',
            id="clock offset of ages",
        ),
        pytest.param(
            '[facts]\n"sms.service_pack" = 4\n',
            '[facts] sms.service_pack: must be a list of texts; write ["a", "b"]',
            id="fact a number",
        ),
        pytest.param(
            '[facts]\nsms.service_pack = "SP4"\n',
            '[facts] sms: is a table; put the whole name in quotes, "sms.version"',
            id="fact without quotes",
        ),
        pytest.param(
            "[[custody]]\nwhen = 5\n",
            "[custody] when: must be a time; write 2001-10-09T10:12:00Z",
            id="custody at a number",
        ),
        pytest.param(
            "[[custody]]\nwho = 5\n",
            '[custody] who: must be text; put it in "quotes"',
            id="custody by a number",
        ),
    ],
)
def test_a_mistake_is_named_by_key_and_mend(tmp_path: Path, text: str, said: str) -> None:
    assert mistake(tmp_path, text) == said


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("title = no quotes", 'text stands in "quotes"'),
        ("title = “curved”", 'quotes are straight: "text"'),
        ('title = "open', "a quote is missing at the end"),
        (r'title = "C:\logs"', r"text with \ stands in 'single quotes'"),
        ("from = 2026-03-02 07:30", "a time is written 2026-03-02T09:00:00Z"),
        ("from = 02.03.2026", "a time is written 2026-03-02T09:00:00Z"),
    ],
)
def test_broken_toml_is_named_by_its_line_and_how_it_is_written(
    tmp_path: Path, line: str, how: str
) -> None:
    said = mistake(tmp_path, f'[case]\nid = "A"\n{line}\n')
    assert re.search(r" \(at line 3, column \d+\); ", said)
    assert said.endswith(f"; mend this line: {how}")


def test_a_key_given_twice_is_named_by_its_line(tmp_path: Path) -> None:
    said = mistake(tmp_path, '[case]\nid = "A"\nid = "B"\n')
    assert said == "Cannot overwrite a value (at line 3, column 9); mend this line"


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 5_000, "x = " + "9" * 5_000], ids=["brackets", "digits"]
)
def test_toml_that_strains_its_reader_is_a_mistake_too(tmp_path: Path, text: str) -> None:
    assert mistake(tmp_path, text).endswith("; mend this line")


def test_a_file_that_is_not_utf_8_is_named_by_the_byte(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes('[case]\ntitle = "Büro"\n'.encode("latin-1"))
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'case.toml'}: byte 17: not UTF-8; save it as UTF-8"


def test_a_folder_called_case_toml_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "case.toml").mkdir()
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'case.toml'}: cannot be read (Is a directory); make it readable"
    )


def test_a_case_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "gone")
    assert str(caught.value) == (
        f"{tmp_path / 'gone'}: does not exist; give the folder that holds case.toml and evidence/"
    )


def test_a_case_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.evtx").touch()
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "log.evtx")
    assert str(caught.value) == (
        f"{tmp_path / 'log.evtx'}: is not a folder; give the folder that holds case.toml and "
        f"evidence/, or make one: forensics new my-case --from {tmp_path / 'log.evtx'}"
    )
