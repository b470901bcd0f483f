"""Raising in one line: problem, learning point, action, each under the other."""
