"""The letter to a family: its content once, and as a PDF, a page and a Word document with the same words."""
