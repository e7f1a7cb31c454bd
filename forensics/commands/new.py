"""`forensics new`: lay out a case, with what the evidence proposes for its `case.toml`."""

import argparse
from pathlib import Path

from forensics.calling import typed
from forensics.commands import caches, engines, terminal
from forensics.commands.cases import name
from forensics.commands.terminal import say
from forensics.commands.watching import watched
from forensics.errors import ForensicsError


def add(new: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    new.description = (
        "Lay out the folder of a case: evidence/ and a commented case.toml. With --from the "
        "evidence is copied and read, and case.toml proposes what it shows, in comments to "
        "confirm: machines, roles, lockout policy, time zones, the time of the incident."
    )
    new.add_argument("case", type=Path, metavar="DIR", help="a folder that is not there yet")
    new.add_argument(
        "--from",
        dest="given",
        type=Path,
        metavar="DIR|ZIP",
        help="the evidence, a .zip, a folder or one file: copied with its times, the original is "
        "only read",
    )
    engines.add(new)
    caches.add(new)
    new.add_argument("-q", "--quiet", action="store_true", help="no progress, no remarks")
    new.set_defaults(run=_new, left_out="--from")


def _new(arguments: argparse.Namespace) -> int:
    """Lay out a case; a mistake or a fault is said in one line."""
    from forensics.opening.laying import laid_out

    folder: Path = arguments.case
    try:
        with laid_out(folder, arguments.given) as (beside, left):
            _filled(beside, arguments)
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"{error.filename or folder}: {error.strerror}")
        return terminal.NO_REPORT
    status = terminal.done(folder / "case.toml", left, quiet=arguments.quiet)
    if not arguments.quiet:
        terminal.advise(_next(folder, arguments.given))
    return status


def _next(folder: Path, given: Path | None) -> str:
    """Return what comes after a case is laid out."""
    report = typed("report", folder)
    if given is None:
        return f"put the logs into {folder / 'evidence'}, then: {report}"
    return f"{report} (what only you know goes into {folder / 'case.toml'})"


def _filled(beside: Path, arguments: argparse.Namespace) -> None:
    from forensics.opening.laying import put_in_place
    from forensics.opening.proposing import NOTHING, propose
    from forensics.opening.template import case_toml

    proposals = NOTHING
    if arguments.given is not None:
        # The libraries behind it take most of a second to load.
        from forensics.case import load_case
        from forensics.investigating import investigate
        from forensics.opening import zones

        with engines.engine(arguments) as engine, watched(quiet=arguments.quiet) as tell:
            analysis = investigate(load_case(beside), tell, None, engine, caches.secret(arguments))
        proposals = propose(analysis, zones.candidates(analysis.scene.observations))
    text = case_toml(name(arguments.case), proposals)
    (beside / "case.toml").write_text(text, encoding="utf-8", newline="\n")
    put_in_place(beside, arguments.case)
