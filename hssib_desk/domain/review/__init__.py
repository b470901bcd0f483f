"""One review of a death: its case, clocks and duties, scope, second review, seal, privacy and retention."""
