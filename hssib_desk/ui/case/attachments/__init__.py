"""Files that are attached to a question: shown, added, opened as private copies, and erased."""
