from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics import typeface
from forensics.errors import KnowledgeError
from forensics.typeface import (
    FAR_EAST,
    FOLDER,
    MONO,
    REGULAR,
    SANS,
    SEMIBOLD,
    face,
    fitted,
    has,
    shown,
    width,
)

FACES = [(SANS, REGULAR), (SANS, SEMIBOLD), (MONO, REGULAR), (MONO, SEMIBOLD)]
FILES = sorted(path.name for path in FOLDER.glob("*.ttf"))


@pytest.mark.parametrize(("family", "weight"), FACES)
def test_widths_equal_those_that_fonttools_reads(family: str, weight: int) -> None:
    name = f"{family.replace(' ', '')}-{'Regular' if weight == REGULAR else 'SemiBold'}.ttf"
    font = TTFont(FOLDER / name)
    widths = {
        code: font["hmtx"][glyph][0] / font["head"].unitsPerEm
        for code, glyph in font.getBestCmap().items()
    }
    assert dict(face(family, weight).advances) == widths


def test_the_folder_holds_the_four_faces_the_fallback_and_no_other() -> None:
    assert FILES == [
        "DroidSansFallback.ttf",
        "IBMPlexMono-Regular.ttf",
        "IBMPlexMono-SemiBold.ttf",
        "IBMPlexSans-Regular.ttf",
        "IBMPlexSans-SemiBold.ttf",
    ]


def test_latin_greek_and_cyrillic_are_shown_and_marks_of_direction_are_not() -> None:
    assert set("Žluťoučký Ωμέγα Привет ‹›…–×") <= shown()
    assert not has("\u202e")


def test_han_kana_and_hangul_come_from_the_fallback_which_holds_each_one() -> None:
    letters = "한국어日本語ひらカターｶﾅ"
    assert not set(letters) & shown()
    assert all(map(has, letters))
    advances = face(FAR_EAST).advances
    assert all(code in advances for code in range(0xAC00, 0xD7A4))
    assert sum(code in advances for code in range(0x4E00, 0xA000)) == 20_902
    assert width("日本", 10) == 20


@pytest.mark.parametrize("char", "עاกＡ㈱\uf900\u1100、\u3099")
def test_what_joins_turns_or_looks_like_another_is_left_to_its_number(char: str) -> None:
    assert not has(char)


def test_a_text_that_fits_is_left_alone() -> None:
    assert fitted("LONCAP01", 8, 100) == "LONCAP01"


def test_a_text_that_is_too_wide_ends_in_an_ellipsis() -> None:
    assert fitted("LONCAP01LONCAP01", 8, 50) == "LONCAP01…"


@settings(deadline=None)  # the first example reads the typefaces
@given(st.text(max_size=40), st.floats(10, 200))
def test_a_fitted_text_is_never_wider_than_its_room(text: str, room: float) -> None:
    assert width(fitted(text, 8, room), 8) <= room + 1e-6


def test_a_missing_face_is_our_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError, match=r"IBMPlexSans-Regular.ttf: No such file"):
        face.__wrapped__(SANS, REGULAR)


def test_a_file_that_is_no_font_is_our_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeface, "FOLDER", tmp_path)
    (tmp_path / "IBMPlexSans-Regular.ttf").write_bytes(bytes(64))
    with pytest.raises(KnowledgeError, match="not a TrueType font"):
        face.__wrapped__(SANS, REGULAR)
