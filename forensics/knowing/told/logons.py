"""Logons: type, logon process and package of the failures."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.knowing import packages
from forensics.knowing.told.ground import Incident, all_named, some
from forensics.lean import as_text
from forensics.standings import Fact

# Q174073, and since Windows 2000 the last four (reference of events 528 and 4624).
_TYPES: Final[Mapping[str, str]] = {
    "2": "interactive",
    "3": "network",
    "4": "batch",
    "5": "service",
    "6": "proxy",
    "7": "unlock",
    "8": "cleartext",
    "9": "new-credentials",
    "10": "remote",
    "11": "cached",
}
# Q174073; NCPSrv is seen in Q150530, NtLmSsp and Kerberos since Windows 2000.
_PROCESSES: Final[Mapping[str, str]] = {
    "ncpsrv": "ncpsrv",
    "scmgr": "scmgr",
    "user32": "winlogon",
    "winlogon": "winlogon",
    "winlogon\\msgina": "winlogon",
    "advapi": "advapi",
    "ksecdd": "ksecdd",
    "ntlmssp": "ntlmssp",
    "kerberos": "kerberos",
    "iis": "iis",
    "inetinfo.exe": "iis",
    "lan manager workstation service": "lan-manager-workstation",
}
_OTHER: Final = "other"


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `logon.types`, `logon.processes` and `logon.package`.

    Complete where every failure names one and no exhibit is damaged: then no other was used in what
    these machines recorded.
    """
    return (
        _told(incident, "logon.types", "logon_type", _TYPES),
        _told(incident, "logon.processes", "process", _PROCESSES),
        _package(incident),
    )


def _told(incident: Incident, name: str, column: str, words: Mapping[str, str]) -> Fact:
    """Return what a column says; a type that is none (0, 1) says nothing, a process is `other`."""
    bare = as_text(column).str.strip_chars(" \t\r\n\0").str.to_lowercase()
    other = _OTHER if words is _PROCESSES else None
    said = bare.replace_strict(words, default=other, return_dtype=pl.String)
    known = incident.failures.select("attempt", column).with_columns(
        pl.when(pl.col(column).is_not_null()).then(said).alias("told")
    )
    firsts = (
        known.drop_nulls("told")
        .group_by("told")
        .agg(pl.len().alias("count"), pl.col("attempt").first())
        .sort(["count", "told"], descending=[True, False])
    )
    shows = ", ".join(f"{count} {value}" for value, count, _ in firsts.iter_rows())
    return Fact(
        name=name,
        values=tuple(firsts["told"].to_list()),
        complete=incident.intact and all_named(known, "told"),
        shows=shows or f"no failure names its {column.replace('_', ' ')}",
        evidence=some(incident, firsts),
    )


def _package(incident: Incident) -> Fact:
    found = packages.by_family(incident.failures)
    shows = ", ".join(f"{rows.height} by {family.upper()}" for family, rows in found.items())
    return Fact(
        name="logon.package",
        values=tuple(found),
        complete=incident.intact
        and sum(rows.height for rows in found.values()) == incident.failures.height > 0,
        shows=shows or "no failure names its authentication package",
        evidence=some(incident, next(iter(found.values()), incident.failures.clear())),
    )
