"""The truth checker: reads a report back and finds every number of it in `findings.json`.

A number is carried where it stands in a text of the findings, where it is a value of them as the
report writes it (`1,234`, `87 %`, `3.8 hours`, `06:04:27`, `twelve`), or where it stands in a
sentence of ours that is the same in every report. Where the word behind it says what it counts, it
must be a number of such things: `16 lockouts` is not carried by 16 clients. What a page needs to be
a page is named in `structure.py`, each with its reason. All else is untold.

Texts are matched whole and without regard to white space and case, since lines wrap; numbers are
looked for only in what no text covers. So a count inside a recorded sentence is taken as part of
that sentence, and a count of ours must be a number of the findings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2

from forensics.words import MONTHS
from tests.output.structure import CAPS, FIXED, LEFT_OUT, NOUNS, STRUCTURE
from tests.output.written import WORDS, bare, leaves, lengths, number, texts, written

_SOFT: Final = "\ufffe"  # how PDFium writes a hyphen at which a line ends
_BESIDE: Final = 20  # characters beside a number by which the text it belongs to is known
_MONTH: Final = "|".join(MONTHS)
_SPELLED: Final = "|".join(WORDS)
_TOKENS: Final = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
    rf"|\d{{1,2}}\s(?:{_MONTH})\s\d{{4}}"
    r"|\d{1,2}:\d\d:\d\d(?:\.\d+)?|\d{1,3}:\d\d(?!\d))"
    r"|(?P<share>\d+(?:\.\d+)? ?%)"
    r"|(?P<lasting>\d[\d,]*\sd\b(?:\s\d+\s(?:h|min|s)\b)?|\d[\d,]*\sh\b(?:\s\d+\s(?:min|s)\b)?"
    r"|\d[\d,]*\smin\b(?:\s\d+\ss\b)?|\d[\d,]*\ss\b"
    r"|\d[\d,]*(?:\.\d+)?\s(?:day|hour|minute|second)s?\b)"
    r"|(?P<named>\d+(?:\.\d+){2,}(?:/\d+)?|(?<![\w.-])\w*[^\W\d][\w.&$-]*\d[\w.&$-]*"
    r"|(?<![\w.-])\d+[^\W\d][\w.-]*)"
    r"|(?P<number>(?<![\w.,])[+-]?\d[\d,]*(?:\.\d+)?)"
    rf"|(?P<word>\b(?:{_SPELLED})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number of the report.

    Attributes:
        page: From 1.
        text: The number as printed.
        around: What stands around it.
        told: Whether the findings carry it.
        start: Where it begins in the text of its page.
        kind: `moment`, `share`, `lasting`, `named`, `number` or `word`.
        structural: Whether it is part of a page and not of a case.
        covered: Whether it is part of a text that the findings carry whole.
    """

    page: int
    text: str
    around: str
    told: bool
    start: int
    kind: str
    structural: bool
    covered: bool


def pages(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page, in the order of its drawing."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        read = (page.get_textpage().get_text_range() for page in document)
        return tuple(text.replace(_SOFT, "-") for text in read)
    finally:
        document.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What findings carry.

    Attributes:
        texts: Whole texts without white space, the longest first.
        values: A value as a report writes it -> the names of the findings that hold it.
        joined: All of them, one after the other.
        lengths: How long the lists of the findings are, or say they are.
    """

    texts: tuple[str, ...]
    joined: str
    values: Mapping[str, tuple[str, ...]]
    lengths: frozenset[int]


def carried(findings: Mapping[str, Any], also: Sequence[str] = ()) -> Carried:
    """Return what the document in `findings.json` carries.

    Args:
        findings: The document.
        also: Texts of the binding, which is no finding: the root, the names of attached files.
    """
    whole: set[str] = set(FIXED) | {bare(one) for one in also}
    values: dict[str, set[str]] = {}
    seen = set[object]()  # names and times stand there many times
    for path, value in leaves("", findings):
        leaf = (path, type(value), repr(value))
        if leaf in seen:
            continue
        seen.add(leaf)
        for form in written(path, value):
            values.setdefault(form, set()).add(path)
        if isinstance(value, str) and value not in seen:
            seen.add(value)
            whole.update(texts(value))
    kept = {text for text in whole if re.search(rf"\d|{_SPELLED}", text)}
    longest = sorted(kept, key=len, reverse=True)
    return Carried(
        texts=tuple(longest),
        joined="\n".join(longest),
        values={form: tuple(sorted(paths)) for form, paths in values.items()},
        lengths=frozenset(lengths(findings)),
    )


def numbers(printed: Sequence[str], by: Carried, *, covered: bool = False) -> Iterator[Found]:
    """Yield every number of a report that no recorded text covers.

    Args:
        printed: The text of each page.
        by: What the findings carry.
        covered: Whether to yield those too that a recorded text covers; they are told.
    """
    for page, text in enumerate(printed, 1):
        for one in _of_page(page, text, by):
            if covered or not one.covered:
                yield one


def untold(printed: Sequence[str], by: Carried) -> tuple[Found, ...]:
    """Return every number of a report that its findings do not carry."""
    return tuple(one for one in numbers(printed, by) if not one.told)


def _of_page(page: int, text: str, by: Carried) -> Iterator[Found]:
    covered = _covered(text, by.texts)
    structural = bytearray(len(text))
    for pattern, _ in STRUCTURE:
        for found in re.finditer(pattern, text):
            structural[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    for found in _TOKENS.finditer(text):
        start, stop = found.span()
        whole = all(covered[place] for place in range(start, stop) if not text[place].isspace())
        part = any(structural[start:stop])
        yield Found(
            page=page,
            text=found.group(),
            around=" ".join(text[max(0, start - 40) : stop + 30].split()),
            told=whole or part or _is_told(found, by) or _is_cut(text, start, stop, by),
            start=start,
            kind=found.lastgroup or "",
            structural=part,
            covered=whole,
        )


def _is_told(found: re.Match[str], by: Carried) -> bool:
    token = " ".join(found.group().split()).rstrip(",.-").casefold()
    if found.lastgroup == "named":
        return bare(token) in by.texts or token in by.values
    behind = " ".join(found.string[found.end() : found.end() + 60].split())
    if found.lastgroup in ("number", "word"):
        value = number(token)
        if re.match(LEFT_OUT, behind):
            return any(value + shown in by.lengths for shown in CAPS | by.lengths)
        token = token if found.lastgroup == "number" else str(value)
        noun = next((paths for words, paths in NOUNS if re.match(words, behind)), "")
        return any(re.search(noun, path) for path in by.values.get(token, ()))
    # `6 h` and `30 min` may be two cells beside each other.
    parts = re.findall(r"[\d,]+ \w+", token) if found.lastgroup == "lasting" else [token]
    return token in by.values or (bool(parts) and all(part in by.values for part in parts))


def _is_cut(text: str, start: int, stop: int, by: Carried) -> bool:
    """Return whether a number belongs to a carried text that the end of a page cuts in two."""
    forth = bare(text[start : stop + 2 * _BESIDE])[: len(bare(text[start:stop])) + _BESIDE]
    back = bare(text[max(0, start - 2 * _BESIDE) : stop])
    back = back[-len(bare(text[start:stop])) - _BESIDE :]
    return any(len(each) > _BESIDE and each in by.joined for each in (forth, back))


def _covered(text: str, texts_: Sequence[str]) -> bytearray:
    """Return for each character whether it is part of a text that is carried whole."""
    places = [place for place, char in enumerate(text) if not char.isspace()]
    packed = "".join(text[place].lower()[:1] for place in places)
    covered = bytearray(len(text))
    for one in texts_:
        start = packed.find(one)
        while start >= 0:
            stop = start + len(one)
            if _stands_alone(text, places[start], places[stop - 1]):
                for place in places[start:stop]:
                    covered[place] = 1
            start = packed.find(one, start + 1)
    return covered


def _stands_alone(text: str, first: int, last: int) -> bool:
    """Return whether a stretch begins and ends at the edge of a word or number."""
    before = text[first - 1] if first else " "
    after = text[last + 1] if last + 1 < len(text) else " "
    return not (before.isalnum() and text[first].isalnum()) and not (
        after.isalnum() and text[last].isalnum()
    )
