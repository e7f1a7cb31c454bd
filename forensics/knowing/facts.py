"""Facts: what the evidence and the operator say about the subject account, by fixed names.

A fact has values and is complete or not. Only a complete fact can fail a claim: silence is not
denial. What the vocabulary does not name cannot be claimed by a knowledge entry. The rooms in
`told/` compute them, each its own names; here they are put together.
"""

from forensics.case import Case
from forensics.knowing import remarks
from forensics.knowing.told import (
    accounts,
    auditing,
    beside,
    changes,
    clients,
    failures,
    locked,
    logons,
    places,
    stated,
)
from forensics.knowing.told.ground import Incident
from forensics.knowing.vocabulary import OPERATOR, VOCABULARY
from forensics.standings import Fact

__all__ = ["Fact", "Incident", "gather"]


def gather(case: Case, incident: Incident) -> dict[str, Fact]:
    """Return every fact of the vocabulary, by name and in its order."""
    told = remarks.told(incident.remarks)
    seen = (
        *accounts.facts(case, incident),
        *changes.facts(incident),
        *failures.facts(incident),
        *places.facts(case, incident, told),
        *clients.facts(incident),
        *logons.facts(incident),
        *locked.facts(incident),
        *auditing.facts(incident),
        *stated.rhythms(incident),
        *beside.facts(incident),
    )
    found = {fact.name: fact for fact in seen}
    for name, term in VOCABULARY.items():
        if name not in found and (name in told or term.told_by == ("sms-logs",)):
            found[name] = stated.remarked(incident, name, told.get(name))
    known = {name: stated.held(case, name, found.get(name)) for name in OPERATOR}
    return {name: known.get(name) or found[name] for name in VOCABULARY}
