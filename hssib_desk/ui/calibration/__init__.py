"""Practice and calibration: made-up reviews scored blind, and compared."""
