"""The steps of collecting evidence, read from `data/collect.toml`: what, where, how and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError
from forensics.knowing import strict

WINDOWS: Final = {
    "nt4": "Windows NT 4.0",
    "2000": "Windows 2000, XP and Server 2003",
    "today": "Windows Vista, Server 2008 and later",
}
"""Each generation by its short name, oldest first."""

PLACES: Final = {
    "dc": "every domain controller",
    "server": "every server that the account was presented to",
    "client": "the machines that presented it, as far as they are known",
    "console": "any one machine of the domain",
}
"""Where a step is done."""

_NAME: Final = "collect.toml"
_STEP: Final = {
    "id": "text",
    "title": "text",
    "windows": "texts",
    "on": "texts",
    "gives": "text?",
    "why": "text",
    "note": "text?",
    "run": "tables?",
}
_RUN: Final = {"windows": "texts", "commands": "texts", "note": "text?"}
_WORDS: Final = {"windows": tuple(WINDOWS), "on": tuple(PLACES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What to type, or to open, on some generations of Windows; and what to know of it."""

    windows: tuple[str, ...]
    commands: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to collect.

    Attributes:
        id: A short name that stays.
        title: What to do, as a heading.
        windows: On which generations, of `WINDOWS`.
        on: On which machines, of `PLACES`.
        sms: Whether it is for sites of Systems Management Server alone.
        gives: The form of evidence, as docs/evidence.md names it; `""` where it makes no file
            that is read.
        why: What the report lacks without it.
        note: What to know before.
        runs: The commands.
    """

    id: str
    title: str
    windows: tuple[str, ...]
    on: tuple[str, ...]
    sms: bool
    gives: str
    why: str
    note: str
    runs: tuple[Run, ...]

    def on_windows(self, generation: str) -> tuple[Run, ...]:
        """Return the commands for one generation."""
        return tuple(run for run in self.runs if generation in run.windows)


@cache
def steps() -> tuple[Step, ...]:
    """Return all steps, in the order in which they are done."""
    return load(_NAME, files("forensics.data").joinpath(_NAME).read_text("utf-8"))


def load(name: str, text: str) -> tuple[Step, ...]:
    """Return the steps of a text.

    Raises:
        KnowledgeError: Every mistake of it, a line each.
    """
    given = strict.tables(strict.parse(name, text).get("step"))
    mistakes = [f"{name}: {mistake}" for each in given for mistake in _mistakes(each)]
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(_step(each) for each in given)


def chosen(generation: str, places: Sequence[str], *, sms: bool) -> tuple[Step, ...]:
    """Return the steps for machines of one generation at some places."""
    return tuple(
        step
        for step in steps()
        if generation in step.windows and (sms or not step.sms) and set(places) & set(step.on)
    )


def _mistakes(given: dict[str, Any]) -> list[str]:
    where = f"step {given.get('id', '(without id)')}: "
    plain = {key: value for key, value in given.items() if key != "sms"}
    found = list(strict.misfits(plain, _STEP, _WORDS, where))
    if not isinstance(given.get("sms", False), bool):
        found.append(f"{where}sms: must be true or false")
    for run in strict.tables(given.get("run", [])):
        found += strict.misfits(run, _RUN, _WORDS, where)
        strange = set(run.get("windows", ())) - set(given.get("windows", ()))
        found += [f"{where}run: {each} is not among its windows" for each in sorted(strange)]
    return found


def _step(given: dict[str, Any]) -> Step:
    return Step(
        id=given["id"],
        title=given["title"],
        windows=tuple(given["windows"]),
        on=tuple(given["on"]),
        sms=given.get("sms", False),
        gives=given.get("gives", ""),
        why=given["why"],
        note=given.get("note", ""),
        runs=tuple(_run(each) for each in given.get("run", [])),
    )


def _run(given: dict[str, Any]) -> Run:
    return Run(
        windows=tuple(given["windows"]),
        commands=tuple(given["commands"]),
        note=given.get("note", ""),
    )
