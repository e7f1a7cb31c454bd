"""A new case: its folder, its commented `case.toml`, and what the evidence proposes for it."""
