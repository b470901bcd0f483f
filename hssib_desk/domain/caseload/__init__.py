"""A list of deaths from another system, read as cases: columns, values, matching, and each row's fate."""
