"""The patterns by which labels, headings and values are found in rendered messages.

Every pattern is one regular expression over a column, built from the wording of `messages_table`.
"""

import re
from functools import cache
from typing import Final

import polars as pl

from forensics.evidence.texts.messages_table import Wording

_BLANK: Final = r"[ \t\x{a0}\x{202f}]"
_LOST: Final = r"[?\x{fffd}Â]|â€¯"  # what exporters make of a no-break blank
_COLON: Final = rf"(?:{_BLANK}|{_LOST})*:"
_MARK: Final = "\x1e"  # stands for a heading; behind a line end, where no value begins
_WIDE: Final = r"(?:\s\s|\t)"  # what Snare leaves between the lines of a message
_HALF: Final = 2
_TELLING: Final = 600  # characters of a message that tell its language and how it was flattened


def plain(messages: pl.Series) -> pl.Series:
    r"""Return the messages with line ends as `\n`, whatever an agent wrote in their place.

    rsyslog shows control characters as `#015#012` and `#011`. A backslash with a letter is taken
    for a line end only in texts that hold `\r\n`, `\n\t` or `\n\n` so written and have no line
    end of their own, as `CORP\nina` is a name; `\t` only behind a colon or a line end.
    """
    frame = pl.DataFrame({"text": messages.str.replace_all("\r\n?", "\n")})
    text = pl.col("text")
    alone = ~text.str.contains("\n", literal=True)
    octal = (
        text.str.replace_all("#015", "", literal=True)
        .str.replace_all("#012", "\n", literal=True)
        .str.replace_all("#011", "\t", literal=True)
    )
    escaped = (
        text.str.replace_all(r"(?:\\r)?\\n", "\n")
        .str.replace_all(r"(?m)^ *(?:\\t)+", "\t")
        .str.replace_all(r":\s*(?:\\t)+", ":\t")
    )
    return frame.select(
        pl.when(alone & text.str.contains(r"#01[12]"))
        .then(octal)
        .when(alone & text.str.contains(r"\\r\\n|\\n\\[nt]"))
        .then(escaped)
        .otherwise(text)
        .str.strip_chars()
    ).to_series()


def labels_shown(texts: pl.Series, wording: Wording) -> pl.Series:
    """Return how many labels and headings of a wording the beginning of each message holds."""
    every = rf"(?:^|\s)(?:{_alternatives(_all(wording))}){_COLON}"
    return texts.str.slice(0, _TELLING).str.count_matches(every)


def in_lines(texts: pl.Series, wording: Wording) -> pl.Series:
    """Return the messages with every label on a line of its own, and every heading alone."""
    every = _alternatives(_all(wording))
    flat = ~texts.str.contains("\n", literal=True)
    begin = texts.str.slice(0, _TELLING)
    wide = begin.str.count_matches(rf"{_WIDE}(?:{every}){_COLON}")
    known = begin.str.count_matches(rf"\s(?:{every}){_COLON}")
    much = flat & (wide * _HALF >= known)
    texts = _only(texts, much, _WIDE, wording)
    return _only(texts, flat & ~much, r"\s", wording)


def _only(texts: pl.Series, where: pl.Series, lead: str, wording: Wording) -> pl.Series:
    """Cut the messages `where` at what this lead comes before."""
    rows = where.arg_true()
    if not len(rows):
        return texts
    cut = pl.select(_cut(pl.lit(texts.gather(rows)), lead, wording)).to_series()
    return texts.clone().scatter(rows, cut)


def _cut(text: pl.Expr, lead: str, wording: Wording) -> pl.Expr:
    """Break one line before every label, heading and tail with this lead, and behind headings."""
    broken = text.str.replace_all(
        rf"{lead}((?:{_alternatives(_all(wording))}){_COLON})", "\n$1"
    ).str.replace_all(rf"\s({_alternatives(wording.tails)})", "\n$1")
    headings = _headings(wording)
    if not headings:
        return broken
    return broken.str.replace_all(rf"(?m)^((?:{_alternatives(headings)}){_COLON})\s*", "$1\n")


def headings_marked(texts: pl.Series, wording: Wording) -> pl.Series:
    """Return messages in lines with a mark and its place in the wording for each heading."""
    for place, section in enumerate(wording.sections):
        if section.headings:
            own = _alternatives(section.headings)
            texts = texts.str.replace_all(
                rf"(?m)^{_BLANK}*(?:{own}){_COLON}{_BLANK}*$", f"\n{_MARK}{place}\n"
            )
    return texts


def section_texts(marked: pl.Series, places: list[int]) -> dict[int, pl.Series]:
    """Return the text of the first section of each place, up to the next; null for none."""
    ours = marked.str.count_matches(f"(?m)^{_MARK}")
    if (marked.str.count_matches(_MARK) == ours).all():  # no value holds a mark
        text = f"([^{_MARK}]*)"  # says the same, and is much quicker
    else:
        text = rf"((?s:.*?))(?:\n{_MARK}|\z)"
    return {place: marked.str.extract(rf"\n{_MARK}{place}\n{text}") for place in places}


@cache
def value(labels: tuple[str, ...]) -> str:
    """Return the pattern whose first group is the value behind the first of these labels."""
    return rf"(?m)^{_BLANK}*(?:{_alternatives(labels)}){_COLON}{_BLANK}*(.*?){_BLANK}*$"


@cache
def begins(labels: tuple[str, ...]) -> str:
    """Return the pattern of a line that begins with one of these labels, without a group."""
    return rf"(?m:^{_BLANK}*(?:{_alternatives(labels)}){_COLON})"


def _labels(wording: Wording) -> tuple[str, ...]:
    return tuple(
        label
        for section in wording.sections
        for label in (*section.others, *(each for _, several in section.labels for each in several))
    )


def _headings(wording: Wording) -> tuple[str, ...]:
    return tuple(heading for section in wording.sections for heading in section.headings)


def _all(wording: Wording) -> tuple[str, ...]:
    return (*_labels(wording), *_headings(wording))


def _alternatives(words: tuple[str, ...]) -> str:
    """Return words as alternatives, the longest first, so that none is cut short by another."""
    return "|".join(_loose(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def _loose(word: str) -> str:
    """Return the pattern of a word or phrase, tolerant of what exporters do to it."""
    return "".join(_loose_letter(letter) for letter in word)


def _loose_letter(letter: str) -> str:
    if letter == " ":
        return f"{_BLANK}+"
    if letter in "'’":
        return "(?:['’`\\x{b4}]|â€™|[?\\x{fffd}]{1,3})"
    if letter.isascii():
        return re.escape(letter)
    misread = letter.encode("utf-8").decode("cp1252", "replace")
    return rf"(?:{letter}|[?\x{{fffd}}]{{1,2}}|{re.escape(misread)})"
