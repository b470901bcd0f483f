"""The second review of a case: beginning it, comparing two reviews, and settling what is agreed."""
