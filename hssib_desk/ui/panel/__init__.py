"""The page Panel: the meetings of the mortality group, and one of them open with its cases and decisions."""
