"""No text makes any reader slow: 2 s a MB at most, on texts made to hurt."""

from io import BytesIO

import pytest

from forensics.events import event_table
from forensics.evidence.forms import HEAD, READERS, Form
from tests.pace import bounded

SIZE = 125_000
MOST = 0.5
"""Seconds; see `pace`. A MB may take 2: where time were quadratic, 250 kB of it would still."""

NAMESPACE = b"http://schemas.microsoft.com/win/2004/08/events/event"
VIEWER = b"Keywords,Date and Time,Source,Event ID,Task Category\r\n"
VIEWED = (
    b"Audit Failure,10/18/2001 9:15:03 AM,Microsoft-Windows-Security-Auditing,4625,Logon,"
    b'"An account failed to log on.\r\n\tAccount Name:\tx\r\n'
)
HURTING = {
    "line ends": b"\n",
    "short lines": b"a\n",
    "returns": b"\r",
    "blanks": b" ",
    "tabs": b"\t",
    "zeros": b"\0",
    "quotes": b'"',
    "quoted commas": b'","',
    "braces": b"{",
    "brackets": b"[",
    "nested objects": b'{"a":',
    "tags": b"<a>",
    "entities": b"&lol;",
    "open events": b"<Event xmlns='" + NAMESPACE + b"'><System>",
    "document types": b"<!DOCTYPE ",
    "open document types": b'<!DOCTYPE "',
    "document types of comments": b"<!DOCTYPE [<!-- -->",
    "tags and blanks without an event": b"<Event xmlns='" + NAMESPACE + b"'></Event>   x",
    "empty events": b"<Event>x</Event>",
    "one endless word": b"a",
    "marks of SMS": b"$$<",
    "lines of SMS without an end": b"x $$<A><Thu Oct 09 10:00:21.186 2003><thread=1 (0x1)>",
    "logons without an end": b"[LOGON] SamLogon: Network logon of ",
    "logons": b"10/09 07:04:13 [LOGON] SamLogon: Network logon of A\\b from C Returns 0xC000006A\n",
    "agents": b"MSWinEventLog\t1\tSecurity\t7\tTue Feb 18 06:42:17 2025\t4625\tSecurity\tN/A\tN/A\t"
    b"Failure Audit\tDC1\tLogon\t\tAccount Name: x Account Name: y\t1\n",
    "managers": b"WinEvtLog: Security: AUDIT_FAILURE(4625): S: u: d: DC1: An account failed\n",
    "copied events": b"Log Name: Security\nDate: 1/1/2001 1:1:1 AM\nEvent ID: 4625\nDescription:\n",
    "labels": b"Account Name: ",
    "open quotes": VIEWED,
    "quoted messages": VIEWED + b'"\r\n',
    "cells": b",",
    "listings": b"Lockout threshold: 5\r\nLockout duration (minutes): 30\r\n",
    "rows of a report": b"<tr><td>Account lockout threshold</td>",
    "settings": b"<q1:Account><q1:Name>LockoutBadCount</q1:Name>",
}


@pytest.mark.parametrize("form", READERS, ids=lambda form: form.read.__module__.rpartition(".")[2])
@pytest.mark.parametrize("kind", HURTING)
def test_a_text_made_to_hurt_is_read_in_time_and_tiled(form: Form, kind: str) -> None:
    bounded(MOST, lambda: tiled(form, kind, SIZE))


def tiled(form: Form, kind: str, size: int) -> None:
    """Read a text of so many bytes, and see that every byte is accounted for."""
    piece = HURTING[kind]
    head = VIEWER if kind in ("open quotes", "quoted messages", "cells") else b""
    data = head + (piece * (size // len(piece) + 1))[:size]
    form.recognises(data[:HEAD])
    reading = form.read(BytesIO(data), len(data), event_table().wanted())
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
