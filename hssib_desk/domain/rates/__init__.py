"""How many deaths, and has the number changed: the one test, the picture that fits, how often each errs.

Learning and the board report draw from here, so that they can say nothing different. Deaths are rare: which
picture is drawn follows from how many there are a month, and limits are drawn only where they work.
"""
