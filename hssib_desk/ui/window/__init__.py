"""The frame that every page stands in: bar, rail, menu, search, help, locking, closing, what lies over it."""
