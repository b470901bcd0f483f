"""Writing the answers of a case: entries, signatures, second reviews, attachments and moves between forms.

Every function works inside a transaction that somebody else began, and leaves its line in the history.
"""
