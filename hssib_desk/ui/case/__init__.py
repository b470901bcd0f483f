"""One case as a page: outline, the page being filled in, guidance, and the sign-off door."""
