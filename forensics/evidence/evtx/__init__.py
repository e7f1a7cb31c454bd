"""Reads .evtx logs, of Windows Vista and later: bytes, chunks, records, templates, values."""
