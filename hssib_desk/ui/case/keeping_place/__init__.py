"""Keeping somebody's place in a case: on each page, over the lock, and when a page is built anew."""
