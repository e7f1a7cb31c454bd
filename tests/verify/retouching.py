"""Retouches a report as a forger would: with a good tool, so that no reader finds it broken."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pikepdf


def retouched(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return the PDF after a change, saved again."""
    stream = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(stream)
    return stream.getvalue()


def number(page: int, old: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    """Print `new` where a page prints `old` first; both as long, of letters of the same font."""

    def change(pdf: pikepdf.Pdf) -> None:
        leaf = pdf.pages[page]
        steps: list[Any] = list(pikepdf.parse_content_stream(leaf))
        glyphs: dict[str, bytes] = {}
        for step in steps:
            if str(step.operator) == "Tf":
                glyphs = _glyphs(leaf.Resources.Font[str(step.operands[0])])
            elif str(step.operator) == "TJ" and _reset(step.operands[0], glyphs, old, new):
                break
        else:
            raise AssertionError(f"{old} is not on page {page + 1}")
        leaf.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))

    return change


def _glyphs(font: Any) -> dict[str, bytes]:  # noqa: ANN401 - pikepdf's objects are of any kind
    """Return the glyph of each letter, by the table that lets a reader copy text."""
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>\n", font.ToUnicode.read_bytes())
    return {chr(int(letter, 16)): bytes.fromhex(glyph.decode()) for glyph, letter in pairs}


def _reset(operand: Any, glyphs: dict[str, bytes], old: str, new: str) -> bool:  # noqa: ANN401
    letters = {glyph: letter for letter, glyph in glyphs.items()}
    pieces = [bytes(one) if isinstance(one, pikepdf.String) else None for one in operand]
    said = "".join(letters.get(p[n : n + 2], "?") for p in pieces if p for n in range(0, len(p), 2))
    if said != old:
        return False
    fresh = iter(new)
    for place, piece in enumerate(pieces):
        if piece:
            codes = b"".join(glyphs[next(fresh)] for _ in range(0, len(piece), 2))
            operand[place] = pikepdf.String(codes)
    return True


def box(page: int, place: int) -> Callable[[pikepdf.Pdf], None]:
    """Move a rectangle of a page's drawings to the right, by a point."""

    def change(pdf: pikepdf.Pdf) -> None:
        leaf = pdf.pages[page]
        steps: list[Any] = list(pikepdf.parse_content_stream(leaf))
        begin = _boxes(steps)[place]
        for step in steps[begin : begin + 4]:
            step.operands[0] = float(step.operands[0]) + 1
        steps[begin : begin + 4] = [
            pikepdf.ContentStreamInstruction(
                [float(step.operands[0]) + 1, step.operands[1]], step.operator
            )
            for step in steps[begin : begin + 4]
        ]
        leaf.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))

    return change


def _boxes(steps: Sequence[Any]) -> list[int]:
    """Return where the rectangles begin that are drawn as paths: m l l l h."""
    drawn = [str(step.operator) for step in steps]
    return [n for n in range(len(drawn)) if drawn[n : n + 5] == ["m", "l", "l", "l", "h"]]


def attachment(name: str, change: Callable[[bytes], bytes]) -> Callable[[pikepdf.Pdf], None]:
    """Change the bytes of an embedded file."""

    def changed(pdf: pikepdf.Pdf) -> None:
        file = pdf.attachments[name].get_file()
        file.obj.write(change(file.read_bytes()))

    return changed
