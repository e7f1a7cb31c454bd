"""Reads exhibits in parts, here or elsewhere; what comes out does not depend on where."""
