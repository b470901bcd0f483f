"""British English with the words of mental health records and one's own, from files on this computer alone.

Hunspell reads the dictionary. Where it cannot be loaded, nothing is marked and nobody is troubled.
"""
