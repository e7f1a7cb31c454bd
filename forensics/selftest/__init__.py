"""How often this build is right: a corpus of which the truth is known is replayed and judged.

`measuring.py` is the whole of it from top to bottom. What is right, missed, false and left open is
judged in a room a subject, by the rules that stand at its head; truth comes from the corpus alone.
"""
