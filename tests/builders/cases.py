"""The worked examples of `cases/`; `python -m tests.builders.cases [DIR]` writes them anew."""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from tests.builders import sms_cap, stale_credential
from tests.builders.case_folder import CASES, Case, compose, hosts_csv
from tests.builders.taught import (
    after_fix,
    full_disk,
    installation,
    inventory,
    skewed,
    spray,
    two_caps,
)


@cache
def sms_cap_lockout() -> Case:
    """Return the case of site LON: local SMSCliToknAcct& credentials meet four CAPs."""
    played = sms_cap.incident()
    hosts = hosts_csv((client, "client") for client in sms_cap.CLIENTS.values())
    return compose("sms-cap-lockout", sms_cap.exhibits(played), hosts, played.truth)


@cache
def modern_stale_credential() -> Case:
    """Return the case of NORTHWAY: a laptop goes on with an old password."""
    played = stale_credential.incident()
    hosts = hosts_csv(
        (client, "other" if client is stale_credential.GATEWAY else "client")
        for client in stale_credential.CLIENTS
    )
    name = "modern-stale-credential"
    return compose(name, stale_credential.exhibits(played), hosts, played.truth)


TAUGHT: Final[tuple[Callable[[], Case], ...]] = (
    two_caps.case,
    inventory.case,
    installation.case,
    skewed.case,
    spray.case,
    full_disk.case,
    after_fix.case,
)
"""Smaller examples, each for one thing to learn."""


def main(folder: Path) -> None:
    """Write all case folders into `folder`."""
    for case in (sms_cap_lockout(), modern_stale_credential(), *(make() for make in TAUGHT)):
        case.write(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
