"""What holds for every test."""

import os
from pathlib import Path

from hypothesis import settings

from forensics.articles.library import VARIABLE

# A library of articles that whoever runs the tests keeps has no part in them.
os.environ[VARIABLE] = str(Path(__file__).with_name("no-library.sqlite"))

# How long an example takes is the machine's business: a busy one is no failure. Where time is
# bounded, a test says so in seconds of the processor.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
