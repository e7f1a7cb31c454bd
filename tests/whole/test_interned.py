"""Names are numbers to the end: no stage gives a million rows their names back as texts."""

import polars as pl
import pytest

from forensics.lean import is_text
from tests.builders.examples import EACH, example


@pytest.mark.parametrize("name", EACH)
def test_names_stay_interned_through_all_stages(name: str) -> None:
    analysis = example(name).analysis
    scene, edges = analysis.scene, analysis.findings.edges
    texts = {
        "observations": [*scene.observations.schema.items()],
        "attempts": [*scene.attempts.schema.items()],
        "edges": [*edges.frame.schema.items()],  # type: ignore[attr-defined]  # in columns
    }
    named = {stage: sum(is_text(kind) for _, kind in each) for stage, each in texts.items()}
    told = {
        stage: [column for column, kind in each if kind == pl.String]
        for stage, each in texts.items()
    }
    assert min(named.values()) >= 4
    # What a log line says differs from line to line.
    assert told == {"observations": ["said"], "attempts": [], "edges": []}
