r"""One machine, many names: NetBIOS name, full name, `\\NAME`, address, the recording host itself.

A machine is shown under the spelling of its first sight, or as the analyst declares it. Names are
compared without case ([MS-NBTE] names and DNS names both are). Two accessed hosts are one only if
the analyst says so, or if one is the full name of the other and no third name competes.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.case import Host

_LOOPBACK: Final = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Key (lower-case name or address) -> the name under which the machine is shown."""

    shown: dict[str, str]

    def name(self, recorded: str) -> str:
        """Return the name to show for a recorded name or address."""
        return self.shown.get(key(recorded), recorded)


def key(recorded: str) -> str:
    """Return what names are compared by: no leading backslashes, no case, addresses canonical."""
    bare = recorded.removeprefix("\\\\").casefold()
    return address(bare) or bare


def address(recorded: str) -> str:
    """Return an IP address in canonical form, IPv4 out of `::ffff:a.b.c.d`; `""` if it is none."""
    try:
        found = ipaddress.ip_address(recorded.strip())
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def identify(declared: Iterable[Host], recorded: Iterable[str]) -> Identities:
    """Return the identities of a case.

    Args:
        declared: The hosts of `case.toml` and `hosts.csv`, which come first.
        recorded: Computer, workstation and caller names, in order of first sight.
    """
    shown: dict[str, str] = {}
    spelled: list[str] = []
    for host in declared:
        spelled += (host.name, *host.aliases)
        for alias in (host.name, *host.aliases, *host.addresses):
            shown.setdefault(key(alias), host.name)
    names = [name for name in (*spelled, *recorded) if name and not address(key(name))]
    labels: dict[str, set[str]] = {}
    for name in names:
        if "." in name:
            labels.setdefault(key(name).partition(".")[0], set()).add(key(name))
    for name in names:
        _settle(name, shown, labels)
    return Identities(shown=shown)


def _settle(name: str, shown: dict[str, str], labels: dict[str, set[str]]) -> None:
    """Give one name its machine: a full name and its first label are one if nothing competes."""
    own = key(name)
    label = own.partition(".")[0]
    if len(labels.get(label, ())) <= 1 and label in shown:
        shown.setdefault(own, shown[label])
        return
    bare = name.removeprefix("\\\\")
    shown.setdefault(own, bare)
    if len(labels.get(label, ())) == 1:
        shown.setdefault(label, shown[own])


def place(observations: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Return `observations` with `client`, `machine` and three further names to show.

    `client` is the workstation that the record names, else its address; the loopback address is
    the recording host itself; null where the record names neither. An address is shown as the one
    workstation that other records name together with it. `machine` is the recording host,
    `domain_name` what the client put before the account, where that is a machine its shown name;
    `caller_name` and `via_name` the machines that a lockout and a line of netlogon.log name.
    """
    named = observations.with_columns(
        _map(observations["host"], identities).alias("machine"),
        _map(observations["caller"], identities).alias("caller_name"),
        _map(observations["domain"], identities).alias("domain_name"),
        _map(observations["via"], identities).alias("via_name"),
        _map(observations["workstation"], identities).alias("by_name"),
        _map(observations["address"], identities).alias("by_address"),
    )
    local = pl.col("by_address").is_in(_LOOPBACK)
    told = pl.col("by_address").replace(_told_together(named))
    by_address = pl.when(local).then(pl.col("machine")).otherwise(told)
    return named.with_columns(pl.coalesce("by_name", by_address).alias("client")).drop(
        "by_name", "by_address"
    )


def _told_together(named: pl.DataFrame) -> dict[str, str]:
    """Return address -> workstation where records name both, and one workstation only.

    A server that names itself as the workstation speaks for a client that it does not name.
    """
    pairs = named.filter(pl.col("by_name") != pl.col("machine")).select("by_address", "by_name")
    plain = pl.col("by_address").map_elements(address, return_dtype=pl.String) != ""
    single = pl.col("by_name").n_unique().over("by_address") == 1
    return dict(pairs.drop_nulls().unique().filter(plain).filter(single).iter_rows())


def _map(recorded: pl.Series, identities: Identities) -> pl.Series:
    names = {
        each: identities.shown.get(key(each), address(each) or each.removeprefix("\\\\"))
        for each in recorded.unique(maintain_order=True).drop_nulls().to_list()
    }
    return recorded.replace_strict(names, default=None, return_dtype=pl.String)
