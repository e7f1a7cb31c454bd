"""What `[[exhibit]]` declares: of which exhibits it is said, which of two counts, and mistakes."""

import re
from pathlib import Path

import pytest

from forensics.case import Case, DeclaredExhibit, declared_for, load_case
from forensics.errors import CaseError
from forensics.evidence.forms import as_declared
from forensics.evidence.records import Wanted
from forensics.exhibits import find_exhibits
from tests.builders.zips import Packed, zipped
from tests.ledger.small_site import case_of


def load(folder: Path, text: str) -> Case:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


def mistake(folder: Path, text: str) -> str:
    """Return what is said about an `[[exhibit]]` table, without the path of the file."""
    with pytest.raises(CaseError) as caught:
        load(folder, "[[exhibit]]\n" + text)
    path, _, said = str(caught.value).partition(": ")
    assert path == str(folder / "case.toml")
    assert "\n" not in said
    return re.sub(r"^line [12345]: ", "", said)


# ── what is loaded ──────────────────────────────────────────────────────────────────────────────


def test_all_that_may_be_declared_of_an_exhibit_is_loaded(tmp_path: Path) -> None:
    case = load(
        tmp_path,
        """
        [[exhibit]]
        path = "evidence/netlogon.log"
        host = "LONDC01"
        timezone = "Europe/London"
        encoding = "Windows-1252"
        date_order = "mdy"
        year = 2001
        [[exhibit]]
        path = "evidence/*"
        """,
    )
    assert case.exhibits == (
        DeclaredExhibit(
            path="evidence/netlogon.log",
            host="LONDC01",
            timezone="Europe/London",
            encoding="cp1252",
            date_order="mdy",
            year=2001,
        ),
        DeclaredExhibit(
            path="evidence/*", host="", timezone="", encoding="", date_order="", year=None
        ),
    )


@pytest.mark.parametrize(
    ("toml", "zone", "declared"),
    [
        ("", "UTC", False),
        ('[case]\nid = "A"\n', "UTC", False),
        ('[case]\ntimezone = "UTC"\n', "UTC", True),
        ('[case]\ntimezone = "Europe/Berlin"\n', "Europe/Berlin", True),
    ],
)
def test_a_zone_is_declared_where_the_case_says_it(
    tmp_path: Path,
    toml: str,
    zone: str,
    declared: bool,  # noqa: FBT001 - a case of the test
) -> None:
    case = load(tmp_path, toml)
    assert (case.timezone, case.zone_declared) == (zone, declared)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utf8", "utf-8"),
        ("UTF-16", "utf-16"),
        ("latin1", "iso8859-1"),
        ("oem850", ""),
        ("850", "cp850"),
    ],
)
def test_an_encoding_is_kept_as_python_names_it(tmp_path: Path, written: str, named: str) -> None:
    text = f'path = "a"\nencoding = "{written}"\n'
    if not named:
        assert "no encoding of texts" in mistake(tmp_path, text)
    else:
        assert load(tmp_path, "[[exhibit]]\n" + text).exhibits[0].encoding == named


@pytest.mark.parametrize("year", [1993, 2100])
def test_a_year_goes_from_the_first_windows_nt_to_2100(tmp_path: Path, year: int) -> None:
    case = load(tmp_path, f'[[exhibit]]\npath = "a"\nyear = {year}\n')
    assert case.exhibits[0].year == year


# ── of which exhibits it is said ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "of", "covers"),
    [
        ("evidence/a.csv", "evidence/a.csv", True),
        ("evidence/a.csv", "evidence/A.csv", False),
        ("evidence/a[1].csv", "evidence/a[1].csv", True),
        ("evidence/a?.csv", "evidence/a1.csv", True),
        ("evidence/nt4/*", "evidence/nt4/deep/er.txt", True),
        ("evidence/nt4/*", "evidence/nt4.txt", False),
        ("evidence/all.zip/*", "evidence/all.zip", False),
        ("evidence/all.zip/*", "evidence/all.zip/in.zip/a.csv", True),
        ("evidence/*.csv", "evidence/all.zip/a.csv", True),
        ("a.csv", "evidence/a.csv", False),
    ],
)
def test_a_path_or_a_pattern_says_of_which(
    path: str,
    of: str,
    covers: bool,  # noqa: FBT001 - a case of the test
) -> None:
    assert DeclaredExhibit(path=path).covers(of) is covers


def test_of_two_tables_the_later_counts_where_it_says_anything(tmp_path: Path) -> None:
    case = load(
        tmp_path,
        """
        [[exhibit]]
        path = "evidence/*"
        timezone = "Europe/London"
        year = 2001
        host = "A"
        [[exhibit]]
        path = "evidence/b/*"
        timezone = "Europe/Paris"
        date_order = "dmy"
        [[exhibit]]
        path = "evidence/b/other"
        host = "C"
        """,
    )
    assert declared_for(case, "evidence/b/x.log") == DeclaredExhibit(
        path="evidence/b/x.log",
        host="A",
        timezone="Europe/Paris",
        encoding="",
        date_order="dmy",
        year=2001,
    )
    assert declared_for(case, "elsewhere") == DeclaredExhibit(path="elsewhere")


def test_readers_are_told_encoding_and_order_of_dates() -> None:
    wanted = Wanted(fields={"Security": {529: frozenset("1")}})
    declared = DeclaredExhibit(path="a", encoding="cp1252", date_order="dmy", year=2001)
    assert as_declared(wanted, declared) == Wanted(
        fields=wanted.fields, encoding="cp1252", date_order="dmy"
    )


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'file = "a"\n',
            (
                "[exhibit] file: unknown key; known are path, host, timezone, encoding, "
                "date_order, year"
            ),
        ),
        (
            'host = "A"\n',
            '[exhibit] path: is missing; write it as listed, such as "evidence/netlogon.log"',
        ),
        ("path = 1\n", '[exhibit] path: must be text; put it in "quotes"'),
        ('path = "a"\nhost = 1\n', '[exhibit] host: must be text; put it in "quotes"'),
        (
            'path = "a"\ntimezone = "London"\n',
            (
                '[exhibit] timezone: "London" is no time zone of the tz database; write one '
                'such as "Europe/London"'
            ),
        ),
        (
            'path = "a"\ndate_order = "british"\n',
            '[exhibit] date_order: "british" is unknown; known are dmy, mdy, ymd',
        ),
        (
            'path = "a"\nyear = 1992\n',
            "[exhibit] year: must be a whole number from 1993 to 2100",
        ),
        (
            'path = "a"\nyear = 2101\n',
            "[exhibit] year: must be a whole number from 1993 to 2100",
        ),
        (
            'path = "a"\nyear = true\n',
            "[exhibit] year: must be a whole number from 1993 to 2100",
        ),
        (
            'path = "a"\nyear = "2001"\n',
            "[exhibit] year: must be a whole number from 1993 to 2100",
        ),
    ],
)
def test_a_mistake_is_named_by_key_and_mend(tmp_path: Path, text: str, said: str) -> None:
    assert mistake(tmp_path, text) == said


def test_one_table_in_single_brackets_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"exhibit: must be an array of tables; write \[\[exhibit"):
        load(tmp_path, '[exhibit]\npath = "a"\n')


@pytest.mark.parametrize(
    "name",
    ["klingon", "hex", "rot13", "base64", "zip", "idna", "punycode", "undefined", "unicode_escape",
     "raw_unicode_escape", "aliases", "../os", "a\\u0000b", "\u00fc"],
)  # fmt: skip
def test_what_does_not_encode_texts_is_no_encoding(tmp_path: Path, name: str) -> None:
    said = mistake(tmp_path, f'path = "a"\nencoding = "{name}"\n')
    assert said.startswith("[exhibit] encoding: ")
    assert said.endswith('is no encoding of texts; write one such as "utf-8", "utf-16" or "cp1252"')


@pytest.mark.parametrize("path", ["netlogon.log", "evidence/b.zip/*", "evidence/a.zip/x"])
def test_what_is_declared_of_no_exhibit_is_a_mistake(tmp_path: Path, path: str) -> None:
    content = zipped(Packed(name=b"netlogon.log", content=b"x"))
    case = case_of(tmp_path, {"a.zip": content}, f'[[exhibit]]\npath = "{path}"\n')
    with pytest.raises(CaseError) as caught:
        find_exhibits(case)
    assert str(caught.value) == (
        f'{tmp_path / "case.toml"}: line 2: [exhibit] path: "{path}" is no exhibit; write it as '
        'listed, such as "evidence/a.zip", or "evidence/*"'
    )


@pytest.mark.parametrize("path", ["evidence/a.zip", "evidence/a.zip/netlogon.log", "*.log"])
def test_what_is_declared_of_a_zip_or_a_member_is_none(tmp_path: Path, path: str) -> None:
    content = zipped(Packed(name=b"netlogon.log", content=b"x"))
    case = case_of(tmp_path, {"a.zip": content}, f'[[exhibit]]\npath = "{path}"\n')
    assert len(find_exhibits(case)) == 2
