"""Quoting: what the held texts of articles say, word for word, and where they differ from us.

Only articles that chapter 4 shows with all their checks are quoted; every text that is held is
compared with our entry.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forensics.articles.comparing import disagreements
from forensics.articles.held import Held, Shelf
from forensics.findings import Findings
from forensics.knowing import leading
from forensics.knowing.entries import Entry
from forensics.standings import Diagnosis, HeldText, Quotation

QUOTED: Final = ("CAUSE", "STATUS", "RESOLUTION", "WORKAROUND")
"""Sections that are quoted; as Q231399 shows, a remedy may stand in another one."""


def quote(findings: Findings, entries: Sequence[Entry], shelf: Shelf) -> Findings:
    """Return the findings with what the held texts say; texts that are no good are told of."""
    by_id = {entry.id: entry for entry in entries}
    shown = {each.kb for each in leading.shown(findings.diagnoses)}
    return replace(
        findings,
        diagnoses=tuple(
            _beside(each, by_id[each.kb], shelf.texts[each.kb], shown=each.kb in shown)
            if each.kb in shelf.texts
            else each
            for each in findings.diagnoses
        ),
        limits=(
            *findings.limits,
            *(f"Article text {each.where}: {each.says}." for each in shelf.remarks),
        ),
    )


def _beside(weighed: Diagnosis, entry: Entry, held: Held, *, shown: bool) -> Diagnosis:
    return replace(
        weighed,
        held=HeldText(
            where=held.where,
            sha256=held.sha256,
            quotations=tuple(
                Quotation(section=each.heading, quoted=each.text.strip())
                for each in held.article.sections
                if shown and each.heading in QUOTED
            ),
            disagreements=disagreements(entry, held.article),
        ),
    )
