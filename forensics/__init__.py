"""Offline forensic reports on Windows account lockouts. Start reading at `pipeline.py`."""

__version__ = "0.1.0"
