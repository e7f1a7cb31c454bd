"""A mistake in a value is named by the line where its key stands."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forensics.case_lines import line_of

TEXT = '''timezon = "UTC"      # 1
[case]
title = "A"
complaint = """
[policy]
threshold = 9
"""
[policy]             # 8
threshold = "5"

[[host]]             # 11
name = "A"
[[ host ]]
'roles' = ["CAP"]
[facts]
"sms.version" = "2"  # 16
sms.other = "x"
polic.y = 1
[polcy]
'''


@pytest.mark.parametrize(
    ("table", "nth", "key", "line"),
    [
        ("", 0, "timezon", 1),
        ("", 0, "polcy", 19),
        ("case", 0, "title", 3),
        ("case", 0, "complaint", 4),
        ("policy", 0, "threshold", 9),
        ("policy", 0, "window", 8),  # lacks it
        ("host", 0, "name", 12),
        ("host", 1, "roles", 14),
        ("host", 1, "name", 13),
        ("host", None, "roles", 14),  # one only has any
        ("host", None, "aliases", None),  # which of the two, nothing says
        ("facts", 0, "sms.version", 16),
        ("facts", 0, "sms", 16),
        ("exhibit", 0, "path", None),
    ],
)
def test_a_key_is_found_in_its_table(table: str, nth: int | None, key: str, line: int) -> None:
    assert line_of(TEXT, table, nth, key) == line


def test_tables_written_with_points_are_found_too() -> None:
    assert line_of('case.id = "A"\npolicy.threshold = 5\n', "policy", 0, "threshold") == 2


@given(some.text(), some.text(), some.integers(0, 3) | some.none(), some.text())
def test_no_text_raises(text: str, table: str, nth: int | None, key: str) -> None:
    line = line_of(text, table, nth, key)
    assert line is None or 1 <= line <= text.count("\n") + 1


def test_lines_are_those_of_the_reader_of_toml() -> None:
    text = 'a = "x\u2028\\u000b"\nb = "\x7f"\n'
    with pytest.raises(tomllib.TOMLDecodeError, match="line 2"):
        tomllib.loads(text)
    assert line_of(text, "", 0, "b") == 2
