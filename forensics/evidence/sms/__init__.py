"""Reads the logs of Systems Management Server 1.x and 2.0."""
