"""What a page of a case folds: questions that come later, and the answers that a caseload brought."""
