"""What each played article should come to where its operator states everything, written by hand.

What a table does not name is supported alone. Where another cause may be supported beside it, or
the entry stays open, the reason stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a play should come to.

    Attributes:
        standing: Of its entry.
        beside: Causes that stay open with a cause that is open: the rivals that an expert names.
        also: Other causes that may be supported -> why both are true.
    """

    standing: str = "supported"
    beside: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)


_RECOVERY: Final = {
    "Q236052": "It tells how such clients are brought back: another article on the same story."
}

TABLE: Final[Mapping[str, Expected]] = {
    "Q227033": Expected(also=_RECOVERY),
    "Q227033 with a name that the site chose": Expected(also=_RECOVERY),
    "Q236052": Expected(
        also={"Q227033": "It tells why those clients were refused, once the change is known."}
    ),
    # Without a service pack the restarts of Q256123 leave the same records of the same account, and
    # no log denies that somebody changed the password; the System logs of the controllers may show.
    "Q238127 where a policy locks": Expected(standing="open", beside=("Q256123",)),
    # A rhythm that is not seen is not denied: CLIMONNT may have run in hours without a log. Task
    # Manager of the client shows which of the two programs runs.
    "Q230242": Expected(standing="open", beside=("Q191828",)),
    "Q184858": Expected(
        also={"Q191828": "The same program: it tells of the lockouts, and this one of records."}
    ),
    "Q256212": Expected(
        also={"general-local-account": "Metering presents a local account: the general case of it."}
    ),
    # Nobody fails in these worlds: no record tells whose account it is, and without a lockout it is
    # not known which logs would show that none failed. What looks alike stays open.
    "Q278345": Expected(standing="open"),
    "Q268169": Expected(standing="open"),
    "Q304016": Expected(standing="open"),
    # A refusal as a service leaves a 529 alone, which does not tell a deleted account from a wrong
    # password; there is no code beside it.
    "Q276564": Expected(standing="open"),
}


def expected(play: str) -> Expected:
    """Return what a play should come to."""
    return TABLE.get(play, Expected())
