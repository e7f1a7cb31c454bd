"""Builds invented entries of the knowledge base, for tests that need no article."""

from typing import Any

from forensics.knowing.entries import Claim, Entry
from forensics.standings import Citation


def invented(
    requires: tuple[Claim, ...] = (),
    excludes: tuple[Claim, ...] = (),
    **words: Any,  # noqa: ANN401 - the other fields of an entry
) -> Entry:
    """Return an entry of an invented article Q1 with these claims."""
    plain: dict[str, Any] = {
        "id": "Q1",
        "kind": "article",
        "title": "An invented article",
        "nature": "defect",
        "explains": "cause",
        "symptoms": ("token-account-locked",),
        "status_class": "confirmed",
        "fixed_in": None,
        "warning": None,
        "citation": Citation(
            publisher="Invented", dated="2001-10-09", product="P", versions="1.0", sections=("A",)
        ),
        "cause": "A cause.",
        "status": "A status.",
        "resolution": None,
        "workaround": "A workaround.",
        "rivals": (),
        "examples": (),
    }
    return Entry(requires=requires, excludes=excludes, **{**plain, **words})
