"""Reads event logs told as text: syslog lines, copied events, rendered messages."""
