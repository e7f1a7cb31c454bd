"""Archived texts of the Microsoft Knowledge Base: read, kept in a library, quoted and compared."""
