"""Fields: what each text of the findings holds, by the name of its field.

A test walks all nouns of the findings and asks that every field with a text is thought of here.
What is thought of by mistake as kept is still searched for before anything is written.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from forensics.editions.pieces import Kind


class Said(Enum):
    """Texts that are no names.

    Attributes:
        KEPT: Words of the program or of the knowledge base, closed lists, numbers, hashes.
        COMPOSED: Our sentence on this case: names in it are replaced, and a sentence in which a
            name could be taken for a word of ours is left out.
        RECORDED: A value as recorded that is rarely a name: names in it are replaced.
        WITHHELD: Typed by the analyst, or bytes of the evidence: left out.
        OWN: Has a rule of its own in `disguise.py`.
    """

    KEPT = "kept"
    COMPOSED = "composed"
    RECORDED = "recorded"
    WITHHELD = "withheld"
    OWN = "own"


Meaning = Kind | Said

_HOSTS: Final = (
    *("client", "target", "host", "hosts", "caller", "tripped_by", "unordered", "too_far"),
    *("reference", "without_log", "smallest_fix", "group", "subnet"),
)
_ACCOUNTS: Final = ("account", "accounts", "others", "by")
_DOMAINS: Final = ("authority", "authorities", "domain")
_COMPOSED: Final = (
    *("headline", "statement", "support", "limits", "remark", "expected", "found", "reason"),
    *("missing", "text", "shows"),
)
_KEPT: Final = (
    # the program, its hashes and its words
    *("version", "libraries", "sha256", "sha256_after", "evidence_digest", "format", "state"),
    *("states", "id", "numbering", "chunks", "confidence", "nature", "standing", "kind"),
    *("method", "basis"),
    *("curve_order", "what", "costs", "article", "origin", "roles", "target_basis", "incident"),
    *("certainty", "until_basis", "caller_agrees", "reasons", "doubts", "lockout", "outcome"),
    *("period", "compared", "ending", "ref", "meaning", "second_readers", "reader", "observable"),
    *("apart", "lockouts", "strength", "truth", "asks", "fact", "claim", "obtain", "assumed"),
    *("sign", "timezone", "utc_offset", "maybe", "can_mean", "does_not_show", "collect"),
    # the knowledge base
    *("kb", "title", "explains", "symptoms", "waits_for", "cause", "status", "status_class"),
    *("fixed_in", "resolution", "workaround", "warning", "publisher", "dated", "product"),
    *("versions", "sections", "between", "rules_out", "differs", "because"),
    *("articles_elsewhere", "general_elsewhere", "entry", "section", "name"),
)
_BY_NAME: Final[Mapping[str, Meaning]] = {
    **dict.fromkeys(_HOSTS, Kind.HOST),
    **dict.fromkeys(_ACCOUNTS, Kind.ACCOUNT),
    **dict.fromkeys(_DOMAINS, Kind.DOMAIN),
    **dict.fromkeys(("path", "source", "where"), Kind.PATH),
    **dict.fromkeys(_COMPOSED, Said.COMPOSED),
    **dict.fromkeys(("provider", "service", "claims"), Said.RECORDED),
    **dict.fromkeys(_KEPT, Said.KEPT),
}
_BY_NOUN: Final[Mapping[tuple[str, str], Meaning]] = {
    **{
        ("CaseHeading", name): Said.OWN
        for name in ("title", "complaint", "ticket", "customer", "analyst", "organisation")
    },
    **dict.fromkeys((("CustodyEntry", "who"), ("CustodyEntry", "action")), Said.WITHHELD),
    ("CaseHeading", "id"): Said.OWN,
    ("CustodyEntry", "exhibit"): Said.OWN,
    ("CustodyEntry", "when"): Said.OWN,
    ("CitedRecord", "values"): Said.OWN,
    ("Fact", "values"): Said.OWN,
    ("Answer", "values"): Said.KEPT,
    ("Fact", "shows"): Said.OWN,
    ("Check", "shows"): Said.OWN,
    ("SecondReading", "differences"): Said.OWN,
    ("Quotation", "quoted"): Said.OWN,
    ("Disagreement", "article"): Said.OWN,
    ("HeldText", "where"): Said.OWN,
    ("Source", "set_aside_by"): Said.KEPT,
    ("ExhibitTally", "set_aside_by"): Said.KEPT,
    ("Client", "name"): Kind.HOST,
    ("Rest", "of"): Said.KEPT,
    ("Carrier", "source"): Kind.HOST,
    # Machines or domains, all recorded elsewhere too, where it is told which.
    ("Occasion", "host"): Kind.ACCOUNT,
    ("Tie", "names"): Kind.ACCOUNT,
    ("Tie", "shown"): Kind.ACCOUNT,
    ("Tie", "reason"): Said.KEPT,
    ("RuleTally", "reason"): Said.KEPT,
    ("Verdict", "because"): Said.COMPOSED,
    ("Recognised", "because"): Said.COMPOSED,
    **{("ErrorRates", name): Said.KEPT for name in ("corpus", "date", "kinds")},
    **{("ErrorRate", name): Said.KEPT for name in ("subject", "least_found", "least_right")},
}

VALUES: Final[Mapping[str, Meaning]] = {
    **dict.fromkeys(("workstation", "address", "caller", "via", "host"), Kind.HOST),
    **dict.fromkeys(("account", "by", "was", "became"), Kind.ACCOUNT),
    **dict.fromkeys(("domain", "by_domain"), Kind.DOMAIN),
    "sid": Kind.SID,
    "said": Said.WITHHELD,
    **dict.fromkeys(
        ("logon_type", "status", "substatus", "threshold", "window", "duration", "unit"), Said.KEPT
    ),
}
"""What the values of a cited record hold, by the names of `events.FIELDS`; others are RECORDED."""

COLUMNS: Final[Mapping[str, Meaning]] = {
    **VALUES,
    **dict.fromkeys(
        (
            *("recorder", "caller_name", "via_name", "client", "authority_host", "target"),
            "machine",
        ),
        Kind.HOST,
    ),
    **dict.fromkeys(("domain_name", "authority"), Kind.DOMAIN),
    "account_key": Kind.ACCOUNT,
    **dict.fromkeys(
        (
            *("kind", "witness", "outcome", "target_basis", "presents", "fate", "clock"),
            "incident",
        ),
        Said.KEPT,
    ),
}
"""What the columns of the attempts and of the observations hold; others are RECORDED."""


def meaning(noun: str, field: str) -> Meaning | None:
    """Return what a field of a noun of the findings holds, or None where nobody thought of it."""
    return _BY_NOUN.get((noun, field), _BY_NAME.get(field))
