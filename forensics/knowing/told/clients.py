"""Clients and servers: what is put before the account, and which Windows stands at either end."""

from collections import Counter
from typing import Final

import polars as pl

from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.knowing.told.ground import (
    HIGH,
    LOW,
    MODERATE,
    SHOWN,
    Incident,
    all_named,
    plural,
    ranked,
    some,
)
from forensics.lean import as_text
from forensics.reconstruct import Scene
from forensics.standings import Fact

_NETLOGON: Final = "netlogon.log"
# Agents of one Windows: programs of 9x and NT, and the folder of NT and 2000 (Q236052, Q288218).
_OF_9X: Final = r"(?i)9x\b"
_OF_NT: Final = r"(?i)\\WINNT\b|^Odpwnt32|NT\.exe$"
_THREADS_OF_9X: Final = 0xF000_0000
"""Thread ids of Windows 9x are that high in published logs, those of NT are small numbers."""

_LOGONS: Final = tuple(range(528, 541))
_OF_2003: Final = (520, 643, 685)
_OF_2000: Final = (676, 681)  # Server 2003 writes 672 and 680 in their place


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `client.presents`, `client.domains`, `client.os` and `server.os`."""
    return _presents(incident), _domains(incident), _client_os(incident), _server_os(incident)


def _presents(incident: Incident) -> Fact:
    """Return what most put before the account.

    Complete where every failure names something, or more than half of all name the same.
    """
    failures = incident.failures
    named = failures.select("attempt", "presents").drop_nulls("presents")
    counts = ranked(named, "presents")
    # What a few failures present does not speak for the others.
    mostly = tuple(counts.filter(2 * pl.col("count") >= named.height)["presents"].to_list())
    own = named.filter(pl.col("presents") == "own-name")
    every = all_named(failures, "presents")
    settled = counts.height > 0 and 2 * counts["count"][0] > failures.height
    shows = (
        f"{own.height} of {failures.height} failures name the client's own computer as "
        "the account's domain"
        if named.height
        else "no failure names a domain"
    )
    return Fact(
        name="client.presents",
        values=mostly,
        complete=incident.intact and bool(mostly) and (every or settled),
        shows=shows,
        evidence=some(incident, own),
        strength=HIGH if counts.height <= 1 and every else MODERATE,
    )


def _domains(incident: Incident) -> Fact:
    """Return how many domains one source presents: what sources of most failures do.

    Complete where every failure names client and domain.
    """
    slim = incident.failures.select("attempt", "client", "domain_name")
    named = slim.drop_nulls(["client", "domain_name"])
    spelled = named["domain_name"].unique().to_list()
    shown = {name: incident.scene.identities.domain(name).casefold() for name in spelled}
    domain = pl.col("domain_name").replace_strict(shown, default=None, return_dtype=pl.String)
    counts = named.group_by("client").agg(domain.n_unique().alias("domains"), pl.len())
    several = counts.filter(pl.col("domains") > 1)
    mostly = "several" if 2 * several["len"].sum() >= named.height else "one"
    varying = named.join(several, on="client", how="semi", maintain_order="left")
    return Fact(
        name="client.domains",
        values=(mostly,) if named.height else (),
        complete=incident.intact and all_named(incident.failures, "client", "domain_name"),
        shows=f"{several.height} of {plural(counts.height, 'source')} put several domains before "
        "the account"
        if named.height
        else "no failure names client and domain",
        evidence=some(incident, varying if mostly == "several" else named),
        strength=HIGH if several.height in (0, counts.height) else MODERATE,
    )


_OF_9X_ITSELF: Final = (
    (pl.col("provider") == _NETLOGON)
    & pl.col("domain").is_null()
    & as_text("workstation").str.starts_with("\\\\")
)


def _hinting(scene: Scene) -> pl.DataFrame:
    """Return what may hint at the Windows of a client: its lines in netlogon.log and in its log."""
    columns = ("row", "provider", "domain", "workstation", "kind", "machine", "component", "thread")
    return scene.observations.select(columns).filter(_OF_9X_ITSELF | (pl.col("kind") == "remark"))


def _client_os(incident: Incident) -> Fact:
    r"""Return what hints at the Windows of the clients; a hint makes nothing complete.

    Windows 9x names no domain and `\\` before its own name in netlogon.log (Q189541). Programs of
    an SMS client are named after its Windows, and its threads have high numbers.
    """
    seen = incident.scene.once(_hinting)
    witnesses = incident.scene.witnessed.join(
        incident.failures.select("attempt"), on="attempt", how="semi"
    )
    lines = seen.filter(_OF_9X_ITSELF).join(witnesses, on="row", how="semi")
    clients = incident.failures["client"].unique().drop_nulls()
    own = seen.filter(pl.col("kind") == "remark", pl.col("machine").is_in(clients.implode()))
    thread = as_text("thread").str.extract(r"^\s*(\d{10})\b").cast(pl.Int64) >= _THREADS_OF_9X
    of_9x = own.filter(as_text("component").str.contains(_OF_9X) | thread)
    hints = {
        "win9x": [*lines["row"], *of_9x["row"]],
        "nt": [*own.filter(as_text("component").str.contains(_OF_NT))["row"]],
    }
    found = {value: rows for value, rows in hints.items() if rows}
    said = {"win9x": "Windows 9x", "nt": "Windows NT or 2000"}
    told = ", ".join(
        f"{plural(len(rows), 'line')} {'hints' if len(rows) == 1 else 'hint'} at {said[value]}"
        for value, rows in found.items()
    )
    return Fact(
        name="client.os",
        values=tuple(found),
        complete=False,
        shows=told or "no record hints at the Windows of the clients",
        evidence=tuple(incident.locate_row(rows[0]) for rows in found.values()),
        strength=LOW,
    )


def _marks() -> dict[str, pl.Expr]:
    """Return what shows a Windows, the surest first; what NT and 2000 write alike shows none.

    `nt?` and `2000?` are hints: the logon process of the file server of NT 4 (Q174073), and that of
    its successors in a record without the address that Server 2003 adds.
    """
    classic, event = pl.col("provider") == CLASSIC, pl.col("event_id")
    process = as_text("process").str.strip_chars().str.to_lowercase()
    later = event.is_in(_LOGONS) & pl.col("address").is_not_null()
    coded = event.is_in([672, 680]) & pl.col("status").is_not_null()
    network = (event == 528) & (as_text("logon_type").str.strip_chars() == "3")  # noqa: PLR2004 - its id
    bare = event.is_in(_LOGONS) & pl.col("address").is_null()
    return {
        "later": pl.col("provider") == AUDITING,
        "2003": classic & (later | coded | event.is_in(_OF_2003)),
        "2000": classic & event.is_in(_OF_2000),
        "nt": classic & network,
        "nt?": classic & bare & (process == "ksecdd"),
        "2000?": classic & bare & process.is_in(["ntlmssp", "kerberos"]),
    }


def _marked(scene: Scene) -> pl.DataFrame:
    """Return a row for each machine: whether its log is `old`, each mark, and its first row."""
    columns = (
        "row",
        "machine",
        "provider",
        "event_id",
        "address",
        "status",
        "logon_type",
        "process",
    )
    marks = {name: mark.fill_null(value=False) for name, mark in _marks().items()}
    slim = scene.observations.select(columns)
    return slim.group_by("machine").agg(
        (pl.col("provider") == CLASSIC).all().alias("old"),
        *(mark.any().alias(name) for name, mark in marks.items()),
        *(pl.col("row").filter(mark).min().alias(f"row {name}") for name, mark in marks.items()),
    )


def _server_os(incident: Incident) -> Fact:
    """Return the Windows of the machines that recorded failures, by what only it writes.

    Complete where it is shown, and not hinted at, of each of them. Events of the kind that ended
    with Server 2003 deny a later Windows, whichever of the others it may be.
    """
    recorders = incident.failures["recorder"].unique().drop_nulls()
    marked = incident.scene.once(_marked)
    shown = marked.filter(pl.col("machine").is_in(recorders.implode()))
    old = shown["old"].sum() == len(recorders) > 0
    sure, hinted = _first_marks(shown.sort("machine"), list(_marks()))
    known = {**sure, **hinted}
    counted = Counter(value for value, _ in known.values()).most_common()
    told = ", ".join(f"{plural(number, 'machine')} {_WINDOWS[value]}" for value, number in counted)
    values = tuple(value for value, _ in counted)
    shows_all = 0 < len(recorders) == len(sure)
    return Fact(
        name="server.os",
        values=values,
        complete=shows_all or old,
        maybe=() if shows_all else tuple(each for each in _OLD if old and each not in values),
        shows=f"by their records: {told}" if told else "the records fit several kinds of Windows",
        evidence=tuple(incident.locate_row(row) for _, row in known.values())[:SHOWN],
        strength=LOW if hinted else HIGH,
    )


_WINDOWS: Final = {
    "later": "of Windows Vista or later",
    "2003": "of Server 2003",
    "2000": "of Windows 2000",
    "nt": "of Windows NT",
}
_OLD: Final = ("nt", "2000", "2003")
_Marked = dict[str, tuple[str, int]]


def _first_marks(shown: pl.DataFrame, marks: list[str]) -> tuple[_Marked, _Marked]:
    """Return machine -> its Windows and a row, those that are shown and those only hinted at."""
    sure: _Marked = {}
    hinted: _Marked = {}
    for row in shown.iter_rows(named=True):
        first = next((mark for mark in marks if row[mark]), None)
        if first is not None:
            place = hinted if first.endswith("?") else sure
            place[row["machine"]] = (first.removesuffix("?"), row[f"row {first}"])
    return sure, hinted
