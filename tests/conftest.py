"""What holds for every test."""

from hypothesis import settings

# How long an example takes is the machine's business: a busy one is no failure. Where time is
# bounded, a test says so in seconds of the processor.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
