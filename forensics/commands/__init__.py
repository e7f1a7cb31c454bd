"""One room a command: its arguments, and what it does with them."""
