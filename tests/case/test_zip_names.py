"""Names of members become paths that stay below their zip, and no two are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.zips.names import clean, distinct


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"logs/dc01.evt", "logs/dc01.evt"),
        (b".hidden", ".hidden"),
        (b"...", "..."),
        (b"../../etc/passwd", r"\x2e\x2e/\x2e\x2e/etc/passwd"),
        (b"./a", r"\x2e/a"),
        (b"/etc/passwd", r"\x2f/etc/passwd"),
        (b"//host/share", r"\x2f/\x2f/host/share"),
        (b"a//b", r"a/\x2f/b"),
        (b"", r"\x2f"),
        (b"C:/Windows/a.evt", r"C\x3a/Windows/a.evt"),
        (b"C:\\Windows\\a.evt", r"C\x3a\x5cWindows\x5ca.evt"),
        (b"a:b:c", r"a\x3ab:c"),
        (b"10:12.evt", "10:12.evt"),
        (b"logs\\dc01.evt", r"logs\x5cdc01.evt"),
        (b"a\0b\nc\x1b[31m\x7f", r"a\x00b\x0ac\x1b[31m\x7f"),
        ("B\u2028\x85\u202e".encode(), "B\\u2028\\x85\u202e"),
        (b"B\xfcro", r"B\xfcro"),
        ("Büro".encode(), "Büro"),
    ],
)
def test_a_name_that_leads_elsewhere_is_escaped(raw: bytes, path: str) -> None:
    assert clean(raw, utf8=True) == path


def test_an_unmarked_name_is_of_code_page_437() -> None:
    assert clean(b"B\x81ro \xfc", utf8=False) == "Büro ⁿ"
    assert clean(b"../\x81\0", utf8=False) == r"\x2e\x2e/ü\x00"


@given(st.binary(max_size=20), st.booleans())
def test_no_name_leads_out_of_its_zip(raw: bytes, utf8: bool) -> None:  # noqa: FBT001 - drawn
    path = clean(raw, utf8=utf8)
    assert not {"", ".", ".."} & set(path.split("/"))
    assert path.encode("utf-8").decode("utf-8") == path
    assert all(char.isprintable() or ord(char) > 0x9F for char in path)


@given(st.lists(st.sampled_from(["a", "a#2", "a#2#2", "a#3", "b", "b#2"]), max_size=30))
def test_paths_are_given_once(wanted: list[str]) -> None:
    taken: dict[str, int] = {}
    given_out = [distinct(path, taken) for path in wanted]
    assert len(set(given_out)) == len(given_out)
    assert set(taken) == set(given_out)


def test_the_second_of_a_name_says_so() -> None:
    taken = {"a": 1}
    assert [distinct("a", taken) for _ in range(3)] == ["a#2", "a#3", "a#4"]
    assert [distinct("a#2", taken), distinct("b", taken)] == ["a#2#2", "b"]


def test_ten_thousand_of_one_name_are_told_apart_at_once() -> None:
    taken: dict[str, int] = {}
    assert [distinct("a", taken) for _ in range(10_000)][-1] == "a#10000"
