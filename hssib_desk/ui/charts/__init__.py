"""Charts: one card for each, drawn, as a table and in words, to be copied and saved; every page uses it."""
