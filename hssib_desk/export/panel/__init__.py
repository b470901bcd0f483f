"""What a panel has on paper: the papers before a meeting, and its minutes as a PDF or a Word document."""
