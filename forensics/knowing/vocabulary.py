"""The vocabulary of facts: what can be known of a case, by fixed names, in one sentence each."""

from collections.abc import Mapping
from typing import Final

from forensics.case import Case
from forensics.errors import CaseError

OPERATOR: Final[Mapping[str, str]] = {
    "sms.version": "Version of Systems Management Server: 1.2, 2.0 or 2003.",
    "sms.service_pack": "Service pack of the SMS 2.0 site: RTM, SP1, SP2, SP3, SP4 or SP4HRP.",
    "sms.hardware_inventory": "Whether the hardware inventory agent is enabled: on or off.",
    "client.network_drives_in_path": "Network drives in the clients' system PATH: yes or no.",
    "client.subst_drives": "Letters put on network drives with subst: yes or no.",
    "client.nal_logging_bit_32": "NAL log verbosity holds bit 32 on the clients: yes or no.",
    "client.netware_redirector": "NetWare redirector: none, csnw or intranetware.",
    "client.drivers": "Drivers of the clients that search the PATH, by file name.",
    "program.software_installation_account": "Programs use that account: yes or no.",
}
"""Facts that the operator may state in `[facts]` of case.toml; SMS logs tell some of them too."""

_YES_NO: Final = ("yes", "no")
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "sms.version": ("1.2", "2.0", "2003"),
    "sms.service_pack": ("RTM", "SP1", "SP2", "SP3", "SP4", "SP4HRP"),
    "sms.hardware_inventory": ("on", "off"),
    "client.network_drives_in_path": _YES_NO,
    "client.subst_drives": _YES_NO,
    "client.nal_logging_bit_32": _YES_NO,
    "client.netware_redirector": ("none", "csnw", "intranetware"),
    "program.software_installation_account": _YES_NO,
}
"""The values that such a fact may have; one that is not listed here takes any text."""

REMARKED: Final[Mapping[str, str]] = {
    "sms.agents": "Client agents seen at work in SMS logs: apm, ccim, clisvc, cqmgr, hinv, sinv.",
    "sms.cycles": "Cycles seen in SMS logs: ccim-retry-60m, cqmgr, hinv, sinv.",
    "client.nal_logging": "Whether lines of NAL logging stand in a client's SMS log: seen.",
    "sms.caps_named": "Client Access Points that SMS logs name, as shares.",
}
"""Facts that only SMS logs show. Silence is not denial: a log holds 100 KB at most."""

OBSERVED: Final[Mapping[str, str]] = {
    "account.class": "The subject account's well-known name, or `other`.",
    "failure.outcomes": "What the failed attempts came to.",
    "target.roles": "Roles of the servers on which it failed.",
    "target.only_roles": "Whether these have no further role: `cap-or-dc-only` or `others`.",
    "client.presents": "What most put before the account: own-name, target-name or domain.",
    "logon.package": "Authentication family: ntlm or kerberos.",
    "policy.lockout": "Whether a lockout policy works on the account: yes or no.",
    "rhythm.period": "When clients return: 60 s, 15 min, 60 min, 23 h, daily, weekly or other.",
    "rhythm.onset_after_password_change": "Whether clients begin in the day after one: yes or no.",
    "rhythm.follows": "Bursts begin after: machine-start, machine-back, service-start or logon.",
    **REMARKED,
}
"""Facts that the evidence shows."""

VOCABULARY: Final = {**OBSERVED, **OPERATOR}


def check_declared(case: Case) -> None:
    """Refuse a fact that the vocabulary does not know.

    Raises:
        CaseError: Names the key and the known ones.
    """
    for name in case.facts:
        if name not in OPERATOR:
            known = ", ".join(OPERATOR)
            raise CaseError(
                f'{case.folder / "case.toml"}: [facts] "{name}": unknown fact; known are {known}'
            )
        options = OPTIONS.get(name, case.facts[name])
        for value in case.facts[name]:
            if value not in options:
                raise CaseError(
                    f'{case.folder / "case.toml"}: [facts] "{name}": "{value}" is none of its '
                    f"values; they are {', '.join(options)}"
                )
