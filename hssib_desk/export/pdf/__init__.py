"""Review summaries as PDF: pages, layouts, fonts and the writing of scripts that need shaping."""
