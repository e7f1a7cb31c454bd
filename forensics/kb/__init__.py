"""`forensics kb`: the knowledge base for a person, in lines that `cli.py` prints."""
