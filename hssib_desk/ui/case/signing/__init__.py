"""The door at the end of a case: signing and sealing, signed versions, and newer or other forms."""
