"""The facts by subject: each room tells some names of the vocabulary from the evidence."""
