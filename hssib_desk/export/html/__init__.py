"""Review summaries as one accessible HTML file."""
