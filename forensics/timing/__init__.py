"""Timing: at which intervals failures come, what they begin after and what they end with."""
