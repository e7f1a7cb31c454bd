"""Lines of a text: where they stand in the file, and how its encoding is told."""

import codecs

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.texts.lines import Lines, split

GERMAN = (
    "Fehler bei der Anmeldung: Unbekannter Benutzername oder ungültiges Kennwort für Müller\r\n"
)
RUSSIAN = "Сбой входа в систему: неизвестное имя пользователя или неверный пароль\r\n"
FRENCH = "Échec de l’ouverture de session : nom d’utilisateur inconnu ou mot de passe erroné\r\n"
CHINESE = "登录失败：未知的用户名或密码错误。用户名：域：登录类型：工作站名称\r\n"
JAPANESE = "ログオンの失敗: ユーザー名を認識できないか、またはパスワードが間違っています\r\n"


def spans(lines: Lines) -> list[tuple[int, int]]:
    return list(zip(lines.offset.tolist(), lines.length.tolist(), strict=True))


def told(lines: Lines) -> tuple[str, str]:
    return lines.encoding, lines.basis


def test_lines_stand_where_they_stand_in_the_file() -> None:
    lines = split(b"one\r\ntwo\n\nlast")
    assert lines.text.to_list() == ["one", "two", "", "last"]
    assert spans(lines) == [(0, 5), (5, 4), (9, 1), (10, 4)]
    assert told(lines) == ("utf-8", "plain ASCII")
    assert lines.replaced == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_carriage_returns_alone_end_lines_where_there_is_no_line_feed(encoding: str) -> None:
    pieces = ["Logon Failure\r", "second č\r", "\r", "last"]
    lines = split("".join(pieces).encode(encoding), encoding)
    assert lines.text.to_list() == ["Logon Failure", "second č", "", "last"]
    assert [length for _, length in spans(lines)] == [len(each.encode(encoding)) for each in pieces]


def test_a_carriage_return_beside_line_feeds_ends_no_line() -> None:
    assert split(b"one\rmore\ntwo").text.to_list() == ["one\rmore", "two"]


def test_an_empty_file_has_no_line() -> None:
    lines = split(b"")
    assert lines.text.to_list() == []
    assert spans(lines) == []


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_belongs_to_the_first_line(
    mark: bytes, encoding: str
) -> None:
    lines = split(mark + "Müller\r\nzwei".encode(encoding), "cp850")
    assert lines.text.to_list() == ["Müller", "zwei"]
    first = len(mark) + len("Müller\r\n".encode(encoding))
    assert spans(lines) == [(0, first), (first, len("zwei".encode(encoding)))]
    assert told(lines) == (encoding, "byte order mark")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_without_a_mark(encoding: str) -> None:
    lines = split("Logon Failure\nsecond".encode(encoding))
    assert lines.text.to_list() == ["Logon Failure", "second"]
    assert told(lines) == (encoding, "detected")


def test_bytes_that_fit_utf_8_are_utf_8() -> None:
    assert told(split(GERMAN.encode())) == ("utf-8", "all bytes fit")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (GERMAN, "cp850"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "cp866"),
        (FRENCH, "cp1252"),
        (FRENCH, "cp850"),
        (JAPANESE, "cp932"),
        (CHINESE, "cp936"),
    ],
)
def test_a_code_page_is_detected_and_stated(text: str, encoding: str) -> None:
    text = text.replace("’", "'") if encoding == "cp850" else text
    lines = split((text * 20).encode(encoding))
    assert lines.text.to_list() == [text.removesuffix("\r\n")] * 20
    assert lines.basis == "detected"


def test_a_declared_code_page_is_taken() -> None:
    lines = split("Müller".encode("cp850"), "cp850")
    assert lines.text.to_list() == ["Müller"]
    assert told(lines) == ("cp850", "declared")
    assert lines.claims() == {"encoding": "cp850 (declared)"}


def test_a_few_strange_bytes_leave_the_code_page_assumed() -> None:
    lines = split(b"M\xfcller")
    assert lines.text.to_list() == ["Müller"]
    assert told(lines) == ("cp1252", "assumed")


def test_what_cannot_be_decoded_is_counted() -> None:
    lines = split(b"a\xffb\n", "utf-8")
    assert lines.text.to_list() == ["a\ufffdb"]
    assert lines.claims() == {
        "encoding": "utf-8 (declared)",
        "characters that could not be decoded": "1",
    }


def test_a_broken_character_does_not_swallow_a_line_end() -> None:
    lines = split("ログ".encode("cp932") + b"\x83\nnext\n", "cp932")
    assert len(lines.text) == 2
    assert lines.text[1] == "next"


@given(
    st.binary(max_size=200) | st.text(alphabet="aé\n\r\u65e5\x00", max_size=50).map(str.encode),
    st.sampled_from(["", "cp932", "cp850", "utf-16-le", "utf-8"]),
)
def test_lines_tile_any_file(data: bytes, declared: str) -> None:
    lines = split(data, declared)
    ends = lines.offset + lines.length
    assert len(lines.text) == len(lines.offset) == len(lines.length)
    assert np.array_equal(lines.offset[1:], ends[:-1])
    assert int(lines.length.sum()) == len(data)
    assert all(lines.length > 0)
