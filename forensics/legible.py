"""Makes every recorded text fit to print: what cannot or must not be shown stands as ‹U+202E›.

Names come from evidence and are hostile: control characters, overrides of the writing direction
(Unicode TR 36, 2.5), characters without a glyph, 64 KiB of one letter. They are shown as written
wherever that is honest, and visibly changed wherever it is not. Two names that differ stay
different, so everything after this room may compare what it prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from operator import is_
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin
from unicodedata import category

from forensics.findings import Findings
from forensics.typeface import has
from forensics.values import Reason

_Whole = TypeVar("_Whole")

# Marks stack without limit, and format characters act without being seen.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Mc", "Me", "Zl", "Zp"))
_OPEN: Final = "‹"  # our own mark, so a recorded one is escaped too


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a text is treated: the most characters, whether white space folds or lines are kept."""

    most: int
    folded: bool
    lines: bool = False


_NAME: Final = _Kind(64, folded=False)
_PATH: Final = _Kind(120, folded=False)  # a SHA-256 is shorter
_VALUE: Final = _Kind(90, folded=False)
_PROSE: Final = _Kind(1_200, folded=True)
_HEADLINE: Final = _Kind(160, folded=True)

_TEXTLESS: Final = (int, float, bool, bytes, NoneType, Reason)

_QUOTED: Final = _Kind(3_000, folded=False, lines=True)

_KINDS: Final[Mapping[str, _Kind]] = {
    **dict.fromkeys(("path", "source", "exhibit"), _PATH),
    **dict.fromkeys(("sha256", "sha256_after", "evidence_digest"), _PATH),
    **dict.fromkeys(("values", "claims", "set_aside_by", "expected", "found"), _VALUE),
    **dict.fromkeys(("headline", "title"), _HEADLINE),
    **dict.fromkeys(("complaint", "action", "who"), _Kind(400, folded=True)),
    **dict.fromkeys(("statement", "because", "text", "limits", "reason", "meaning"), _PROSE),
    **dict.fromkeys(("claim", "shows", "obtain", "cause", "status", "support"), _PROSE),
    "quoted": _QUOTED,
    **dict.fromkeys(("resolution", "workaround", "warning", "differs", "fixed_in"), _PROSE),
    **dict.fromkeys(("publisher", "dated", "product", "sections"), _PROSE),
    **dict.fromkeys(("differences", "basis", "costs", "missing"), _PROSE),
}


def legible(findings: Findings) -> Findings:
    """Return the findings with every text fit to print; numbers and times are untouched."""
    return _read(findings, _NAME)


def visible(text: str) -> str:
    """Return `text` with every character that cannot be shown as such spelled as ‹U+hhhh›."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _showable(char) else f"‹U+{ord(char):04X}›" for char in text)


@lru_cache(maxsize=65_536)
def name(text: str, most: int = _NAME.most) -> str:
    """Return a recorded name as printed: each character counts, also spaces that HTML would fold.

    A longer one is cut to `most` characters and says how much is missing; the first digits of its
    SHA-256 keep two long names apart.
    """
    return _escaped_spaces(visible(_cut(text, most)))


def prose(text: str, most: int = _PROSE.most) -> str:
    """Return a sentence as printed: white space folded to single spaces, cut at `most`."""
    return visible(_cut(" ".join(text.split()), most))


def quoted(text: str, most: int = _QUOTED.most) -> str:
    """Return a quotation as printed: its lines and blanks as they stand, a TAB as eight columns."""
    lines = _cut(text, most).expandtabs(8).splitlines()
    return "\n".join(visible(line.rstrip()) for line in lines)


def _showable(char: str) -> bool:
    if char == " ":
        return True
    return char != _OPEN and has(char) and not char.isspace() and category(char) not in _UNSEEN


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{text[:most]}… [{len(text):,} characters, SHA-256 {digest}…]"


def _escaped_spaces(text: str) -> str:
    kept = text.strip(" ")
    before = len(text) - len(text.lstrip(" "))
    after = len(text) - len(kept) - before if kept else 0
    middle = kept.replace("  ", " ‹U+0020›")
    return "‹U+0020›" * before + middle + "‹U+0020›" * after


def _read(value: _Whole, kind: _Kind) -> _Whole:
    """Return the value with its texts fit to print; itself where nothing had to be changed."""
    made: Any = value
    match value:
        case str():
            # StrEnum members are ours and closed; `type` keeps them whole.
            made = _text(value, kind) if type(value) is str else value
        case tuple():
            read = tuple([_read(item, kind) for item in value])
            made = value if all(map(is_, read, value)) else read
        case Mapping():
            by_key = {_read(key, kind): _read(item, kind) for key, item in value.items()}
            made = value if by_key == value else by_key
        case _ if is_dataclass(value):
            made = _fields(value)
        case _:
            pass
    return made  # type: ignore[no-any-return]


def _text(text: str, kind: _Kind) -> str:
    if kind.lines:
        made = quoted(text, kind.most)
    else:
        made = prose(text, kind.most) if kind.folded else name(text, kind.most)
    return text if made == text else made


def _fields(value: Any) -> Any:  # noqa: ANN401 - any of the findings' nouns
    noun: Any = type(value)
    changed = {}
    for field, kind in _worth_reading(noun):
        old = getattr(value, field)
        new = _read(old, kind)
        if new is not old:
            changed[field] = new
    return replace(value, **changed) if changed else value


@cache
def _worth_reading(noun: Any) -> tuple[tuple[str, _Kind], ...]:  # noqa: ANN401 - a noun's class
    """Return the fields of a noun that may hold text, and how each is treated."""
    return tuple(
        (field.name, _KINDS.get(field.name, _NAME))
        for field in fields(noun)
        if _may_hold_text(_declared(field))
    )


def _declared(field: Any) -> Any:  # noqa: ANN401 - a field's type, as the class states it
    return field.type


@cache
def _may_hold_text(declared: Any) -> bool:  # noqa: ANN401 - a type
    """Return whether a value of that type may; of times and numbers there are a million."""
    if isinstance(declared, UnionType) or get_origin(declared) is tuple:
        return any(_may_hold_text(each) for each in get_args(declared) if each is not Ellipsis)
    noun: Any = declared
    if is_dataclass(declared):
        return bool(_worth_reading(noun))
    return declared not in _TEXTLESS
