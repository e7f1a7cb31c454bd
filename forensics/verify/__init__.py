"""Proving that a report follows from its evidence: everything in it is made again and compared."""
