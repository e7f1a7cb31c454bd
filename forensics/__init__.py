"""Offline forensic reports on Windows account lockouts. Start reading at `pipeline.py`.

As a library: `from forensics import analyse`, see docs/library.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.results import Results, analyse

__version__ = "0.1.0"

__all__ = ["Results", "__version__", "analyse"]

_LATE = ("Results", "analyse")  # Polars behind them takes a second to load; --version does not wait


def __getattr__(name: str) -> object:
    """Load what a library's user asks for when it is asked for (PEP 562)."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from forensics import results  # noqa: PLC0415

    return getattr(results, name)
