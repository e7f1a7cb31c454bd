"""`python -m tests.golden`: keeps today's findings and chapters of the examples as golden ones."""

from tests.golden.made import write

write()
