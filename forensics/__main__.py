"""Lets `python -m forensics` be the same program as the installed command."""

import sys

from forensics.cli import main

if __name__ == "__main__":
    sys.exit(main())
