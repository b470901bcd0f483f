"""The action log on paper and in an e-mail: an owner's list, what is overdue, what changed since a day."""
