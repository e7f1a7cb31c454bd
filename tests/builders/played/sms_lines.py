r"""What the logs of SMS clients say in the played worlds; the forms are those of published lines.

Hinv32.log as in Q225507 and Q262242, Smsapm32.log as in Q235205 and Q288218, Ccim32.log as in
Q236052, Wnremote.log as in Q304961, NAL lines as in Q267558. A client is in UTC here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tests.builders.incident import Attempt
from tests.builders.sms_log import Entry as Line

Lines = tuple[Line, ...]

_SECOND = timedelta(seconds=1)


def moments(acts: Iterable[Attempt], client: str) -> list[datetime]:
    """Return when the visits of a client begin: its attempts with a minute at least before."""
    times = sorted(act.time for act in acts if act.client.name == client)
    return [
        time
        for nth, time in enumerate(times)
        if nth == 0 or time - times[nth - 1] > timedelta(minutes=1)
    ]


def hinv(visits: Sequence[datetime], *classes: str) -> Lines:
    """Return Hinv32.log: a cycle each time, which names its last class before the failures."""
    return tuple(
        line
        for visit in visits
        for line in (
            *_before(
                visit, "Hardware Inventory Agent", 40, "Hardware Inventory Agent cycle started"
            ),
            *_classes(visit, ("Win32_Processor", *classes)),
            *_after(visit, "Hardware Inventory Agent", "Hardware Inventory Agent cycle completed"),
        )
    )


def _classes(visit: datetime, classes: Sequence[str]) -> Iterable[Line]:
    for nth, name in enumerate(reversed(classes)):
        message = f"CLASS - Process Class: {name}"
        yield from _before(visit, "Hardware Inventory Agent", 2 + 3 * nth, message)


def sinv(visits: Sequence[datetime]) -> Lines:
    """Return Sinv32.log: a cycle each time."""
    agent = "Software Inventory Agent"
    return tuple(
        line
        for visit in visits
        for line in (
            *_before(visit, agent, 15, "Software Inventory Agent cycle started"),
            *_after(visit, agent, "Software Inventory Agent cycle completed"),
        )
    )


def apm(visits: Sequence[datetime], *messages: str) -> Lines:
    """Return Smsapm32.log: the agent looks for advertisements, and says these besides."""
    return tuple(
        line
        for visit in visits
        for line in (
            *_before(visit, "APM", 12, "SCHEDULER   : Checking for advertisements"),
            *(each for message in messages for each in _after(visit, "APM", message)),
        )
    )


def cap(visits: Sequence[datetime], server: str) -> Lines:
    """Return Smsapm32.log of a client that goes to its CAP."""
    share = f"SCHEDULER   : Remote Name is \\\\{server}\\CAP_NOR"
    return tuple(line for visit in visits for line in _before(visit, "APM", 8, share))


def ccim(visits: Sequence[datetime]) -> Lines:
    """Return Ccim32.log of a client that its CAP refuses, as Q236052 shows it."""
    refused = (
        "Warning - could not read files from site NOR (#2147942405)",
        "Warning - CNALPathEx::GetAccessiblePath returned error 2147942405",
        "CCIM32 - Retry in 60 minutes",
    )
    return tuple(
        line for visit in visits for message in refused for line in _after(visit, "CCIM32", message)
    )


def nal(visits: Sequence[datetime]) -> Lines:
    """Return what NAL logging with bit 32 adds to the log of a client."""
    said = (
        "NAL[4] - Attempting access under the context of the current process ...",
        'NAL[32] - Connecting to MSWNET:["SMS_SITE=NOR"]',
    )
    return tuple(
        line
        for visit in visits
        for message in said
        for line in _before(visit, "CCIM32", 5, message)
    )


def installation(visits: Sequence[datetime], *messages: str) -> Lines:
    """Return Wnremote.log: a client is being installed."""
    return tuple(
        line
        for visit in visits
        for message in ("Waiting for PDC/BDC Sync (1327)", *messages)
        for line in _before(visit, "WNREMOTE", 20, message)
    )


def metering(visits: Sequence[datetime]) -> Lines:
    """Return the log of a license metering client, as in Q287626."""
    return tuple(
        line
        for visit in visits
        for line in _before(visit, "LICCLI", 6, "fnCheckTasksStatus - retry in 60 seconds")
    )


def _before(visit: datetime, component: str, seconds: int, message: str) -> Iterable[Line]:
    yield Line(message=message, component=component, when=visit - seconds * _SECOND)


def _after(visit: datetime, component: str, message: str) -> Iterable[Line]:
    yield Line(message=message, component=component, when=visit + 45 * _SECOND)
