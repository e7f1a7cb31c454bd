"""The report for the screen: one file that needs nothing else, not even a network.

Its chapters are the PDF's, from the same values and the same templates; added is what paper cannot
do, to filter, sort and zoom over every attempt. Nothing in it may load or send anything: a policy
in its head names the digests of its one style sheet and its one script and forbids all else.
"""

from forensics.html.page import page

__all__ = ["page"]
