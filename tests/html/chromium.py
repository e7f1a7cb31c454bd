"""Drives a headless Chromium by its DevTools protocol over two pipes: no library, no open port.

Chromium reads commands from file 3 and writes answers and events to file 4, each a JSON object and
a zero byte (`--remote-debugging-pipe`). What a page writes to its console, what its policy refused,
what it asked the network for and what dialogs it opened are kept; every request but for the page
itself is refused.
"""

import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE: Final = 60.0
_OPTIONS: Final = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",  # a container has no user namespaces, and root may not be sandboxed
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--window-size=1280,900",
)


def program() -> str | None:
    """Return the browser of this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass(slots=True)
class Browser:
    """A running browser; `call` is one command and its answer."""

    to: int
    back: int
    number: int = 0
    rest: bytes = b""
    events: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, session: str = "", **given: object) -> dict[str, Any]:
        """Return what the browser answers; what it reports meanwhile is kept in `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self.number:
                assert "error" not in heard, (method, heard["error"])
                result: dict[str, Any] = heard["result"]
                return result
            self.events.append(heard)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.back], [], [], _PATIENCE)
            assert ready, "the browser says nothing"
            heard = os.read(self.back, 1 << 20)
            assert heard, "the browser is gone"
            self.rest += heard
        message, self.rest = self.rest.split(b"\0", 1)
        told: dict[str, Any] = json.loads(message)
        return told


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser with a profile of its own, and end it and all that it started."""
    chosen = program()
    assert chosen
    (ours_in, theirs_out), (theirs_in, ours_out) = os.pipe(), os.pipe()
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = os.posix_spawn(
            chosen,
            [chosen, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            {**os.environ, "HOME": profile},
            # Duplicated away first, lest 3 or 4 be one of the pipes themselves.
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs_in, 103),
                (os.POSIX_SPAWN_DUP2, theirs_out, 104),
                (os.POSIX_SPAWN_DUP2, 103, 3),
                (os.POSIX_SPAWN_DUP2, 104, 4),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(to=ours_out, back=ours_in)
        finally:
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(ours_in)
            os.close(ours_out)


@dataclass(slots=True)
class Page:
    """One open page and what it did that it should not."""

    host: Browser
    session: str
    target: str
    address: str

    def ask(self, script: str) -> Any:  # noqa: ANN401 - whatever the script gives
        """Return the value of a script, awaited where it is a promise."""
        answer = self.host.call(
            "Runtime.evaluate",
            self.session,
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def call(self, method: str, **given: object) -> dict[str, Any]:
        """Return what the browser answers to a command about this page."""
        return self.host.call(method, self.session, **given)

    def press(self, key: str, times: int = 1) -> None:
        """Press and let go a key, such as `Tab` or `+`."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        codes = {"Tab": 9, "Enter": 13, "Home": 36, "ArrowLeft": 37, "ArrowRight": 39}
        for _ in range(times):
            for kind in ("keyDown", "keyUp"):
                self.call(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    key=key,
                    code=key,
                    text=text if kind == "keyDown" else "",
                    windowsVirtualKeyCode=codes.get(key, ord(key[0])),
                )

    def mouse(self, kind: str, at: tuple[float, float], **given: object) -> None:
        """Move, press, let go or turn the wheel."""
        self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], **given)

    def told(self, *methods: str) -> list[dict[str, Any]]:
        """Return the parameters of the events of these kinds that came so far."""
        time.sleep(0.05)
        self.call("Page.getFrameTree")  # what came meanwhile is read before the answer
        return [
            event["params"]
            for event in self.host.events
            if event.get("sessionId") == self.session and event["method"] in methods
        ]

    def complaints(self) -> list[str]:
        """Return what the console and the log say: errors, refusals of the policy, dialogs."""
        kinds = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(each) for each in self.told(*kinds, "Page.javascriptDialogOpening")]

    def requests(self) -> list[str]:
        """Return every address that was asked for, but for the page and what is inside it."""
        asked = [each["request"]["url"] for each in self.told("Network.requestWillBeSent")]
        return [url for url in asked if url != self.address and not url.startswith("data:")]


@contextmanager
def opened(host: Browser, path: Path, *, scripts: bool = True, **media: str) -> Iterator[Page]:
    """Open a file, wait until it is whole, and close it at the end.

    Args:
        host: A running browser.
        path: The file.
        scripts: Whether scripts may run.
        media: Features such as `prefers_color_scheme="dark"`.
    """
    context = host.call("Target.createBrowserContext")["browserContextId"]
    target = host.call("Target.createTarget", url="about:blank", browserContextId=context)
    session = host.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
    page = Page(host, session["sessionId"], target["targetId"], path.as_uri())
    for domain in ("Page", "Runtime", "Log", "Network"):
        page.call(f"{domain}.enable")
    # Whatever is not the file itself is stopped before it leaves; the attempt is still seen.
    page.call("Network.setBlockedURLs", urls=["http://*", "https://*", "ws://*", "wss://*"])
    features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
    page.call("Emulation.setEmulatedMedia", features=features)
    if not scripts:
        page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.call("Page.navigate", url=page.address)
    _wait(page)
    try:
        yield page
    finally:
        host.call("Target.closeTarget", targetId=page.target)
        host.call("Target.disposeBrowserContext", browserContextId=context)
        host.events.clear()


def _wait(page: Page) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        loaded = any(
            event["method"] == "Page.loadEventFired"
            for event in page.host.events
            if event.get("sessionId") == page.session
        )
        if loaded:
            return
        page.call("Page.getFrameTree")
        time.sleep(0.02)
    raise AssertionError("the page was not loaded")
