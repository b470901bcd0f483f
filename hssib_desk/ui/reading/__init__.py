"""Reading a file, showing what becomes of every line of it, and taking it: one page for each kind of file."""
