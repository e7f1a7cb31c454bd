"""Makes every recorded text fit to print: what cannot or must not be shown stands as ‹U+202E›.

Names come from evidence and are hostile: control characters, overrides of the writing direction
(Unicode TR 36, 2.5), letters that feign others, characters without a glyph, 64 KiB of one letter.
They are shown as written wherever that is honest, and visibly changed wherever it is not. Two names
that differ stay different, so everything after this room may compare what it prints.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, lru_cache, partial
from hashlib import sha256
from operator import is_
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin
from unicodedata import category

from forensics.edges import Edges
from forensics.findings import Findings
from forensics.typeface import has
from forensics.values import Reason

_Whole = TypeVar("_Whole")

# Marks stack without limit, and format characters act without being seen.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Mc", "Me", "Zl", "Zp"))
_OPEN: Final = "‹"  # our own mark, so a recorded one is escaped too

# Letters of Cyrillic and Greek that are drawn like Latin ones (Unicode TS 39, 4 and 5.1).
_FEIGNING: Final = re.compile(
    "[\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0423\u0425\u0430\u0435\u043e"
    "\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03b9\u03bd\u03bf"
    "\u03c1\u03c5]"
)
_WORD: Final = re.compile(r"\w+")
_LATIN: Final = re.compile("[A-Za-z]")


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
    **dict.fromkeys(("can_mean", "does_not_show", "collect"), _PROSE),
}


def legible(findings: Findings) -> Findings:
    """Return the findings with every text fit to print; numbers and times are untouched."""
    return _read(findings, _NAME)


def visible(text: str) -> str:
    """Return `text` with every character that cannot be shown as such spelled as ‹U+hhhh›."""
    if text.isascii() and text.isprintable():
        return text
    feigned = _feigned(text)
    return "".join(
        char if _showable(char) and at not in feigned else f"‹U+{ord(char):04X}›"
        for at, char in enumerate(text)
    )


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


def _feigned(text: str) -> frozenset[int]:
    """Return where a word with Latin letters has others that are drawn like them."""
    if not _FEIGNING.search(text):
        return frozenset()
    mixed = (word for word in _WORD.finditer(text) if _LATIN.search(word[0]))
    return frozenset(
        word.start() + letter.start() for word in mixed for letter in _FEIGNING.finditer(word[0])
    )


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
    if value.__class__ is str:
        made = _text(str(value), kind)
    elif isinstance(value, tuple):
        read = tuple([_read(item, kind) for item in value])
        made = value if all(map(is_, read, value)) else read
    elif isinstance(value, Edges):
        made = value.renamed(partial(_text, kind=kind))
    elif is_dataclass(value):
        made = _fields(value)
    elif isinstance(value, Mapping):
        by_key = {_read(key, kind): _read(item, kind) for key, item in value.items()}
        made = value if by_key == value else by_key
    # StrEnum members are ours and closed; `__class__` keeps them whole.
    return made  # type: ignore[no-any-return]


def _text(text: str, kind: _Kind) -> str:
    if _fit(text, kind):
        return text
    if kind.lines:
        made = quoted(text, kind.most)
    else:
        made = prose(text, kind.most) if kind.folded else name(text, kind.most)
    return text if made == text else made


def _fit(text: str, kind: _Kind) -> bool:
    """Tell of a text at a glance that it stays as it is, as nearly all do."""
    spaced = "  " in text or text[:1] == " " or text[-1:] == " "
    return len(text) <= kind.most and text.isascii() and text.isprintable() and not spaced


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
    if isinstance(declared, UnionType) or get_origin(declared) in {tuple, Sequence}:
        return any(_may_hold_text(each) for each in get_args(declared) if each is not Ellipsis)
    noun: Any = declared
    if is_dataclass(declared):
        return bool(_worth_reading(noun))
    return declared not in _TEXTLESS
