"""Replay: every account's story played by its policy, explained, and played again otherwise."""
