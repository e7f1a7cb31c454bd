"""Lets `python -m forensics` be the same program as the installed command."""

from forensics.cli import start

if __name__ == "__main__":
    start()
