"""Chapter 7: what the words of this report mean by rule, and where it ends."""

from dataclasses import dataclass

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.narrative.carried import files
from forensics.narrative.common import other_policies, policy
from forensics.narrative.error_rates import Measured, measured
from forensics.narrative.nature import NATURES, STANDINGS
from forensics.narrative.views import Numbers, Text, inferred, say, strong

_OUTCOMES = (
    ("Bad password", "The password was checked and was wrong. Only these count towards a lockout."),
    (
        "Refused while locked",
        (
            "The account was already locked; the password was not checked. What Kerberos says of "
            "an account that is disabled, expired or locked (0x12) is one while all else shows "
            "that the lock lasted, and another failure at any other time."
        ),
    ),
    ("Unknown account", "The machine that was asked knows no account of that name."),
    ("Other failure", "It failed for a reason that is none of these, such as a logon right."),
    (
        "Incident",
        (
            "Failures and lockouts of one account in one account database; of one account name in "
            "several, where a client failed in both or one of them names no client; of five "
            "accounts or more of which one client sent more than half of each one's failures. A "
            "silence of more than eight days parts them; where no log covers it, that is no proof "
            "of silence. Failures without a lockout or a refusal are an incident only where they "
            "are of such several accounts, or where nothing weighs more."
        ),
    ),
    (
        "Period, strength",
        (
            "Failures with no silence of more than 90 s between them are a burst (20 s for a "
            "period of 60 s). Strength is the share of the times between the beginnings of bursts "
            "that are one, two or three periods, within a twentieth of a period; a third of these "
            "are one. A period is told from four bursts on where it has a name (eight where not), "
            "if three in five of those times are such, and four of them, or all of three. "
            "Of 23 hours and a day it is the one at which the bursts stand closer together."
        ),
    ),
    (
        "Begins after",
        (
            "At least three bursts, and three in five of a client's, begin within 10 minutes after "
            "different events of one kind; at most a third as many begin in the 10 minutes before; "
            "those minutes cover at most a fifth of the time between its first burst and its last; "
            "and bursts spread evenly would meet any of the compared events so often in less than "
            "one case of a thousand. Compared are starts of the client and of the machines it "
            "asks, starts of services that do not start with the client, logons of persons at it, "
            "and returns: its own account logs on after four hours without. What is not recorded "
            "is not denied."
        ),
    ),
    (
        "Silent",
        (
            "For more than an hour and more than three times the longest silence before, while the "
            "logs that recorded the client go on without a gap; told from five bursts on. A client "
            "that fails by chance looks so in 1 of 35 cases with five bursts, in fewer with more."
        ),
    ),
)
_LOCKOUTS = (
    ("Recorded", "A record of Windows says that the account was locked out (644, 4740)."),
    ("Inferred", "No such record; refusals while locked follow bad passwords."),
    (
        "Certain",
        (
            "Recorded; the policy is declared, or listed for this account database; every exhibit "
            "was read without damage; as many counted passwords are at hand as the threshold asks "
            "for; their last sender is known, Windows names no other caller, and no other client's "
            "bad password lies so near that the clocks of two machines, or the seconds of one log, "
            "cannot tell which came last. From the first counted password to the lockout the log "
            "of every machine that answers for the database, declared or seen, is at hand without "
            "a gap, and no recovered record lies there. For a domain these logs show failures that "
            "other servers passed on, and not several controllers of NT 4, each of which counts "
            "(Q185952, Q297157). No machine that may be a controller without being known as one "
            "splits the account between two names. What lies before the first counted password "
            "cannot have counted too: the account would have locked one password earlier; where "
            "an old password may not have counted, the logs are whole for one window more."
        ),
    ),
    ("Likely", "All counted passwords are at hand, and one of the other conditions is not met."),
    (
        "Possible",
        (
            "The threshold is not known or several are possible, a counted password is missing, a "
            "clock that was set or drifts leaves open what came before, or more bad passwords "
            "stand before the lockout than the policy would have let pass. On domains of Server "
            "2003 and later that may be since the last two passwords of an account do not count."
        ),
    ),
)
_MISSING = (
    (
        "Not found",
        (
            "A bad password that must have counted and is in no record. The likely reasons: a gap "
            "in a log, where the log of a machine that answers for the account does not cover the "
            "observation window, or is an export; a log is missing; no failures audited, where "
            "such a log covers that time and holds no failed logon of any account; unknown "
            "clocks, where another machine recorded bad passwords within 5 minutes outside that "
            "time; threshold inferred, which may be lower."
        ),
    ),
)
_CONFIDENCE = (
    (
        "High",
        (
            "A cause is supported and no other is left open; the policy is declared or listed, "
            "every lockout certain and every exhibit intact."
        ),
    ),
    ("Moderate", "A cause is supported, or every lockout is at least likely."),
    (
        "Low",
        (
            "There are lockouts, and neither is the case. No verdict is surer than the weakest "
            "check of its cause: one that rests on our reasoning from times, counts or majorities "
            "allows moderate, a mere hint low."
        ),
    ),
    ("None", "No lockout is recorded or inferred; nothing is concluded of one."),
)


_CAUSES = (
    (
        "Holds, fails",
        (
            "A check holds where the evidence or the analyst names what it asks for. It fails only "
            "where that would have been seen or was asked; anything else is unknown."
        ),
    ),
    ("Ruled out", "One check of the cause fails."),
    (
        "Supported",
        (
            "Every check holds, and every rival that would leave the same records, and to which "
            "this cause yields, is ruled out."
        ),
    ),
    ("Open", "Anything else. More knowledge closes what is open and turns no standing round."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Chapter 7; a definition is a word and its meaning."""

    outcomes: tuple[tuple[str, str], ...]
    lockouts: tuple[tuple[str, str], ...]
    confidence: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    natures: tuple[tuple[str, str], ...]
    policy: Text
    look: Text
    limits: tuple[str, ...]
    measured: Measured
    files: tuple[Text, ...]
    versions: Text


def method(findings: Findings, numbers: Numbers, binding: Binding) -> Method:
    """Return chapter 7."""
    return Method(
        outcomes=_OUTCOMES,
        lockouts=(*_LOCKOUTS, *_MISSING),
        confidence=_CONFIDENCE,
        causes=_CAUSES,
        readings=STANDINGS,
        natures=NATURES,
        policy=(*policy(findings.policy), *other_policies(findings)),
        look=_look(),
        limits=findings.limits,
        measured=measured(findings.error_rates, numbers),
        files=files(binding),
        versions=_versions(findings),
    )


def _look() -> Text:
    return say(
        "What a record states is printed plainly. ",
        inferred("What we infer is underlined with dots."),
        " Advice and reasoning of our own carry a mark that says so. A name is printed as "
        "recorded; a character that cannot be shown, or that would act without being seen, "
        "stands as its number, such as ‹U+202E›.",
    )


def _versions(findings: Findings) -> Text:
    tool = findings.tool
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(tool.libraries.items()))
    return say(
        strong("Software. "),
        f"{tool.name} {tool.version}" + (f" with {libraries}" if libraries else "") + ". "
        "The same evidence and the same versions give the same file, byte for byte. No network was "
        "used. Evidence set: ",
        f"SHA-256 {findings.evidence_digest}.",
    )
