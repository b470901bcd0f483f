"""Small numbers in what is published: how they are shown, and the attack that tries to work them back.

`rounding` says how a number is shown, `attack` what a reader could conclude from everything shown together,
and `splits` which tables a public report has; what fails is merged in a fixed order, else withheld.
"""
