"""Status codes: how Windows prints them, and what each one tells."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import status
from forensics.errors import KnowledgeError
from forensics.status import COUNTED, FAILURES, OUTCOMES, Code, codes, describe, parse_code


@pytest.mark.parametrize(
    ("recorded", "value"),
    [
        ("0xC000006A", 3221225578),  # 680, 4625, 4776: hexadecimal
        ("0xc000006a", 3221225578),
        ("0XC000006A", 3221225578),
        ("3221225578", 3221225578),  # 681: decimal (Q287626)
        ("0x18", 24),  # 675: either way
        ("24", 24),
        ("18", 18),  # and 18 is not 0x18
        ("0x0", 0),
        (" 0xC000006A ", 3221225578),
        ("", None),
        ("-", None),
        ("0x", None),
        ("C000006A", None),  # without 0x it claims to be decimal, which it is not
        ("0xC00000ZZ", None),
        ("-1073741718", None),
        ("1_000", None),
        ("٣", None),  # an Arabic three is a digit to Python
        ("9" * 21, None),
    ],
)
def test_a_recorded_code_is_the_number_that_windows_printed(
    recorded: str, value: int | None
) -> None:
    assert parse_code(recorded) == value


@given(st.integers(0, 2**64 - 1))
def test_a_number_reads_the_same_in_decimal_and_in_hexadecimal(value: int) -> None:
    assert parse_code(str(value)) == value
    assert parse_code(f"0x{value:x}") == value
    assert parse_code(f"0x{value:08X}") == value


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert (parse_code(text) or 0) >= 0


def test_the_outcomes_are_failures_a_success_and_no_try() -> None:
    assert (*FAILURES, "success", "none") == OUTCOMES
    assert (*COUNTED, "revoked") == FAILURES
    assert COUNTED == ("bad_password", "locked_out", "unknown_account", "other_failure")


@pytest.mark.parametrize("table", ["ntstatus", "kerberos"])
def test_every_code_has_a_name_a_valid_outcome_and_words(table: str) -> None:
    for value, code in codes(table).items():
        assert code.value == value
        assert code.outcome in OUTCOMES
        assert code.name.isupper()
        assert code.meaning == code.meaning.strip() != ""


def outcomes(table: str, outcome: str) -> list[int]:
    return [value for value, code in codes(table).items() if code.outcome == outcome]


def test_one_ntstatus_each_tells_a_bad_password_a_locked_and_an_unknown_account() -> None:
    assert outcomes("ntstatus", "success") == [0]
    assert outcomes("ntstatus", "bad_password") == [0xC000006A]
    assert outcomes("ntstatus", "locked_out") == [0xC0000234]
    assert outcomes("ntstatus", "unknown_account") == [0xC0000064]
    assert outcomes("ntstatus", "none") == []


def test_no_kerberos_code_tells_a_locked_account_and_0x19_is_no_try() -> None:
    assert outcomes("kerberos", "success") == [0]
    assert outcomes("kerberos", "bad_password") == [0x18]
    assert outcomes("kerberos", "locked_out") == []  # 0x12: disabled, expired or locked
    assert outcomes("kerberos", "unknown_account") == [0x6]
    assert outcomes("kerberos", "none") == [0x19]


def test_a_code_is_told_in_our_words_and_an_unlisted_one_in_none() -> None:
    assert describe("0xC000006A", "ntstatus") == "wrong password"
    assert describe("3221226036", "ntstatus") == "account locked"
    assert describe("0x12", "kerberos") == "account disabled, expired or locked"
    assert describe("0xC0FFEE00", "ntstatus") == ""
    assert describe("%%2313", "ntstatus") == ""
    assert describe("", "ntstatus") == ""


# ── a table that is wrong is our mistake, and says where ────────────────────────────────────────

GOOD_CODE = """
[ntstatus.0xC000006A]
name = "STATUS_WRONG_PASSWORD"
outcome = "bad_password"
meaning = "wrong password"
"""


def broken(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package find `text` in place of its own table of codes."""
    (folder / "data").mkdir()
    (folder / "data" / "ntstatus.toml").write_text(text, "utf-8")
    monkeypatch.setattr(status, "files", lambda _: folder)
    # The shipped table stays in the cache of the other tests.
    monkeypatch.setattr(status, "codes", status.codes.__wrapped__)


def test_a_table_reads_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(GOOD_CODE, tmp_path, monkeypatch)
    wrong = Code(
        value=0xC000006A,
        name="STATUS_WRONG_PASSWORD",
        outcome="bad_password",
        meaning="wrong password",
    )
    assert status.codes("ntstatus") == {0xC000006A: wrong}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD_CODE.replace("ntstatus", "ntstatos"), r"no table \[ntstatus\]"),
        (GOOD_CODE.replace('"bad_password"', '"bad"'), r"ntstatus\.0xC000006A: outcome 'bad'"),
        (GOOD_CODE.replace("0xC000006A", "wrong"), r"ntstatus\.wrong"),
        (GOOD_CODE.replace("meaning =", "means ="), r"ntstatus\.0xC000006A.*means"),
        (GOOD_CODE.replace('outcome = "bad_password"', ""), r"ntstatus\.0xC000006A.*outcome"),
    ],
    ids=["no table", "outcome", "number", "unknown key", "missing key"],
)
def test_a_broken_table_is_named_with_its_entry(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(text, tmp_path, monkeypatch)
    with pytest.raises(KnowledgeError, match=rf"^ntstatus\.toml: {says}"):
        status.codes("ntstatus")


def test_the_shipped_table_is_the_one_in_the_package() -> None:
    text = files("forensics").joinpath("data/ntstatus.toml").read_text("utf-8")
    assert len(codes("ntstatus")) == text.count("[ntstatus.")
    assert len(codes("kerberos")) == text.count("[kerberos.")
