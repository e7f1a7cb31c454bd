"""The date of a report, as an operator or a build gives it; this program reads no clock."""

import argparse
from datetime import UTC, datetime

from forensics.errors import CaseError


def date(text: str) -> datetime:
    """Return the date an argument gives; without a zone it is UTC.

    Raises:
        argparse.ArgumentTypeError: It is no date, and the mend.
    """
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        # One moment gives one report, in whatever zone it is given.
        return aware.astimezone(UTC)  # the edges of the calendar have no time in UTC
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2026-11-22") from error


def epoch(text: str | None) -> datetime | None:
    """Return the date that builders of reproducible files hand down, in seconds since 1970.

    Raises:
        CaseError: It is set, and is no such number.
    """
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CaseError(f"SOURCE_DATE_EPOCH: {text!r} is no time in seconds since 1970") from error
