"""The case: what the analyst knows, read from `case.toml` and `hosts.csv` beside it.

Every mistake here is the operator's and is answered in one line: file, place, mend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from forensics.calling import typed
from forensics.case_toml import (
    Place,
    instant,
    read_toml,
    refuse_unknown,
    table,
    tables,
    text,
    texts,
    zone,
)
from forensics.declared import (
    DeclaredExhibit,
    DeclaredPolicy,
    declared_exhibit,
    declared_policy,
)
from forensics.errors import CaseError
from forensics.findings import CustodyEntry
from forensics.hosts import ROLES, Host, declared_host, hosts_csv
from forensics.values import NOT_RECORDED, Absent, Instant
from forensics.who.apart import declared_apart

__all__ = [
    "ROLES",
    "Case",
    "DeclaredExhibit",
    "DeclaredPolicy",
    "Host",
    "declared_for",
    "given",
    "load_case",
]

_TABLES: Final = ("case", "policy", "host", "exhibit", "facts", "custody", "apart")
_GIVEN: Final = ("case.toml", "hosts.csv")
_TEXTS: Final = ("id", "title", "complaint", "ticket", "customer", "analyst", "organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case folder and what the analyst says about it.

    Attributes:
        timezone: For display, and for logs in local time of which nothing else tells the zone.
        zone_declared: Whether it was given; else it is UTC because nothing was said.
        exhibits: What is declared of exhibits, in the order of `case.toml`; see `declared_for`.
        apart: Names that the analyst keeps apart, whatever the records show (`apart.py`).
        described: Whether there is a `case.toml`.
        text: What stands in it, so that a mistake that shows later is named by its line too.
    """

    folder: Path
    id: str
    title: str
    complaint: str = ""
    ticket: str = ""
    customer: str = ""
    analyst: str = ""
    organisation: str = ""
    timezone: str = "UTC"
    zone_declared: bool = False
    window_from: Instant | Absent = NOT_RECORDED
    window_to: Instant | Absent = NOT_RECORDED
    policy: DeclaredPolicy = field(default_factory=DeclaredPolicy)
    hosts: tuple[Host, ...] = ()
    exhibits: tuple[DeclaredExhibit, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    custody: tuple[CustodyEntry, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    described: bool = True
    text: str = field(default="", repr=False, compare=False)

    def place(self, table: str, nth: int | None = 0) -> Place:
        """Return the place of a table of `case.toml`; see `Place`."""
        return Place(self.folder / "case.toml", table, nth, self.text)


def load_case(folder: Path) -> Case:
    """Return the case in `folder`; without a `case.toml` the folder's name is its id and title.

    Raises:
        CaseError: No such folder, or a mistake in `case.toml` or `hosts.csv`.
    """
    if not folder.is_dir():
        raise CaseError(f"{folder}: {_no_case(folder)}")
    name = folder.resolve().name or "case"
    hosts = hosts_csv(folder / "hosts.csv")
    path = folder / "case.toml"
    if not path.exists():
        return Case(folder=folder, id=name, title=name, hosts=hosts, described=False)
    given, place = read_toml(path)
    refuse_unknown(given, _TABLES, place)
    return Case(
        folder=folder,
        **{"id": name, "title": name, **_about(table(given, "case", place), place.of("case"))},
        policy=declared_policy(table(given, "policy", place), place.of("policy")),
        hosts=(*hosts, *_each(given, "host", declared_host, place)),
        exhibits=_each(given, "exhibit", declared_exhibit, place),
        facts=_facts(table(given, "facts", place), place.of("facts")),
        custody=_each(given, "custody", _custody, place),
        apart=_each(given, "apart", declared_apart, place),
        text=place.text,
    )


def _no_case(folder: Path) -> str:
    """Return what is wrong with what is no folder, and what to give instead."""
    give = "give the folder that holds case.toml and evidence/"
    if folder.exists():
        return f"is not a folder; {give}, or make one: {typed('new', 'my-case', '--from', folder)}"
    beside = [each.name for each in folder.parent.iterdir()] if folder.parent.is_dir() else []
    begins = [name for name in beside if folder.name and name.startswith(folder.name)]
    near = get_close_matches(folder.name, beside, n=1) or begins
    meant = f'did you mean "{folder.with_name(near[0])}"? Else ' if near else ""
    return f"does not exist; {meant}{give}"


def given(folder: Path) -> dict[str, bytes]:
    """Return what the analyst gave beside the evidence, as given: name -> bytes."""
    return {path.name: path.read_bytes() for path in map(folder.joinpath, _GIVEN) if path.is_file()}


def declared_for(case: Case, path: str) -> DeclaredExhibit:
    """Return all that is declared of the exhibit at `path`; of two tables the later one counts."""
    declared = DeclaredExhibit(path=path)
    for each in case.exhibits:
        if each.covers(path):
            declared = declared.under(each)
    return declared


_Noun = TypeVar("_Noun")


def _each(
    given: Mapping[str, Any],
    key: str,
    read: Callable[[Mapping[str, Any], Place], _Noun],
    place: Place,
) -> tuple[_Noun, ...]:
    every = tables(given, key, place)
    return tuple(read(each, place.of(key, nth)) for nth, each in enumerate(every))


def _about(given: Mapping[str, Any], here: Place) -> dict[str, Any]:
    """Return what `[case]` says, by the names of `Case`."""
    refuse_unknown(given, (*_TEXTS, "timezone", "from", "to"), here)
    begins, ends = instant(given, "from", here), instant(given, "to", here)
    if isinstance(begins, Instant) and isinstance(ends, Instant) and ends < begins:
        raise here.error("to", "lies before `from`; swap the two")
    said: dict[str, Any] = {key: text(given, key, here) for key in _TEXTS if key in given}
    name = zone(given, here)
    if name:
        said |= {"timezone": name, "zone_declared": True}
    return {**said, "window_from": begins, "window_to": ends}


def _facts(given: Mapping[str, Any], place: Place) -> dict[str, tuple[str, ...]]:
    facts = {}
    for key, value in given.items():
        if isinstance(value, dict):
            raise place.error(key, 'is a table; put the whole name in quotes, "sms.version"')
        facts[key] = (value,) if isinstance(value, str) else texts(given, key, place)
    return facts


def _custody(given: Mapping[str, Any], place: Place) -> CustodyEntry:
    refuse_unknown(given, ("exhibit", "when", "who", "action"), place)
    when = given.get("when", "")
    if not isinstance(when, str | datetime | date):
        raise place.error("when", "must be a time; write 2001-10-09T10:12:00Z")
    return CustodyEntry(
        exhibit=text(given, "exhibit", place),
        when=when if isinstance(when, str) else when.isoformat().replace("+00:00", "Z"),
        who=text(given, "who", place),
        action=text(given, "action", place),
    )
