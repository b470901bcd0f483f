"""The forms as values: definitions, kinds of answers, rules, outlines, packs, wording; no case is known."""
