"""Rows: the tables, how an extraction becomes rows, and how a question becomes one statement."""
