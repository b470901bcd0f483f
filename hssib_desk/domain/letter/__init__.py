"""The letter to a family: its words and rules as `forms/letter.toml` has them, and advice."""
