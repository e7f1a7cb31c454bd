"""Disguising: an analysis with every name replaced, from which all outputs are then made.

Names are replaced in the fields that hold them, by what the field means; the verdict and the
actions are then judged again from the replaced grounds, so their sentences are right by
construction. No renderer sees an original name: what it does not see it cannot print.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

import polars as pl

from forensics import advice, verdict
from forensics.case import Case
from forensics.editions import collecting, exhibits
from forensics.editions.fields import COLUMNS, VALUES, Meaning, Said
from forensics.editions.names import NameMap, draw
from forensics.editions.saying import WITHHELD, Speech, speech
from forensics.editions.walking import walk
from forensics.findings import CaseHeading, CustodyEntry, Findings, Incident
from forensics.knowing.vocabulary import VOCABULARY
from forensics.lean import is_text
from forensics.pipeline import Analysis
from forensics.reconstruct import Scene
from forensics.sources import CitedRecord, SecondReading
from forensics.standings import Check, Disagreement, Fact, HeldText, Quotation
from forensics.when.offsets import Offsets
from forensics.who.authority import Sites
from forensics.who.identities import Identities

TITLE: Final = "vendor edition"
_ARTICLE: Final = re.compile(r"kb/Q\d+\.TXT|library", re.IGNORECASE)
_TEXT: Final = re.compile(r"^(Article text )kb/.+?(: )")  # a remark on a file of kb/
_TIME: Final = re.compile(r"[0-9TZ:+. -]*")
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAMING: Final = ("the account is ", "the records have ")  # how facts of an account begin


def disguise(analysis: Analysis, case: Case, key: bytes) -> tuple[Analysis, NameMap]:
    """Return the analysis for the vendor edition, and the pseudonyms in it.

    Args:
        analysis: Of the case, as for the full edition.
        case: As declared; names in it are looked for too.
        key: Of the case; the same key gives the same pseudonyms.
    """
    findings, scene = analysis.findings, analysis.scene
    paths = exhibits.renamed([source.path for source in findings.sources])
    names = draw(
        collecting.names(analysis, case),
        paths,
        _roles(scene, findings),
        collecting.typed(case, scene.attempts),
        key,
    )
    mask = _Mask(names, speech(names), paths)
    changed = _judged(analysis, mask, walk(findings, mask.change, mask.own))
    return Analysis(findings=changed, scene=_scene(scene, mask)), names


def _roles(scene: Scene, findings: Findings) -> dict[str, tuple[str, ...]]:
    """Return first label of a machine's name -> its roles."""
    found: dict[str, tuple[str, ...]] = {}
    for edge in findings.edges:
        found.setdefault(edge.target.casefold().partition(".")[0], edge.roles)
    for machine, roles in scene.sites.roles.items():
        if roles:
            found[machine.partition(".")[0]] = roles
    return found


@dataclass(frozen=True, slots=True)
class _Mask:
    """What becomes of each text."""

    names: NameMap
    speech: Speech
    paths: Mapping[str, str]

    def change(self, held: Meaning, text: str) -> str:
        """Return what stands in place of a text, by what its field holds."""
        match held:
            case Said.COMPOSED:
                return self.speech.composed(_TEXT.sub(r"\1kb/…\2", text))
            case Said.RECORDED:
                return self.speech.recorded(text)
            case Said.WITHHELD:
                return WITHHELD if text.strip() else text
            case Said():
                return text
            case _:
                return self.name(text)

    def name(self, text: str) -> str:
        """Return the pseudonym of a name; every name of the case is in the map, or all fails."""
        return self.names.names[text] if text.strip() else text

    def own(self, noun: Any, field: str) -> Any:  # noqa: ANN401 - any noun of the findings
        """Return what stands in a field with a rule of its own."""
        match noun:
            case CaseHeading():
                return {"id": self.case(noun.id), "title": TITLE}.get(field, "")
            case CustodyEntry():
                return self.custody(noun, field)
            case CitedRecord():
                return self.values(noun.values)
            case Fact() if field == "values":
                return self.values_of(noun)
            case Fact() | Check():
                return self.shown(noun.shows)
            case _:
                return self.told(noun)

    def custody(self, entry: CustodyEntry, field: str) -> str:
        """Return the exhibit or the time of an entry; a time may be any text."""
        if field == "when":
            return entry.when if _TIME.fullmatch(entry.when) else WITHHELD
        return exhibits.mentioned(entry.exhibit, self.paths) or WITHHELD

    def case(self, own: str) -> str:
        """Return the pseudonym of the case itself."""
        return f"CASE-{self.names.lot.bits('case', own) % 1_000_000:06d}"

    def values(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values of a cited record."""
        return {
            name: self.change(VALUES.get(name, Said.RECORDED), text)
            for name, text in values.items()
        }

    def values_of(self, fact: Fact) -> tuple[str, ...]:
        """Return the values of a fact: words of the vocabulary, or names where it takes any."""
        known = VOCABULARY[fact.name].values if fact.name in VOCABULARY else ()
        return tuple(each if each in known else self.speech.recorded(each) for each in fact.values)

    def shown(self, shows: str) -> str:
        """Return what a fact shows: counts of things, but for two facts that begin with a name."""
        for head in _NAMING:
            if shows.startswith(head):
                account, sign, rest = shows.removeprefix(head).partition("; whether")
                return head + self.name(account) + sign + self.speech.plain(rest)
        return self.speech.plain(shows)

    def told(self, noun: SecondReading | HeldText | Quotation | Disagreement) -> Any:  # noqa: ANN401
        """Return what another reader says, or an article's text, of which a case may hold its own.

        Either may hold anything.
        """
        match noun:
            case SecondReading():
                return tuple(
                    self.speech.plain(_QUOTED.sub("(withheld)", each)) for each in noun.differences
                )
            case HeldText():
                return noun.where if _ARTICLE.fullmatch(noun.where) else "kb/…"
            case Quotation():
                return WITHHELD if self.speech.tells(noun.quoted) else noun.quoted
            case Disagreement():
                return WITHHELD if self.speech.tells(noun.article) else noun.article


def _judged(analysis: Analysis, mask: _Mask, findings: Findings) -> Findings:
    """Return the findings with verdicts and actions judged from the replaced grounds."""
    grounds = [_grounds(each, mask) for each in analysis.grounds]
    sources = findings.sources
    digest = "".join(f"{source.sha256}  {source.path}\n" for source in sources)
    findings = replace(findings, evidence_digest=sha256(digest.encode()).hexdigest())
    if not grounds:
        return findings
    pairs = zip(findings.incidents, grounds, strict=False)
    return replace(
        findings,
        verdict=verdict.judge(grounds[0]),
        actions=advice.actions(grounds[0]),
        incidents=tuple(_incident(*pair) for pair in pairs),
    )


def _grounds(grounds: verdict.Grounds, mask: _Mask) -> verdict.Grounds:
    """Return grounds with names replaced; the entries of the knowledge base have none."""
    changed = walk(replace(grounds, entries=()), mask.change, mask.own)
    return replace(changed, entries=grounds.entries)


def _incident(incident: Incident, grounds: verdict.Grounds) -> Incident:
    return replace(
        incident,
        verdict=verdict.judge(grounds),
        actions=advice.actions(grounds)[: len(incident.actions)],
    )


def _scene(scene: Scene, mask: _Mask) -> Scene:
    """Return a scene with the attempts and nothing else that could be printed."""
    attempts = scene.attempts
    return replace(
        scene,
        observations=scene.observations.clear(),
        attempts=attempts.with_columns(
            _column(attempts[name], mask)
            for name in attempts.columns
            if is_text(attempts[name].dtype)
        ),
        identities=Identities(
            shown={},
            domains={},
            tenures=scene.identities.tenures.clear(),
            bonds=(),
            sightings={},
            addresses=scene.identities.addresses.clear(),
        ),
        sites=Sites(roles={}, domain={}, declared=frozenset()),
        offsets=Offsets(),
    )


def _column(column: pl.Series, mask: _Mask) -> pl.Series:
    held = COLUMNS.get(column.name, Said.RECORDED)
    texts = column.unique().drop_nulls().to_list()
    changed = {text: new for text in texts if (new := mask.change(held, text)) != text}
    return column.replace(changed) if changed else column
