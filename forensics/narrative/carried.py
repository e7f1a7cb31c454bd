"""What travels inside the report, and what lies beside it because it does not fit."""

from collections.abc import Sequence

from forensics.binding import Binding, Sidecar
from forensics.enclosures import kind
from forensics.narrative.views import Span, Text, named, say, series, strong
from forensics.words import grouped


def note(binding: Binding) -> Text:
    """Return the sentences on page 1."""
    inside, beside = binding.attached, binding.beside
    return say(
        say("The findings travel inside this PDF as attachments: ", _series(inside), ". ")
        if inside
        else (),
        say(_beside(beside), ". ") if beside else (),
    )


def files(binding: Binding) -> tuple[Text, ...]:
    """Return the files as chapter 7 tells them; last the archive beside the report."""
    held = tuple(say(named(one), f": {kind(one).says}.") for one in sorted(binding.attached))
    beside = binding.beside
    if not beside:
        return held
    size = f" ({grouped(beside.size)} bytes). "
    why = f"They would make this file larger than {grouped(binding.most)} bytes."
    return (*held, say(strong("Beside this file. "), _beside(beside), size, why))


def _beside(sidecar: Sidecar) -> Text:
    return say(
        _series(sidecar.names),
        f" {'lies' if len(sidecar.names) == 1 else 'lie'} beside it in ",
        named(sidecar.name),
        ", SHA-256 ",
        Span(sidecar.sha256, "sha"),
    )


def _series(names: Sequence[str]) -> Text:
    return series([named(one) for one in sorted(names)])
