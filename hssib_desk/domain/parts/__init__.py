"""The parts of a review: whose page is whose, who signs what, and what each still waits for."""
