"""The words of the invented findings: case, verdict, articles, actions and limits."""

from dataclasses import replace
from typing import Any, Final

from forensics.findings import Action, CaseHeading, Tool, Verdict
from forensics.occurrences import Unlock
from forensics.standings import Check, Citation, Diagnosis, Fact
from forensics.values import NOT_RECORDED
from tests.builders.scripted import ACCOUNT, Try, at, locator

HEADING: Final = CaseHeading(
    id="SR-2001-10417",
    title="SMSCliToknAcct& lockouts, site LON (invented)",
    timezone="Europe/London",
    complaint="Software distribution at site LON fails on and off",
    ticket="INC0042",
    customer="Northwind Traders (invented)",
    analyst="A. Example",
    organisation="Example Support",
    window_from=at(0),
    window_to=NOT_RECORDED,
)


TOOL: Final = Tool(
    name="lockout-forensics",
    version="0.0",
    libraries={"evtx": "0.14", "networkx": "3.6", "polars": "2.1", "weasyprint": "70.0"},
)


VERDICT: Final = Verdict(
    headline="SMSCliToknAcct& is being locked out on all four Client Access Points",
    statement=(
        "10 of 17 SMS clients log on to the CAPs with their own local SMSCliToknAcct& password. "
        "The CAPs hold a different password for that name, count five failures and lock the "
        "account. This is the problem that Microsoft confirms in Q299352."
    ),
    kb="Q299352",
    confidence="high",
    because=(
        "Every check of the article holds in the evidence.",
        "One other article stays open until the service pack is known.",
    ),
    nature="defect",
)


_CITATION: Final = Citation(
    publisher="Microsoft Knowledge Base",
    dated="12 August 2002",
    product="Systems Management Server 2.0",
    versions=":2.0",
    sections=("SYMPTOMS", "CAUSE", "STATUS"),
)


_FIRST: Final = Try(at=6 * 3_600 + 5 * 60, client="FIN-429", target="LONDC01")


def check(claim: str, truth: str, shows: str, origin: str = "article", obtain: str = "") -> Check:
    """Return one invented check."""
    return Check(
        asks="requires",
        fact="target.roles",
        claim=claim,
        origin=origin,
        truth=truth,
        strength="none" if truth == "unknown" else "high",
        shows=shows,
        because="The article limits itself to this.",
        obtain=obtain,
        evidence=(locator(_FIRST),) if truth == "holds" else (),
    )


def diagnosis(
    kb: str,
    title: str,
    standing: str,
    checks: tuple[Check, ...],
    **words: Any,  # noqa: ANN401
) -> Diagnosis:
    """Return one invented diagnosis; `words` are its other fields."""
    plain: dict[str, Any] = {
        "kind": "article",
        "explains": "cause",
        "symptoms": ("token-account-locked",),
        "waits_for": (),
        "citation": _CITATION,
        "status_class": "confirmed",
        "fixed_in": None,
        "resolution": None,
        "workaround": None,
        "warning": None,
    }
    return Diagnosis(kb=kb, title=title, standing=standing, checks=checks, **{**plain, **words})


DIAGNOSES: Final = (
    diagnosis(
        kb="Q299352",
        title="The SMSCliToknAcct& account may be locked out",
        standing="supported",
        checks=(
            check("The account is SMSCliToknAcct&", "holds", "All 17 lockouts name this account."),
            check("The server is a CAP", "holds", "All four servers are listed as CAPs."),
            check("Failed logons appear as event 529", "holds", "Bad passwords on every CAP."),
            check("A lockout policy is in use", "holds", "Declared: 5 in 30 min.", "derived"),
        ),
        cause=(
            "Each SMS client keeps a local account of this name. At times it uses that account to "
            "connect to a CAP, where an account of the same name has another password."
        ),
        status="Microsoft has confirmed the problem.",
    ),
    diagnosis(
        kb="Q231399",
        title="SMSCliToknAcct& and SMSCliSvcAcct& may be locked out",
        standing="open",
        checks=(
            check("The account is SMSCliToknAcct&", "holds", "All 17 lockouts name this account."),
            check(
                "The site has no service pack",
                "unknown",
                "Nothing in the evidence names the service pack.",
                obtain="The version of the site server and of one client.",
            ),
        ),
        citation=replace(_CITATION, dated="6 August 2002"),
        cause="Client services use local accounts to reach CAPs and distribution points.",
        status="Confirmed.",
        status_class="fixed",
        fixed_in="SMS 2.0 Service Pack 1",
        resolution="Service Pack 1 for SMS 2.0.",
        workaround="Lockouts are switched off.",
    ),
    diagnosis(
        kb="Q232653",
        title="Account locked out while hardware inventory is enabled",
        standing="ruled-out",
        checks=(
            check("Hardware inventory is on", "fails", "Declared off in case.toml."),
            check("Targets hold mapped drives", "unknown", "Not shown.", obtain="The drive list."),
        ),
        citation=replace(_CITATION, dated="25 June 2000"),
        cause="Inventory lists network drives as the local account.",
        status="Confirmed.",
        status_class="fixed",
        fixed_in="SMS 2.0 Service Pack 2",
        resolution="Service Pack 2.",
    ),
)


FACTS: Final = (
    Fact(
        name="account.class",
        values=("SMSCliToknAcct&",),
        complete=True,
        shows="the account is SMSCliToknAcct&",
        evidence=(locator(_FIRST),),
    ),
    Fact(name="sms.service_pack", values=(), complete=False, shows="not stated"),
)


ACTIONS: Final = (
    Action(
        text="Do not only unlock the account: it locks again after five failures.", origin="ours"
    ),
    Action(
        text="Repair FIN-429 and HR-725 first; alone they account for 13 lockouts.", origin="ours"
    ),
    Action(text="Quote Q299352 in the support case and attach this PDF.", origin="ours"),
    Action(text="Obtain the version of the site server and of one client.", origin="ours"),
    Action(text="Bring the site to Service Pack 1 or later.", origin="article"),
)


LIMITS: Final = (
    "The client name is what the client itself said; it can be wrong.",
    "Where auditing was off, nothing was recorded; silence is not proof.",
)


UNLOCK: Final = Unlock(
    time=at(30_000), account=ACCOUNT, authority="LONCAP01", by="LONDOM\\admin", evidence=()
)
