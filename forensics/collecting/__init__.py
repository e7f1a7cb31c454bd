"""What to collect of an incident, for the person at the console: steps, commands, a checklist."""
