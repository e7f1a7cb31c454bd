"""An invented table of hypotheses for the invented findings."""

from dataclasses import replace
from typing import Any, Final

from forensics.standings import Carrier, Ground, Hypothesis
from tests.builders.scripted import Try, locator

_FIRST: Final = Try(at=6 * 3_600 + 5 * 60, client="FIN-429", target="LONDC01")


def ground(sign: str, shows: str) -> Ground:
    """Return one invented ground, shown by one record."""
    return Ground(sign=sign, shows=shows, evidence=(locator(_FIRST),))


def reading(name: str, standing: str, **changes: Any) -> Hypothesis:  # noqa: ANN401 - the fields of Hypothesis
    """Return one invented reading of 85 bad passwords."""
    plain = Hypothesis(
        name=name,
        standing=standing,
        supports=(),
        opposes=(),
        missing=(),
        nature="undetermined",
        carriers=(),
        of=85,
    )
    return replace(plain, **changes)


HYPOTHESES: Final = (
    reading(
        "credential",
        "speaks for",
        supports=(
            ground("own-name", "340 of 340 failures give the client's own name as the domain."),
            ground("keeps-time", "11 of 17 sources return at equal intervals (60 min)."),
        ),
        missing=("What is stored on the sources is in no log. Obtain it from them.",),
        nature="defect",
        carriers=(Carrier(source="FIN-429", sent=40), Carrier(source="HR-725", sent=20)),
    ),
    reading("person", "cannot be told", missing=("12 failures tell no logon type.",)),
    reading("task-or-service", "nothing seen", nature="defect"),
    reading(
        "many-accounts",
        "both",
        supports=(ground("accounts", "1 of 17 sources failed with 3 accounts."),),
        opposes=(ground("shared", "1 of 17 sources had logged on with 4 accounts before."),),
        nature="attack",
    ),
    reading(
        "many-sources",
        "speaks against",
        opposes=(ground("own-name", "340 of 340 failures give the client's own name."),),
        nature="attack",
    ),
    reading("guessed", "nothing seen", nature="attack"),
)
