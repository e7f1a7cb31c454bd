"""One case from its folder to its analysis: read, analyse, look whether the evidence stayed."""

from dataclasses import replace
from pathlib import Path

from forensics import ledger, quoting
from forensics.articles import held
from forensics.case import Case
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.events import event_table
from forensics.evidence.quarantine.asking import get_ready, rest
from forensics.knowing.knowledge import library
from forensics.pipeline import Analysis, analyse
from forensics.progress import Tell
from forensics.reading import hashing_again, read_exhibits, tool, unchanged
from forensics.selftest import rates


def investigate(
    case: Case,
    progress: Tell,
    articles: Path | None = None,
    engine: Engine = HERE,
    secret: bytes | None = None,
) -> Analysis:
    """Read and analyse the exhibits of a case, and look whether they stayed as they were.

    Args:
        case: Read from its folder.
        progress: Told what is under way.
        articles: The library of article texts to quote from, or None.
        engine: Where the evidence is read, and hashed once more beside the analysis.
        secret: Of the cache of what was read before; None reads all anew.
    """
    examined = read_exhibits(case, progress, engine, secret)
    if any(each.form == "evtx" for each in examined):
        get_ready()  # to read again what is cited, once that is known
    progress("analysing")
    hashed = hashing_again(examined, engine)
    table, entries, made_by = event_table(), library(), tool()
    same = dict.fromkeys((each.exhibit.path for each in examined), True)
    try:
        analysis = analyse(case, examined, same, table, entries, made_by)
        after = hashed()
        engine.rest()
        states = unchanged(examined, after)
        if states != same:
            analysis = analyse(case, examined, states, table, entries, made_by)
    finally:
        rest()  # also where the analysis is interrupted while they are asked beside it
    shelf = held.gather(case.folder, [entry.id for entry in entries], articles)
    findings = quoting.quote(analysis.findings, entries, shelf)
    told = replace(
        findings,
        sources=ledger.rehashed(findings.sources, after),
        error_rates=rates.quoted(),
    )
    return replace(analysis, findings=told)
