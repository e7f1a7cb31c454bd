"""What the evidence shows, in the forms of other programs: few, and each by its published rules."""
