"""`forensics doctor`: what is installed, what is missing, and the one command that mends it."""

import argparse
import os
from collections.abc import Iterator

from forensics.commands.terminal import NO_REPORT, OK, show
from forensics.doctor.examining import Found, examine, page


def add(doctor: argparse.ArgumentParser) -> None:
    """Add what the command says of itself."""
    doctor.description = (
        "Look at everything that a report needs, by using it, and say of what is missing the one "
        "command that mends it. Nothing is installed or changed."
    )
    doctor.set_defaults(run=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    """Print what was found; the status tells whether a report can be made."""
    found = list(examine(os.environ))
    if all(each.fine for each in found):
        found.append(page())
    show(_lines(found))
    return OK if all(each.fine for each in found) else NO_REPORT


def _lines(found: list[Found]) -> Iterator[str]:
    width = max(len(each.what) for each in found)
    for each in found:
        mark = "ok" if each.fine else "MISSING"
        yield f"{mark:<8}{each.what:<{width}}  {each.says}"
    mends = dict.fromkeys(each.mend for each in found if each.mend and not each.fine)
    wishes = dict.fromkeys(each.mend for each in found if each.mend and each.fine)
    for said, commands in (("To mend it:", mends), ("If you want it:", wishes)):
        if commands:
            yield ""
            yield said
            yield from (f"  {command}" for command in commands)
    if not mends:
        yield ""
        yield "Everything that a report needs is here."
