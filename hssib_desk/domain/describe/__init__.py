"""The instrument as readable documentation, in Markdown and as one page."""
