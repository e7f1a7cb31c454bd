"""What a template says: where the System values stand, and which value is which field.

Windows writes the same System template for one provider and one computer, with the computer's name
as literal text in it; provider and channel are literal too, or substitutions 14 and 16. An event's
own data is a template nested in it, whose GUID stands for one list of fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forensics.evidence.evtx.binxml import BINXML_TYPE, Element, Hole, Part

EVENT_ID, TIME_CREATED, RECORD_ID = 3, 6, 10
"""Substitutions of the System template that hold in every real log seen; a template that says
otherwise is left to the general reader."""

NOWHERE = -1
"""Number of a substitution that no template has."""

_ARRAY = 0x80  # bit of a type: several values, one after another


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where a record's own template keeps who wrote it; None where it says nothing.

    Attributes:
        data: Number of the substitution that holds the event's own data; `NOWHERE` for none.
    """

    provider: Part | None
    channel: Part | None
    computer: Part | None
    data: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of an event: its name (`""` for an unnamed `<Data>`), and where it stands."""

    name: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """The values of one template, in order."""

    fields: tuple[Field, ...]

    @property
    def strings(self) -> int:
        """Return how many values a record of this layout carries, `<Binary>` not counted."""
        return sum(one.name != "Binary" for one in self.fields)

    @property
    def classic(self) -> int | None:
        """Return the substitution that holds all strings at once, as classic providers write them.

        Such a template reads `<Data>%1</Data><Binary>%2</Binary>`, the first an array of strings.
        """
        if self.strings != 1:
            return None
        part = next(one.part for one in self.fields if one.name != "Binary")
        return part.index if isinstance(part, Hole) and part.kind & _ARRAY else None

    def find(self, wanted: str) -> Part | None:
        """Return where the value called `wanted` stands; a number counts the values from 1.

        Old 4648 events carry `LogonGuid` twice: the name is the first, a number reaches both.
        """
        if wanted.isdecimal():
            values = [one.part for one in self.fields if one.name != "Binary"]
            return values[int(wanted) - 1] if 0 < int(wanted) <= len(values) else None
        return next((one.part for one in self.fields if one.name == wanted), None)


NO_DATA = EventData(fields=())
"""Layout of a record without data of its own."""


def system(root: Element) -> System | None:
    """Return the System layout of a record's template, None where it is not the usual one."""
    own = root.child("System")
    usual = (
        _hole(own.child("EventID").parts) == EVENT_ID
        and _hole(own.child("TimeCreated").attributes.get("SystemTime", [])) == TIME_CREATED
        and _hole(own.child("EventRecordID").parts) == RECORD_ID
    )
    places = [
        own.child("Provider").attributes.get("Name", []),
        own.child("Channel").parts,
        own.child("Computer").parts,
    ]
    data = list(_nested(root))
    if root.name != "Event" or not usual or max(map(len, places)) > 1 or len(data) > 1:
        return None
    provider, channel, computer = (parts[0] if parts else None for parts in places)
    return System(
        provider=provider,
        channel=channel,
        computer=computer,
        data=data[0] if data else NOWHERE,
    )


def event_data(root: Element) -> EventData | None:
    """Return the fields of an event's own data, None where a field is more than one plain value."""
    fields: list[Field] = []
    for element in _leaves(root):
        parts = element.parts
        named = element.attributes.get("Name", [""]) if element.name == "Data" else [element.name]
        plain = len(parts) <= 1 and len(named) == 1 and isinstance(named[0], str)
        if not plain or any(isinstance(one, Hole) and one.kind == BINXML_TYPE for one in parts):
            return None
        fields.append(Field(name=str(named[0]), part=parts[0] if parts else ""))
    layout = EventData(fields=tuple(fields))
    unnamed_lists = [one for one in fields if not one.name and _is_list(one.part)]
    return layout if not unnamed_lists or layout.classic is not None else None


def _leaves(root: Element) -> Iterator[Element]:
    """Yield the elements below `root` that hold no other element, in document order."""
    waiting = root.children[::-1]
    while waiting:
        element = waiting.pop()
        if element.children:
            waiting.extend(element.children[::-1])
        else:
            yield element


def _nested(root: Element) -> Iterator[int]:
    """Yield the substitutions below `Event`, or one element deeper, that are binary XML."""
    for element in (root, *root.children):
        for part in element.parts:
            if isinstance(part, Hole) and part.kind == BINXML_TYPE:
                yield part.index


def _hole(parts: list[Part]) -> int | None:
    """Return the number of the one substitution in `parts`."""
    only = parts[0] if len(parts) == 1 else None
    return only.index if isinstance(only, Hole) else None


def _is_list(part: Part) -> bool:
    return isinstance(part, Hole) and bool(part.kind & _ARRAY)
