"""`forensics kb`: the knowledge base and the library of article texts, which are about no case."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from forensics.commands.terminal import INCOMPLETE, OK, WRONG_USE, mistake, say, show
from forensics.errors import ForensicsError

_OfKb = Callable[[Path, argparse.Namespace], int]

# What is imported late here takes most of a second to load; --help and --version do not wait.


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, its own commands and their arguments."""
    parser.description = "The knowledge base, and the library of article texts beside it."
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="list the entries")
    listing.add_argument("--symptom", default="", metavar="TEXT", help="search, best first")
    showing = commands.add_parser("show", help="print an entry, and its article where it is held")
    showing.add_argument("id", metavar="ID", help="such as Q299352")
    facts = commands.add_parser("facts", help="print the facts that entries and [facts] may name")
    taking = commands.add_parser("import", help="take article texts into the library")
    taking.add_argument("text", nargs="+", type=Path, metavar="FILE|DIR", help="archived texts")
    facts.set_defaults(run=_kb, of_kb=_facts, library=None)
    for command, of_kb in ((listing, _list), (showing, _show), (taking, _import)):
        command.add_argument(
            "--library",
            type=Path,
            metavar="FILE",
            help="the library (default: FORENSICS_LIBRARY, else in the user's data folder)",
        )
        command.set_defaults(run=_kb, of_kb=of_kb)


def _kb(arguments: argparse.Namespace) -> int:
    """Run a command of the knowledge base; a mistake is said in one line."""
    try:
        from forensics.articles.library import place

        kept = place(arguments.library, os.environ)
        if arguments.library is not None and arguments.of_kb is not _import:
            arguments.library.stat()  # one that is named must be there
        of_kb: _OfKb = arguments.of_kb
        return of_kb(kept, arguments)
    except ForensicsError as error:
        return mistake(error)
    except BrokenPipeError:  # as of `forensics kb list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return WRONG_USE


def _list(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.listing import listing

    show(listing(arguments.symptom, kept))
    return OK


def _show(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.showing import showing

    show(showing(arguments.id, kept))
    return OK


def _facts(_: Path, __: argparse.Namespace) -> int:
    from forensics.kb.facts import facts

    show(facts())
    return OK


def _import(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.intake import take_in

    intake = take_in(arguments.text, kept)
    show([intake.summary])
    for remark in intake.remarks:
        say(remark)
    return OK if intake.whole else INCOMPLETE
