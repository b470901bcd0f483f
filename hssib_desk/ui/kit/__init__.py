"""The widgets every screen is built from: presentation only, plain Python values in, signals out."""
