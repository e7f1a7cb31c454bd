"""`forensics selftest`: replay cases of which the truth is known, and print how often it is met."""

import argparse

from forensics.commands import terminal
from forensics.commands.terminal import say
from forensics.commands.watching import watched
from forensics.errors import ForensicsError


def add(selftest: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    selftest.description = (
        "Replay the invented cases that this program ships with, of which the truth is known, and "
        "print how much of it is found and how much of what is claimed is true: of records, "
        "attempts, lockouts, who tripped them, and the article named. Takes half a minute. The "
        "exit status is 0 where the figures are those stated with this build, 1 where this "
        "machine gives others."
    )
    selftest.add_argument("--json", action="store_true", help="for a program")
    selftest.add_argument("-q", "--quiet", action="store_true", help="no progress")
    selftest.set_defaults(run=_selftest)


def _selftest(arguments: argparse.Namespace) -> int:
    """Print the figures of this build on this machine, and whether they are those stated."""
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.selftest import corpus, figures, measuring, telling

        with watched(quiet=arguments.quiet) as tell:
            measured = measuring.measure(corpus.load(), tell)
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"no selftest: {error.strerror or error}; see to the folder for temporary files")
        return terminal.NO_REPORT
    differing = [*figures.differences(measured, figures.stated())]
    if arguments.json:
        print(telling.text(measured, differing), end="")
    else:
        terminal.show(telling.lines(measured, differing))
    return terminal.NO_REPORT if differing else terminal.OK
