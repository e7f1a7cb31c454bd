"""Facts of small invented incidents: what gathers them, and short ways to say them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest

from forensics.case import Case
from forensics.knowing import facts
from forensics.knowing.facts import Fact, Incident
from forensics.values import Locator
from tests.builders.security_classic import Classic, failed_529
from tests.ledger.small_site import TOKEN, analysed

Gather = Callable[[Case], dict[str, Fact]]


class _EnoughError(Exception):
    """Ends an analysis once its facts are gathered: weighing them takes as long again."""


BAD: Final = failed_529(TOKEN, "FIN-1", "FIN-1")
REFUSED: Final = failed_529(TOKEN, "FIN-1", "FIN-1", event_id=539)
CAP: Final = '[[host]]\nname = "LONCAP01"\nroles = ["cap"]\n'
DC: Final = '[[host]]\nname = "LONDC01"\nroles = ["dc"]\n'


def gatherer(monkeypatch: pytest.MonkeyPatch) -> Gather:
    """Return what analyses a case and gives the facts that its first incident is weighed by."""
    whole = facts.gather

    def gathered(case: Case) -> dict[str, Fact]:
        kept: list[dict[str, Fact]] = []

        def keep(case: Case, incident: Incident) -> dict[str, Fact]:
            kept.append(whole(case, incident))
            raise _EnoughError

        monkeypatch.setattr(facts, "gather", keep)
        with suppress(_EnoughError):
            analysed(case)
        return kept[0]

    return gathered


def events(*given: Classic) -> list[tuple[int, Classic]]:
    """Return the events, one each second."""
    return list(enumerate(given, 1))


def place(record: int, *, length: int = 188, source: str = "a.evt") -> Locator:
    """Return where a record stands that follows only its like; as long as a failure of TOKEN."""
    offset = 48 + length * (record - 1)
    return Locator(source=f"evidence/{source}", record=record, offset=offset, length=length)


def short(fact: Fact) -> tuple[tuple[str, ...], bool, str]:
    """Return what a fact says, and whether it is complete."""
    return fact.values, fact.complete, fact.shows


def told(fact: Fact) -> tuple[tuple[str, ...], bool, str]:
    """Return the values of a fact, whether it is complete, and how strong it is."""
    return fact.values, fact.complete, fact.strength


def numbers(fact: Fact) -> list[int]:
    """Return the numbers of the records that show a fact."""
    return [each.record for each in fact.evidence]
