"""Reads .evt logs, of Windows NT 4 to Server 2003: a ring of records in place."""
