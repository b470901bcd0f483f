"""What a coroner and an auditor are given: the bundle of a case, its history, a statement of integrity."""
