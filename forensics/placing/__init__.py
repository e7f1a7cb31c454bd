"""How files get on the disk: whole or not at all, and by one run at a time."""
