"""Duties as data: what a rule says, how it is read, and the days that an organisation may choose."""
