"""Actions after a review: what their dates and strength mean, and what an edited action log would change."""
