"""Zips read in place: what they list, and the bytes of each member, within stated bounds."""
