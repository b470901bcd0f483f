"""The figures that are shown and printed: their ledger, charts, and how far reviewers agree."""
