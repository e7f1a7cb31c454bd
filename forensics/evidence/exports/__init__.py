"""Reads event logs that were exported as XML, JSON or tables."""
