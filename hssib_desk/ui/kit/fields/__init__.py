"""The fields of a form as widgets: an editor for each kind of answer, and the scores."""
