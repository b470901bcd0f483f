"""How long reviews are kept, and letting them go."""
