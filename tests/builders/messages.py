"""Rendered messages of security events, as Windows lays them out and as agents flatten them.

The layouts are those of Windows: a sentence, a blank line, then sections of lines that begin with a
tab, labels and values apart by tabs. All values are invented.
"""

import re
from collections.abc import Mapping
from typing import Final

from forensics.evidence.texts.messages_table import Wording

FAILED_4625: Final = """An account failed to log on.

Subject:
\tSecurity ID:\t\tS-1-0-0
\tAccount Name:\t\tFILE1$
\tAccount Domain:\t\tEXAMPLE
\tLogon ID:\t\t0x3E7

Logon Type:\t\t\t3

Account For Which Logon Failed:
\tSecurity ID:\t\tS-1-0-0
\tAccount Name:\t\t{account}
\tAccount Domain:\t\t{domain}

Failure Information:
\tFailure Reason:\t\tUnknown user name or bad password.
\tStatus:\t\t\t0xC000006D
\tSub Status:\t\t0xC000006A

Process Information:
\tCaller Process ID:\t0x0
\tCaller Process Name:\t-

Network Information:
\tWorkstation Name:\tPC7
\tSource Network Address:\t::ffff:192.0.2.7
\tSource Port:\t\t0

Detailed Authentication Information:
\tLogon Process:\t\tNtLmSsp\x20
\tAuthentication Package:\tNTLM
\tTransited Services:\t-
\tPackage Name (NTLM only):\t-
\tKey Length:\t\t0

This event is generated when a logon request fails. It is generated on the computer where access \
was attempted."""
"""4625 in English; `account` and `domain` are left open."""

FAILED_4625_DE: Final = """Fehler beim Anmelden eines Kontos.

Antragsteller:
\tSicherheits-ID:\t\tNULL SID
\tKontoname:\t\t-
\tKontodomäne:\t\t-
\tAnmelde-ID:\t\t0x0

Anmeldetyp:\t\t\t3

Konto, für das die Anmeldung fehlgeschlagen ist:
\tSicherheits-ID:\t\tNULL SID
\tKontoname:\t\t{account}
\tKontodomäne:\t\t{domain}

Fehlerinformationen:
\tFehlerursache:\t\tUnbekannter Benutzername oder ungültiges Kennwort.
\tStatus:\t\t\t0xC000006D
\tUnterstatus::\t\t0xC000006A

Prozessinformationen:
\tAufrufprozess-ID:\t0x0
\tAufrufprozessname:\t-

Netzwerkinformationen:
\tArbeitsstationsname:\tPC7
\tQuellnetzwerkadresse:\t::ffff:192.0.2.7
\tQuellport:\t\t0

Detaillierte Authentifizierungsinformationen:
\tAnmeldeprozess:\t\tNtLmSsp\x20
\tAuthentifizierungspaket:\tNTLM
\tÜbertragene Dienste:\t-
\tPaketname (nur NTLM):\t-
\tSchlüssellänge:\t\t0

Dieses Ereignis wird beim Fehlschlagen einer Anmeldeanforderung generiert."""
"""4625 in German, with the two colons that German Windows writes."""

FAILED_4625_FR: Final = """Échec d’ouverture de session d’un compte.

Sujet\u202f:
\tID de sécurité\u202f:\t\tNULL SID
\tNom du compte\u202f:\t\t-
\tDomaine du compte\u202f:\t\t-
\tID d’ouverture de session\u202f:\t\t0x0

Type d’ouverture de session\u202f:\t\t\t3

Compte pour lequel l’ouverture de session a échoué\u202f:
\tID de sécurité\u202f:\t\tNULL SID
\tNom du compte\u202f:\t\t{account}
\tDomaine du compte\u202f:\t\t{domain}

Informations sur l’échec\u202f:
\tRaison de l’échec\u202f:\t\tNom d’utilisateur inconnu ou mot de passe incorrect.
\tÉtat\u202f:\t\t\t0xC000006D
\tSous-état\u202f:\t\t0xC000006A

Informations sur le processus\u202f:
\tID du processus de l’appelant\u202f:\t0x0
\tNom du processus de l’appelant\u202f:\t-

Informations sur le réseau\u202f:
\tNom de la station de travail\u202f:\tPC7
\tAdresse du réseau source\u202f:\t::ffff:192.0.2.7
\tPort source\u202f:\t\t0

Informations détaillées sur l’authentification\u202f:
\tProcessus d’ouverture de session\u202f:\t\tNtLmSsp\x20
\tPackage d’authentification\u202f:\tNTLM
\tServices en transit\u202f:\t-
\tNom du package (NTLM uniquement)\u202f:\t-
\tLongueur de la clé\u202f:\t\t0

Cet événement est généré lors d’un échec de demande d’ouverture de session."""
"""4625 in French, with narrow no-break spaces and curved apostrophes."""

FAILED_529: Final = """Logon Failure:
 \tReason:\t\tUnknown user name or bad password
 \tUser Name:\t{account}
 \tDomain:\t\t{domain}
 \tLogon Type:\t3
 \tLogon Process:\tNtLmSsp\x20
 \tAuthentication Package:\tNTLM
 \tWorkstation Name:\tPC7"""
"""529 of NT 4 and 2000."""

MORE_OF_2003: Final = """
 \tCaller User Name:\t-
 \tCaller Domain:\t-
 \tCaller Logon ID:\t-
 \tCaller Process ID:\t-
 \tTransited Services:\t-
 \tSource Network Address:\t192.0.2.7
 \tSource Port:\t0"""
"""What Server 2003 adds to 529."""


def rendered(wording: Wording, values: Mapping[str, str], turn: int = 0) -> str:
    """Return the message of `values`, by name, in one wording.

    `turn` says which of several wordings of a heading or a label is used.
    """
    lines = ["A sentence about what happened."]
    for section in wording.sections:
        if section.headings:
            lines += ["", f"{_of(section.headings, turn)}:"]
        lines += [f"\t{_of(labels, turn)}:\t{values[name]}" for name, labels in section.labels]
    return "\n".join([*lines, "", f"{wording.tails[0]} and what follows."])


def _of(wordings: tuple[str, ...], turn: int) -> str:
    return wordings[turn % len(wordings)]


def windows(message: str) -> str:
    """Return the message with line ends as Windows has them."""
    return message.replace("\n", "\r\n")


def snare(message: str) -> str:
    """Return the message on one line as Snare writes it: two blanks for a line end, one a tab."""
    return windows(message).replace("\r\n", "  ").replace("\t", " ")


def single_blanks(message: str) -> str:
    """Return the message on one line with single blanks, as eventlog-to-syslog writes it."""
    return re.sub(r"[ \t\r\n]+", " ", message).strip()


def octal(message: str) -> str:
    """Return the message on one line as rsyslog shows control characters."""
    return windows(message).replace("\r\n", "#015#012").replace("\t", "#011")


def escaped(message: str) -> str:
    r"""Return the message on one line with `\r\n` and `\t` spelt out."""
    return windows(message).replace("\r\n", r"\r\n").replace("\t", r"\t")
