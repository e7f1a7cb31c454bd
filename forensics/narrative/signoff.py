"""After chapter 7: where people sign; nothing in it is filled in by us."""

from typing import Final

from forensics.narrative.views import Numbers, Row, Table, cell, column, say

_STEPS: Final = ("Prepared by", "Reviewed by", "Approved by")


def signoff(numbers: Numbers) -> Table | None:
    """Return the block of names and signatures, empty."""
    columns = (
        column("Step", 14),
        column("Name", 24),
        column("Role", 20),
        column("Date", 14),
        column("Signature", 28),
    )
    rows = [
        Row(cells=(cell(step), cell(), cell(), cell(), cell()), look="blank") for step in _STEPS
    ]
    caption = "Left empty, to be filled in by hand."
    return numbers.table(say(caption), columns, rows, "hand whole")
