"""Reads cited .evtx records again by two independent libraries, and compares."""
