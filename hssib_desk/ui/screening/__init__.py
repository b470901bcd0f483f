"""Screening: the deaths at the left, one page of questions, and what the facts call for at the right."""
