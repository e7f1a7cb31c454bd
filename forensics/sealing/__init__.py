"""What holds a report together and can be checked by anyone: root, code, signatures."""
