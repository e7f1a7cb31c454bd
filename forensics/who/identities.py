r"""One machine, many names: NetBIOS name, full name, `\\NAME`, address, the recording host itself.

A machine is shown under the spelling of its first sight, or as the analyst declares it. The rules
are in `kinship.py` (names), `holders.py` (addresses) and `domains.py`; every one that took effect,
and every one that did not, is kept as a bond with its reason, for `ties.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from forensics.case import Host
from forensics.case_toml import Place
from forensics.lean import INTERNED
from forensics.who import census, domains, holders, kinship, renames
from forensics.who.apart import Apart, check
from forensics.who.kinship import Bond
from forensics.who.naming import address, key, loopback, says_nothing, spelled

_NONE: Final = Apart()
_SAID: Final = Place(Path("case.toml"), "apart", nth=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """The machines of a case by all their names.

    Attributes:
        shown: Key (lower-case name or address) -> the name under which the machine is shown.
        domains: The same for names of domains.
        tenures: Who held an address when (`holders.Holders`).
        bonds: Why.
        sightings: Key -> what the records say of the name.
        addresses: The addresses as recorded (`census.addresses`).
    """

    shown: Mapping[str, str]
    domains: Mapping[str, str]
    tenures: pl.DataFrame
    bonds: tuple[Bond, ...]
    sightings: Mapping[str, census.Sighting]
    addresses: pl.DataFrame

    def name(self, recorded: str) -> str:
        """Return the name to show for a recorded name or address."""
        return self.shown.get(key(recorded), recorded)

    def domain(self, recorded: str) -> str:
        """Return the name to show for a domain."""
        return self.domains.get(key(recorded), recorded)


def identify(
    declared: Sequence[Host],
    computers: Iterable[str],
    observations: pl.DataFrame,
    apart: Apart = _NONE,
    said: Place = _SAID,
) -> Identities:
    """Return the identities of a case.

    Args:
        declared: The hosts of `case.toml` and `hosts.csv`, which come first.
        computers: The machines that the logs name as their own, in order of first sight.
        observations: Every record that the table knows, as gathered.
        apart: What the analyst keeps apart.
        said: Where they say so.

    Raises:
        CaseError: The analyst keeps apart what nobody named, or what they declared to be one.
    """
    sightings = census.names(observations, computers)
    addresses = census.addresses(observations)
    kin = kinship.settle(sightings, declared, renames.find(observations), apart)
    recorders = [name for name, each in sightings.items() if each.recorder]
    held = holders.hold(observations, kin, apart, recorders)
    realms, of_realms = domains.settle(observations, kin.shown.keys(), apart)
    shown = dict(kin.shown)
    for name, machine in kin.shown.items():
        if machine in held.made_up:
            found = held.made_up[machine]
            shown[name] = kin.shown.get(found, found)
    if apart.given:
        every = (*kin.shown, *addresses["canonical"].drop_nulls(), *realms)
        spelling = {each: sightings[each].name for each in every if each in sightings}
        check(apart, declared, {**{each: each for each in every}, **spelling}, said)
    return Identities(
        shown=shown,
        domains=realms,
        tenures=held.tenures,
        bonds=(*kin.bonds, *held.bonds, *of_realms),
        sightings=sightings,
        addresses=addresses,
    )


def place(observations: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Return `observations` with `client`, `machine` and three further names to show.

    `client` is the workstation that the record names, else its address; the loopback address is
    the recording host itself; null where the record names neither. An address is shown as the
    workstation that held it at the time. `machine` is the recording host, `domain_name` what the
    client put before the account, where that is a machine its shown name; `caller_name` and
    `via_name` the machines that a lockout and a line of netlogon.log name.
    """
    named = observations.with_columns(
        # A machine that calls itself by blanks is a machine all the same.
        pl.coalesce(_map(observations["host"], identities), "host").alias("machine"),
        _map(observations["caller"], identities).alias("caller_name"),
        _map(observations["domain"], identities).alias("domain_name"),
        _map(observations["via"], identities).alias("via_name"),
        _map(observations["workstation"], identities).alias("client"),
    )
    alone = (
        named.lazy()
        .with_row_index("place")
        .filter(pl.col("client").is_null(), pl.col("address").is_not_null())
        .select("place", "address", "machine", pl.coalesce("created", "written").alias("time"))
        .collect()
    )
    told = _held(alone, identities)
    clients = named["client"].scatter(told["place"], told["client"])
    return named.with_columns(clients)


def _held(alone: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Return `place` and `client` of the records that name an address and no workstation."""
    local = [each for each in alone["address"].unique().to_list() if loopback(each)]
    addressed = alone.with_columns(
        pl.when(pl.col("address").is_in(local))
        .then("machine")
        .otherwise(_map(alone["address"], identities))
        .alias("by_address")
    )
    untimed = addressed.filter(pl.col("time").is_null())
    timed = addressed.drop_nulls("time").sort("time")
    near = timed.join_asof(
        identities.tenures.sort("begin"),
        left_on="time",
        right_on="begin",
        by="by_address",
        check_sortedness=False,
    )
    holder = pl.when(pl.col("time") <= pl.col("end")).then("holder")
    return pl.concat(
        [
            near.select("place", pl.coalesce(holder, "by_address").alias("client")),
            untimed.select("place", pl.col("by_address").alias("client")),
        ]
    )


def _map(recorded: pl.Series, identities: Identities) -> pl.Series:
    names = {
        each: None if says_nothing(each) else _name(each, identities)
        for each in recorded.unique().drop_nulls().to_list()
    }
    return recorded.replace_strict(names, default=None, return_dtype=INTERNED)


def _name(recorded: str, identities: Identities) -> str:
    own = key(recorded)
    return identities.shown.get(own) or address(own) or spelled(recorded)
