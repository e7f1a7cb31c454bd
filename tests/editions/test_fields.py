"""Every text of the findings is thought of: a name, a sentence, or a word of the program."""

import dataclasses
import typing
from collections.abc import Iterator

from forensics.editions.fields import COLUMNS, VALUES, meaning
from forensics.events import FIELDS
from forensics.findings import Findings
from tests.builders.observed import observations, scene


def nouns(of: object, seen: set[object]) -> Iterator[type]:
    if isinstance(of, type) and dataclasses.is_dataclass(of) and of not in seen:
        seen.add(of)
        yield of
        for hint in typing.get_type_hints(of).values():
            yield from nouns(hint, seen)
    for each in typing.get_args(of):
        yield from nouns(each, seen)


def has_text(hint: object) -> bool:
    return hint is str or any(has_text(each) for each in typing.get_args(hint))


def test_every_field_with_a_text_is_thought_of() -> None:
    unknown = [
        f"{noun.__name__}.{name}"
        for noun in nouns(Findings, set())
        for name, hint in typing.get_type_hints(noun).items()
        if has_text(hint) and meaning(noun.__name__, name) is None
    ]
    assert unknown == []


def test_every_column_that_names_something_is_thought_of() -> None:
    told = {
        *("process", "package", "provider", "service", "component", "scope", "state", "thread"),
        *("password_set", "was_day", "became_day"),
        *("logon_failures", "account_changes", "audited", "auditing"),
    }
    assert set(FIELDS) - told <= VALUES.keys()
    empty = scene(observations([])).attempts
    texts = {name for name, kind in empty.schema.items() if str(kind) == "String"}
    assert texts - told <= COLUMNS.keys()
