"""Reads netlogon.log, in which a domain controller or server notes who asked for a logon."""
