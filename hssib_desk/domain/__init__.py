"""What a review is: forms, answers, rules and figures, with no window, database or file format."""
