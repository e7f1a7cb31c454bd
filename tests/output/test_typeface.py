from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics import typeface
from forensics.errors import KnowledgeError
from forensics.typeface import FOLDER, MONO, REGULAR, SANS, SEMIBOLD, face, fitted, shown, width

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


def test_the_folder_holds_the_four_faces_and_no_other() -> None:
    assert FILES == [
        "IBMPlexMono-Regular.ttf",
        "IBMPlexMono-SemiBold.ttf",
        "IBMPlexSans-Regular.ttf",
        "IBMPlexSans-SemiBold.ttf",
    ]


def test_latin_greek_and_cyrillic_are_shown_and_hangul_is_not() -> None:
    assert set("Žluťoučký Ωμέγα Привет ‹›…–×") <= shown()
    assert not set("한국어\u202e") & shown()


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
