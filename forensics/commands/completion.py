"""`forensics completion`: what makes a shell complete commands, options and paths.

The one door to argcomplete. The shell asks this program for words while someone types; see
`answer`.
"""

import argparse
from typing import Final

from argcomplete import autocomplete
from argcomplete.shell_integration import shellcode

from forensics.commands.terminal import OK, show

_SHELLS: Final = ("bash", "zsh", "fish", "powershell")
_HOW: Final = """\
examples:
  bash        forensics completion bash > ~/.local/share/bash-completion/completions/forensics
  zsh         forensics completion zsh > "${fpath[1]}/_forensics"
  fish        forensics completion fish > ~/.config/fish/completions/forensics.fish
  powershell  forensics completion powershell >> $PROFILE
"""


def add(completion: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its argument."""
    completion.description = "Print what makes your shell complete this program's words."
    completion.epilog = _HOW
    completion.add_argument("shell", choices=_SHELLS, help="your shell")
    completion.set_defaults(run=_completion)


def _completion(arguments: argparse.Namespace) -> int:
    """Print the script."""
    show(shellcode(["forensics"], shell=arguments.shell).splitlines())
    return OK


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks for words, and end; return where none asks."""
    autocomplete(parser, always_complete_options="long")
