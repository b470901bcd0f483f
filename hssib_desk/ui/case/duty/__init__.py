"""Duties on their page of a case: how each is answered, and the reasons that are offered."""
