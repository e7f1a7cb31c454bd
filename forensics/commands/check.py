"""`forensics check`: read the evidence of a case and print its inventory and condition."""

import argparse
from pathlib import Path

from forensics.commands import caches, engines, terminal
from forensics.commands.cases import each_case
from forensics.commands.terminal import legible, listened
from forensics.commands.watching import watched
from forensics.errors import ForensicsError


def add(check: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    check.description = (
        "Read the evidence of a case and print every exhibit: what it is, what was "
        "read from it, recovered, set aside and damaged, and what the logs cover. Writes no report."
    )
    check.add_argument("case", nargs=1, type=Path, metavar="CASE", help="a case folder")
    check.add_argument("--json", action="store_true", help="for a program, as in findings.json")
    engines.add(check)
    caches.add(check)
    check.add_argument("-q", "--quiet", action="store_true", help="no progress")
    check.set_defaults(run=each_case, of_case=_check)


def _check(folder: Path, arguments: argparse.Namespace) -> int:
    """Print the inventory of one case; a mistake is said in one line."""
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.checking import check
        from forensics.inventory import inventory_json, inventory_text

        with engines.engine(arguments) as engine, watched(quiet=arguments.quiet) as tell:
            inventory = check(folder, tell, engine, caches.secret(arguments))
    except ForensicsError as error:
        return terminal.mistake(error)
    with listened():
        if arguments.json:
            print(inventory_json(inventory), end="")
        else:
            for line in inventory_text(inventory).splitlines():
                print(legible(line))
    whole = all(source.state == "intact" for source in inventory.sources)
    return terminal.OK if whole else terminal.INCOMPLETE
