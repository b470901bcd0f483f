"""Wavy lines under words that no dictionary has, and what to do about one; the window gives the dictionary.

Nothing here touches a text, what can be undone in it, or what is told of it: lines are drawn over it.
"""
