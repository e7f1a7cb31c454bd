"""Two cases of one site held against each other: did the fix work, as far as the records show?"""
