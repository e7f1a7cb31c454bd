"""What the report says of its root: at the foot of every page, as a code, and how it is made."""

from dataclasses import dataclass

from forensics.figures.drawing import Figure
from forensics.narrative.views import Span, Text, say, strong
from forensics.sealing.code import code

_LEAF = r"printf '\000exhibit\000%s\000%s\000%s' PATH SIZE SHA256 | sha256sum"
_NODE = r"{ printf '\001'; printf %s%s LEFT RIGHT | xxd -r -p; } | sha256sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The root, wherever it stands; all of it empty where there is none."""

    foot: str
    code: Figure | None
    note: Text
    recipe: Text


def sealed(root: str) -> Sealed:
    """Return what is said of the root.

    Args:
        root: As `merkle.root` gives it, or `""`.
    """
    if not root:
        return Sealed(foot="", code=None, note=(), recipe=())
    return Sealed(
        foot=f"Root of evidence and findings {root}",
        code=code(root),
        note=say("The code holds the root at the foot of every page, see chapter 7."),
        recipe=_recipe(),
    )


def _recipe() -> Text:
    return say(
        strong("Root. "),
        "The root of a Merkle tree (RFC 6962, SHA-256) changes with any byte of any exhibit and of "
        "any file of data. By hand, with what the manifest.json inside report.pdf lists: a leaf "
        "for each exhibit, in order of path, is ",
        Span(_LEAF, "m"),
        ", one for each file, in order of name, the same with “file” for “exhibit”; neighbours "
        "are joined by ",
        Span(_NODE, "m"),
        ", level by level, until one is left; an odd last one goes up as it is.",
    )
