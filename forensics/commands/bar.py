"""The bar on a terminal: bytes read, rate and time left, and a line that stays for each exhibit.

The one door to rich, imported only where there is a terminal: it knows its width and what
`NO_COLOR` asks for. Nothing of it is left when the work is done but the lines.
"""

from types import TracebackType
from typing import Final, Self, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.status import Status
from rich.text import Text

from forensics.commands.terminal import legible
from forensics.progress import Step

_A_SECOND: Final = 5
"""How often it is drawn, by a thread of its own: each drawing takes the work some milliseconds."""


class Bar:
    """Shows what is told of the work."""

    def __init__(self, terminal: TextIO) -> None:
        """Show nothing yet."""
        self._console = Console(file=terminal, highlight=False, markup=False, emoji=False)
        self._stage: Status | None = None
        self._reading: Progress | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was, however the work ended."""
        self._clear()

    def __call__(self, told: str | Step) -> None:
        """Show that a stage is under way, or how far the reading has come."""
        if isinstance(told, Step):
            self._step(told)
            return
        self._clear()
        said = Text(legible(told))
        drawn = "line" if self._console.options.ascii_only else "dots"
        self._stage = Status(
            said, console=self._console, refresh_per_second=_A_SECOND, spinner=drawn
        )
        self._stage.start()

    def _step(self, step: Step) -> None:
        if self._reading is None:
            self._clear()
            self._reading = _reading(self._console)
            self._reading.start()
        self._reading.update(
            self._reading.task_ids[0], completed=step.done, total=step.total or None
        )
        if step.line:
            self._console.print(Text(legible(step.line), overflow="fold"))

    def _clear(self) -> None:
        if self._stage is not None:
            self._stage.stop()
        if self._reading is not None:
            self._reading.stop()
        self._stage = self._reading = None


def _reading(console: Console) -> Progress:
    bar = Progress(
        TextColumn("reading"),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        refresh_per_second=_A_SECOND,
        transient=True,
        expand=True,
    )
    bar.add_task("", total=None)
    return bar
