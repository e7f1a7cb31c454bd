"""Knowing: the facts of a case by fixed names, and the articles held against them."""
