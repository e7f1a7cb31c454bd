"""The steps in words: lines for a terminal, and the page `docs/collect.md`.

The page is made by `python -m forensics.collecting.text > docs/collect.md`.
"""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from forensics.collecting.steps import PLACES, WINDOWS, Run, Step, chosen, steps

WIDTH: Final = 100

_HEAD: Final = """\
# Collecting evidence

What to collect of an account lockout, on which machines, with which commands. `forensics collect`
prints the same for the machines at hand; `forensics collect --checklist FILE.pdf` writes a page for
the person at the console to tick and sign.

In a hurry? **The Security log of every domain controller and of the server that refused the
account, and `net accounts` of each.** Save first, look later: the logs overwrite their oldest
records while you read.

Two of the steps change the machine: they switch the log of Net Logon on and off again.
"""


def lines(generation: str, places: Sequence[str], *, sms: bool) -> Iterator[str]:
    """Yield the steps for a terminal.

    Args:
        generation: Of `WINDOWS`.
        places: Of `PLACES`.
        sms: Whether the site has Systems Management Server.
    """
    yield f"{WINDOWS[generation]}: what to collect"
    for number, step in enumerate(chosen(generation, places, sms=sms), 1):
        yield ""
        yield f"{number}. {step.title}"
        yield from _wrapped(f"on {_where(step)}")
        yield from _wrapped(step.why)
        if step.note:
            yield from _wrapped(step.note)
        for run in step.on_windows(generation):
            yield from (f"      {command}" for command in run.commands)
            if run.note:
                yield from _wrapped(run.note)


def page() -> str:
    """Return `docs/collect.md`."""
    told = [_HEAD]
    told += [_chapter(step) for step in steps()]
    return "\n".join(told)


def _chapter(step: Step) -> str:
    made = f" Gives: {step.gives}." if step.gives else ""
    said = [f"## {step.title}", "", f"*On {_where(step)}.*{made}", ""]
    said += _filled(" ".join(filter(None, (step.why, step.note))))
    for run in step.runs:
        said += ["", f"{_which(run)}:", "", "```", *run.commands, "```"]
        if run.note:
            said += ["", *_filled(run.note)]
    return "\n".join(said) + "\n"


def _which(run: Run) -> str:
    return "Every version" if len(run.windows) == len(WINDOWS) else _named(run)


def _named(run: Run) -> str:
    return "; ".join(WINDOWS[each] for each in run.windows)


def _where(step: Step) -> str:
    return "; ".join(PLACES[each] for each in step.on)


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="   ",
        subsequent_indent="   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


if __name__ == "__main__":
    sys.stdout.write(page())
