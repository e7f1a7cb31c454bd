"""Finds the real files that lie beside the checkout, and skips a test where they are absent."""

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def shared(path: str) -> Path:
    """Return the file or folder at `path` in `shared`, the folder beside the checkout.

    Args:
        path: relative to that folder, with forward slashes.

    Raises:
        pytest.skip.Exception: the folder or the file is not here; the reason names it.
    """
    found = CHECKOUT.parent / "shared" / path
    if not found.exists():
        pytest.skip(f"../shared/{path} is not beside this checkout")
    return found
