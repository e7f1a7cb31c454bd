"""Takes the pages at the top of the checkout into the manual, which `./run docs` makes."""

from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

CHECKOUT: Final = Path(__file__).parents[1]
PAGES: Final = ("ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md")


def on_files(files: Files, /, *, config: MkDocsConfig) -> Files:
    """Add the pages; MkDocs calls this once it has listed those of docs/."""
    for name in PAGES:
        text = (CHECKOUT / name).read_text("utf-8")
        files.append(File.generated(config, name.lower(), content=text))
    return files
