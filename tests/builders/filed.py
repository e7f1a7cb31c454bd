"""Files as a run files them."""

from collections.abc import Mapping

from forensics.filing import Filing, Output
from forensics.pipeline import Analysis
from forensics.reporting import data_files


def filed(files: Mapping[str, bytes], room: int = 0) -> dict[str, Output]:
    """Return files, name -> content, as they are filed with so many bytes of room in the PDF."""
    filing = Filing(room=room)
    return {name: filing.filed(name, content) for name, content in files.items()}


def data(analysis: Analysis) -> dict[str, bytes]:
    """Return the data files of an analysis, name -> content."""
    return {name: output.whole() for name, output in data_files(analysis, Filing()).items()}
