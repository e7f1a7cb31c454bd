"""What is installed, what is missing, and the one command that mends it."""
