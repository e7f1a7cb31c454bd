"""The doors of the pages: values are text, a hole ends the report, a template reaches no Python."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError

from forensics import templating
from forensics.templating import filled
from tests.attacks.payloads import PAYLOADS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a folder of a test's own in the place of the templates."""
    monkeypatch.setattr(templating, "templates", lambda: tmp_path)
    return tmp_path


def made(folder: Path, source: str, **values: object) -> str:
    (folder / "x.j2").write_text(source, encoding="utf-8")
    return filled("x.j2", values)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_value_is_escaped_and_never_a_template(folder: Path, kind: str) -> None:
    text = PAYLOADS[kind]
    page = made(folder, '<p title="{{ x }}">{{ x }}</p>', x=text)
    escaped = (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        .replace('"', "&#34;").replace("'", "&#39;")
    )  # fmt: skip
    assert page == f'<p title="{escaped}">{escaped}</p>'


@pytest.mark.parametrize("source", ["{{ absent }}", "{{ x.absent }}", "{% if absent %}{% endif %}"])
def test_a_hole_ends_the_report(folder: Path, source: str) -> None:
    with pytest.raises(UndefinedError):
        made(folder, source, x=object())


@pytest.mark.parametrize(
    "source",
    [
        "{{ x.__class__.__mro__ }}",
        "{{ x.__init__.__globals__ }}",
        "{{ ''.__class__ }}",
        "{{ f.__globals__ }}",
        "{{ f.__code__ }}",
        "{{ cycler.__init__ }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ x|attr('__class__') }}",
    ],
)
def test_a_template_reaches_nothing_behind_its_values(folder: Path, source: str) -> None:
    with pytest.raises(SecurityError):
        made(folder, source, x=Path(), f=made)


def test_a_template_changes_nothing_that_it_is_given(folder: Path) -> None:
    given: dict[str, Any] = {"rows": [1]}
    for source in ("{{ x.rows.append(2) }}", "{{ x.update({'a': 1}) }}", "{{ x.clear() }}"):
        with pytest.raises(SecurityError):
            made(folder, source, x=given)
    assert given == {"rows": [1]}


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret"])
def test_no_template_lies_outside_of_its_folder(folder: Path, name: str) -> None:
    inside = folder / "templates"
    inside.mkdir()
    (folder / "secret").write_text("secret", encoding="utf-8")
    with pytest.raises(TemplateNotFound):
        made(folder, f"{{% include '{name}' %}}")
